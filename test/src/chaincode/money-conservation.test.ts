// Random sequences of everything that moves money, against money kept on paper: each is allowed exactly when the paper says so, nothing is lost
// or made, no limit is exceeded, and what is withheld and committed late changes none of that.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Movement, PaymentReceipt, PaymentRequest, Policy } from '@carnet/domain';
import { VOUCHER } from '../policy/policies.js';
import { written, type WrittenCoin } from '../reconciliation/world-state.js';
import { Dice } from './dice.js';
import { MoneyModel, RULES, type Slip } from './money-model.js';
import { MoneyWorld, PROGRAMME } from './money-world.js';

const HOUR = 3_600_000;
const STEPS = 220;

const POLICY: Policy = {
    ...VOUCHER, refund: { allowed: true, withinSeconds: RULES.refundMs / 1000, restoreQuota: 'same-period' },
    expiry: { action: 'return-to-issuer', graceSeconds: RULES.graceMs / 1000 },
    limits: [
        { id: 'day', match: {}, measure: 'amount', period: 'day', max: String(RULES.perDay), scope: 'wallet' },
        { id: 'week', match: {}, measure: 'count', period: 'week', max: String(RULES.perWeek), scope: 'wallet' },
        { id: 'all', match: {}, measure: 'amount', period: 'life', max: String(RULES.inAll), scope: 'programme' },
    ],
};

/** Of a call that moves money: what it made is named by lots where it is about a payment. */
type Answer = PaymentReceipt & Movement;

interface Withheld { readonly commit: () => boolean; readonly record: () => void }

class Game {
    readonly model = new MoneyModel();
    readonly #dice: Dice;
    #withheld: Withheld[] = [];
    readonly done = new Map<string, number>();

    constructor(readonly world: MoneyWorld, seed: number) {
        this.#dice = new Dice(seed);
    }

