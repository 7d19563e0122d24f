// Which organisations must endorse, given what a simulation touched: the part of Fabric's discovery that the gateway uses.
import type { peer } from '@hyperledger/fabric-protos';
import type { Channel } from '../channel/channel.js';
import type { Definitions } from '../lifecycle/definitions.js';
import type { Policy } from '../policy/channel-policies.js';
import { SignaturePolicy, type Signer } from '../policy/signature-policy.js';

/** A peer that could endorse, standing for its organisation. */
export interface Candidate { readonly mspId: string; readonly signer: Signer }

export class LayoutError extends Error {
    override readonly name = 'LayoutError';
}

/**
 * The smallest sets of organisations that satisfy every policy, those with the preferred one first.
 * @throws LayoutError with Fabric's text when none does.
 */
export function endorsementLayouts(
    interest: peer.ChaincodeInterest, candidates: readonly Candidate[], preferredMspId: string, definitions: Definitions, channel: Channel,
): readonly (readonly string[])[] {
    const calls = interest.getChaincodesList();
    const policies = calls.flatMap(call => callPolicies(call, definitions, channel));
    const eligible = calls.reduce((left, call) => left.filter(({ mspId }) => mayRead(call, mspId, definitions)), candidates);
    const layouts = subsets(eligible).filter(subset => policies.every(policy => policy.isSatisfiedBy(subset.map(({ signer }) => signer))));
    const minimal = layouts.filter(layout => !layouts.some(other => other.length < layout.length && other.every(one => layout.includes(one))));
    if (minimal.length === 0) {
        throw new LayoutError('no combination of peers can be derived which satisfy the endorsement policy: '
            + 'no peer combination can satisfy the endorsement policy');
    }
    const names = minimal.map(layout => layout.map(({ mspId }) => mspId));
    return [...names.filter(layout => layout.includes(preferredMspId)), ...names.filter(layout => !layout.includes(preferredMspId))];
}

function callPolicies(call: peer.ChaincodeCall, definitions: Definitions, channel: Channel): Policy[] {
    const chaincode = definitions.get(call.getName());
    if (!chaincode) {
        throw new LayoutError('no combination of peers can be derived which satisfy the endorsement policy: '
            + `No metadata was found for chaincode ${call.getName()} in channel ${channel.name}`);
    }
    const collections = call.getCollectionNamesList().map(name => chaincode.collections.get(name)?.endorsementPolicy ?? chaincode.endorsementPolicy);
    const base = call.getDisregardNamespacePolicy() ? [] : collections.length > 0 ? collections : [chaincode.endorsementPolicy];
    return [...base, ...call.getKeyPoliciesList().map(policy => new SignaturePolicy(policy))];
}

/** Private values that were read limit the endorsers to those who hold them. */
function mayRead(call: peer.ChaincodeCall, mspId: string, definitions: Definitions): boolean {
    if (call.getNoPrivateReads()) return true;
    const collections = definitions.get(call.getName())?.collections;
    return call.getCollectionNamesList().every(name => collections?.get(name)?.memberMspIds.includes(mspId));
}

function subsets<T>(items: readonly T[]): readonly (readonly T[])[] {
    return items.reduce<readonly (readonly T[])[]>((all, item) => [...all, ...all.map(subset => [...subset, item])], [[]])
        .filter(subset => subset.length > 0);
}
