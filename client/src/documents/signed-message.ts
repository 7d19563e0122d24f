// What people who work on shares send each other as files: content with the signature of whoever says it.
import { createHash } from 'node:crypto';
import { canonicalJson, isSamePerson, type Person, type PersonSignature, type RequestCodec } from '@carnet/domain';
import { CarnetError, checkedByDomain } from '../errors/carnet-error.js';
import type { DocumentLedger } from './consent/document-ledger.js';
import { verifyPersonSignature, type SignerChecks, type VerifiedSigner } from './person-signature.js';

/** UTF-8 bytes of a message: parts for 255 holders, and room. */
export const MESSAGE_MAX_BYTES = 256 * 1024;

/** A kind of message: the label that its signature covers, and its strict reading. */
export interface MessageKind<T> {
    /** `carnet-…-1`. */
    readonly label: string;
    /** For errors. */
    readonly name: string;
    readonly codec: RequestCodec<T & PersonSignature>;
}

function contentOf<T>({ signer: _signer, certificate: _certificate, signature: _signature, ...content }: T & PersonSignature): object {
    return content;
}

function textOf(label: string, content: object): string {
    return canonicalJson([label, content]);
}

/** SHA-256 of what the signature of a message is over, lower-case hex. */
export function messageHash<T>({ label }: MessageKind<T>, message: T & PersonSignature): string {
    return createHash('sha256').update(textOf(label, contentOf(message)), 'utf8').digest('hex');
}

/** As it was handed over: read strictly, whoever made it. @throws CarnetError as the ledger refuses a request, with the `field` */
export function checkedMessage<T>({ codec }: MessageKind<T>, message: T & PersonSignature): T & PersonSignature {
    return checkedByDomain(() => codec.decode(codec.encode(message)));
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

/**
 * That this person says it.
 * @param details who is meant, for the reader of the error
 * @throws CarnetError MESSAGE_MISMATCH where somebody else signed, and as verifyPersonSignature
 */
export async function requireSaidBy<T>(
    kind: MessageKind<T>, message: T & PersonSignature, person: Person, checks: SignerChecks, details: Readonly<Record<string, unknown>>,
): Promise<VerifiedSigner> {
    if (!isSamePerson(message.signer, person)) {
        throw new CarnetError('MESSAGE_MISMATCH', `The ${kind.name} was not signed by whom it should be of.`, { details: { ...details, expected: person } });
    }
    return await verifyPersonSignature(message, textOf(kind.label, contentOf(message)), checks);
}

/** That a message is about what it is used for. @throws CarnetError MESSAGE_MISMATCH */
export function requireAbout(matches: boolean, name: string, details: Readonly<Record<string, unknown>>): void {
    if (!matches) throw new CarnetError('MESSAGE_MISMATCH', `The ${name} is about something else: another proposal, or another request.`, { details });
}
