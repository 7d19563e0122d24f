// What people who work on shares send each other as files: content with the signature of whoever says it.
import { createHash } from 'node:crypto';
import { canonicalJson, isSamePerson, type decoders, type JsonValue, type Person, type PersonSignature } from '@carnet/domain';
import { CarnetError, checkedByDomain } from '../errors/carnet-error.js';
import type { DocumentLedger } from './consent/document-ledger.js';
import { verifyPersonSignature, type KnownRoots, type SignerChecks, type VerifiedSigner } from './person-signature.js';

/** A kind of message: the label that its signature covers, and its strict reading. */
export interface MessageKind<T> {
    /** `carnet-…-1`. */
    readonly label: string;
    /** For errors. */
    readonly name: string;
    /** A certificate has line ends, which requests may not have: so what is read is a value, and no text. */
    readonly decoder: decoders.Decoder<T & PersonSignature>;
}

const SIGNATURE_FIELDS: ReadonlySet<string> = new Set(['signer', 'certificate', 'signature'] satisfies (keyof PersonSignature)[]);

function contentOf(message: PersonSignature): object {
    return Object.fromEntries(Object.entries(message).filter(([field]) => !SIGNATURE_FIELDS.has(field)));
}

function textOf(label: string, content: object): string {
    return canonicalJson([label, content]);
}

/** SHA-256 of what the signature of a message is over, lower-case hex. */
export function messageHash<T>({ label }: MessageKind<T>, message: T & PersonSignature): string {
    return createHash('sha256').update(textOf(label, contentOf(message)), 'utf8').digest('hex');
}

/** As it was handed over: read strictly, whoever made it. @throws CarnetError as the ledger refuses a request, with the `field` */
export function checkedMessage<T>({ decoder, name }: Pick<MessageKind<T>, 'name'> & { readonly decoder: decoders.Decoder<T> }, message: T): T {
    return checkedByDomain(() => decoder(JSON.parse(JSON.stringify(message)) as JsonValue, name));
}

/** By whoever calls. */
export async function signMessage<T extends object>(ledger: DocumentLedger, { label }: MessageKind<T>, content: T): Promise<T & PersonSignature> {
    return { ...content, signer: ledger.person, certificate: ledger.certificate, signature: await ledger.sign(textOf(label, content)) };
}

/** Adds the caller's signature to content that others sign too. */
export async function coSign<T extends object>(ledger: DocumentLedger, { label }: Pick<MessageKind<T>, 'label'>, content: T): Promise<PersonSignature> {
    return { signer: ledger.person, certificate: ledger.certificate, signature: await ledger.sign(textOf(label, content)) };
}

/** @throws CarnetError as verifyPersonSignature */
export function verifyCoSignature<T extends object>(
    { label }: Pick<MessageKind<T>, 'label'>, content: T, signature: PersonSignature, checks: SignerChecks,
): Promise<VerifiedSigner> {
    return verifyPersonSignature(signature, textOf(label, content), checks);
}

/** What a message must be to be used. */
export interface Expected {
    /** Whether it is about what it is used for. */
    readonly matches: boolean;
    /** Who must have signed it; undefined where nobody could. */
    readonly person: Person | undefined;
    /** Instant from which it can have been signed. */
    readonly since: string;
    /** What it should be about, for the reader of the error. */
    readonly details: Readonly<Record<string, unknown>>;
}

/**
 * That a message is about this, and of this person.
 * @throws CarnetError MESSAGE_MISMATCH, and as verifyPersonSignature
 */
export async function requireMessage<T>(
    { label, name }: MessageKind<T>, message: T & PersonSignature, { matches, person, since, details }: Expected, checks: KnownRoots,
): Promise<VerifiedSigner> {
    if (!matches || person === undefined) {
        throw new CarnetError('MESSAGE_MISMATCH', `The ${name} is about something else: another proposal, or another request.`, { details });
    }
    if (!isSamePerson(message.signer, person)) {
        throw new CarnetError('MESSAGE_MISMATCH', `The ${name} was not signed by whom it should be of.`, { details: { ...details, expected: person } });
    }
    return await verifyPersonSignature(message, textOf(label, contentOf(message)), { ...checks, since: Date.parse(since) });
}
