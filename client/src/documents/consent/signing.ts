// A party's signature: over the hash of the manifest that he has read, and over no other.
import { manifestText, signingCodec, type SigningReceipt } from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import { CarnetError, checkedByDomain } from '../../errors/carnet-error.js';
import { readLatest } from './checked-versions.js';
import type { DocumentLedger } from './document-ledger.js';

/**
 * @param hash of what the caller has read
 * @throws CarnetError CONTENT_MISMATCH, NOT_A_PARTY, and as readLatest
 */
export async function signVersion(ledger: DocumentLedger, docId: string, hash: string, options: CallOptions): Promise<SigningReceipt> {
    const { version: { manifestHash }, manifest: { version } } = await readLatest(ledger, docId, 'draft', options);
    if (manifestHash !== hash) {
        throw new CarnetError('CONTENT_MISMATCH', 'The newest version is not the one whose hash you give: read it again.', { details: { docId, manifestHash } });
    }
    const named = { docId, version, manifestHash };
    const signature = await ledger.sign(manifestText(named));
    const json = checkedByDomain(() => signingCodec.encode({ ...named, signature }));
    return ledger.committed('SignDocument', [json], options);
}
