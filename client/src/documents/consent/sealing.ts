// Sealing for the ledger: a new document, or the version that follows the one in force.
import { present, type Manifest, type VersionReceipt } from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import { CarnetError } from '../../errors/carnet-error.js';
import type { DocumentDraft } from '../sealing/draft.js';
import { removeSealed, sealDocument, type SealedDocument } from '../sealing/seal-document.js';
import type { SealingProgress } from '../sealing/seal-section.js';
import type { CiphertextStore } from '../stores/ciphertext-store.js';
import { LedgerStore } from '../stores/ledger-store.js';
import { callOf, checksOf, type CheckOptions } from './call-checks.js';
import type { DocumentLedger } from './document-ledger.js';
import { handIn, HolderKeys, sealedShares, type Handover, type VersionFunction } from './handing-in.js';

/** What is to be sealed; its author is whoever calls. */
export type OwnDraft = Omit<DocumentDraft, 'author' | 'previous'>;

export interface SealOptions extends CheckOptions {
    /** Where contents go that are too large for the ledger. */
    readonly store?: CiphertextStore;
    readonly onProgress?: (progress: SealingProgress) => void;
}

/** A version that can be handed in again after an outcome that is not certain: it is the same. */
export interface PreparedVersion extends Handover {
    readonly fn: VersionFunction;
}

/**
 * Seals for everybody who is to hold a share. The keys of all holders are read and verified before anything is encrypted.
 * @param previous of an amendment: the version in force
 */
export async function prepareVersion(
    ledger: DocumentLedger, draft: OwnDraft, previous: Manifest | undefined, options: SealOptions,
): Promise<PreparedVersion> {
    const { store, onProgress, signal } = options;
    const keys = new HolderKeys(ledger, present({ signal }), checksOf(options));
    await keys.readAll(Object.values(draft.groups).flatMap(({ holders }) => holders));
    const onLedger = new LedgerStore();
    const places = { ledger: onLedger, ...present({ store }) };
    const toSeal = { ...draft, author: ledger.person, ...present({ previous }) };
    const sealed: SealedDocument = await sealDocument(toSeal, places, present({ onProgress, signal }));
    const { manifest } = sealed;
    const shares = await orDiscarded(manifest, store, () => sealedShares(keys, manifest, sealed.shares.values()));
    return { fn: previous === undefined ? 'CreateDocument' : 'AmendDocument', manifest, contents: onLedger.collected, shares };
}

/**
 * Takes what was encrypted for a version that is not handed in out of its store again: nobody has the keys. Sections that it keeps, and contents
 * that are public, stay. @throws CarnetError STORE_FAILED
 */
export async function discardVersion({ version, sections, groups }: Manifest, store: CiphertextStore): Promise<void> {
    await removeSealed(sections.filter(section => section.visibility === 'sealed' && groups[section.group]?.keyEpoch === version), store);
}

/** Does what is left to be done with a version that is sealed; where it is refused for good, its ciphertexts go. */
export async function orDiscarded<T>(manifest: Manifest, store: CiphertextStore | undefined, finish: () => Promise<T>): Promise<T> {
    try {
        return await finish();
    } catch (error) {
        // Where the outcome is not certain the version may be on the ledger, or come there yet.
        if (store === undefined || (error instanceof CarnetError && error.outcome !== 'rejected')) throw error;
        const removed = await discardVersion(manifest, store).then(() => true, () => false);
        if (removed || !(error instanceof CarnetError)) throw error;
        throw error.with({ details: { ciphertextsLeftIn: store.description } });
    }
}

/** @throws CarnetError ALREADY_EXISTS, VERSION_CONFLICT, … */
export function handInPrepared(ledger: DocumentLedger, { fn, ...handover }: PreparedVersion, options: CallOptions): Promise<VersionReceipt> {
    return handIn(ledger, fn, handover, callOf(options));
}
