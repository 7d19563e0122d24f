// What this process knows of one wallet: its coins, the policies that decide on them, and the limits that a payment counts on.
import {
    askedOf, countersOf, present, recipientFacts, type Coin, type CoinPage, type CompiledPolicy, type Counter, type Payee, type PayeeFacts,
    type PaymentFacts, type PaymentOrder, type PolicyLayer, type ReadAhead, type Wallet,
} from '@carnet/domain';
import type { ContractClient } from '../call/contract-client.js';
import type { CallOptions } from '../call/invocation.js';
import { unlessRefused } from '../errors/carnet-error.js';
import type { KnownPolicies } from './known-policies.js';
import { Purse } from './purse.js';

/** A limit or a cumulative approval that a payment counts on. */
export interface CountedOn {
    /** As a payment names its stripes: `programme/day`. */
    readonly name: string;
    /** Of the counter on the ledger, whoever pays. */
    readonly key: string;
    readonly stripes: number;
    /** As many of them as hold the payment where nothing is used yet. */
    readonly needed: number;
}

function countedOn(counter: Counter, layer: PolicyLayer, { walletId, amount }: PaymentOrder, programmeId: string): CountedOn {
    const { id, scope, stripes, max, measure } = counter;
    // The policy of a wallet counts its own payments alone.
    const owner = scope === 'programme' && layer === 'programme' ? '*' : walletId;
    const share = max / BigInt(stripes);
    const asked = askedOf({ measure }, BigInt(amount));
    const needed = share === 0n ? stripes : Math.min(stripes, Number((asked + share - 1n) / share));
    return { name: `${layer}/${id}`, key: [programmeId, owner, layer, id].join('/'), stripes, needed };
}

export class WalletBook {
    readonly purse = new Purse();
    readonly #payees = new Map<string, Payee | undefined>();
    #wallet: Wallet | undefined;
    #loading: Promise<void> | undefined;

    constructor(readonly walletId: string, private readonly contract: ContractClient, private readonly policies: KnownPolicies) {}

    /** Reads wallet and coins, unless they were read before. */
    async load(options: CallOptions): Promise<Wallet> {
        if (this.#wallet === undefined) await this.reload(options);
        if (this.#wallet === undefined) throw new Error('The wallet was not read.');
        return this.#wallet;
    }

    /** Reads wallet and coins as they stand. Calls that want this at the same time share one reading. */
    async reload(options: CallOptions): Promise<void> {
        this.#loading ??= this.#read(options).finally(() => { this.#loading = undefined; });
        await this.#loading;
    }

    async #read({ signal, ...options }: CallOptions): Promise<void> {
        // Shared, and so not ended by the signal of one of the calls that wait for it.
        signal?.throwIfAborted();
        const wallet = await this.contract.evaluate<Wallet>('ReadWallet', [this.walletId], options);
        const coins: Coin[] = [];
        const page = (bookmark: string): Promise<CoinPage> => this.contract.evaluate('ReadCoins', [this.walletId, '100', bookmark], options);
        for await (const { coins: some } of this.contract.pages(page)) coins.push(...some);
        this.#payees.clear();
        this.#wallet = wallet;
        this.purse.load(coins);
    }

    async policyOfCoins(policyHash: string, options: CallOptions): Promise<CompiledPolicy> {
        const { programmeId } = await this.load(options);
        return this.policies.read(programmeId, policyHash, options);
    }

    /** What a payment of coins of these policies counts on, so that calls of this process do not run into each other there. */
    async countedOn(order: PaymentOrder, policies: readonly string[], options: CallOptions): Promise<CountedOn[]> {
        const { programmeId, policyHash: own } = await this.load(options);
        const layers: [PolicyLayer, CompiledPolicy][] = [];
        for (const policyHash of policies) layers.push(['programme', await this.policyOfCoins(policyHash, options)]);
        if (own !== null) layers.push(['wallet', await this.policies.read(programmeId, own, options)]);
        const payee = await this.#factsOf(programmeId, order, options);
        const facts: PaymentFacts = { payee, channel: order.channel, amount: order.amount, time: Date.now() };
        const counters = layers.flatMap(([layer, policy]) => countersOf(policy, facts).map(counter => countedOn(counter, layer, order, programmeId)));
        // Two versions of a policy count on the same counters.
        return [...new Map(counters.map(counter => [counter.key, counter])).values()];
    }

    /** What a payment of coins of these policies leads the ledger to, as far as this process knows it. */
    async readAhead(order: PaymentOrder, ofCoins: readonly string[], options: CallOptions): Promise<ReadAhead> {
        const { programmeId, policyHash: own } = await this.load(options);
        const policies = [...new Set([...ofCoins, ...own === null ? [] : [own]])];
        const calendars = new Set<number>();
        for (const hash of policies) calendars.add((await this.policies.read(programmeId, hash, options)).policy.calendar.utcOffsetMinutes);
        const walletId = order.channel === 'p2p' ? undefined : (await this.#payee(programmeId, order.payeeId, options))?.walletId;
        return { ...present({ walletId }), policies, calendars: [...calendars] };
    }

    async #factsOf(programmeId: string, order: PaymentOrder, options: CallOptions): Promise<PayeeFacts> {
        const payee = order.channel === 'p2p' ? undefined : await this.#payee(programmeId, order.payeeId, options);
        return recipientFacts(order, payee ?? { groups: [] });
    }

    /** A record that was read before may be an old one; a payee that is not there is the ledger's to refuse. */
    async #payee(programmeId: string, payeeId: string, options: CallOptions): Promise<Payee | undefined> {
        if (!this.#payees.has(payeeId)) {
            const payee = this.contract.evaluate<Payee>('ReadPayee', [programmeId, payeeId], options);
            this.#payees.set(payeeId, await unlessRefused(payee, 'PAYEE_UNKNOWN'));
        }
        return this.#payees.get(payeeId);
    }
}
