// The contract SharedDocument as the parts of the client use it: its calls, and the person who makes and signs them.
import { X509Certificate } from 'node:crypto';
import { present, type DecisionState, type Person } from '@carnet/domain';
import { parseAnswer } from '../../call/answer.js';
import { ContractClient } from '../../call/contract-client.js';
import { nameOf, type CallOptions } from '../../call/invocation.js';
import type { Session } from '../../call/session.js';
import { signedAnswer } from '../../certificate/assemble.js';
import { endorsedAnswer } from '../../certificate/endorsed-answer.js';
import type { SignedAnswer } from '../../certificate/format.js';
import type { Roots } from '../../certificate/signers.js';
import { verifyAnswer } from '../../certificate/verified-answer.js';
import { CarnetError } from '../../errors/carnet-error.js';
import { fingerprintOf } from '../../identity/fingerprint.js';
import { Decisions } from '../../membership/decisions.js';
import { checkedAnswer } from './ledger-answers.js';

const CONTRACT = 'SharedDocument';

export class DocumentLedger extends ContractClient {
    /** Whoever calls, as documents name him. */
    readonly person: Person;
    /** His certificate, PEM. */
    readonly certificate: string;
    readonly session: Session;

    constructor(session: Session) {
        super(session, CONTRACT);
        this.session = session;
        this.certificate = session.certificate;
        this.person = { mspId: session.mspId, publicKeyHash: fingerprintOf(new X509Certificate(this.certificate).publicKey) };
    }

    /** An answer of one peer, of which nothing is believed but its form. @throws CarnetError RESPONSE_UNREADABLE, and those of the ledger */
    override async evaluate<T>(fn: string, args: readonly string[], options: CallOptions): Promise<T> {
        return checkedAnswer(fn, await super.evaluate<unknown>(fn, args, options)) as T;
    }

    /** Where its answers are given. */
    get name(): { readonly channel: string; readonly chaincode: string } {
        const { channel, chaincode } = this.session.scope;
        return { channel, chaincode };
    }

    /**
     * The answer of a reading function to this very question, signed by two organisations at least; nothing is submitted.
     * @throws CarnetError SIGNERS_UNAVAILABLE, PROOF_TRANSACTION_ID_MISMATCH
     */
    async endorsed(fn: string, args: readonly string[], { signal }: CallOptions): Promise<SignedAnswer> {
        const { envelope } = await endorsedAnswer(this.session, { contract: CONTRACT, fn, args }, present({ signal }));
        return signedAnswer(envelope);
    }

    /**
     * The answer of a reading function that peers of two organisations give alike: one peer that lies is found out.
     * @throws CarnetError SIGNERS_UNAVAILABLE, PROOF_…, RESPONSE_UNREADABLE, and those of the ledger
     */
    async confirmed<T>(fn: string, args: readonly string[], roots: Roots, options: CallOptions): Promise<T> {
        const call = nameOf({ contract: CONTRACT, fn });
        const signed = await this.endorsed(fn, args, options);
        const { question, answer } = await verifyAnswer(signed, roots, { ...this.name, fn: call, arguments: args.length, field: 'answer' });
        if (args.some((asked, place) => question.args[place + 1] !== asked)) {
            throw new CarnetError('PROOF_WRONG_FUNCTION', `What the organisations signed is the answer of ${call} about something else.`, { details: { asked: args } });
        }
        return checkedAnswer(fn, parseAnswer(answer.payload, call)) as T;
    }

    /** A decision of managers, with what is decided, as one peer shows it. @throws CarnetError as Decisions.read */
    decision(decisionId: string, options: CallOptions): Promise<DecisionState> {
        return new Decisions(this.session).read(decisionId, options);
    }

    /** By the key that signs the calls. @returns base64 of the DER signature */
    sign(text: string): Promise<string> {
        return this.session.signText(text);
    }
}
