// The money of a ledger kept a second time, from what its valid transactions wrote: the contract is not asked, everything is added up anew.
import type { PayeeFacts } from '@carnet/domain';
import { CoinBook, type SpentCoin } from './coin-book.js';
import { agree, Discrepancy } from './discrepancy.js';
import { LimitBook, type Asked } from './limit-book.js';
import { PaymentBook, type KnownPayment } from './payment-book.js';
import { refusalBy, type PaidFacts } from './purposes.js';
import { written, type Guards, type Write, type Written, type WrittenOrder, type WrittenRow } from './world-state.js';

/** A transaction that is valid. */
export interface MoneyTransaction {
    readonly transactionId: string;
    /** As its header says, milliseconds since 1970-01-01 UTC. */
    readonly time: number;
    readonly writes: readonly Write[];
}

/** What a programme has issued, and what of it is gone. */
export interface ProgrammeSums { issued: bigint; redeemed: bigint; burned: bigint }

function legOf({ legs }: WrittenRow, account: string): bigint {
    return legs.filter(leg => leg.account === account).reduce((sum, { amount }) => sum + BigInt(amount), 0n);
}

/**
 * After each block `check` finds: Σ coins = issued − redeemed − burned in every programme; the counters as the payments make them. While transactions
 * are applied: no coin spent twice, no payment made twice, every movement of coins named in the journal and nothing else, and no payment that the
 * policies, limits, freezes and times which were in force forbid. What depends on votes of managers, approvals and recoveries, is not looked into.
 */
