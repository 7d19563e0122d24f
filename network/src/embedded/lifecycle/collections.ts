// The private data collections of a chaincode: those of its collections file, and one per organisation that exists by itself.
import { common, msp, peer } from '@hyperledger/fabric-protos';
import { decodeApplicationPolicy, encodeApplicationPolicy } from '../policy/application-policy.js';
import type { ChannelPolicies, Policy } from '../policy/channel-policies.js';
import { parsePolicy } from '../policy/policy-language.js';
import { PolicyError } from '../policy/policy-error.js';
import { SignaturePolicy } from '../policy/signature-policy.js';

const IMPLICIT_PREFIX = '_implicit_org_';
/** As Fabric's `^[A-Za-z0-9-]+([A-Za-z0-9_-]+)*$`, which takes exponential time here on a long name that does not match. */
const namePattern = /^[A-Za-z0-9-][A-Za-z0-9_-]*$/;

export interface Collection {
    readonly name: string;
    readonly memberMspIds: readonly string[];
    /** Who is a member, for the checks that memberOnlyRead and memberOnlyWrite ask for. */
    readonly membership: Policy;
    readonly memberOnlyRead: boolean;
    readonly memberOnlyWrite: boolean;
    /** Blocks after which the data are purged; 0: never. */
    readonly blockToLive: bigint;
    readonly requiredPeerCount: number;
    /** Replaces the chaincode's policy for keys of this collection. */
    readonly endorsementPolicy?: Policy;
}

/** One entry of a collections file, as fabric-samples' collections_config.json writes it. */
interface CollectionJson {
    name: string;
    policy: string;
    requiredPeerCount?: number;
    maxPeerCount?: number;
    blockToLive?: number;
    memberOnlyRead?: boolean;
    memberOnlyWrite?: boolean;
    endorsementPolicy?: { signaturePolicy?: string; channelConfigPolicy?: string };
}

/** What the ledger keeps of a collections file. @throws PolicyError naming the collection and what is wrong with it. */
export function encodeCollections(file: readonly unknown[]): peer.CollectionConfigPackage {
    const names = new Set<string>();
    const collections = new peer.CollectionConfigPackage();
    for (const entry of file as readonly CollectionJson[]) {
        if (typeof entry.name !== 'string' || !namePattern.test(entry.name)) {
            throw new PolicyError(`invalid collection name '${entry.name}': use letters, digits, - and _, not beginning with _`);
        }
        if (names.has(entry.name)) throw new PolicyError(`collection-name: ${entry.name} -- found duplicate in collection configuration`);
        names.add(entry.name);
        collections.addConfig(encodeCollection(entry));
    }
    return collections;
}

/** The collections of one chaincode, looked up by name. */
export class Collections {
    readonly #explicit: ReadonlyMap<string, Collection>;
    readonly #implicit: ReadonlyMap<string, Collection>;

    constructor(config: peer.CollectionConfigPackage | undefined, policies: ChannelPolicies, applicationMspIds: readonly string[]) {
        const statics = (config?.getConfigList() ?? []).flatMap(entry => entry.getStaticCollectionConfig() ?? []);
        this.#explicit = new Map(statics.map(entry => [entry.getName(), explicitCollection(entry, policies)]));
        this.#implicit = new Map(applicationMspIds.map(mspId => [IMPLICIT_PREFIX + mspId, implicitCollection(mspId, policies)]));
    }

    get(name: string): Collection | undefined {
        return this.#explicit.get(name) ?? this.#implicit.get(name);
    }
}

function encodeCollection(entry: CollectionJson): peer.CollectionConfig {
    const membership = new peer.CollectionPolicyConfig();
    membership.setSignaturePolicy(parsePolicy(entry.policy));
    const config = new peer.StaticCollectionConfig();
    config.setName(entry.name);
    config.setMemberOrgsPolicy(membership);
    config.setRequiredPeerCount(entry.requiredPeerCount ?? 0);
    config.setMaximumPeerCount(entry.maxPeerCount ?? 0);
    config.setBlockToLive(entry.blockToLive ?? 0);
    config.setMemberOnlyRead(entry.memberOnlyRead ?? false);
    config.setMemberOnlyWrite(entry.memberOnlyWrite ?? false);
    const policy = entry.endorsementPolicy?.signaturePolicy ?? entry.endorsementPolicy?.channelConfigPolicy;
    if (policy !== undefined) config.setEndorsementPolicy(peer.ApplicationPolicy.deserializeBinary(encodeApplicationPolicy(policy)));
    const collection = new peer.CollectionConfig();
    collection.setStaticCollectionConfig(config);
    return collection;
}

function explicitCollection(config: peer.StaticCollectionConfig, policies: ChannelPolicies): Collection {
    const envelope = config.getMemberOrgsPolicy()?.getSignaturePolicy() ?? new common.SignaturePolicyEnvelope();
    const endorsement = config.getEndorsementPolicy();
    return {
        name: config.getName(),
        memberMspIds: memberMspIds(envelope),
        membership: new SignaturePolicy(envelope),
        memberOnlyRead: config.getMemberOnlyRead(),
        memberOnlyWrite: config.getMemberOnlyWrite(),
        blockToLive: BigInt(config.getBlockToLive()),
        requiredPeerCount: config.getRequiredPeerCount(),
        ...endorsement && { endorsementPolicy: decodeApplicationPolicy(endorsement.serializeBinary(), policies) },
    };
}

function implicitCollection(mspId: string, policies: ChannelPolicies): Collection {
    return {
        name: IMPLICIT_PREFIX + mspId,
        memberMspIds: [mspId],
        membership: new SignaturePolicy(parsePolicy(`OR('${mspId}.member')`)),
        memberOnlyRead: false,
        memberOnlyWrite: false,
        blockToLive: 0n,
        requiredPeerCount: 0,
        endorsementPolicy: policies.policy(`/Channel/Application/${mspId}/Endorsement`),
    };
}

function memberMspIds(envelope: common.SignaturePolicyEnvelope): string[] {
    const roles = envelope.getIdentitiesList().filter(p => p.getPrincipalClassification() === msp.MSPPrincipal.Classification.ROLE);
    return [...new Set(roles.map(principal => msp.MSPRole.deserializeBinary(principal.getPrincipal_asU8()).getMspIdentifier()))];
}
