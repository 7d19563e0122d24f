// The file of a bundle: a document's versions with their signatures, and of the last one what is shown of its sections.
import { canonicalJson, decoders, type JsonValue, type Manifest, type PersonSignature } from '@carnet/domain';
import { signedAnswerShape, type SignedAnswer } from '../../certificate/format.js';
import { readProofFile } from '../../certificate/proof-file.js';
import { base64Text, signatureShape } from '../signature-shape.js';

export const BUNDLE_FORMAT = 'carnet-document' as const;
export const BUNDLE_VERSION = 1 as const;
export const BUNDLE_EXTENSION = '.carnet-document.json';
/** UTF-8 bytes. */
export const BUNDLE_MAX_BYTES = 64 * 1024 * 1024;
/** Bytes of all contents in a bundle; of what is larger it says the hash, and the file is handed over beside it. */
export const REVEALED_MAX_BYTES = 32 * 1024 * 1024;

export const VERSIONS_MAX = 1_000;

/** People of a document whose keys were replaced, and all of their keys. */
const REBINDINGS_MAX = 1_000;

/** One version, and who signed it; by MSP id and key. */
export interface BundledVersion {
    readonly manifest: Manifest;
    readonly signatures: readonly PersonSignature[];
}

/** A section that is shown. */
export interface RevealedSection {
    /** In the manifest, from 0. */
    readonly place: number;
    /** As the leaf has it: the manifest may show a made-up name. */
    readonly path: string;
    readonly mediaType: string;
    /** Of the leaf: 64 hexadecimal digits. */
    readonly salt: string;
    /** SHA-256 of the content, lower-case hex. */
    readonly contentHash: string;
    /** Base64; left out where the content is handed over beside the bundle. */
    readonly content?: string;
}

/** What organisations signed about the document on the ledger, at least two of them each time. */
export interface LedgerEvidence {
    /** `ReadVersion` of the last version. */
    readonly version: SignedAnswer;
    /** `ReadIdentity` of everybody for whom somebody else signed, since his key was replaced; in the order of the people (`personId`). */
    readonly rebindings: readonly SignedAnswer[];
}

export interface Bundle {
    readonly format: typeof BUNDLE_FORMAT;
    readonly v: typeof BUNDLE_VERSION;
    /** Of the document: from the first to the one that is shown. */
    readonly versions: readonly BundledVersion[];
    /** In the order of their places; of all other sections nothing is shown but what the manifest says. */
    readonly revealed: readonly RevealedSection[];
    /** Left out where the document was sealed without a ledger, or nobody asked the organisations. */
    readonly ledger?: LedgerEvidence;
}

/** As it is in a file: manifests are read, with codes of their own, when they are verified. */
export interface UnreadBundle extends Omit<Bundle, 'versions'> {
    readonly versions: readonly (Omit<BundledVersion, 'manifest'> & { readonly manifest: JsonValue })[];
}

const { required, optional, object, list, text, integer, sha256Text } = decoders;

const any: decoders.Decoder<JsonValue> = value => value;
const base64 = base64Text(BUNDLE_MAX_BYTES);

const revealed = object({
    place: required(integer(0, 999)), path: required(text({ min: 0, max: 256 })), mediaType: required(text({ max: 100 })),
    salt: required(sha256Text), contentHash: required(sha256Text), content: optional(base64),
});

const version: decoders.Decoder<typeof BUNDLE_VERSION> = (value, field) => value === BUNDLE_VERSION
    ? value
    : decoders.refuseField('INVALID_VALUE', field, `Version ${BUNDLE_VERSION} is needed.`);

const bundle: decoders.Decoder<UnreadBundle> = object({
    format: required(decoders.oneOf([BUNDLE_FORMAT])), v: required(version),
    versions: required(list(object({
        manifest: required(any), signatures: required(list(signatureShape, { max: 64 })),
    }), { min: 1, max: VERSIONS_MAX })),
    revealed: required(list(revealed, { max: 1_000 })),
    ledger: optional(object({ version: required(signedAnswerShape), rebindings: required(list(signedAnswerShape, { max: REBINDINGS_MAX })) })),
});

/** The text of the file: canonical JSON and a line end. */
export function serialiseBundle(whole: Bundle): string {
    return `${canonicalJson(whole)}\n`;
}

/** @throws CarnetError PROOF_TOO_LARGE, PROOF_MALFORMED (with the `field`), PROOF_VERSION_UNKNOWN */
export function parseBundle(file: string | Uint8Array): UnreadBundle {
    return readProofFile(file, { format: BUNDLE_FORMAT, version: BUNDLE_VERSION, maxBytes: BUNDLE_MAX_BYTES, name: 'bundle', decoder: bundle });
}
