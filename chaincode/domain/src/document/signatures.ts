// Signatures of people inside content: readable and verifiable without the ledger, long after the transaction.
import { canonicalJson } from '../canonical/json';
import { identifier, object, required, sha256Text } from '../codec/decoder';
import { requestCodec } from '../codec/request';
import { base64 } from './base64';
import { DOCUMENT_REQUEST_MAX_BYTES, versionNumber } from './numbers';
import type { Person } from './person';

/** ECDSA with SHA-256 on P-256, DER (as the certificates of Fabric sign): base64. 72 bytes at most. */
export const signatureText = base64({ min: 8, max: 72 });

/** A signature with what it takes to verify it. */
export interface PersonSignature {
    /** Whose key signed. */
    readonly signer: Person;
    /** PEM: its public key verifies the signature; whether an organisation issued it, its CA's root says. */
    readonly certificate: string;
    /** Base64 of the DER form, over the UTF-8 bytes of the text. */
    readonly signature: string;
}

/** Sent as JSON to `SharedDocument:SignDocument(signing)`. */
export interface SigningRequest {
    readonly docId: string;
    readonly version: number;
    readonly manifestHash: string;
    /** Over `manifestText`. */
    readonly signature: string;
}

/** What a person signs who signs a version of a document. */
export function manifestText({ docId, version, manifestHash }: Pick<SigningRequest, 'docId' | 'version' | 'manifestHash'>): string {
    return canonicalJson(['carnet-manifest-1', docId, version, manifestHash]);
}

/** `SharedDocument:SignDocument(signing)` */
export const signingCodec = requestCodec<SigningRequest>('signing', object({
    docId: required(identifier), version: required(versionNumber), manifestHash: required(sha256Text), signature: required(signatureText),
}), DOCUMENT_REQUEST_MAX_BYTES);