    /** Calls; what it answers is put down on paper, at once or when a withheld call is committed. */
    async #call(
        name: string, expected: boolean, person: string, args: readonly string[], record: (answer: Answer) => void,
    ): Promise<void> {
        const { status, answer, commit } = await this.world.endorse(person, `PolicyWallet:${name}`, ...args);
        assert.equal(status === 200, expected, `${name} ${args.join(' ')}: ${answer}`);
        if (status !== 200) return;
        const settle: Withheld = { commit, record: () => { record(JSON.parse(answer) as Answer); } };
        if (this.#dice.below(8) === 0) {
            this.#withheld.push(settle);
            return;
        }
        assert.ok(commit());
        settle.record();
        this.done.set(name, (this.done.get(name) ?? 0) + 1);
    }

    /** Those that nothing has changed for since are valid. */
    #release(): void {
        for (const { commit, record } of this.#withheld) {
            const valid = commit();
            if (valid) record();
            const outcome = valid ? 'late' : 'dead';
            this.done.set(outcome, (this.done.get(outcome) ?? 0) + 1);
        }
        this.#withheld = [];
    }

    async step(): Promise<void> {
        const kind = this.#dice.below(100);
        if (kind < 14) await this.#issue();
        else if (kind < 42) await this.#pay();
        else if (kind < 54) await this.#reserve();
        else if (kind < 66) await this.#capture();
        else if (kind < 72) await this.#giveUp();
        else if (kind < 82) await this.#refund();
        else if (kind < 88) await this.#redeem();
        else if (kind < 92) await this.#consolidate();
        else if (kind < 96) this.world.now += this.#dice.below(20) * HOUR;
        else this.#release();
        this.#check();
    }

    #payer(): string {
        return this.#dice.one(['alice', 'bob']) ?? '';
    }

    /** Now and then a coin of somebody else. */
    #coins(walletId: string): string[] {
        const own = this.#dice.some([...this.model.coinsOf(walletId).keys()], 4);
        const foreign = [...this.model.coinsOf('w-merchant').keys()][0];
        return own.length === 0 ? [foreign ?? `${'0'.repeat(64)}.0`] : own;
    }

    #sum(walletId: string, coinIds: readonly string[]): bigint {
        return coinIds.reduce((sum, coinId) => sum + BigInt(this.model.coinsOf(walletId).get(coinId)?.amount ?? '0'), 0n);
    }

    async #issue(): Promise<void> {
        const walletId = `w-${this.#payer()}`;
        const amounts = Array.from({ length: 1 + this.#dice.below(4) }, () => String(1 + this.#dice.below(1500)));
        const expiresAt = new Date(this.world.now + (1 + this.#dice.below(72)) * HOUR).toISOString();
        const request = { issueId: this.world.id('issue'), programmeId: PROGRAMME, walletId, amounts, expiresAt };
        const expected = expiresAt <= POLICY.validity.notAfter;
        await this.#call('Issue', expected, 'issuer', [JSON.stringify(request)], ({ created }) => { this.model.issue(walletId, created); });
    }

    #order(name: string): { readonly request: PaymentRequest; readonly coins: readonly string[]; readonly allowed: boolean } {
        const walletId = `w-${name}`;
        const coins = this.#coins(walletId);
        const amount = BigInt(1 + this.#dice.below(1200));
        const payeeId = this.#dice.below(10) === 0 ? 'casino' : 'cafe';
        const left = this.#sum(walletId, coins) - amount;
        const request: PaymentRequest = {
            paymentId: this.world.id('pay'), walletId, payeeId, amount: String(amount), currency: 'EUR', channel: 'pos', coins, change: left > 0n ? String(left) : '0',
        };
        return { request, coins, allowed: this.model.allows(walletId, payeeId, amount, coins, this.world.now) };
    }

    async #pay(): Promise<void> {
        const name = this.#payer();
        const { request, coins, allowed } = this.#order(name);
        const { now } = this.world;
        await this.#call('Pay', allowed, name, [JSON.stringify(request)], answer => { this.model.spend(request, answer, coins, now); });
    }

    async #reserve(): Promise<void> {
        const name = this.#payer();
        const { request, coins, allowed } = this.#order(name);
        const { now } = this.world;
        const expiresAt = new Date(now + (1 + this.#dice.below(40)) * HOUR).toISOString();
        await this.#call('Reserve', allowed, name, [JSON.stringify({ ...request, expiresAt })], answer => { this.model.spend(request, answer, coins, now); });
    }

    #slip(statuses: readonly Slip['status'][]): readonly [string, Slip] | undefined {
        return this.#dice.one([...this.model.slips].filter(([, { status }]) => statuses.includes(status)));
    }

    async #capture(): Promise<void> {
        const found = this.#slip(['RESERVED']);
        if (found === undefined) return;
        const [paymentId, slip] = found;
        const amount = BigInt(1 + this.#dice.below(Number(slip.amount) + 2));
        const { now } = this.world;
        const expected = amount <= slip.amount && now < slip.expiresAt;
        await this.#call('Capture', expected, 'merchant', [JSON.stringify({ programmeId: PROGRAMME, paymentId, amount: String(amount) })],
            answer => { this.model.dissolve(slip, answer, amount, now); });
    }

    async #giveUp(): Promise<void> {
        const found = this.#slip(['RESERVED']);
        if (found === undefined) return;
        const [paymentId, slip] = found;
        const name = this.#dice.one(['merchant', 'alice', 'bob']) ?? '';
        const { now } = this.world;
        await this.#call('Release', name === 'merchant' || now >= slip.expiresAt, name, [PROGRAMME, paymentId],
            answer => { this.model.dissolve(slip, answer, 0n, now); });
    }

    async #refund(): Promise<void> {
        const found = this.#slip(['PAID', 'RELEASED']);
        if (found === undefined) return;
        const [paymentId, slip] = found;
        const held = [...this.model.coinsOf('w-merchant').values()];
        const ofLots = held.filter(({ issueId }) => slip.lots.has(issueId));
        const coins = this.#dice.some(ofLots.length > 0 && this.#dice.below(5) > 0 ? ofLots : held, 3).map(({ coinId }) => coinId);
        if (coins.length === 0) return;
        const sum = this.#sum('w-merchant', coins);
        const wanted = BigInt(1 + this.#dice.below(Number(slip.amount) + 1));
        const amount = wanted > sum ? sum : wanted;
        const { now } = this.world;
        const request = {
            refundId: this.world.id('refund'), programmeId: PROGRAMME, paymentId, amount: String(amount), coins, change: String(sum - amount),
        };
        await this.#call('Refund', this.model.allowsRefund(slip, amount, coins, now), 'merchant', [JSON.stringify(request)],
            answer => { this.model.refund(slip, answer, amount, coins, now); });
    }

    async #redeem(): Promise<void> {
        const coins = this.#dice.some([...this.model.coinsOf('w-merchant').keys()], 6);
        if (coins.length === 0) return;
        await this.#call('Redeem', true, 'merchant', [JSON.stringify({ redemptionId: this.world.id('redeem'), payeeId: 'cafe', programmeId: PROGRAMME, coins })],
            () => { this.model.burn('w-merchant', coins, 'redeemed'); });
    }

    /** Or returns what has expired, where something has. */
    async #consolidate(): Promise<void> {
        const name = this.#payer();
        const walletId = `w-${name}`;
        const coins = [...this.model.coinsOf(walletId).values()];
        const { now } = this.world;
        const over = coins.filter(({ expiresAt }) => now >= Date.parse(expiresAt) + RULES.graceMs).map(({ coinId }) => coinId).slice(0, 32);
        if (over.length > 0) {
            await this.#call('ReturnExpired', true, 'issuer', [JSON.stringify({ returnId: this.world.id('return'), walletId, coins: over })],
                () => { this.model.burn(walletId, over, 'burned'); });
            return;
        }
        const lot = coins.filter(({ issueId }) => issueId === coins[0]?.issueId).map(({ coinId }) => coinId).slice(0, 16);
        if (lot.length < 2) return;
        await this.#call('Consolidate', true, name, [JSON.stringify({ consolidationId: this.world.id('one'), walletId, coins: lot })],
            ({ created }) => { this.model.consolidate(walletId, lot, created); });
    }

    /** From the keys of the ledger themselves, at every block. */
    #check(): void {
        const { model } = this;
        const held = new Map<string, bigint>();
        let total = 0n;
        for (const [key, bytes] of this.world.ledger.committed) {
            const [, type, , owner = ''] = key.split('\0');
            if (type !== 'coin') continue;
            const { amount: text } = written({ key, value: Buffer.from(bytes).toString('utf8') })?.value as WrittenCoin;
            const amount = BigInt(text);
            held.set(owner, (held.get(owner) ?? 0n) + amount);
            total += amount;
        }
        assert.equal(total, model.issued - model.redeemed - model.burned, 'coins = issued − redeemed − burned');
        assert.equal(total, model.total);
        for (const [walletId, coins] of model.wallets) {
            assert.equal(held.get(walletId) ?? 0n, [...coins.values()].reduce((sum, { amount }) => sum + BigInt(amount), 0n), walletId);
        }
        assert.ok(model.largestDay() <= RULES.perDay && model.largestWeek() <= RULES.perWeek && model.inAll <= RULES.inAll, 'no limit is exceeded');
    }

    finish(): void {
        this.#release();
        this.#check();
    }
}

for (const seed of [1, 2, 3]) {
    test(`${STEPS} random steps, seed ${seed}`, async () => {
        const world = await MoneyWorld.open(POLICY);
        await world.openWallet('carl');
        await world.register({ payeeId: 'casino', walletId: 'w-carl', category: '7995', country: 'FR' });
        const game = new Game(world, seed);
        for (let step = 0; step < STEPS; step++) await game.step();
        game.finish();
        const { coins, issued, redeemed, burned } = await world.audit();
        const { model } = game;
        assert.deepEqual([coins, issued, redeemed, burned], [model.total, model.issued, model.redeemed, model.burned], 'the ledger\'s own audit says the same');
        for (const name of ['Issue', 'Pay', 'Reserve', 'Capture', 'Refund', 'Redeem']) assert.ok((game.done.get(name) ?? 0) > 0, `${name} succeeded`);
    });
}
