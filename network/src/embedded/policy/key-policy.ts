// The endorsement policy of a single key (VALIDATION_PARAMETER metadata).
import { common } from '@hyperledger/fabric-protos';
import type { Ledger } from '../ledger/ledger.js';

const VALIDATION_PARAMETER = 'VALIDATION_PARAMETER';

/** Bytes of common.SignaturePolicyEnvelope, or undefined when the key has no policy of its own. */
export async function keyPolicy(
    ledger: Pick<Ledger, 'committedMetadata'>, namespace: string, collection: string, key: string | Uint8Array,
): Promise<Uint8Array | undefined> {
    const policy = (await ledger.committedMetadata(namespace, collection, key)).get(VALIDATION_PARAMETER);
    return policy === undefined || policy.length === 0 ? undefined : policy;
}

/** @throws Error when the bytes are no policy: such a key can never be written again. */
export function decodeKeyPolicy(policy: Uint8Array): common.SignaturePolicyEnvelope {
    return common.SignaturePolicyEnvelope.deserializeBinary(policy);
}
