// Calls the functions of one contract of Carnet and gives typed answers.
import { parseAnswer } from './answer.js';
import { evaluate } from './evaluate.js';
import { nameOf, type CallOptions, type Committed } from './invocation.js';
import type { Session } from './session.js';
import { submit } from './submit.js';
import { CarnetError } from '../errors/carnet-error.js';

/** What the ledger answered, with the transaction that did it. */
export interface Answer<T> extends Omit<Committed, 'result'> { readonly value: T }

export class ContractClient {
    readonly #session: Session;
    readonly #contract: string;

    constructor(session: Session, contract: string) {
        this.#session = session;
        this.#contract = contract;
    }

    /** Carnet's functions name what they create, so that a call may be made again after an outcome that is not certain. */
    async submit<T>(fn: string, args: readonly string[], options: CallOptions): Promise<Answer<T>> {
        const invocation = { contract: this.#contract, fn, args };
        const { result, ...transaction } = await submit(this.#session, invocation, { ...options, idempotent: true });
        const value = parseAnswer(result, nameOf(invocation), { outcome: 'committed', transactionId: transaction.transactionId });
        return { value: value as T, ...transaction };
    }

    /** What the ledger answered, once that is committed. */
    async committed<T>(fn: string, args: readonly string[], options: CallOptions): Promise<T> {
        return (await this.submit<T>(fn, args, options)).value;
    }

    async evaluate<T>(fn: string, args: readonly string[], options: CallOptions): Promise<T> {
        const invocation = { contract: this.#contract, fn, args };
        return parseAnswer(await evaluate(this.#session, invocation, options), nameOf(invocation)) as T;
    }

    /** All pages of a reading function, one call each, fetched as they are asked for. */
    async *pages<P extends { readonly bookmark: string }>(read: (bookmark: string) => Promise<P>): AsyncGenerator<P, void, undefined> {
        let bookmark = '';
        do {
            const page: P = await read(bookmark);
            // A peer that gives the same page again and again would never come to an end.
            if (page.bookmark !== '' && page.bookmark === bookmark) {
                throw new CarnetError('RESPONSE_UNREADABLE', `${this.#contract} gave the bookmark with which it was asked.`, { details: { call: this.#contract } });
            }
            yield page;
            ({ bookmark } = page);
        } while (bookmark !== '');
    }
}
