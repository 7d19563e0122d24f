// One random handful of everything that moves money or changes what it may do: endorsed on states that are older than the newest, committed in
// another order with the validation of reads, and kept a second time by the books of reconciliation.
import { parseFailure, policyHash, type Policy } from '@carnet/domain';
import { VOUCHER } from '../policy/policies.js';
import { MoneyBook, type MoneyTransaction } from '../reconciliation/money-book.js';
import { written, type Write, type WrittenCoin, type WrittenPayment } from '../reconciliation/world-state.js';
import { Dice } from './dice.js';
import { PROGRAMME, type MoneyWorld } from './money-world.js';
import type { EndorsedCall } from './stub-ledger.js';

const HOUR = 3_600_000;

/** Limits of every kind, striped and not, of one wallet and of all; what comes back gives quota back. */
export const TIGHT: Policy = {
    ...VOUCHER,
    transfer: { holderToHolder: true, split: true },
    rules: [
        ...VOUCHER.rules.filter(({ effect }) => effect === 'allow'),
        { id: 'no-casino', effect: 'deny', when: { categories: [['7995', '7995']], channels: ['pos', 'online'] } },
        { id: 'friends', effect: 'allow', when: { channels: ['p2p'], amount: { max: '150' } } },
    ],
    refund: { allowed: true, withinSeconds: 2 * 86_400, restoreQuota: 'same-period' },
    expiry: { action: 'return-to-issuer', graceSeconds: 3_600 },
    limits: [
        { id: 'day', match: {}, measure: 'amount', period: 'day', max: '500', stripes: 3, scope: 'wallet' },
        { id: 'week', match: {}, measure: 'count', period: 'week', max: '2', scope: 'wallet' },
        { id: 'all', match: {}, measure: 'amount', period: 'life', max: '400', stripes: 2, scope: 'programme' },
    ],
};

const TIGHTER: Policy = {
    ...TIGHT, version: 2, previousHash: policyHash(TIGHT), mode: 'tighten-only',
    limits: TIGHT.limits.map(limit => limit.id === 'day' ? { ...limit, max: '300' } : limit),
};

/** A wallet's own: a little a day. */
const OWN: Policy = {
    ...TIGHT, id: 'own', limits: [{ id: 'mine', match: {}, measure: 'amount', period: 'day', max: '250', scope: 'wallet' }],
};

type State = ReadonlyMap<string, Uint8Array>;
interface Call { readonly name: string; readonly person: string; readonly fn: string; readonly args: readonly (string | object)[] }
interface Pending { readonly name: string; readonly time: number; readonly call: EndorsedCall }

/** Where every interleaving begins: the state, and the transactions that have brought it about as far as money is concerned. */
export interface Opening { readonly state: State; readonly transactions: readonly MoneyTransaction[] }

/** Coins of three lots in both wallets, of which one expires soon. */
export async function openingOf(world: MoneyWorld): Promise<Opening> {
    const { committed } = world.ledger;
    const writes = [...committed].map(([key, value]) => ({ key, value: Buffer.from(value).toString('utf8') }));
    const transactions: MoneyTransaction[] = [{ transactionId: 'the people and the policy', time: world.now, writes }];
    for (const walletId of ['w-alice', 'w-bob']) {
        for (const [hours, amounts] of [[9, ['90', '40']], [30, ['150', '60']], [500, ['120']]] as const) {
            const expiresAt = new Date(world.now + hours * HOUR).toISOString();
            const issue = { issueId: `issue-${walletId}-${hours}`, programmeId: PROGRAMME, walletId, amounts, expiresAt };
            const call = await world.endorse('issuer', 'PolicyWallet:Issue', JSON.stringify(issue));
            call.commit();
            transactions.push({ transactionId: call.transactionId, time: world.now, writes: writesOf(call) });
        }
    }
    return { state: new Map(committed), transactions };
}

export interface InterleavingOptions {
    /** Commits everything as it comes, as if nobody looked at what was read: to see whether the books would notice. */
    readonly withoutValidation?: boolean;
}

