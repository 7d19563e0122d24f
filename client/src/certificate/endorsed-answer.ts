// Has a reading function answered, and the answer signed, by several organisations: nothing is submitted.
import { present, type CharterState } from '@carnet/domain';
import type { Transaction } from '@hyperledger/fabric-gateway';
import { common, gateway } from '@hyperledger/fabric-protos';
import { ContractClient } from '../call/contract-client.js';
import { endorse } from '../call/endorse.js';
import type { Invocation } from '../call/invocation.js';
import type { Session } from '../call/session.js';
import { CarnetError } from '../errors/carnet-error.js';

export interface CertificateOptions {
    /** MSP ids of at least two organisations that are all to sign; left out, all of the charter that can be reached. */
    readonly organizations?: readonly string[];
    readonly signal?: AbortSignal;
}

type Abort = Pick<CertificateOptions, 'signal'>;

/** Proposals to organisations of which some may simply not be there. */
const ATTEMPTS_WITH_ALL = 3;
/** Codes of an organisation that does not take part now. */
const ABSENT: ReadonlySet<string> = new Set(['ENDORSERS_UNAVAILABLE', 'CHAINCODE_UNAVAILABLE', 'ENDORSEMENT_FAILED', 'DEADLINE_EXCEEDED']);

function tooFew(asked: readonly string[], answered: readonly string[], cause?: unknown): CarnetError {
    const reached = answered.length === 0 ? '' : ` (${answered.join(', ')})`;
    const sentence = `Peers of at least two organisations have to sign this, and of ${asked.join(', ')} fewer could be reached${reached}.`;
    return new CarnetError('SIGNERS_UNAVAILABLE', sentence, {
        details: { asked, answered }, retryable: true, ...present({ cause }),
    });
}

class Endorsing {
    constructor(private readonly session: Session, private readonly invocation: Invocation, private readonly abort: Abort) {}

    async organisations(): Promise<string[]> {
        const state = await new ContractClient(this.session, 'Membership').evaluate<CharterState>('ReadCharter', [], this.abort);
        return state.charter.organisations.map(({ mspId }) => mspId).filter(mspId => !state.suspended.includes(mspId));
    }

    signedBy(endorsingOrganizations: readonly string[], attempts?: number): Promise<Transaction> {
        return endorse(this.session, this.invocation, { ...this.abort, endorsingOrganizations, ...present({ attempts }) });
    }

    async #isPresent(mspId: string): Promise<boolean> {
        try {
            await this.signedBy([mspId], 1);
            return true;
        } catch (error) {
            if (error instanceof CarnetError && ABSENT.has(error.code)) return false;
            throw error;
        }
    }

    /** Signed by all of them, or by those of them that are there. */
    async signedByPresent(organisations: readonly string[]): Promise<Transaction> {
        try {
            return await this.signedBy(organisations, ATTEMPTS_WITH_ALL);
        } catch (error) {
            if (!(error instanceof CarnetError && ABSENT.has(error.code))) throw error;
            const present = await Promise.all(organisations.map(mspId => this.#isPresent(mspId)));
            const answered = organisations.filter((_, index) => present[index]);
            if (answered.length < 2) throw tooFew(organisations, answered, error);
            return this.signedBy(answered);
        }
    }
}

export interface EndorsedAnswer {
    readonly payload: string;
    /** common.Envelope, which nobody has signed: the endorsements are inside. */
    readonly envelope: Uint8Array;
}

/**
 * That it is the answer to the question that was asked just now: the peer of the gateway could keep what organisations signed for an earlier one.
 * The id is a hash over a random number of this question, and organisations sign it.
 */
function requireOwn(envelope: Uint8Array, transactionId: string): void {
    const header = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelope).getPayload_asU8()).getHeader();
    const answered = common.ChannelHeader.deserializeBinary(header?.getChannelHeader_asU8() ?? new Uint8Array()).getTxId();
    if (answered === transactionId) return;
    throw new CarnetError('PROOF_TRANSACTION_ID_MISMATCH', 'The peer shows an answer to another question than was asked now, perhaps an older one.', {
        details: { asked: transactionId, answered },
    });
}

/** @throws CarnetError SIGNERS_UNAVAILABLE, PROOF_TRANSACTION_ID_MISMATCH, and what the function is refused for */
export async function endorsedAnswer(
    session: Session, invocation: Invocation, { organizations, signal }: CertificateOptions,
): Promise<EndorsedAnswer> {
    const endorsing = new Endorsing(session, invocation, present({ signal }));
    const asked = organizations ?? await endorsing.organisations();
    if (new Set(asked).size < 2) throw tooFew(asked, []);
    const transaction = organizations === undefined ? await endorsing.signedByPresent(asked) : await endorsing.signedBy(asked);
    const envelope = gateway.PreparedTransaction.deserializeBinary(transaction.getBytes()).getEnvelope()?.serializeBinary() ?? new Uint8Array();
    requireOwn(envelope, transaction.getTransactionId());
    return { payload: new TextDecoder().decode(transaction.getResult()), envelope };
}
