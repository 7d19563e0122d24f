// A bundle from the ledger: all versions with their signatures, of the last one the sections that are to be shown, and what organisations sign of it.
import { present } from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import type { SignedAnswer } from '../../certificate/format.js';
import { partsOf, readAnswer } from '../../certificate/signed-answer.js';
import { CarnetError } from '../../errors/carnet-error.js';
import type { EncryptionKeyPair } from '../../secrets/encryption-keys.js';
import { exportBundle, type SignedVersion } from '../bundle/export.js';
import { serialiseBundle, type Bundle, type LedgerEvidence } from '../bundle/format.js';
import { proveOnLedger, readShownVersion } from '../bundle/ledger-evidence.js';
import { verifyBundle } from '../bundle/verify.js';
import { forgetKeys, type GroupKeys } from '../opening/group-keys.js';
import { openSections } from '../opening/open-document.js';
import type { KnownRoots } from '../person-signature.js';
import type { CiphertextStore } from '../stores/ciphertext-store.js';
import { namedSigners } from '../version-chain.js';
import { readCheckedVersion, readLatest, type CheckedVersion } from './checked-versions.js';
import type { DocumentLedger } from './document-ledger.js';
import { grantedKeys } from './granted-shares.js';
import { among, HeirProver } from './identities.js';
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
    /** Ask no organisation to sign that the ledger holds the document: the bundle then proves who signed it, and not that it was in force. */
    readonly withoutLedger?: boolean;
}

async function shownVersion(
    ledger: DocumentLedger, { docId, granted }: BundleOrder, options: CallOptions, checks: KnownRoots,
): Promise<CheckedVersion> {
    return granted === undefined ? readLatest(ledger, docId, 'current', options, checks) : granted.review.document;
}

function shownPaths({ manifest }: CheckedVersion, { reveal, granted }: BundleOrder): readonly string[] {
    const open = manifest.sections.filter(({ visibility }) => visibility === 'public').map(({ path }) => path);
    return [...new Set(reveal ?? [...open, ...granted?.review.state.opening.request.sections ?? []])];
}

/** What organisations sign of everybody for whom somebody else has signed since his key was replaced. @throws CarnetError as HeirProver */
async function rebindingsOf(
    ledger: DocumentLedger, versions: readonly CheckedVersion[], options: CallOptions, { roots }: KnownRoots,
): Promise<LedgerEvidence['rebindings']> {
    const prover = new HeirProver(ledger, roots, options);
    for (const [index, { manifest, version: { signatures } }] of versions.entries()) {
        await prover.of(among(namedSigners(manifest, versions[index - 1]?.manifest), signatures.flatMap(({ onBehalfOf }) => onBehalfOf ?? [])));
    }
    return prover.evidence;
}

/**
 * The shown version as organisations sign that the ledger holds it, with the signatures that it has there.
 * @throws CarnetError SIGNERS_UNAVAILABLE, CONTENT_MISMATCH; where roots are given, as proveOnLedger
 */
async function signedVersion(
    ledger: DocumentLedger, { manifest, version: { manifestHash } }: CheckedVersion, options: CallOptions, { roots }: KnownRoots,
): Promise<{ readonly shown: SignedVersion; readonly signed: SignedAnswer }> {
    const { docId, version } = manifest;
    const signed = await ledger.endorsed('ReadVersion', [docId, String(version)], options);
    const held = readShownVersion(readAnswer(partsOf(signed, 'answer')).payload);
    if (held.manifestHash !== manifestHash) {
        throw new CarnetError('CONTENT_MISMATCH', 'The organisations hold another manifest than the peer shows: ask another peer.', { details: { docId, version } });
    }
    const { signatures } = held;
    if (roots !== undefined) await proveOnLedger(signed, manifest, signatures, roots, { ...ledger.name, at: Date.now() });
    return { shown: { manifest, signatures }, signed };
}

async function versionsAndEvidence(
    ledger: DocumentLedger, { docId, withoutLedger = false }: BundleOrder, shown: CheckedVersion, options: CallOptions,
    checks: KnownRoots,
): Promise<{ readonly versions: readonly SignedVersion[]; readonly evidence?: LedgerEvidence }> {
    const checked: CheckedVersion[] = [];
    for (let version = 1; version < shown.manifest.version; version++) {
        checked.push(await readCheckedVersion(ledger, docId, version, options, checks));
    }
    const earlier = checked.map(({ manifest, version: { signatures } }) => ({ manifest, signatures }));
    if (withoutLedger) return { versions: [...earlier, { manifest: shown.manifest, signatures: shown.version.signatures }] };
    const rebindings = await rebindingsOf(ledger, [...checked, shown], options, checks);
    const last = await signedVersion(ledger, shown, options, checks);
    return { versions: [...earlier, last.shown], evidence: { version: last.signed, rebindings } };
}

/**
 * The version in force, or the one that was opened, with all before it; and, signed by organisations, that the ledger holds it. Where roots are given
 * it is verified before it is handed out, as whoever gets it will.
 * @throws CarnetError NOT_IN_FORCE, SECTION_NOT_FOUND, NOT_ENOUGH_SHARES for a sealed section that was not opened, SIGNERS_UNAVAILABLE,
 * PROOF_TOO_LARGE, PROOF_… of verifyBundle, ROOTS_NEEDED where somebody signed for a person whose key was replaced, and as grantedKeys
 */
export async function exportFromLedger(
    ledger: DocumentLedger, order: BundleOrder, options: CallOptions, checks: KnownRoots,
): Promise<Bundle> {
    const { docId, granted, stores = [] } = order;
    const { signal } = options;
    const shown = await shownVersion(ledger, order, options, checks);
    const { versions, evidence } = await versionsAndEvidence(ledger, order, shown, options, checks);
    const keys: GroupKeys = granted === undefined ? new Map() : (await grantedKeys(ledger, granted.review, granted.key)).keys;
    try {
        const all = [inlineContents(ledger, docId), ...stores];
        const paths = shownPaths(shown, order);
        const sections = openSections(shown.manifest, keys, { paths, stores: all, ...present({ signal }) });
        const bundle = await exportBundle(versions, sections, evidence);
        // What does not verify is of no use to anybody: the peer has shown too little, or somebody has signed since.
        if (checks.roots !== undefined) await verifyBundle(serialiseBundle(bundle), checks.roots, evidence === undefined ? {} : ledger.name);
        return bundle;
    } finally {
        forgetKeys(keys);
    }
}