export class MoneyBook {
    readonly coins = new CoinBook();
    readonly payments = new PaymentBook();
    readonly limits = new LimitBook();
    readonly #sums = new Map<string, ProgrammeSums>();
    /** By programme and stripe of its issue limit, what the ledger has counted. */
    readonly #issuedTotals = new Map<string, Map<string, bigint>>();
    readonly #guards: { readonly [K in keyof Guards]: Map<string, Guards[K]> } = {
        programme: new Map(), policy: new Map(), wallet: new Map(), payee: new Map(),
    };

    /** Ids of the programmes in which money has moved. */
    get programmes(): readonly string[] {
        return [...this.#sums.keys()];
    }

    sumsOf(programmeId: string): ProgrammeSums {
        const sums = this.#sums.get(programmeId) ?? { issued: 0n, redeemed: 0n, burned: 0n };
        this.#sums.set(programmeId, sums);
        return sums;
    }

    #guard<K extends keyof Guards>(type: K, ...attributes: readonly string[]): Guards[K] {
        const found = this.#guards[type].get(attributes.join('/'));
        agree(found !== undefined, () => `there is no ${type} ${attributes.join('/')}`);
        return found;
    }

    /** @throws Discrepancy */
    apply({ transactionId, time, writes }: MoneyTransaction): void {
        try {
            const all = writes.flatMap(write => written(write) ?? []);
            const { gains, spent } = this.coins.apply(transactionId, all);
            const { rows, payments } = this.payments.read(transactionId, all);
            for (const row of rows) {
                agree(Date.parse(row.at) === time, () => `${row.type} ${row.id} says ${row.at}, and its transaction is of ${new Date(time).toISOString()}`);
                const record = payments.find(payment => payment.row === row);
                this.#judge(row, spent, time, record?.expiresAt);
            }
            this.#requireNamed(gains, rows);
            this.payments.check(payments);
            this.limits.note(all);
            this.#note(all);
        } catch (error) {
            if (error instanceof Discrepancy) throw new Discrepancy(`transaction ${transactionId}: ${error.message}`);
            throw error;
        }
    }

    /** After each block. @throws Discrepancy */
    check(): void {
        this.limits.check();
        for (const [programmeId, { issued, redeemed, burned }] of this.#sums) {
            const sum = this.coins.sumOf(programmeId);
            agree(sum === issued - redeemed - burned, () => `the coins of ${programmeId} are ${sum}, and ${issued} − ${redeemed} − ${burned} remain`);
            const total = [...this.#issuedTotals.get(programmeId)?.values() ?? []].reduce((all, counted) => all + counted, 0n);
            const { issueLimit } = this.#guard('programme', programmeId);
            agree(total === issued && issued <= BigInt(issueLimit), () => `${programmeId} has issued ${issued}, says ${total}, and may ${issueLimit}`);
        }
    }

    /** What coins the accounts gained is what the rows of the journal say, and nothing else. */
    #requireNamed(gains: ReadonlyMap<string, bigint>, rows: readonly WrittenRow[]): void {
        const named = new Map<string, bigint>();
        for (const row of rows) {
            agree(row.legs.reduce((sum, { amount }) => sum + BigInt(amount), 0n) === 0n, () => `the legs of ${row.type} ${row.id} do not sum to 0`);
            for (const { account, amount } of row.legs) {
                if (account === 'issuer' || account === 'burned') continue;
                const place = `${row.programmeId}/${account}`;
                named.set(place, (named.get(place) ?? 0n) + BigInt(amount));
            }
        }
        for (const account of new Set([...gains.keys(), ...named.keys()])) {
            const [gained, said] = [gains.get(account) ?? 0n, named.get(account) ?? 0n];
            agree(gained === said, () => `${account} gains ${gained} in coins, and the journal says ${said}`);
        }
    }

    #note(all: readonly Written[]): void {
        for (const { type, attributes, value } of all) {
            if (type === 'issued') {
                const [programmeId = '', stripe = ''] = attributes;
                const stripes = this.#issuedTotals.get(programmeId) ?? new Map<string, bigint>();
                this.#issuedTotals.set(programmeId, stripes.set(stripe, BigInt(value as string)));
            } else if (type in this.#guards) (this.#guards[type as keyof Guards] as Map<string, unknown>).set(attributes.join('/'), value);
        }
    }

    #judge(row: WrittenRow, spent: readonly SpentCoin[], time: number, expiresAt: string | undefined): void {
        const sums = this.sumsOf(row.programmeId);
        agree(row.type === 'RETURNED' || spent.every(({ frozen }) => frozen === undefined), () => `${row.type} ${row.id} moves a coin that is frozen`);
        switch (row.type) {
        case 'ISSUED': sums.issued -= legOf(row, 'issuer'); break;
        case 'REDEEMED': sums.redeemed += legOf(row, 'issuer'); break;
        case 'RETURNED': {
            for (const coin of spent) agree(time >= this.#endOf(row.programmeId, coin), () => `${row.id} returns a coin that could still be spent`);
            sums.burned += legOf(row, 'burned');
            break;
        }
        case 'CONSOLIDATED': break;
        case 'PAID': case 'RESERVED': this.#judgePayment(row, spent, time, expiresAt); break;
        case 'CAPTURED': case 'RELEASED': this.#dissolve(row, time); break;
        case 'REFUNDED': this.#refund(row, time); break;
        default: agree(false, () => `the journal has a row of the type ${row.type}, which is not known`);
        }
    }

    #endOf(programmeId: string, { policyHash, expiresAt }: SpentCoin): number {
        return Date.parse(expiresAt) + this.#guard('policy', programmeId, policyHash).expiry.graceSeconds * 1000;
    }

    /** Whoever is paid may be: whatever a payment read stands unchanged when it is committed, so that the guards are asked as they stand. */
    #requireOpen({ programmeId, type, id }: WrittenRow, { channel, payeeId }: WrittenOrder, payeeWalletId: string): void {
        const paid = this.#guard('wallet', payeeWalletId);
        agree(paid.frozen === null, () => `${type} ${id} pays a wallet that is frozen`);
        agree(!this.#guard('programme', programmeId).paused, () => `${type} ${id} is of a programme that is paused`);
        agree(channel === 'p2p' || !this.#guard('payee', programmeId, payeeId).suspended, () => `${type} ${id} pays a suspended payee`);
    }

    #judgePayment(row: WrittenRow, spent: readonly SpentCoin[], time: number, expiresAt: string | undefined): void {
        const { programmeId, id, order, type } = row;
        agree(order !== undefined && order.paymentId === id, () => `${type} ${id} has no order, or another's`);
        const { walletId, payeeId, channel } = order;
        const amount = BigInt(order.amount);
        const payee = channel === 'p2p' ? undefined : this.#guard('payee', programmeId, payeeId);
        const payeeWalletId = payee?.walletId ?? payeeId;
        const wallet = this.#guard('wallet', walletId);
        agree(wallet.frozen === null, () => `${type} ${id} is paid from a wallet that is frozen`);
        this.#requireOpen(row, order, payeeWalletId);
        const receives = type === 'PAID' ? `wallet:${payeeWalletId}` : `reserved:${id}`;
        agree(legOf(row, `wallet:${walletId}`) === -amount && legOf(row, receives) === amount && row.legs.length === 2,
            () => `${type} ${id} moves something else than its order says`);
        for (const coin of spent) {
            agree(coin.owner === walletId, () => `${type} ${id} spends a coin of ${coin.owner}`);
            agree(time < this.#endOf(programmeId, coin), () => `${type} ${id} spends a coin that has expired`);
        }
        const facts: PaidFacts = { channel, amount, time, payee: payee === undefined ? holderFacts(payeeId) : { ...payee, id: payeeId } };
        const asked = this.#asked(programmeId, spent, wallet.policyHash);
        for (const { policy } of asked) {
            const refusal = refusalBy(policy, facts);
            agree(refusal === undefined, () => `${type} ${id} breaks policy ${policy.id} version ${policy.version}: ${refusal}`);
        }
        this.limits.count(id, programmeId, walletId, asked, facts);
        this.payments.begin(row, order, payeeWalletId, expiresAt);
    }

    #asked(programmeId: string, spent: readonly SpentCoin[], own: string | null): Asked[] {
        const policies = [...new Set(spent.map(({ policyHash }) => policyHash))];
        return [
            ...policies.map(hash => ({ layer: 'programme', policy: this.#guard('policy', programmeId, hash) }) as const),
            ...own === null ? [] : [{ layer: 'wallet', policy: this.#guard('policy', programmeId, own) } as const],
        ];
    }

    #dissolve(row: WrittenRow, time: number): void {
        const { programmeId, id, type } = row;
        const payment = this.payments.require(row, id);
        const { order, payeeWalletId, expiresAt = '' } = payment;
        const [whole, captured, back] = [BigInt(order.amount), legOf(row, `wallet:${payeeWalletId}`), legOf(row, `wallet:${order.walletId}`)];
        agree(captured + back === whole && legOf(row, `reserved:${id}`) === -whole && captured >= 0n && back >= 0n,
            () => `${type} ${id} moves something else than what was reserved`);
        agree(type === 'RELEASED' ? captured === 0n : captured > 0n, () => `${type} ${id} captures ${captured}`);
        if (type === 'CAPTURED') {
            this.#requireOpen(row, order, payeeWalletId);
            agree(time < Date.parse(expiresAt), () => `${id} is captured after ${expiresAt}`);
        }
        payment.status = type === 'RELEASED' ? 'RELEASED' : 'PAID';
        payment.captured = captured;
        if (back > 0n) this.limits.giveBack(programmeId, id, back, captured === 0n, time);
    }

    #refund(row: WrittenRow, time: number): void {
        const payment: KnownPayment = this.payments.require(row, row.paymentId ?? '');
        const { programmeId, order, payeeWalletId } = payment;
        const back = legOf(row, `wallet:${order.walletId}`);
        agree(back > 0n && legOf(row, `wallet:${payeeWalletId}`) === -back && row.legs.length === 2, () => `${row.id} moves something else than a refund does`);
        payment.refunded += back;
        agree(payment.refunded <= payment.captured, () => `of payment ${order.paymentId} ${payment.refunded} came back, and ${payment.captured} was paid`);
        this.limits.giveBack(programmeId, order.paymentId, back, payment.refunded === payment.captured, time);
    }
}

/** Of another holder nothing is known but the name of his wallet. */
function holderFacts(walletId: string): PayeeFacts {
    return { id: `wallet:${walletId}`, groups: [] };
}
