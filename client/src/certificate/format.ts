// The file of a certificate: its form, how it is written, and the strict reading of it.
import { canonicalJson, decoders, ENTRY_GROUPS, type EntryGroup, type EntrySkeleton, type GroupFields } from '@carnet/domain';
import { readProofFile } from './proof-file.js';

export const CERTIFICATE_FORMAT = 'carnet-certificate' as const;
export const CERTIFICATE_VERSION = 1 as const;
export const CERTIFICATE_MEDIA_TYPE = 'application/vnd.carnet.certificate+json';
export const CERTIFICATE_EXTENSION = '.carnet.json';
/** UTF-8 bytes: a book with the most entries that a book takes, all of them disclosed, is about half as long. */
export const CERTIFICATE_MAX_BYTES = 64 * 1024 * 1024;

const MAX_ENTRIES = 100_000;
const MAX_SIGNED_PART = 8 * 1024 * 1024;

/** One group of fields of an entry, shown. */
export interface DisclosedGroup {
    /** 64 hex digits; see `saltOf` of @carnet/domain. */
    readonly salt: string;
    readonly fields: GroupFields;
}

/** An entry: its skeleton is always there, its groups as far as they are shown. */
export interface CertificateEntry extends EntrySkeleton {
    readonly groups: Readonly<Partial<Record<EntryGroup, DisclosedGroup>>>;
}

/** One organisation's signature on the answer. Base64. */
export interface Endorsement {
    /** msp.SerializedIdentity: the MSP id and the certificate of the peer. */
    readonly endorser: string;
    /** ECDSA over SHA-256 of `responsePayload` followed by `endorser`, DER. */
    readonly signature: string;
}

/** Everything that the organisations signed, byte for byte as Fabric made it. Base64. */
export interface SignedAnswer {
    /** common.ChannelHeader: channel, time, transaction id. */
    readonly channelHeader: string;
    /** common.SignatureHeader: who asked, and a random number. */
    readonly signatureHeader: string;
    /** peer.ChaincodeProposalPayload: chaincode, function, arguments. */
    readonly proposalPayload: string;
    /** peer.ProposalResponsePayload: hash of the three before, the report, and the keys that were read. */
    readonly responsePayload: string;
    /** By MSP id. */
    readonly endorsements: readonly Endorsement[];
}

/** What is not shown; it is counted again when the certificate is verified. */
export interface WithheldCounts {
    /** Entries of which nothing is shown. */
    readonly entries: number;
    /** Entries of which a part is withheld; the transaction alone, which every share withholds, does not count. */
    readonly partly: number;
}

/** The certificate of a vehicle's book, or a share of it: one format. */
export interface Certificate {
    readonly format: typeof CERTIFICATE_FORMAT;
    readonly v: typeof CERTIFICATE_VERSION;
    readonly signed: SignedAnswer;
    /** Oldest first: all of the book as of the moment that was signed. */
    readonly entries: readonly CertificateEntry[];
    readonly withheld: WithheldCounts;
}

/** Counts what a certificate withholds. */
export function countWithheld(entries: readonly CertificateEntry[]): WithheldCounts {
    let [whole, partly] = [0, 0];
    for (const { groups } of entries) {
        if (Object.keys(groups).length === 0) whole += 1;
        else if (ENTRY_GROUPS.some(group => group !== 'transaction' && groups[group] === undefined)) partly += 1;
    }
    return { entries: whole, partly };
}

/** The text of the file: canonical JSON and a line end. */
export function serialiseCertificate(certificate: Certificate): string {
    return `${canonicalJson(certificate)}\n`;
}

const { required, optional, sha256Text, integer, list, object } = decoders;

const base64 = decoders.text({ min: 0, max: MAX_SIGNED_PART, pattern: /^[A-Za-z0-9+/]*={0,2}$/, described: 'Base64 is needed.' });

const groupFields: decoders.Decoder<GroupFields> = (value, field) => typeof value === 'object' && value !== null && !Array.isArray(value)
    ? value as GroupFields
    : decoders.refuseField('WRONG_TYPE', field, 'An object is needed.');

const disclosed = optional(object({ salt: required(sha256Text), fields: required(groupFields) }));

const entry: decoders.Decoder<CertificateEntry> = object({
    sequence: required(integer(1, MAX_ENTRIES)),
    previousHash: required(sha256Text),
    leaves: required(list(sha256Text, { min: ENTRY_GROUPS.length, max: ENTRY_GROUPS.length })),
    groups: required(object({
        event: disclosed, organisation: disclosed, writer: disclosed, work: disclosed, inspection: disclosed, papers: disclosed,
        transaction: disclosed,
    } satisfies Record<EntryGroup, typeof disclosed>)),
});

const version: decoders.Decoder<typeof CERTIFICATE_VERSION> = (value, field) => value === CERTIFICATE_VERSION
    ? value
    : decoders.refuseField('INVALID_VALUE', field, `Version ${CERTIFICATE_VERSION} is needed.`);

/** How an answer that organisations signed is read in a file. */
export const signedAnswerShape: decoders.Decoder<SignedAnswer> = object({
    channelHeader: required(base64), signatureHeader: required(base64), proposalPayload: required(base64), responsePayload: required(base64),
    endorsements: required(list(object({ endorser: required(base64), signature: required(base64) }), { max: 64 })),
});

const certificate: decoders.Decoder<Certificate> = object({
    format: required(decoders.oneOf([CERTIFICATE_FORMAT])),
    v: required(version),
    signed: required(signedAnswerShape),
    entries: required(list(entry, { max: MAX_ENTRIES })),
    withheld: required(object({ entries: required(integer(0, MAX_ENTRIES)), partly: required(integer(0, MAX_ENTRIES)) })),
});

/** @throws CarnetError PROOF_TOO_LARGE, PROOF_MALFORMED (with the `field`), PROOF_VERSION_UNKNOWN */
export function parseCertificate(file: string | Uint8Array): Certificate {
    return readProofFile(file, {
        format: CERTIFICATE_FORMAT, version: CERTIFICATE_VERSION, maxBytes: CERTIFICATE_MAX_BYTES, name: 'certificate', decoder: certificate,
    });
}
