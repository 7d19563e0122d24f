// How an opening ends on the ledger: the requester has what he asked for, or proves that a holder gave him something else.
import { badShareCodec, openedCodec, type BadShare, type OpenedReceipt, type ShareReference } from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import { checkedByDomain } from '../../errors/carnet-error.js';
import type { EncryptionKeyPair } from '../../secrets/encryption-keys.js';
import type { Checks } from './call-checks.js';
import { confirmedState, confirmingRoots } from './confirming.js';
import type { DocumentLedger } from './document-ledger.js';
import { requireBadGrant } from './granted-shares.js';
import { readerPrivateKey } from './reader-keys.js';
import type { OpeningReview } from './reviewing.js';

export interface OpenedOrder {
    readonly docId: string;
    readonly requestId: string;
    /** Indexes of the holders whose shares were used, by group. */
    readonly used: Readonly<Record<string, readonly number[]>>;
}

/** Says that the opening was done, and with whose shares. */
export async function confirmOpened(ledger: DocumentLedger, opened: OpenedOrder, options: CallOptions): Promise<OpenedReceipt> {
    const json = checkedByDomain(() => openedCodec.encode(opened));
    return ledger.committed('ConfirmOpened', [json], options);
}

/**
 * Proves that the grant of one holder is bad: the reader key for this holder alone goes to the endorsing organisations, who open the grant
 * themselves. It stands on no ledger, and says nothing of the other grants. With a good grant they would have the share: so it is opened here first,
 * as two organisations confirm that it was given: one peer could show another, and have the key to the good one.
 * @throws CarnetError as requireBadGrant, ROOTS_NEEDED, REQUEST_MISMATCH, SIGNERS_UNAVAILABLE, PROOF_…, REPORT_UNFOUNDED
 */
export async function reportBadShare(
    ledger: DocumentLedger, review: OpeningReview, { group, index }: Pick<ShareReference, 'group' | 'index'>, own: EncryptionKeyPair, options: CallOptions,
    checks: Checks,
): Promise<BadShare> {
    const known = review.state.badShares.find(one => one.group === group && one.index === index);
    if (known !== undefined) return known;
    await requireBadGrant(ledger, review, { group, index }, own);
    const roots = confirmingRoots(checks);
    if (roots !== undefined) {
        const state = await confirmedState(ledger, review, roots, options);
        await requireBadGrant(ledger, { ...review, state }, { group, index }, own);
    }
    const { docId, requestId } = review.state.opening.request;
    const report = { docId, requestId, group, index };
    const json = checkedByDomain(() => badShareCodec.encode(report));
    const transient = { readerKey: readerPrivateKey(own, report).toString('base64') };
    return ledger.committed('ReportBadShare', [json], { ...options, transient });
}
