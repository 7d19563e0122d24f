// The private collection of the consortium: sealed shares and grants. The channel sees hashes of them only, and they can be erased.
import { hash } from 'node:crypto';
import { CarnetFailure, decodeReaderKey, decodeSealedShare, sealedSharesCodec, SEALED_SHARE_MAX_BYTES, SHARES_MAX_BYTES } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { privateValues, type PrivateValues } from '../ledger/private-values';
import { decodedInConfidence, transientArgument } from '../ledger/transient-argument';

/** As collections_config.json names it. */
const COLLECTION = 'documentShares';

function ofConsortium<T>(context: LedgerContext, objectType: string): PrivateValues<T> {
    return privateValues(context, COLLECTION, objectType, () =>
        new CarnetFailure('SHARE_UNAVAILABLE', 'This peer does not hold it, or not yet: ask again, or another peer.'));
}

/** HPKE messages by index, base64; by document id, group and epoch: one value for each dealing. */
export function dealtShares(context: LedgerContext): PrivateValues<Readonly<Record<string, string>>> {
    return ofConsortium(context, 'shares');
}

/** The HPKE message of a share that its holder got back from the others, base64; by document id, group, epoch and index. */
export function repairedShares(context: LedgerContext): PrivateValues<string> {
    return ofConsortium(context, 'repairedShare');
}

/** The HPKE message to the reader key, base64; by document id, request id, group and index. */
export function grants(context: LedgerContext): PrivateValues<string> {
    return ofConsortium(context, 'grant');
}

/** SHA-256 of an HPKE message (base64), lower-case hex, which everybody on the channel may know: the message is sealed with fresh chance. */
export function hashOfMessage(message: string): string {
    return hash('sha256', Buffer.from(message, 'base64'), 'hex');
}

/**
 * The transient value `shares`: exactly one message for each of these names; nothing at all where there are none.
 * @throws CarnetFailure SHARES_MISMATCH, and those of transientArgument and the decoder
 */
export function transientShares(context: LedgerContext, names: readonly string[]): Readonly<Record<string, string>> {
    if (names.length === 0 && context.stub.getTransient().size === 0) return {};
    const text = transientArgument(context, 'shares', SHARES_MAX_BYTES);
    const shares = decodedInConfidence(() => sealedSharesCodec.decode(text), ['shares', ...names]);
    const missing = names.filter(name => !Object.hasOwn(shares, name));
    const surplus = Object.keys(shares).length + missing.length - names.length;
    if (missing.length === 0 && surplus === 0) return shares;
    throw new CarnetFailure('SHARES_MISMATCH', 'Send one sealed share for each holder to whom shares are dealt, and no other.', { missing, surplus });
}

/** The transient value `grant`: one HPKE message, base64. @throws CarnetFailure those of transientArgument, and what the decoder refuses */
export function transientGrant(context: LedgerContext): string {
    return decodeSealedShare(transientArgument(context, 'grant', SEALED_SHARE_MAX_BYTES * 2), 'grant');
}

/** The transient value `readerKey`: the private key, base64. @throws as transientGrant */
export function transientReaderKey(context: LedgerContext): string {
    return decodeReaderKey(transientArgument(context, 'readerKey', SEALED_SHARE_MAX_BYTES), 'readerKey');
}
