// The journal under a draft policy: which payments it would have refused, and why. Pure: whoever has the rows comes to the same answer.
import {
    compilePolicy, decidePayment, parseInstant, policyCodec, recipientFacts,
    type Amount, type JournalRow, type PaymentFacts, type PaymentOrder, type Policy, type PolicyLayer, type PolicyReason,
} from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';
import { ReplayCounters } from './replay-counters.js';
import { ReplayTally, type ReplaySums } from './replay-tally.js';

export interface ReplayOptions {
    /** As it would be published. */
    readonly draft: Policy;
    /** Whose policy the draft is: of the programme, or of a wallet. */
    readonly layer: PolicyLayer;
    /** Only the payments of this wallet; default all. */
    readonly walletId?: string;
    /** Is told each payment that the draft does not let through, in the order of the journal. */
    readonly onRefused?: (payment: RefusedPayment) => void | Promise<void>;
}

/** A payment that was made, and that the draft would not have let through. */
export interface RefusedPayment {
    readonly paymentId: string;
    readonly at: string;
    readonly walletId: string;
    readonly payeeId: string;
    readonly amount: Amount;
    /** NEEDS_APPROVAL: managers would have had to approve it, and did not. */
    readonly decision: 'DENY' | 'NEEDS_APPROVAL';
    /** All of them, as `Explain` would give them. */
    readonly reasons: readonly PolicyReason[];
}

export interface Replay extends ReplaySums {
    readonly policyHash: string;
    readonly layer: PolicyLayer;
    /** Rows that were read, of whatever type. */
    readonly rows: number;
}

/**
 * Rows may be behind one another by so much: their times are the claims of the clients, which the ledger accepts within 120 s of its own clock.
 */
const MOST_BEHIND = 240_000;

class Replaying {
    readonly #options: ReplayOptions;
    readonly #policy;
    readonly #counters: ReplayCounters;
    readonly #tally = new ReplayTally();
    #rows = 0;
    #latest = -Infinity;

    constructor(options: ReplayOptions) {
        this.#options = options;
        this.#policy = compilePolicy(policyCodec.check(options.draft));
        this.#counters = new ReplayCounters(this.#policy, options.layer);
    }

    async read(row: JournalRow): Promise<void> {
        this.#rows += 1;
        const time = this.#timeOf(row);
        if (row.type === 'PAID' || row.type === 'RESERVED') {
            if (row.order === undefined) throw new CarnetError('JOURNAL_ROW_INVALID', 'A payment has its order.', { details: { row: this.#rows, id: row.id } });
            const { walletId } = this.#options;
            if (walletId === undefined || row.order.walletId === walletId) await this.#payment(row, row.order, time);
        } else {
            this.#counters.giveBack(row, time);
        }
    }

    /** @throws CarnetError JOURNAL_ROW_INVALID, JOURNAL_UNORDERED */
    #timeOf({ at, id }: JournalRow): number {
        const time = parseInstant(at);
        if (time === undefined) throw new CarnetError('JOURNAL_ROW_INVALID', 'The row has no instant.', { details: { row: this.#rows, id, at } });
        if (time < this.#latest - MOST_BEHIND) {
            throw new CarnetError('JOURNAL_UNORDERED', 'The row is older than one before it.', { details: { row: this.#rows, id, at } });
        }
        this.#latest = Math.max(this.#latest, time);
        return time;
    }

    async #payment({ id, at, payee, approval }: JournalRow, order: PaymentOrder, time: number): Promise<void> {
        const facts: PaymentFacts = { payee: recipientFacts(order, payee ?? { groups: [] }), channel: order.channel, amount: order.amount, time };
        // What managers approved then counts as approved by whichever roster the draft names.
        const approvals = approval === undefined ? {} : Object.fromEntries(this.#policy.approvals.map(one => [one.id, { needed: 1, given: 1 }]));
        const usage = this.#counters.usage(order.walletId, facts);
        const { decision, reasons, allowedBy } = decidePayment([{ layer: this.#options.layer, policy: this.#policy, usage, approvals }], facts);
        this.#tally.count(order.amount, { decision, reasons, allowedBy });
        if (decision === 'ALLOW') {
            this.#counters.count(order, facts);
            return;
        }
        const { walletId, payeeId, amount } = order;
        await this.#options.onRefused?.({ paymentId: id, at, walletId, payeeId, amount, decision, reasons });
    }

    end(): Replay {
        return { policyHash: this.#policy.hash, layer: this.#options.layer, rows: this.#rows, ...this.#tally.sums() };
    }
}

/**
 * Decides every payment of a journal again, under a draft policy and nothing else. Limits count what the draft would have let through: a payment
 * that it refuses uses nothing up. Payments are decided with the facts that their payees had then. Reads one row at a time and keeps counters
 * only; where the draft gives quota back (`restoreQuota`), also the payments of the periods that run.
 *
 * ```ts
 * const { refused, byRule } = await replay(rows, { draft, layer: 'programme', onRefused: payment => console.log(payment.paymentId) });
 * ```
 * @param rows of the journal of the programme, or of the statement of a wallet, oldest first
 * @throws CarnetError JOURNAL_ROW_INVALID, JOURNAL_UNORDERED; CarnetFailure as the ledger refuses the draft
 */
export async function replay(rows: Iterable<JournalRow> | AsyncIterable<JournalRow>, options: ReplayOptions): Promise<Replay> {
    const replaying = new Replaying(options);
    for await (const row of rows) await replaying.read(row);
    return replaying.end();
}