/** What came of all calls: `<name> valid`, `<name> conflict` or `<code>`, and how often. */
export type Tally = Map<string, number>;

function writesOf({ trace }: EndorsedCall): Write[] {
    return trace.flatMap(([kind = '', key = '', value = '']): Write[] =>
        kind === 'write' ? [{ key, value }] : kind === 'delete' ? [{ key, value: null }] : []);
}

export class Interleaving {
    readonly #dice: Dice;
    readonly #book = new MoneyBook();
    /** States after the last blocks, the newest last. */
    readonly #states: State[];
    #pending: Pending[] = [];
    /** Orders that were made before, to be made again with other coins. */
    readonly #orders: { readonly person: string; readonly order: object }[] = [];
    #ids = 0;

    constructor(
        readonly world: MoneyWorld, { state, transactions }: Opening, seed: number, readonly tally: Tally, readonly options: InterleavingOptions = {},
    ) {
        this.#dice = new Dice(Math.imul(seed, 2_654_435_761));
        this.#states = [state];
        for (const transaction of transactions) this.#book.apply(transaction);
        this.#book.check();
    }

    /** @throws Discrepancy; Error where a call ends otherwise than by a refusal of the contract */
    async run(): Promise<void> {
        for (let round = 0; round < 3; round++) {
            for (let calls = 2 + this.#dice.below(4); calls > 0; calls--) {
                const call = this.#any();
                if (call !== undefined) await this.#endorse(call);
            }
            // Now and then something is left for later, when its time is past.
            const kept = round < 2 && this.#dice.below(3) === 0 ? this.#pending.splice(this.#dice.below(this.#pending.length), 1) : [];
            while (this.#pending.length > 0) this.#commit(1 + this.#dice.below(4));
            this.#pending = kept;
            if (this.#dice.below(3) === 0) this.world.now += this.#dice.below(20) * HOUR;
        }
    }

    get #newest(): State {
        return this.#states.at(-1) ?? new Map<string, Uint8Array>();
    }

    #load(state: State): void {
        const { committed } = this.world.ledger;
        committed.clear();
        for (const [key, value] of state) committed.set(key, value);
    }

