// Every payment by its id: made once, captured once, and never more given back than was paid, added up from the rows of the journal.
import { agree } from './discrepancy.js';
import type { Written, WrittenOrder, WrittenPayment, WrittenRow } from './world-state.js';

/** A payment as its rows make it. */
export interface KnownPayment {
    readonly programmeId: string;
    readonly order: WrittenOrder;
    readonly row: string;
    /** The wallet that is paid, as the payee's record had it. */
    readonly payeeWalletId: string;
    readonly expiresAt: string | undefined;
    status: 'RESERVED' | 'PAID' | 'RELEASED';
    captured: bigint;
    refunded: bigint;
}

/** The rows that a transaction added to the journal, and the payments that it wrote. */
export interface JournalMoves {
    readonly rows: readonly WrittenRow[];
    readonly payments: readonly WrittenPayment[];
}

export class PaymentBook {
    readonly #payments = new Map<string, KnownPayment>();
    readonly #movements = new Set<string>();

    get(programmeId: string, paymentId: string): KnownPayment | undefined {
        return this.#payments.get(`${programmeId}/${paymentId}`);
    }

    /** Whether the journal has a row of this kind, `PAYMENT` or another type of row, and id. */
    has(programmeId: string, kind: string, id: string): boolean {
        return this.#movements.has([programmeId, kind, id].join('/'));
    }

    /** The rows that are new. @throws Discrepancy where one that stood is written again, or its payment has become another */
    read(transactionId: string, all: readonly Written[]): JournalMoves {
        const rows: WrittenRow[] = [];
        const payments: WrittenPayment[] = [];
        for (const { type, attributes, value } of all) {
            if (type !== 'journal') continue;
            const place = attributes.join('/');
            agree(value !== null, () => `the journal loses ${place}`);
            const record = value as WrittenPayment;
            const { row } = record;
            const [programmeId = '', kind, id = ''] = attributes;
            agree(row.programmeId === programmeId && row.id === id, () => `the row ${place} says that it is another`);
            const known = kind === 'PAYMENT' ? this.get(programmeId, id) : undefined;
            if (kind === 'PAYMENT') payments.push(record);
            if (known !== undefined) {
                agree(known.row === JSON.stringify(row), () => `payment ${id} is made twice, or its row is changed`);
                continue;
            }
            agree(!this.#movements.has(place), () => `${place} is made twice`);
            agree(row.transactionId === transactionId, () => `the row ${place} is of another transaction, ${row.transactionId}`);
            this.#movements.add(place);
            rows.push(row);
        }
        return { rows, payments };
    }

    /** Notes a payment or reservation. */
    begin(row: WrittenRow, order: WrittenOrder, payeeWalletId: string, expiresAt: string | undefined): void {
        const { programmeId, id } = row;
        const paid = row.type === 'PAID';
        this.#payments.set(`${programmeId}/${id}`, {
            programmeId, order, row: JSON.stringify(row), payeeWalletId, expiresAt, status: paid ? 'PAID' : 'RESERVED',
            captured: paid ? BigInt(order.amount) : 0n, refunded: 0n,
        });
    }

    /** The payment that a capture, release or refund is about. @throws Discrepancy where there is none in that state */
    require({ type, programmeId, id }: WrittenRow, paymentId: string): KnownPayment {
        const payment = this.get(programmeId, paymentId);
        const status = type === 'REFUNDED' ? 'PAID' : 'RESERVED';
        agree(payment?.status === status, () => `${type} ${id} is of payment ${paymentId}, which is ${payment?.status ?? 'not there'}`);
        return payment;
    }

    /** @throws Discrepancy where the payments as they were written are not what their rows make of them */
    check(written: readonly WrittenPayment[]): void {
        for (const { row: { programmeId, id }, status, captured, refunded } of written) {
            const payment = this.get(programmeId, id);
            const said = [status, captured, refunded].join(' ');
            const found = payment && [payment.status, payment.captured, payment.refunded].join(' ');
            agree(said === found, () => `payment ${id} says ${said}, and its rows make ${found}`);
        }
    }
}
