// Verifies a certificate with nothing but the roots of the organisations: no network, the same in Node and in a browser.
import { present, type Report } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';
import type { ClientCode } from '../errors/codes.js';
import { checkBook, type DisclosedEntry } from './book-chain.js';
import { parseCertificate, type WithheldCounts } from './format.js';
import { ProtobufMessage } from './protobuf-reader.js';
import { checkJudgement, type JudgementCheck } from './recomputed.js';
import { readReport } from './report-codec.js';
import { reading, type Answer, type KeyVersion, type Question } from './signed-answer.js';
import type { Roots, Signer } from './signers.js';
import { requirePast, verifyAnswer } from './verified-answer.js';

export interface VerifyOptions {
    /** The reader's present time, milliseconds since 1970; default: the clock. Only used to refuse a report from the future. */
    readonly at?: number;
    /** Default `mychannel`. */
    readonly channel?: string;
    /** Default `carnet`. */
    readonly chaincode?: string;
}

/** What is proved. */
export interface Verification {
    /** As all signers signed it. */
    readonly report: Report;
    /** All of the book as of the head that was signed, oldest first; what is withheld is absent. */
    readonly entries: readonly DisclosedEntry[];
    readonly withheld: WithheldCounts;
    /** At least two, by MSP id. */
    readonly signers: readonly Signer[];
    readonly channel: string;
    readonly chaincode: string;
    readonly chaincodeVersion: string;
    /** Of the question, which was never submitted: no block holds it. */
    readonly transactionId: string;
    /** MSP id of whoever asked. */
    readonly askedBy: string;
    /** ISO 8601 UTC; within two minutes of the clock of each signer. */
    readonly askedAt: string;
    /** Where the last entry of the book stands on the ledger: number of the block, and of the transaction in it. */
    readonly asOf: { readonly block: number; readonly transaction: number };
    readonly judgement: JudgementCheck;
}

const FUNCTION = 'VehicleRecord:ReadReport';

function refuse(code: ClientCode, sentence: string, details: Readonly<Record<string, unknown>> = {}): never {
    throw new CarnetError(code, sentence, { details });
}

function checkReport(report: Report, question: Question, at: number): void {
    if (report.vehicle.vin !== question.args[1]) {
        refuse('PROOF_VEHICLE_MISMATCH', 'The report is on another vehicle than the question.', { asked: question.args[1], answered: report.vehicle.vin });
    }
    if (Date.parse(report.readAt) !== question.time) {
        refuse('PROOF_TIME_MISMATCH', 'The time of the report is not the time of the question.', { readAt: report.readAt });
    }
    requirePast(question.time, at);
}

/** The key under which the chaincode keeps the head of a book. */
function headKey(vin: string): string {
    return `\0vehicle\0${vin}\0`;
}

function versionOfHead({ reads }: Answer, vin: string): KeyVersion {
    return reads.get(headKey(vin)) ?? refuse('PROOF_READ_SET_MISMATCH', 'The signed answer does not show that the head of the book was read.', { vin });
}

/**
 * ```ts
 * const verification = await verifyCertificate(readFileSync('scenic.carnet.json'), { Org1MSP: [pem1], Org2MSP: [pem2] });
 * console.log(verification.report.judgement.verdict, verification.signers.map(({ mspId }) => mspId), verification.askedAt);
 * ```
 * @param file text or bytes of the file
 * @param roots from a source other than whoever gave the file: with roots of the forger's choice anything can be proved
 * @throws CarnetError whose code begins with PROOF_, one for each reason to refuse
 */
export async function verifyCertificate(file: string | Uint8Array, roots: Roots, options: VerifyOptions = {}): Promise<Verification> {
    const certificate = parseCertificate(file);
    const { channel, chaincode } = options;
    const expected = { fn: FUNCTION, arguments: 1, field: 'certificate.signed', ...present({ channel, chaincode }) };
    const { question, answer, signers } = await verifyAnswer(certificate.signed, roots, expected);
    const report = readReport(answer.payload);
    checkReport(report, question, options.at ?? Date.now());
    const version = versionOfHead(answer, report.vehicle.vin);
    const entries = checkBook(certificate, report.vehicle);
    return {
        report, entries, withheld: certificate.withheld, signers,
        channel: question.channel, chaincode: answer.chaincode, chaincodeVersion: answer.chaincodeVersion, transactionId: question.transactionId,
        askedBy: reading('asker', () => new ProtobufMessage(question.creator).text(1)), askedAt: report.readAt,
        asOf: { block: Number(version.block), transaction: Number(version.transaction) }, judgement: checkJudgement(report.judgement, entries),
    };
}
