// Sealing for the ledger: a new document, or the version that follows the one in force.
import { type Manifest, type VersionReceipt } from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import type { SignerChecks } from '../person-signature.js';
import type { DocumentDraft } from '../sealing/draft.js';
import { sealDocument, type SealedDocument } from '../sealing/seal-document.js';
import type { SealingProgress } from '../sealing/seal-section.js';
import type { CiphertextStore } from '../stores/ciphertext-store.js';
import { LedgerStore } from '../stores/ledger-store.js';
import type { DocumentLedger } from './document-ledger.js';
import { handIn, HolderKeys, sealedShares, type Handover, type VersionFunction } from './handing-in.js';

/** What is to be sealed; its author is whoever calls. */
export type OwnDraft = Omit<DocumentDraft, 'author' | 'previous'>;

export interface SealOptions extends CallOptions, Pick<SignerChecks, 'roots'> {
    /** Where contents go that are too large for the ledger. */
    readonly store?: CiphertextStore;
    readonly onProgress?: (progress: SealingProgress) => void;
}

/** A version that can be handed in again after an outcome that is not certain: it is the same. */
export interface PreparedVersion extends Handover {
    readonly fn: VersionFunction;
}

function checksOf({ roots }: SealOptions): Pick<SignerChecks, 'roots'> {
    return roots === undefined ? {} : { roots };
}

export function callOf({ signal, endorsingOrganizations }: CallOptions): CallOptions {
    return { ...signal === undefined ? {} : { signal }, ...endorsingOrganizations === undefined ? {} : { endorsingOrganizations } };
}

/**
 * Seals for everybody who is to hold a share. The keys of all holders are read and verified before anything is encrypted.
 * @param previous of an amendment: the version in force
 */
export async function prepareVersion(
    ledger: DocumentLedger, draft: OwnDraft, previous: Manifest | undefined, options: SealOptions,
): Promise<PreparedVersion> {
    const { store, onProgress, signal } = options;
    const keys = new HolderKeys(ledger, signal === undefined ? {} : { signal }, checksOf(options));
    for (const { holders } of Object.values(draft.groups)) for (const holder of holders) await keys.of(holder);
    const onLedger = new LedgerStore();
    const places = { ledger: onLedger, ...store === undefined ? {} : { store } };
    const sealed: SealedDocument = await sealDocument({ ...draft, author: ledger.person, ...previous === undefined ? {} : { previous } }, places, {
        ...onProgress === undefined ? {} : { onProgress }, ...signal === undefined ? {} : { signal },
    });
    return {
        fn: previous === undefined ? 'CreateDocument' : 'AmendDocument', manifest: sealed.manifest, contents: onLedger.collected,
        shares: await sealedShares(keys, sealed.manifest, sealed.shares.values()),
    };
}

/** @throws CarnetError ALREADY_EXISTS, VERSION_CONFLICT, … */
export function handInPrepared(ledger: DocumentLedger, { fn, ...handover }: PreparedVersion, options: CallOptions): Promise<VersionReceipt> {
    return handIn(ledger, fn, handover, callOf(options));
}
