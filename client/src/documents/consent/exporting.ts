// A bundle from the ledger: all versions with their signatures, and of the last one the sections that are to be shown.
import type { CallOptions } from '../../call/invocation.js';
import type { EncryptionKeyPair } from '../../secrets/encryption-keys.js';
import { exportBundle } from '../bundle/export.js';
import type { Bundle } from '../bundle/format.js';
import { forgetKeys, type GroupKeys } from '../opening/group-keys.js';
import { openSections } from '../opening/open-document.js';
import type { SignerChecks } from '../person-signature.js';
import type { CiphertextStore } from '../stores/ciphertext-store.js';
import { readCheckedVersion, readLatest, type CheckedVersion } from './checked-versions.js';
import type { DocumentLedger } from './document-ledger.js';
import { grantedKeys } from './granted-shares.js';
import { inlineContents } from './opened-document.js';
import type { OpeningReview } from './reviewing.js';

export interface BundleOrder {
    readonly docId: string;
    /** Paths of the manifest; left out, the public sections, and with `granted` all that were asked for. */
    readonly reveal?: readonly string[];
    /** An opening that was granted to the caller: its sections can be shown too. */
    readonly granted?: { readonly review: OpeningReview; readonly key: EncryptionKeyPair };
    /** For contents that are not on the ledger. */
    readonly stores?: readonly CiphertextStore[];
}

async function shownVersion(
    ledger: DocumentLedger, { docId, granted }: BundleOrder, options: CallOptions, checks: Pick<SignerChecks, 'roots'>,
): Promise<CheckedVersion> {
    return granted === undefined ? readLatest(ledger, docId, 'current', options, checks) : granted.review.document;
}

function shownPaths({ manifest }: CheckedVersion, { reveal, granted }: BundleOrder): readonly string[] {
    const open = manifest.sections.filter(({ visibility }) => visibility === 'public').map(({ path }) => path);
    return reveal ?? [...open, ...granted?.review.state.opening.request.sections ?? []];
}

/**
 * The version in force, or the one that was opened, with all before it.
 * @throws CarnetError NOT_IN_FORCE, SECTION_NOT_FOUND, NOT_ENOUGH_SHARES for a sealed section that was not opened, and as grantedKeys
 */
export async function exportFromLedger(
    ledger: DocumentLedger, order: BundleOrder, options: CallOptions, checks: Pick<SignerChecks, 'roots'>,
): Promise<Bundle> {
    const { docId, granted, stores = [] } = order;
    const shown = await shownVersion(ledger, order, options, checks);
    const versions: CheckedVersion[] = [];
    for (let version = 1; version < shown.manifest.version; version++) {
        versions.push(await readCheckedVersion(ledger, docId, version, options, checks));
    }
    const keys: GroupKeys = granted === undefined ? new Map() : (await grantedKeys(ledger, granted.review, granted.key)).keys;
    try {
        const all = [inlineContents(ledger, docId), ...stores];
        const sections = openSections(shown.manifest, keys, { paths: shownPaths(shown, order), stores: all });
        return await exportBundle([...versions, shown].map(({ manifest, version: { signatures } }) => ({ manifest, signatures })), sections);
    } finally {
        forgetKeys(keys);
    }
}
