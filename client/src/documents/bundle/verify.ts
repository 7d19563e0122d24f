// Verifies a bundle with nothing but the roots of the organisations: no key, no network, the same in Node and in a browser.
import {
    CarnetFailure, canonicalJson, manifestCodec, manifestHash, manifestText, personId, sectionLeaf, type JsonValue, type Manifest, type SealedSection,
} from '@carnet/domain';
import { fromBase64 } from '../../certificate/base64.js';
import type { SignedAnswer } from '../../certificate/format.js';
import type { Roots } from '../../certificate/signers.js';
import { CLOCK_LIMIT } from '../../certificate/verified-answer.js';
import { sha256, toHex } from '../../certificate/web-crypto.js';
import { CarnetError } from '../../errors/carnet-error.js';
import type { ClientCode } from '../../errors/codes.js';
import { Heirs } from '../heirs/heirs.js';
import { verifyRebinding, type LedgerName, type ProvedRebinding } from '../heirs/rebinding-proof.js';
import { verifyPersonSignature, type VerifiedSigner } from '../person-signature.js';
import { requireFollows, requireSigned } from '../version-chain.js';
import { proveOnLedger, type ProvedOnLedger } from './ledger-evidence.js';
import { parseBundle, type RevealedSection, type UnreadBundle } from './format.js';

/** A version that its parties signed. */
export interface ProvedVersion {
    readonly version: number;
    readonly manifestHash: string;
    /** Instant of the author's clock, which the signers signed. */
    readonly created: string;
    readonly signers: readonly VerifiedSigner[];
}

/** A section that is shown, and is what was signed. */
export interface ProvedSection {
    readonly place: number;
    readonly path: string;
    readonly mediaType: string;
    /** SHA-256 of the content, lower-case hex. */
    readonly contentHash: string;
    /** Undefined where it is handed over beside the bundle: it is the section if it has that hash. */
    readonly content: Uint8Array | undefined;
    /** Whether it lies sealed in the document, and so was opened by consent. */
    readonly sealed: boolean;
}

/** A section that is not shown. */
export interface HiddenSection {
    readonly place: number;
    /** As the manifest shows it: a made-up name where it is opaque. */
    readonly path: string;
    /** Of a sealed section: whose consent opens it, and how long it is at most. */
    readonly sealed?: Pick<SealedSection, 'group' | 'length'>;
}

export interface BundleVerification {
    /** Of the last version, as its parties signed it. */
    readonly manifest: Manifest;
    /** From the first on. */
    readonly versions: readonly ProvedVersion[];
    readonly revealed: readonly ProvedSection[];
    readonly hidden: readonly HiddenSection[];
    /** Undefined where the bundle does not say that the version ever stood on a ledger. */
    readonly ledger: ProvedOnLedger | undefined;
    /** Whose key was replaced by whose, where somebody signed in another's place. */
    readonly rebindings: readonly ProvedRebinding[];
}

export interface VerifyBundleOptions extends LedgerName {
    /** Refuse a bundle that does not prove that the version stood on the ledger. Default false. */
    readonly onLedger?: boolean;
    /** The reader's present time, milliseconds since 1970; default: the clock. Only used to refuse documents of the future. */
    readonly at?: number;
}

function refuse(code: ClientCode, sentence: string, details: Readonly<Record<string, unknown>> = {}): never {
    throw new CarnetError(code, sentence, { details });
}

/** What a manifest that does not hold is called in a proof. */
const READING_CODES: Readonly<Record<string, ClientCode>> = { ROOT_MISMATCH: 'PROOF_ROOT_MISMATCH', LEAF_MISMATCH: 'PROOF_LEAF_MISMATCH' };

/** What the manifest says of itself holds: leaves of public sections, and the root over all leaves. */
function readManifest(value: JsonValue, index: number): Manifest {
    try {
        return manifestCodec.decode(canonicalJson(value));
    } catch (error) {
        if (!(error instanceof CarnetFailure)) throw error;
        const code = READING_CODES[error.code] ?? 'PROOF_MALFORMED';
        throw new CarnetError(code, error.sentence, { details: { ...error.parameters, version: index + 1 }, cause: error });
    }
}

async function proveVersion(
    manifest: Manifest, before: Manifest | undefined, signatures: UnreadBundle['versions'][number]['signatures'], roots: Roots, at: number,
    heirs: Heirs,
): Promise<ProvedVersion> {
    requireFollows(manifest, before);
    const { docId, version, created } = manifest;
    const since = Date.parse(created);
    if (since > at + CLOCK_LIMIT) refuse('PROOF_FROM_THE_FUTURE', `Version ${version} is of ${created}, which is still to come.`, { version, created });
    const hash = manifestHash(manifest);
    const text = manifestText({ docId, version, manifestHash: hash });
    const signers: VerifiedSigner[] = [];
    for (const [index, signature] of signatures.entries()) {
        const earlier = signatures[index - 1];
        if (earlier !== undefined && personId(earlier.signer) >= personId(signature.signer)) {
            refuse('PROOF_MALFORMED', 'The signatures do not stand in the order of their signers, each once.', { field: 'bundle.versions.signatures', version });
        }
        signers.push(await verifyPersonSignature(signature, text, { roots, since }));
    }
    requireSigned(manifest, before, signers, heirs);
    return { version, manifestHash: hash, created, signers };
}

