// How an opening ends on the ledger: the requester has what he asked for, or proves that a holder gave him something else.
import { badShareCodec, openedCodec, type BadShare, type OpenedReceipt } from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import { checkedByDomain } from '../../errors/carnet-error.js';
import type { EncryptionKeyPair } from '../../secrets/encryption-keys.js';
import type { DocumentLedger } from './document-ledger.js';
import { readerKey, type ReaderKeyName } from './reader-keys.js';

export interface OpenedOrder {
    readonly docId: string;
    readonly requestId: string;
    /** Indexes of the holders whose shares were used, by group. */
    readonly used: Readonly<Record<string, readonly number[]>>;
}

/** Says that the opening was done, and with whose shares. */
export async function confirmOpened(ledger: DocumentLedger, opened: OpenedOrder, options: CallOptions): Promise<OpenedReceipt> {
    const json = checkedByDomain(() => openedCodec.encode(opened));
    return (await ledger.submit<OpenedReceipt>('ConfirmOpened', [json], options)).value;
}

/**
 * Proves that the grant of one holder is bad: the reader key for this holder alone goes to the endorsing organisations, who open the grant
 * themselves. It stands on no ledger, and says nothing of the other grants.
 */
export async function reportBadShare(ledger: DocumentLedger, report: ReaderKeyName, own: EncryptionKeyPair, options: CallOptions): Promise<BadShare> {
    const { docId, requestId, group, index } = report;
    const json = checkedByDomain(() => badShareCodec.encode({ docId, requestId, group, index }));
    const transient = { readerKey: Buffer.from(readerKey(own, report).privateKey).toString('base64') };
    return (await ledger.submit<BadShare>('ReportBadShare', [json], { ...options, transient })).value;
}
