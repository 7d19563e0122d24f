// Makes a chaincode definition effective: only what differs from the channel's is changed.
import { peer } from '@hyperledger/fabric-protos';
import type { Nodes } from '../nodes.js';
import { encodeCollections } from '../lifecycle/collections.js';
import type { ChaincodeDefinition } from '../lifecycle/chaincode-definition.js';
import { defaultEndorsementPolicy, encodeApplicationPolicy } from '../policy/application-policy.js';
import type { DeployAnswer, DeployRequest } from './protocol.js';

/** @throws PolicyError for a policy or a collection that cannot be read. */
export async function deploy(request: DeployRequest, nodes: Nodes): Promise<DeployAnswer> {
    const endorsementPolicy = encodeApplicationPolicy(request.policy ?? defaultEndorsementPolicy);
    const collections = encodeCollections(request.collections ?? []);
    const current = nodes.peers[0]?.definitions.get(request.name)?.definition;
    const samePackages = Object.entries(request.packages)
        .every(([mspId, { packageId }]) => nodes.installed.get(mspId, request.name)?.packageId === packageId);
    const wanted = { name: request.name, version: request.version, endorsementPolicy, collections };
    const same = current !== undefined && samePackages && isSame(current, wanted);
    const before = Object.keys(request.packages).map(mspId => [mspId, nodes.installed.get(mspId, request.name)] as const);
    for (const [mspId, installed] of Object.entries(request.packages)) nodes.install(mspId, request.name, installed);
    if (same) return { sequence: current.sequence, changed: false };
    const sequence = (current?.sequence ?? 0) + 1;
    try {
        await nodes.commitDefinition({ ...wanted, sequence });
    } catch (error) {
        // The definition in force goes on with the packages that it had: the new ones' processes are about to be ended.
        for (const [mspId, installed] of before) if (installed) nodes.install(mspId, request.name, installed);
        throw error;
    }
    return { sequence, changed: true };
}

function isSame(current: ChaincodeDefinition, wanted: Omit<ChaincodeDefinition, 'sequence'>): boolean {
    const bytes = (definition: Omit<ChaincodeDefinition, 'sequence'>): Buffer =>
        Buffer.concat([definition.endorsementPolicy, (definition.collections ?? new peer.CollectionConfigPackage()).serializeBinary()]);
    return current.version === wanted.version && bytes(current).equals(bytes(wanted));
}