async function proveSection(
    { docId, sections }: Manifest, { place, path, mediaType, salt, contentHash, content }: RevealedSection,
): Promise<ProvedSection> {
    const section = sections[place] ?? refuse('PROOF_SECTION_UNKNOWN', `The document has no section at place ${place}.`, { place });
    const bytes = content === undefined ? undefined : fromBase64(content, `bundle.revealed[${place}].content`);
    const fits = bytes === undefined || toHex(await sha256(bytes)) === contentHash;
    if (!fits || sectionLeaf({ docId, path, mediaType, contentHash, salt }) !== section.leaf) {
        refuse('PROOF_LEAF_MISMATCH', `What is shown as section ${place} is not what was signed.`, { place, path: section.path });
    }
    return { place, path, mediaType, contentHash, content: bytes, sealed: section.visibility === 'sealed' };
}

function hiddenSections({ sections }: Manifest, shown: ReadonlySet<number>): HiddenSection[] {
    return sections.flatMap((section, place) => {
        if (shown.has(place)) return [];
        const { path } = section;
        return [section.visibility === 'public' ? { place, path } : { place, path, sealed: { group: section.group, length: section.length } }];
    });
}

/** @throws CarnetError PROOF_REBINDING_MISMATCH, and as verifyAnswer */
async function proveRebindings(
    answers: readonly SignedAnswer[], roots: Roots, ledger: LedgerName & { readonly at: number },
): Promise<ProvedRebinding[]> {
    const proved: ProvedRebinding[] = [];
    for (const [index, signed] of answers.entries()) {
        const field = `bundle.ledger.rebindings[${index}]`;
        const found = await verifyRebinding(signed, undefined, roots, { ...ledger, field })
            ?? refuse('PROOF_REBINDING_MISMATCH', 'The organisations signed that the key of a person was not replaced.', { field });
        const earlier = proved.at(-1);
        if (earlier !== undefined && personId(earlier.person) >= personId(found.person)) {
            refuse('PROOF_MALFORMED', 'The people whose keys were replaced do not stand in their order, each once.', { field });
        }
        proved.push(found);
    }
    return proved;
}

/**
 * Proves that what is shown was signed, by whom, and says what is hidden; and, as of when organisations were asked, that the version was in force on
 * the ledger. Whether it still is only the ledger knows.
 *
 * ```ts
 * const { manifest, revealed, hidden } = await verifyBundle(readFileSync('sale.carnet-document.json'), { Org1MSP: [pem1], Org2MSP: [pem2] });
 * ```
 * @param roots from a source other than whoever gave the file: with roots of the forger's choice anything can be proved
 * @throws CarnetError whose code begins with PROOF_, one for each reason to refuse
 */
export async function verifyBundle(
    file: string | Uint8Array, roots: Roots, { at = Date.now(), onLedger = false, ...name }: VerifyBundleOptions = {},
): Promise<BundleVerification> {
    const bundle = parseBundle(file);
    const rebindings = await proveRebindings(bundle.ledger?.rebindings ?? [], roots, { ...name, at });
    const heirs = new Heirs(rebindings);
    const manifests = bundle.versions.map(({ manifest }, index) => readManifest(manifest, index));
    const versions: ProvedVersion[] = [];
    for (const [index, manifest] of manifests.entries()) {
        versions.push(await proveVersion(manifest, manifests[index - 1], bundle.versions[index]?.signatures ?? [], roots, at, heirs));
    }
    const manifest = manifests.at(-1) ?? refuse('PROOF_MALFORMED', 'The bundle holds no version.');
    if (bundle.ledger === undefined && onLedger) refuse('PROOF_LEDGER_MISSING', 'The bundle does not prove that the document ever stood on the ledger.');
    const ledger = bundle.ledger === undefined ? undefined
        : await proveOnLedger(bundle.ledger.version, manifest, bundle.versions.at(-1)?.signatures ?? [], roots, { ...name, at });
    const revealed: ProvedSection[] = [];
    for (const [index, section] of bundle.revealed.entries()) {
        const earlier = bundle.revealed[index - 1];
        if (earlier !== undefined && earlier.place >= section.place) {
            refuse('PROOF_MALFORMED', 'The sections that are shown do not stand in their order, each once.', { field: `bundle.revealed[${index}].place` });
        }
        revealed.push(await proveSection(manifest, section));
    }
    const hidden = hiddenSections(manifest, new Set(revealed.map(({ place }) => place)));
    return { manifest, versions, revealed, hidden, ledger, rebindings };
}
