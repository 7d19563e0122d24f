// Money as somebody would keep it on paper, written apart from the ledger: who has which coins, what was counted, what must be refused.
import { createdCoins, type Coin, type CreatedCoin, type PaymentOrder, type PaymentReceipt } from '@carnet/domain';

/** What the paper's policy says; the ledger's is written to say the same. */
export const RULES = { perDay: 3000n, perWeek: 12, inAll: 60_000n, utcOffsetMs: 3_600_000, graceMs: 3_600_000, refundMs: 2 * 86_400_000 } as const;

const DAY = 86_400_000;

export function dayOf(now: number): number {
    return Math.floor((now + RULES.utcOffsetMs) / DAY);
}

/** Weeks begin on Monday; 1970-01-01 was a Thursday. */
export function weekOf(now: number): number {
    return Math.floor((dayOf(now) + 3) / 7);
}

/** A payment or reservation on paper. */
export interface Slip {
    readonly payer: string;
    readonly payee: string;
    readonly amount: bigint;
    readonly madeAt: number;
    status: 'RESERVED' | 'PAID' | 'RELEASED';
    paidAt: number;
    readonly expiresAt: number;
    captured: bigint;
    refunded: bigint;
    /** By issue: what it gave, less what came back. */
    readonly lots: Map<string, bigint>;
}

export class MoneyModel {
    readonly wallets = new Map<string, Map<string, Coin>>();
    readonly slips = new Map<string, Slip>();
    issued = 0n;
    redeemed = 0n;
    burned = 0n;
    readonly #perDay = new Map<string, bigint>();
    readonly #perWeek = new Map<string, number>();
    inAll = 0n;

    coinsOf(walletId: string): Map<string, Coin> {
        const coins = this.wallets.get(walletId) ?? new Map<string, Coin>();
        this.wallets.set(walletId, coins);
        return coins;
    }

    get reserved(): bigint {
        return [...this.slips.values()].filter(({ status }) => status === 'RESERVED').reduce((sum, { amount }) => sum + amount, 0n);
    }

    /** Of all wallets and reservations. */
    get total(): bigint {
        return [...this.wallets.values()].flatMap(coins => [...coins.values()]).reduce((sum, { amount }) => sum + BigInt(amount), this.reserved);
    }

    usedOn(walletId: string, day: number): bigint {
        return this.#perDay.get(`${walletId}/${day}`) ?? 0n;
    }

    countIn(walletId: string, week: number): number {
        return this.#perWeek.get(`${walletId}/${week}`) ?? 0;
    }

    largestDay(): bigint {
        return [...this.#perDay.values()].reduce((most, used) => used > most ? used : most, 0n);
    }

    largestWeek(): number {
        return Math.max(0, ...this.#perWeek.values());
    }

    /** Whether a payment must be allowed. */
    allows(walletId: string, payeeId: string, amount: bigint, coinIds: readonly string[], now: number): boolean {
        const coins = coinIds.map(coinId => this.coinsOf(walletId).get(coinId));
        let sum = 0n;
        for (const coin of coins) {
            if (coin === undefined || now >= Date.parse(coin.expiresAt) + RULES.graceMs) return false;
            sum += BigInt(coin.amount);
        }
        return payeeId === 'cafe' && sum >= amount && this.usedOn(walletId, dayOf(now)) + amount <= RULES.perDay
            && this.countIn(walletId, weekOf(now)) < RULES.perWeek && this.inAll + amount <= RULES.inAll;
    }

    #move(created: readonly CreatedCoin[]): void {
        for (const { walletId, ...coin } of created) this.coinsOf(walletId).set(coin.coinId, coin);
    }

    issue(walletId: string, created: readonly CreatedCoin[]): void {
        this.issued += created.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
        this.#move(created.map(coin => ({ ...coin, walletId })));
    }

    /** What an amount takes of sums by their lots, in their order. */
    #taken(sums: Iterable<readonly [issueId: string, sum: bigint]>, amount: bigint): Map<string, bigint> {
        const taken = new Map<string, bigint>();
        let rest = amount;
        for (const [issueId, sum] of sums) {
            const part = sum < rest ? sum : rest;
            if (part > 0n) taken.set(issueId, (taken.get(issueId) ?? 0n) + part);
            rest -= part;
        }
        return taken;
    }

