// Everything that moves money at once on one network: more than a hundred payers on single and shared wallets, reservations, refunds that collide,
// redemptions, expiry, freezes of wallets and of single coins, policies and pauses, until it is told to stop.
import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FileJournal, type Carnet, type ConnectOptions } from '@carnet/client';
import { policyHash, type Decision, type PaymentOrder, type Policy } from '@carnet/domain';
import { Dice } from '../chaincode/dice.js';
import { MoneyNetwork, onceThere, POLICY, type MoneyPerson } from '../integration/money.js';
import type { OrgName } from '../integration/members.js';
import { killPayer } from './killed-payer.js';
import { RecordedCalls, type StillUnknown } from './recorded-calls.js';

/** So short that some calls end without knowing what became of them while processes are gone. */
const SHORT: NonNullable<ConnectOptions['deadlines']> = { evaluate: 4_000, endorse: 5_000, submit: 3_000, commitStatus: 1_500, overall: 6_000 };

const TERMS: Policy = {
    ...POLICY,
    refund: { allowed: true, withinSeconds: 86_400, restoreQuota: 'same-period' },
    limits: [
        { id: 'day', match: {}, measure: 'amount', period: 'day', max: '2400', stripes: 16, scope: 'wallet' },
        { id: 'each', match: {}, measure: 'amount', period: 'tx', max: '60', scope: 'wallet' },
    ],
};

/** A wallet's own policy: nobody is paid any more. */
const NOBODY: Policy = { ...TERMS, id: 'own', rules: [{ id: 'none', effect: 'allow', when: { payees: ['nobody'] } }] };

export interface CampaignSize {
    /** Wallets with one payer each. */
    readonly singles: number;
    /** Wallets of one company that many pay from, by two processes each. */
    readonly shared: number;
    readonly payersPerShared: number;
}

interface Holding { readonly walletId: string; readonly clients: readonly MoneyPerson[]; readonly payers: number; readonly expiring: boolean }
interface Shop { readonly payeeId: string; readonly tills: readonly MoneyPerson[] }

export class MoneyCampaign {
    readonly calls = new RecordedCalls();
    readonly #dice: Dice;
    readonly #clients: MoneyPerson[] = [];
    readonly #holdings: Holding[] = [];
    readonly #shops: Shop[] = [];
    readonly #paid: { readonly paymentId: string; readonly shop: Shop }[] = [];
    readonly #reserved: { readonly paymentId: string; readonly shop: Shop; readonly amount: number }[] = [];
    #terms = TERMS;
    #kills = 0;
    #coinFreezes = 0;
    #resumed = 0;
    #ids = 0;

    private constructor(readonly money: MoneyNetwork, readonly programmeId: string, readonly folder: string, seed: number) {
        this.#dice = new Dice(seed);
    }

    /** @param folder for the journals of the clients */
    static async prepare(money: MoneyNetwork, folder: string, seed: number, size: CampaignSize): Promise<MoneyCampaign> {
        const campaign = new MoneyCampaign(money, await money.programme(TERMS), folder, seed);
        await campaign.#open(size);
        return campaign;
    }

    /** How many pay at once. */
    get payers(): number {
        return this.#holdings.reduce((sum, { payers }) => sum + payers, 0);
    }

    /** Another process of a person: a client with a journal, every other one with little patience. */
    async client(org: OrgName, name: string, folder = join(this.folder, `journal-${this.#clients.length}`)): Promise<MoneyPerson> {
        const patience = this.#clients.length % 2 === 0 ? {} : { deadlines: SHORT };
        const person = await this.money.connect(org, name, { journal: new FileJournal(folder), ...patience });
        this.#clients.push(person);
        return person;
    }

