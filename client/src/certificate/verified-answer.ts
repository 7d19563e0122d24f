// An answer that organisations signed, verified with nothing but their roots: who signed, and that it answers the question that was asked.
import { CarnetError } from '../errors/carnet-error.js';
import type { ClientCode } from '../errors/codes.js';
import type { SignedAnswer } from './format.js';
import { partsOf, readAnswer, readQuestion, type Answer, type Question, type SignedParts } from './signed-answer.js';
import { checkSigners, type Roots, type Signer } from './signers.js';
import { sha256, toHex } from './web-crypto.js';

export interface ExpectedQuestion {
    /** Default `mychannel`. */
    readonly channel?: string;
    /** Default `carnet`. */
    readonly chaincode?: string;
    /** `Contract:Function`. */
    readonly fn: string;
    /** Number of its arguments. */
    readonly arguments: number;
    /** Of the file in which the answer stands, for the reader of an error. */
    readonly field: string;
}

export interface VerifiedAnswer {
    readonly question: Question;
    readonly answer: Answer;
    /** At least two, by MSP id. */
    readonly signers: readonly Signer[];
}

const TRANSACTION = 3n;

/** Milliseconds that a reader's clock may be behind. */
export const CLOCK_LIMIT = 120_000;

function refuse(code: ClientCode, sentence: string, details: Readonly<Record<string, unknown>> = {}): never {
    throw new CarnetError(code, sentence, { details });
}

/** That a question was not asked in the future, as the reader's clock has it. @throws CarnetError PROOF_FROM_THE_FUTURE */
export function requirePast(time: number, at: number): void {
    if (time <= at + CLOCK_LIMIT) return;
    const askedAt = new Date(time).toISOString();
    refuse('PROOF_FROM_THE_FUTURE', `The ledger was asked at ${askedAt}, which is still to come: look at the clock of this computer.`, { askedAt });
}

async function checkQuestion(parts: SignedParts, question: Question, answer: Answer, expected: ExpectedQuestion): Promise<void> {
    const { channel = 'mychannel', chaincode = 'carnet', fn } = expected;
    if (toHex(await sha256(parts.channelHeader, parts.signatureHeader, parts.proposalPayload)) !== toHex(answer.proposalHash)) {
        refuse('PROOF_PROPOSAL_MISMATCH', 'The answer was given to another question than the one that stands beside it.');
    }
    if (question.channel !== channel || question.type !== TRANSACTION) {
        refuse('PROOF_WRONG_CHANNEL', `The question was asked on the channel ${question.channel}, not on ${channel}.`, { found: question.channel, expected: channel });
    }
    const named = [...question.chaincodes, answer.chaincode];
    if (named.some(name => name !== chaincode)) {
        refuse('PROOF_WRONG_CHAINCODE', `The chaincode that answered is not ${chaincode}.`, { found: named, expected: chaincode });
    }
    if (question.args[0] !== fn || question.args.length !== 1 + expected.arguments) {
        refuse('PROOF_WRONG_FUNCTION', `The function that answered is not ${fn}.`, { found: question.args[0] ?? '' });
    }
    if (toHex(await sha256(question.nonce, question.creator)) !== question.transactionId) {
        refuse('PROOF_TRANSACTION_ID_MISMATCH', 'The transaction id is not the one of the question.', { transactionId: question.transactionId });
    }
}

function checkAnswer(answer: Answer): void {
    if (answer.status !== 200n) refuse('PROOF_RESPONSE_STATUS', `The chaincode answered with status ${answer.status}: that is an error.`);
    if (answer.writes) refuse('PROOF_NOT_A_READING', 'The answer would write on the ledger: a question never does.');
}

/** @throws CarnetError whose code begins with PROOF_ */
export async function verifyAnswer(signed: SignedAnswer, roots: Roots, expected: ExpectedQuestion): Promise<VerifiedAnswer> {
    const parts = partsOf(signed, expected.field);
    const question = readQuestion(parts);
    const answer = readAnswer(parts);
    const signers = await checkSigners(parts, roots, question.time);
    await checkQuestion(parts, question, answer, expected);
    checkAnswer(answer);
    return { question, answer, signers };
}
