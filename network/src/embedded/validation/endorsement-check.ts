// Whether the endorsements of a transaction suffice for everything it writes (core/common/validation/statebased/validator_keylevel.go).
import type { peer } from '@hyperledger/fabric-protos';
import type { Channel } from '../channel/channel.js';
import type { Ledger } from '../ledger/ledger.js';
import { LIFECYCLE_NAMESPACE } from '../lifecycle/chaincode-definition.js';
import type { Collections } from '../lifecycle/collections.js';
import type { Definitions } from '../lifecycle/definitions.js';
import type { Policy } from '../policy/channel-policies.js';
import { PolicyError } from '../policy/policy-error.js';
import { SignaturePolicy, type Signer } from '../policy/signature-policy.js';
import { validSigners } from '../policy/signers.js';
import { keyPolicy } from '../policy/key-policy.js';
import type { NamespaceWrites } from '../../transaction/written-keys.js';

/** Keys whose policy an earlier transaction of the block has changed (14.6). */
export type ChangedPolicies = Set<string>;

interface NamespaceRules { readonly policy: Policy; readonly collections?: Collections }

export class EndorsementCheck {
    constructor(
        readonly channel: Channel,
        readonly definitions: Definitions,
        readonly ledger: Pick<Ledger, 'committedMetadata'>,
    ) {}

    /** Undefined when the namespace belongs to no chaincode of the channel. */
    rules(namespace: string): NamespaceRules | undefined {
        if (namespace === LIFECYCLE_NAMESPACE) return { policy: this.channel.policies.policy('/Channel/Application/LifecycleEndorsement') };
        const chaincode = this.definitions.get(namespace);
        return chaincode && { policy: chaincode.endorsementPolicy, collections: chaincode.collections };
    }

    /** Key policies first; collection and chaincode policies where a key has none, or when nothing else was asked (14.5). */
    async isSatisfied(writes: NamespaceWrites, rules: NamespaceRules, signers: readonly Signer[], changed: ChangedPolicies): Promise<boolean> {
        const asked = new Set<Policy>();
        let anyAsked = false;
        for (const { collection, keys } of writes.written) {
            for (const key of keys) {
                if (changed.has(changedKey(writes.namespace, collection, key))) return false;
                const own = await keyPolicy(this.ledger, writes.namespace, collection, key);
                anyAsked = true;
                if (own) {
                    if (!satisfiesKeyPolicy(own, signers)) return false;
                    continue;
                }
                const policy = (collection === '' ? undefined : rules.collections?.get(collection)?.endorsementPolicy) ?? rules.policy;
                if (asked.has(policy)) continue;
                if (!policy.isSatisfiedBy(signers)) return false;
                asked.add(policy);
            }
        }
        return anyAsked || rules.policy.isSatisfiedBy(signers);
    }
}

/** The identities that endorsed, their signatures verified. */
export function endorsementSigners(responsePayload: Uint8Array, endorsements: readonly peer.Endorsement[], channel: Channel): readonly Signer[] {
    return validSigners(endorsements.map(endorsement => {
        const identity = endorsement.getEndorser_asU8();
        return { data: Buffer.concat([responsePayload, identity]), identity, signature: endorsement.getSignature_asU8() };
    }), channel.msps);
}

/** Notes the keys whose policy a transaction changes, once it has passed. */
export function noteChangedPolicies(writes: NamespaceWrites, changed: ChangedPolicies): void {
    for (const { collection, metadataKeys } of writes.written) {
        for (const key of metadataKeys) changed.add(changedKey(writes.namespace, collection, key));
    }
}

function changedKey(namespace: string, collection: string, key: string | Uint8Array): string {
    return `${namespace}\0${collection}\0${typeof key === 'string' ? key : Buffer.from(key).toString('hex')}`;
}

/** Bytes that are no policy satisfy nobody: the key can never be written again. */
function satisfiesKeyPolicy(policy: Uint8Array, signers: readonly Signer[]): boolean {
    try {
        return SignaturePolicy.decode(policy).isSatisfiedBy(signers);
    } catch (error) {
        if (error instanceof PolicyError) return false;
        throw error;
    }
}