    async #open({ singles, shared, payersPerShared }: CampaignSize): Promise<void> {
        const { money, programmeId } = this;
        for (const org of ['org1', 'org2'] as const) {
            const keeper = await money.person(org);
            const payeeId = await money.shop(programmeId, keeper);
            this.#shops.push({ payeeId, tills: [await this.client(org, keeper.name), await this.client(org, keeper.name)] });
        }
        const holders: MoneyPerson[] = [];
        for (const org of ['org1', 'org2', 'org1', 'org2'] as const) {
            const { name } = await money.person(org);
            holders.push(await this.client(org, name));
        }
        let next = 0;
        const lane = async (): Promise<void> => {
            for (let n = next++; n < singles; n = next++) {
                const holder = holders[n % holders.length];
                if (holder === undefined) throw new Error('nobody holds the wallet');
                const walletId = await money.wallet(programmeId, holder, [], true);
                const expiring = n % 10 === 9;
                const expiresAt = expiring ? new Date(Date.now() + 30_000).toISOString() : undefined;
                await money.issue(programmeId, walletId, ['150', '150', '100'], expiresAt);
                this.#holdings.push({ walletId, clients: [holder], payers: 1, expiring });
            }
        };
        await Promise.all(Array.from({ length: 8 }, lane));
        for (let n = 0; n < shared; n++) {
            const org = n % 2 === 0 ? 'org2' : 'org1';
            const employee = await money.person(org);
            const walletId = await money.wallet(programmeId, employee, [], true);
            for (let issue = 0; issue < 2; issue++) await money.issue(programmeId, walletId, Array.from({ length: 16 }, () => '120'));
            const clients = [await this.client(org, employee.name), await this.client(org, employee.name)];
            this.#holdings.push({ walletId, clients, payers: payersPerShared, expiring: false });
        }
    }

    #id(what: string): string {
        return `${what}-${this.#ids++}`;
    }

    /** Until then, between two things that somebody does. @returns whether to go on */
    async #wait(leastMs: number, mostMs: number, stop: AbortSignal): Promise<boolean> {
        await sleep(leastMs + this.#dice.below(mostMs - leastMs), undefined, { signal: stop }).catch((error: unknown) => {
            if (!stop.aborted) throw error;
        });
        return !stop.aborted;
    }

    /** All of them, until the signal; comes back when the last call in progress has ended. */
    async run(stop: AbortSignal): Promise<void> {
        setMaxListeners(0, stop);
        const lanes = this.#holdings.flatMap(holding => Array.from({ length: holding.payers }, (_, n) => this.#pay(holding, n, stop)));
        for (const shop of this.#shops) lanes.push(this.#refund(shop, stop), this.#capture(shop, stop), this.#redeem(shop, stop));
        lanes.push(this.#beKilled(stop), this.#freeze(stop), this.#freezeCoins(stop));
        lanes.push(this.#govern(stop), this.#return(stop), this.#keepIssuing(stop));
        await Promise.all(lanes);
    }

    async #pay({ walletId, clients }: Holding, payer: number, stop: AbortSignal): Promise<void> {
        const wallets = clients[payer % clients.length]?.carnet.wallets;
        while (wallets !== undefined && await this.#wait(500, 4_000, stop)) {
            const shop = this.#dice.one(this.#shops);
            if (shop === undefined) return;
            const amount = 1 + this.#dice.below(this.#dice.below(12) === 0 ? 80 : 25);
            const order: PaymentOrder = {
                paymentId: this.#id('pay'), walletId, payeeId: shop.payeeId, amount: String(amount), currency: 'EUR', channel: 'pos',
            };
            const { paymentId } = order;
            const reserves = this.#dice.below(6) === 0;
            const expiresAt = new Date(Date.now() + 20_000).toISOString();
            const payment = await this.calls.call({ kind: 'PAYMENT', id: paymentId }, () => reserves ? wallets.reserve(order, { expiresAt }) : wallets.pay(order));
            if (payment === undefined) continue;
            this.calls.valid.add(payment.transactionId);
            if (reserves) this.#reserved.push({ paymentId, shop, amount });
            else this.#paid.push({ paymentId, shop });
        }
    }

    /** A process that pays is killed over and over; the next one settles what its journal kept, and goes on. */
    async #beKilled(stop: AbortSignal): Promise<void> {
        const [shop] = this.#shops;
        const person = await this.money.person('org2');
        const { programmeId, money } = this;
        const walletId = await money.wallet(programmeId, person, Array.from({ length: 16 }, () => '60'));
        const journal = join(this.folder, 'journal-of-the-killed');
        const heir = await this.client(person.org, person.name, journal);
        const environment = money.own.network.environment(person.org, person.name);
        while (shop !== undefined && await this.#wait(500, 1_500, stop)) {
            const settings = { environment, journal, walletId, payeeId: shop.payeeId, prefix: this.#id('doomed') };
            await killPayer(settings, this.#dice.below(3_000), stop, this.calls);
            this.#kills += 1;
            await this.#settle(heir);
        }
    }

    /** Both tills give back of the same payments, together more than was paid. */
    async #refund(shop: Shop, stop: AbortSignal): Promise<void> {
        while (await this.#wait(300, 1_500, stop)) {
            const one = this.#dice.one(this.#paid.filter(payment => payment.shop === shop));
            if (one === undefined) continue;
            const amount = String(1 + this.#dice.below(15));
            await Promise.all(shop.tills.map(({ carnet }) => {
                const order = { refundId: this.#id('refund'), programmeId: this.programmeId, paymentId: one.paymentId, amount };
                return this.calls.call({ kind: 'REFUNDED', id: order.refundId }, () => carnet.wallets.refund(order));
            }));
        }
    }

    /** One till captures while the other gives up. */
    async #capture(shop: Shop, stop: AbortSignal): Promise<void> {
        const { programmeId } = this;
        while (await this.#wait(500, 2_000, stop)) {
            const place = this.#reserved.findIndex(payment => payment.shop === shop);
            const [one] = place < 0 ? [] : this.#reserved.splice(place, 1);
            const [first, second] = shop.tills;
            if (one === undefined || first === undefined || second === undefined) continue;
            const { paymentId, amount } = one;
            const capture = { programmeId, paymentId, amount: String(this.#dice.below(2) === 0 ? amount : 1 + this.#dice.below(amount)) };
            const release = (): Promise<unknown> => second.carnet.wallets.release(programmeId, paymentId);
            await Promise.all([
                this.calls.call({ kind: 'CAPTURED', id: paymentId }, () => first.carnet.wallets.capture(capture)),
                ...this.#dice.below(3) === 0 ? [this.calls.call({ kind: 'RELEASED', id: paymentId }, release)] : [],
            ]);
        }
    }

    async #redeem({ payeeId, tills }: Shop, stop: AbortSignal): Promise<void> {
        while (await this.#wait(2_000, 5_000, stop)) {
            const amount = String(50 + this.#dice.below(200));
            const order = { redemptionId: this.#id('redeem'), payeeId, programmeId: this.programmeId, amount };
            const done = await this.calls.call(undefined, () => (this.#dice.one(tills) ?? this.money.issuer).carnet.wallets.redeem(order));
            for (const { id, transactionId } of done?.movements ?? []) {
                this.calls.succeeded.push({ kind: 'REDEEMED', id });
                this.calls.valid.add(transactionId);
            }
        }
    }

    /** A manager freezes single wallets, and the managers unfreeze some of them; others get a policy under which nobody is paid. */
    async #freeze(stop: AbortSignal): Promise<void> {
        const singles = this.#holdings.filter(({ payers }) => payers === 1);
        const [proposer, ...voters] = this.money.managers;
        if (proposer === undefined) return;
        while (await this.#wait(1_000, 3_000, stop)) {
            const one = this.#dice.one(singles);
            if (one === undefined) return;
            const { walletId, clients: [holder] } = one;
            if (this.#dice.below(5) === 0) {
                await this.calls.call(undefined, async () => holder?.carnet.wallets.setPolicy(walletId, NOBODY));
                continue;
            }
            const frozen = await this.calls.call(undefined, () => proposer.carnet.wallets.freeze(walletId, 'a race'));
            if (frozen === undefined || !await this.#wait(500, 2_000, stop)) continue;
            const decisionId = this.#id('unfreeze');
            const propose = (): Promise<Decision> => onceThere(() => proposer.carnet.wallets.proposeUnfreeze(walletId, decisionId), 'WALLET_NOT_FROZEN');
            const decision = await this.calls.call(undefined, propose);
            if (decision === undefined) continue;
            for (const { carnet } of voters) await this.calls.call(undefined, () => carnet.decisions.approve(decisionId, decision.contentHash));
            await this.calls.call(undefined, () => proposer.carnet.wallets.unfreeze(walletId, decisionId));
        }
    }

    /** A manager freezes coins of a wallet that is paid from, for which payments race with him; the managers unfreeze some. */
    async #freezeCoins(stop: AbortSignal): Promise<void> {
        const [, proposer, ...voters] = this.money.managers;
        if (proposer === undefined) return;
        const { carnet: { wallets } } = proposer;
        while (await this.#wait(300, 1_500, stop)) {
            const walletId = this.#dice.one(this.#holdings)?.walletId ?? '';
            const most = 1 + this.#dice.below(3);
            const free = await this.calls.call(undefined, async () => {
                const found: string[] = [];
                for await (const { coinId, frozen } of wallets.coins(walletId)) if (frozen === undefined) found.push(coinId);
                return found.slice(0, most);
            });
            if (free === undefined || free.length === 0) continue;
            const held = await this.calls.call(undefined, () => wallets.freezeCoins({ walletId, coins: free, reason: 'a race' }));
            if (held === undefined) continue;
            this.#coinFreezes += 1;
            if (this.#dice.below(4) === 0 || !await this.#wait(300, 1_500, stop)) continue;
            const thaw = { decisionId: this.#id('thaw'), walletId, coins: free };
            const decision = await this.calls.call(undefined, () => onceThere(() => wallets.proposeUnfreezeCoins(thaw), 'COIN_NOT_FROZEN'));
            if (decision === undefined) continue;
            for (const { carnet } of [proposer, ...voters]) {
                await this.calls.call(undefined, () => carnet.decisions.approve(thaw.decisionId, decision.contentHash));
            }
            await this.calls.call(undefined, () => wallets.unfreezeCoins(thaw));
        }
    }

    /** Policies that tighten, pauses and suspensions: each kills the payments that were judged by what it changes. */
    async #govern(stop: AbortSignal): Promise<void> {
        const { money: { issuer, registrar }, programmeId } = this;
        while (await this.#wait(3_000, 6_000, stop)) {
            const kind = this.#dice.below(3);
            const [shop] = this.#shops;
            if (kind === 0) {
                const { version, limits } = this.#terms;
                const tighter: Policy = {
                    ...this.#terms, version: version + 1, previousHash: policyHash(this.#terms), mode: 'tighten-only',
                    limits: limits.map(limit => limit.id === 'each' ? { ...limit, max: String(Number(limit.max) - 1) } : limit),
                };
                const published = await this.calls.call(undefined, () => issuer.carnet.programmes.publishPolicy(programmeId, tighter));
                if (published !== undefined) this.#terms = tighter;
            } else if (kind === 1) {
                await this.calls.call(undefined, () => issuer.carnet.programmes.pause(programmeId));
                await this.calls.call(undefined, () => onceThere(() => issuer.carnet.programmes.resume(programmeId), 'PROGRAMME_NOT_PAUSED'));
            } else if (shop !== undefined) {
                await this.calls.call(undefined, () => registrar.carnet.programmes.suspendPayee(programmeId, shop.payeeId));
                await this.#wait(200, 800, stop);
                const restore = (): Promise<unknown> => registrar.carnet.programmes.restorePayee(programmeId, shop.payeeId);
                await this.calls.call(undefined, () => onceThere(restore, 'PAYEE_NOT_SUSPENDED'));
            }
        }
    }

    /** The issuer takes back what has expired, while its holders try to pay with it. */
    async #return(stop: AbortSignal): Promise<void> {
        const { issuer: { carnet } } = this.money;
        const expiring = this.#holdings.filter(holding => holding.expiring);
        while (await this.#wait(2_000, 5_000, stop)) {
            const one = this.#dice.one(expiring);
            if (one === undefined) return;
            const { walletId } = one;
            const over = await this.calls.call(undefined, async () => {
                const coins: string[] = [];
                for await (const { coinId, expiresAt } of carnet.wallets.coins(walletId)) {
                    if (Date.parse(expiresAt) < Date.now() - 500) coins.push(coinId);
                }
                return coins.slice(0, 32);
            });
            if (over === undefined || over.length === 0) continue;
            const returnId = this.#id('return');
            await this.calls.call({ kind: 'RETURNED', id: returnId }, () => carnet.programmes.returnExpired({ returnId, walletId, coins: over }));
        }
    }

    /** More money for wallets that are paid from all the time. */
    async #keepIssuing(stop: AbortSignal): Promise<void> {
        const { issuer: { carnet } } = this.money;
        while (await this.#wait(2_000, 4_000, stop)) {
            const walletId = this.#dice.one(this.#holdings)?.walletId ?? '';
            const issue = { issueId: this.#id('more'), programmeId: this.programmeId, walletId, amounts: ['60', '60'], expiresAt: '2099-01-01T00:00:00.000Z' };
            const movement = await this.calls.call({ kind: 'ISSUED', id: issue.issueId }, () => carnet.programmes.issue(issue));
            if (movement !== undefined) this.calls.valid.add(movement.transactionId);
        }
    }

    /** What a journal kept is sent again until its outcome is known, as a program does when it starts. @returns what is still unknown */
    async #settle({ carnet }: MoneyPerson): Promise<readonly StillUnknown[]> {
        const resumed = await carnet.resume();
        const unknown = this.calls.settle(resumed);
        this.#resumed += resumed.length - unknown.length;
        return unknown;
    }

    /** Once all processes are there again: every journal is settled. @throws Error where something stays unknown */
    async settle(): Promise<void> {
        for (const client of this.#clients) {
            // Clients of little patience may need several turns on a machine that is busy; each sends the same bytes.
            for (let turns = 5; ; turns--) {
                const [unknown] = await this.#settle(client);
                if (unknown === undefined) break;
                const { call, transactionId, error } = unknown;
                if (turns === 0 || error.code !== 'COMMIT_UNKNOWN') throw new Error(`${call} ${transactionId} is still unknown: ${error.message}`);
            }
        }
    }

    /** Processes that were killed while they paid. */
    get kills(): number {
        return this.#kills;
    }

    /** Calls that froze coins. */
    get coinFreezes(): number {
        return this.#coinFreezes;
    }

    /** Transactions that journals settled. */
    get resumed(): number {
        return this.#resumed;
    }

    /** Clients of both companies. */
    get auditors(): readonly Carnet[] {
        return this.money.managers.slice(1).map(({ carnet }) => carnet);
    }
}
