// The chain of two peers read side by side, and the money on it kept a second time, block by block.
import { peer } from '@hyperledger/fabric-protos';
import type { CommittedBlock, CommittedTransaction } from './committed-blocks.js';
import { agree, Discrepancy } from './discrepancy.js';
import { MoneyBook } from './money-book.js';

const { VALID } = peer.TxValidationCode;

/** A chain that was read to its end without an objection. */
export interface Reconciled {
    readonly book: MoneyBook;
    readonly blocks: number;
    /** By transaction id: those that are valid on both peers. */
    readonly valid: ReadonlyMap<string, CommittedTransaction>;
    /** How many transactions got which validation code. */
    readonly codes: ReadonlyMap<number, number>;
}

function requireSame(one: CommittedBlock, other: CommittedBlock): void {
    for (const field of ['number', 'previousHash', 'dataHash', 'commitHash'] as const) {
        agree(one[field] === other[field], () => `the peers differ in its ${field}: ${one[field]} and ${other[field]}`);
    }
    one.transactions.forEach(({ transactionId, code }, place) => {
        const [theirId, theirCode] = [other.transactions[place]?.transactionId, other.transactions[place]?.code];
        agree(transactionId === theirId && code === theirCode, () => `the peers differ in transaction ${transactionId}: ${code} and ${theirCode}`);
    });
}

/** Applies blocks to the books. */
export class Reconciliation {
    readonly book = new MoneyBook();
    readonly #valid = new Map<string, CommittedTransaction>();
    readonly #codes = new Map<number, number>();
    #blocks = 0;

    /** @throws Discrepancy naming the block: of what the peers differ in, and whatever MoneyBook objects to */
    next(block: CommittedBlock, others: readonly CommittedBlock[]): void {
        try {
            agree(block.number === this.#blocks, () => `block ${this.#blocks} should come`);
            for (const other of others) requireSame(block, other);
            for (const transaction of block.transactions) {
                this.#codes.set(transaction.code, (this.#codes.get(transaction.code) ?? 0) + 1);
                if (transaction.code !== VALID) continue;
                agree(!this.#valid.has(transaction.transactionId), () => `transaction ${transaction.transactionId} is valid twice`);
                this.#valid.set(transaction.transactionId, transaction);
                this.book.apply(transaction);
            }
            this.book.check();
            this.#blocks += 1;
        } catch (error) {
            if (error instanceof Discrepancy) throw new Discrepancy(`block ${block.number}: ${error.message}`);
            throw error;
        }
    }

    get reconciled(): Reconciled {
        return { book: this.book, blocks: this.#blocks, valid: this.#valid, codes: this.#codes };
    }
}

/** Reads the chains of several peers in step. @throws Discrepancy */
export async function reconcile(chains: readonly AsyncIterable<CommittedBlock>[]): Promise<Reconciled> {
    const reconciliation = new Reconciliation();
    const iterators = chains.map(chain => chain[Symbol.asyncIterator]());
    for (;;) {
        const results = await Promise.all(iterators.map(iterator => iterator.next()));
        const blocks = results.flatMap(({ done, value }) => done === true ? [] : [value]);
        const [first, ...others] = blocks;
        if (first === undefined) return reconciliation.reconciled;
        agree(blocks.length === chains.length, () => `block ${first.number} is not on every peer`);
        reconciliation.next(first, others);
    }
}
