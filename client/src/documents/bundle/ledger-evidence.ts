// What organisations signed about the shown version: that the ledger held this manifest with these signatures, and whether it was in force.
import { decoders, isSamePerson, manifestHash, personDecoder, type Manifest, type PersonSignature } from '@carnet/domain';
import type { SignedAnswer } from '../../certificate/format.js';
import { ProtobufMessage } from '../../certificate/protobuf-reader.js';
import { reading } from '../../certificate/signed-answer.js';
import type { Roots, Signer } from '../../certificate/signers.js';
import { requirePast, verifyAnswer } from '../../certificate/verified-answer.js';
import { CarnetError } from '../../errors/carnet-error.js';
import type { ClientCode } from '../../errors/codes.js';
import type { LedgerName } from '../heirs/rebinding-proof.js';
import { known, readShown } from '../shown-answer.js';

/** That the shown version stood on the ledger. */
export interface ProvedOnLedger {
    /** At `askedAt`. CURRENT: in force. SUPERSEDED: it was, and another version is since. */
    readonly status: 'CURRENT' | 'SUPERSEDED';
    /** ISO 8601 UTC; within two minutes of the clock of each signer. */
    readonly askedAt: string;
    /** MSP id of whoever asked. */
    readonly askedBy: string;
    /** When the version was handed in, and by which transaction. */
    readonly recordedAt: string;
    readonly transactionId: string;
    /** Where a version of the document was put in force last: number of the block, and of the transaction in it. */
    readonly inForceSince: { readonly block: number; readonly transaction: number };
    /** Organisations whose peers signed: at least two, by MSP id. */
    readonly signers: readonly Signer[];
    readonly channel: string;
    readonly chaincode: string;
}

const { required, list, text, identifier, sha256Text, integer, instant } = decoders;

interface ShownVersion {
    readonly docId: string;
    readonly version: number;
    readonly manifestHash: string;
    readonly status: string;
    readonly recordedAt: string;
    readonly transactionId: string;
    readonly signatures: readonly PersonSignature[];
}

/** Compared with what the bundle shows, and read there. */
const anyText: decoders.Decoder<string> = (value, field) =>
    typeof value === 'string' ? value : decoders.refuseField('WRONG_TYPE', field, 'A text is needed.');

const shownVersion: decoders.Decoder<ShownVersion> = known({
    docId: required(identifier), version: required(integer(1, Number.MAX_SAFE_INTEGER)), manifestHash: required(sha256Text),
    status: required(text({ max: 64 })), recordedAt: required(instant), transactionId: required(sha256Text),
    signatures: required(list(
        known({ signer: required(personDecoder), certificate: required(anyText), signature: required(anyText) }), { max: 1_000 },
    )),
});

/** What `ReadVersion` answered, as far as a bundle relies on it. @throws CarnetError PROOF_REPORT_UNREADABLE */
export function readShownVersion(payload: string): ShownVersion {
    return readShown(payload, shownVersion, 'version');
}

function refuse(code: ClientCode, sentence: string, details: Readonly<Record<string, unknown>> = {}): never {
    throw new CarnetError(code, sentence, { details });
}

/** The same signatures, of whomever they stand for. */
function isSameSet(bundled: readonly PersonSignature[], held: readonly PersonSignature[]): boolean {
    const isHeld = (one: PersonSignature): boolean => held.some(({ signer, certificate, signature }) =>
        isSamePerson(signer, one.signer) && certificate === one.certificate && signature === one.signature);
    return bundled.every(isHeld) && held.every(({ signer }) => bundled.some(one => isSamePerson(one.signer, signer)));
}

/**
 * @param manifest of the version that the bundle shows, and its signatures
 * @param at the reader's present time, milliseconds since 1970
 * @throws CarnetError PROOF_DOCUMENT_MISMATCH, PROOF_MANIFEST_MISMATCH, PROOF_SIGNATURES_MISMATCH, PROOF_NEVER_IN_FORCE, PROOF_FROM_THE_FUTURE,
 *     PROOF_READ_SET_MISMATCH, PROOF_REPORT_UNREADABLE, and as verifyAnswer
 */
export async function proveOnLedger(
    signed: SignedAnswer, manifest: Manifest, signatures: readonly PersonSignature[], roots: Roots,
    { at, ...ledger }: LedgerName & { readonly at: number },
): Promise<ProvedOnLedger> {
    const expectedQuestion = { ...ledger, fn: 'SharedDocument:ReadVersion', arguments: 2, field: 'bundle.ledger.version' };
    const { question, answer, signers } = await verifyAnswer(signed, roots, expectedQuestion);
    const { docId, version, manifestHash: hash, status, recordedAt, transactionId, signatures: held } = readShownVersion(answer.payload);
    const [, askedDocument, askedVersion] = question.args;
    const expected = { docId: manifest.docId, version: manifest.version };
    if (docId !== expected.docId || version !== expected.version || askedDocument !== docId || askedVersion !== String(version)) {
        refuse('PROOF_DOCUMENT_MISMATCH', 'What the organisations signed is about another document or version than the bundle shows.', {
            expected, found: { docId, version },
        });
    }
    if (hash !== manifestHash(manifest)) refuse('PROOF_MANIFEST_MISMATCH', 'The ledger held another manifest than the bundle shows.', { found: hash });
    if (!isSameSet(signatures, held)) refuse('PROOF_SIGNATURES_MISMATCH', 'The ledger held other signatures of the version than the bundle shows.', { version });
    if (status !== 'CURRENT' && status !== 'SUPERSEDED') refuse('PROOF_NEVER_IN_FORCE', `The version was never in force: the ledger called it ${status}.`, { version, status });
    const askedAt = new Date(question.time).toISOString();
    requirePast(question.time, at);
    // The key under which the chaincode keeps which version is in force.
    const record = answer.reads.get(`\0document\0${docId}\0`) ??
        refuse('PROOF_READ_SET_MISMATCH', 'The signed answer does not show that the record of the document was read.', { docId });
    return {
        status, askedAt, askedBy: reading('asker', () => new ProtobufMessage(question.creator).text(1)), recordedAt, transactionId,
        inForceSince: { block: Number(record.block), transaction: Number(record.transaction) },
        signers, channel: question.channel, chaincode: answer.chaincode,
    };
}