    spend({ paymentId, walletId, amount }: PaymentOrder, { created, expiresAt }: PaymentReceipt, coinIds: readonly string[], now: number): void {
        const spent = coinIds.map(coinId => this.coinsOf(walletId).get(coinId));
        const lots = this.#taken(spent.map(coin => [coin?.issueId ?? '', BigInt(coin?.amount ?? '0')] as const), BigInt(amount));
        for (const coinId of coinIds) this.coinsOf(walletId).delete(coinId);
        this.#move(createdCoins(created));
        const day = `${walletId}/${dayOf(now)}`;
        this.#perDay.set(day, (this.#perDay.get(day) ?? 0n) + BigInt(amount));
        const week = `${walletId}/${weekOf(now)}`;
        this.#perWeek.set(week, (this.#perWeek.get(week) ?? 0) + 1);
        this.inAll += BigInt(amount);
        this.slips.set(paymentId, {
            payer: walletId, payee: 'w-merchant', amount: BigInt(amount), madeAt: now, paidAt: now, refunded: 0n,
            status: expiresAt === undefined ? 'PAID' : 'RESERVED', captured: expiresAt === undefined ? BigInt(amount) : 0n,
            expiresAt: expiresAt === undefined ? 0 : Date.parse(expiresAt), lots,
        });
    }

    /** What comes back of a slip gives its quota back within the period in which it was taken. */
    #giveBack(slip: Slip, back: bigint, whole: boolean, now: number): void {
        if (dayOf(slip.madeAt) === dayOf(now)) {
            const day = `${slip.payer}/${dayOf(now)}`;
            this.#perDay.set(day, (this.#perDay.get(day) ?? 0n) - back);
        }
        if (whole && weekOf(slip.madeAt) === weekOf(now)) {
            const week = `${slip.payer}/${weekOf(now)}`;
            this.#perWeek.set(week, (this.#perWeek.get(week) ?? 0) - 1);
        }
        this.inAll -= back;
    }

    dissolve(slip: Slip, { created }: PaymentReceipt, captured: bigint, now: number): void {
        this.#move(createdCoins(created));
        slip.status = captured === 0n ? 'RELEASED' : 'PAID';
        slip.captured = captured;
        slip.paidAt = now;
        const taken = this.#taken([...slip.lots], captured === 0n ? slip.amount : captured);
        slip.lots.clear();
        for (const [issueId, sum] of taken) slip.lots.set(issueId, sum);
        if (captured < slip.amount) this.#giveBack(slip, slip.amount - captured, captured === 0n, now);
    }

    /** Whether a refund must be allowed: what each lot has left is enough for what these coins give, in their order. */
    allowsRefund(slip: Slip, amount: bigint, coinIds: readonly string[], now: number): boolean {
        if (slip.status !== 'PAID' || amount > slip.captured - slip.refunded || now >= slip.paidAt + RULES.refundMs) return false;
        const taken = new Map<string, bigint>();
        let rest = amount;
        for (const coinId of coinIds) {
            const coin = this.coinsOf(slip.payee).get(coinId);
            if (coin === undefined || !slip.lots.has(coin.issueId)) return false;
            const part = BigInt(coin.amount) < rest ? BigInt(coin.amount) : rest;
            taken.set(coin.issueId, (taken.get(coin.issueId) ?? 0n) + part);
            rest -= part;
        }
        return rest === 0n && [...taken].every(([issueId, sum]) => sum <= (slip.lots.get(issueId) ?? 0n));
    }

    refund(slip: Slip, { created: lots }: PaymentReceipt, amount: bigint, coinIds: readonly string[], now: number): void {
        const created = createdCoins(lots);
        for (const coinId of coinIds) this.coinsOf(slip.payee).delete(coinId);
        this.#move(created);
        for (const { walletId, issueId, amount: part } of created) {
            if (walletId === slip.payer) slip.lots.set(issueId, (slip.lots.get(issueId) ?? 0n) - BigInt(part));
        }
        slip.refunded += amount;
        this.#giveBack(slip, amount, slip.refunded === slip.captured, now);
    }

    /** Takes coins out of the world. */
    burn(walletId: string, coinIds: readonly string[], why: 'redeemed' | 'burned'): void {
        for (const coinId of coinIds) {
            this[why] += BigInt(this.coinsOf(walletId).get(coinId)?.amount ?? '0');
            this.coinsOf(walletId).delete(coinId);
        }
    }

    consolidate(walletId: string, coinIds: readonly string[], created: readonly CreatedCoin[]): void {
        for (const coinId of coinIds) this.coinsOf(walletId).delete(coinId);
        this.#move(created);
    }
}