    #count(what: string): void {
        this.tally.set(what, (this.tally.get(what) ?? 0) + 1);
    }

    /** On the newest state, or on one that was. */
    async #endorse({ name, person, fn, args }: Call): Promise<void> {
        this.#load((this.#dice.below(2) === 0 ? this.#dice.one(this.#states) : undefined) ?? this.#newest);
        const time = this.world.now;
        const call = await this.world.endorse(person, `PolicyWallet:${fn}`, ...args.map(arg => typeof arg === 'string' ? arg : JSON.stringify(arg)));
        if (call.status === 200) this.#pending.push({ name, time, call });
        else {
            const failure = parseFailure(call.answer);
            if (failure === undefined) throw new Error(`${fn} ${JSON.stringify(args)}: ${call.answer}`);
            this.#count(failure.code);
        }
    }

    /** A block of so many of those that are waiting, in any order. */
    #commit(size: number): void {
        const { committed } = this.world.ledger;
        this.#load(this.#newest);
        for (let left = size; left > 0 && this.#pending.length > 0; left--) {
            const [one] = this.#pending.splice(this.#dice.below(this.#pending.length), 1);
            if (one === undefined) continue;
            const { name, time, call } = one;
            const writes = writesOf(call);
            const valid = call.commit();
            this.#count(`${name} ${valid ? 'valid' : 'conflict'}`);
            if (!valid && this.options.withoutValidation !== true) continue;
            if (!valid) for (const { key, value } of writes) {
                if (value === null) committed.delete(key);
                else committed.set(key, Buffer.from(value));
            }
            this.#book.apply({ transactionId: call.transactionId, time, writes });
        }
        this.#book.check();
        this.#states.push(new Map(committed));
        if (this.#states.length > 4) this.#states.shift();
    }

    #id(what: string): string {
        return `${what}-${this.#ids++}`;
    }

    #coinsOf(walletId: string): (WrittenCoin & { readonly coinId: string })[] {
        return [...this.#newest].flatMap(([key, value]) => {
            if (!key.startsWith(`\0coin\0${PROGRAMME}\0${walletId}\0`)) return [];
            const coin = written({ key, value: Buffer.from(value).toString('utf8') })?.value as WrittenCoin;
            return [{ coinId: key.split('\0')[4] ?? '', ...coin }];
        });
    }

    #payment(statuses: readonly string[]): WrittenPayment | undefined {
        const all = [...this.#newest].flatMap(([key, value]): WrittenPayment[] => {
            if (!key.startsWith(`\0journal\0${PROGRAMME}\0PAYMENT\0`)) return [];
            return [written({ key, value: Buffer.from(value).toString('utf8') })?.value as WrittenPayment];
        });
        return this.#dice.one(all.filter(({ status }) => statuses.includes(status)));
    }

    #any(): Call | undefined {
        const [name = ''] = [this.#dice.one(['alice', 'bob'])];
        const kinds: readonly (readonly [weight: number, make: () => Call | undefined])[] = [
            [26, () => this.#pay(name)], [12, () => this.#reserve(name)], [14, () => this.#capture()], [7, () => this.#release()],
            [14, () => this.#refund()], [9, () => this.#redeem()], [4, () => this.#consolidate(name)], [4, () => this.#return(name)],
            [3, () => this.#issue(`w-${name}`)],
            [3, () => this.#freezeCoins(name)],
            [4, () => ({ name: 'freeze', person: name, fn: 'FreezeWallet', args: [`w-${name}`, 'lost'] })],
            [3, () => ({ name: 'own policy', person: name, fn: 'SetWalletPolicy', args: [`w-${name}`, OWN, ''] })],
            [2, () => ({ name: 'policy', person: 'issuer', fn: 'PublishPolicy', args: [PROGRAMME, TIGHTER, ''] })],
            [2, () => ({ name: 'pause', person: 'issuer', fn: this.#dice.below(2) === 0 ? 'PauseProgramme' : 'ResumeProgramme', args: [PROGRAMME] })],
            [2, () => ({ name: 'payee', person: 'registrar', fn: this.#dice.below(2) === 0 ? 'SuspendPayee' : 'RestorePayee', args: [PROGRAMME, 'cafe'] })],
        ];
        let place = this.#dice.below(kinds.reduce((sum, [weight]) => sum + weight, 0));
        for (const [weight, make] of kinds) {
            place -= weight;
            if (place < 0) return make();
        }
        return undefined;
    }

    #issue(walletId: string): Call {
        const expiresAt = new Date(this.world.now + (5 + this.#dice.below(60)) * HOUR).toISOString();
        return { name: 'issue', person: 'issuer', fn: 'Issue', args: [{ issueId: this.#id('issue'), programmeId: PROGRAMME, walletId, amounts: ['120'], expiresAt }] };
    }

    /** Means for an order: some of the coins as they stand, which others may be spending as well. */
    #filled(name: string, order: { readonly amount: string }): object {
        const coins = this.#dice.some(this.#coinsOf(`w-${name}`), 3);
        const left = coins.reduce((sum, { amount }) => sum + BigInt(amount), 0n) - BigInt(order.amount);
        const stripes = { 'programme/day': this.#dice.some([0, 1, 2], 3), 'programme/all': this.#dice.some([0, 1], 2) };
        return { ...order, coins: coins.map(({ coinId }) => coinId), change: left > 0n ? String(left) : '0', stripes };
    }

    /** A new order, or one that was made before: it must be paid once whatever becomes of it. */
    #order(name: string): { readonly person: string; readonly order: { readonly amount: string } } {
        const known = this.#dice.below(5) === 0 ? this.#dice.one(this.#orders) : undefined;
        if (known !== undefined) return known as { person: string; order: { amount: string } };
        const p2p = this.#dice.below(6) === 0;
        const order = {
            paymentId: this.#id('pay'), walletId: `w-${name}`, payeeId: p2p ? name === 'alice' ? 'w-bob' : 'w-alice' : 'cafe',
            amount: String(1 + this.#dice.below(220)), currency: 'EUR', channel: p2p ? 'p2p' : 'pos',
        };
        this.#orders.push({ person: name, order });
        return { person: name, order };
    }

    #pay(payer: string): Call | undefined {
        const { person, order } = this.#order(payer);
        return this.#coinsOf(`w-${person}`).length === 0 ? undefined : { name: 'pay', person, fn: 'Pay', args: [this.#filled(person, order)] };
    }

    #reserve(payer: string): Call | undefined {
        const { person, order } = this.#order(payer);
        if (this.#coinsOf(`w-${person}`).length === 0) return undefined;
        const expiresAt = new Date(this.world.now + (1 + this.#dice.below(30)) * HOUR).toISOString();
        return { name: 'reserve', person, fn: 'Reserve', args: [{ ...this.#filled(person, order), expiresAt }] };
    }

    /** By whoever is paid. */
    #payeeOf({ row: { order } }: WrittenPayment): string {
        return order?.channel === 'p2p' ? order.payeeId.slice(2) : 'merchant';
    }

    #capture(): Call | undefined {
        const payment = this.#payment(['RESERVED']);
        if (payment === undefined) return undefined;
        const most = Number(payment.row.order?.amount);
        const amount = String(this.#dice.below(2) === 0 ? most : 1 + this.#dice.below(most));
        return { name: 'capture', person: this.#payeeOf(payment), fn: 'Capture', args: [{ programmeId: PROGRAMME, paymentId: payment.row.id, amount }] };
    }

    #release(): Call | undefined {
        const payment = this.#payment(['RESERVED']);
        if (payment === undefined) return undefined;
        return { name: 'release', person: this.#dice.one([this.#payeeOf(payment), 'alice']) ?? '', fn: 'Release', args: [PROGRAMME, payment.row.id] };
    }

    #refund(): Call | undefined {
        const payment = this.#payment(['PAID']);
        if (payment === undefined) return undefined;
        const person = this.#payeeOf(payment);
        const coins = this.#dice.some(this.#coinsOf(`w-${person}`), 2);
        const sum = coins.reduce((total, { amount }) => total + Number(amount), 0);
        if (sum === 0) return undefined;
        const amount = 1 + this.#dice.below(Math.min(sum, Number(payment.captured)));
        return {
            name: 'refund', person, fn: 'Refund', args: [{
                refundId: this.#id('refund'), programmeId: PROGRAMME, paymentId: payment.row.id, amount: String(amount), coins: coins.map(({ coinId }) => coinId),
                change: String(sum - amount),
            }],
        };
    }

    #redeem(): Call | undefined {
        const coins = this.#dice.some(this.#coinsOf('w-merchant'), 3).map(({ coinId }) => coinId);
        if (coins.length === 0) return undefined;
        return { name: 'redeem', person: 'merchant', fn: 'Redeem', args: [{ redemptionId: this.#id('redeem'), payeeId: 'cafe', programmeId: PROGRAMME, coins }] };
    }

    #consolidate(name: string): Call | undefined {
        const coins = this.#dice.some(this.#coinsOf(`w-${name}`), 3).map(({ coinId }) => coinId);
        if (coins.length < 2) return undefined;
        return { name: 'consolidate', person: name, fn: 'Consolidate', args: [{ consolidationId: this.#id('one'), walletId: `w-${name}`, coins }] };
    }

    #freezeCoins(name: string): Call | undefined {
        const coins = this.#dice.some(this.#coinsOf(`w-${name}`), 2).map(({ coinId }) => coinId);
        if (coins.length === 0) return undefined;
        return { name: 'freeze coins', person: name, fn: 'FreezeCoins', args: [{ walletId: `w-${name}`, coins, reason: 'lost' }] };
    }

    #return(name: string): Call | undefined {
        const over = this.#coinsOf(`w-${name}`).filter(({ expiresAt }) => Date.parse(expiresAt) + HOUR <= this.world.now).map(({ coinId }) => coinId);
        if (over.length === 0) return undefined;
        return { name: 'return', person: 'issuer', fn: 'ReturnExpired', args: [{ returnId: this.#id('return'), walletId: `w-${name}`, coins: over }] };
    }
}
