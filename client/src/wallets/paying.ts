// Pays: with coins and stripes that no other call of this process uses, and with others where the ledger finds them gone.
import { canonicalJson, createdCoins, type Payment, type PaymentOrder, type PaymentReceipt, type PaymentRequest, type PolicyReason } from '@carnet/domain';
import { pause } from '../call/backoff.js';
import type { Answer, ContractClient } from '../call/contract-client.js';
import type { CallOptions } from '../call/invocation.js';
import type { Session } from '../call/session.js';
import { CarnetError, unlessRefused } from '../errors/carnet-error.js';
import { endLease, receivedBy } from './coin-calls.js';
import { CoinPicking, type Merge, type Picked } from './coin-picking.js';
import type { StripedLimit, StripeLease, StripeLeases } from './stripe-leases.js';
import type { CountedOn, WalletBook } from './wallet-book.js';

/** What is added to an order so that it can be paid. */
export type Filling = Pick<PaymentRequest, 'coins' | 'change' | 'stripes' | 'ahead'>;
/** Sends the order, filled. */
export type Send = (filling: Filling) => Promise<Answer<PaymentReceipt>>;

/** What payments of one client share. */
export interface PayingParts {
    readonly session: Session;
    readonly contract: ContractClient;
    readonly leases: StripeLeases;
    readonly merge: Merge;
}

/** Other coins of the wallet may do, or the same ones at a peer that has come as far as the one that was asked for them. */
const OTHER_COINS: ReadonlySet<string> = new Set(['COIN_SPENT', 'COIN_FROZEN', 'COIN_EXPIRED', 'COINS_INSUFFICIENT', 'OUTPUT_SUM_MISMATCH']);

/** Reasons that a policy gives: coins under another policy may be spent where these are not. */
const OTHER_POLICY: ReadonlySet<string> = new Set([
    'POLICY_NOT_YET', 'POLICY_EXPIRED', 'DENY_RULE', 'DENY_UNKNOWN', 'NO_ALLOW_RULE', 'LIMIT_AMOUNT', 'LIMIT_COUNT',
]);

/** Stripes that are named after one alone had too little left; after these, all. */
const FURTHER_STRIPES = 4;

function reasonsOf({ details }: CarnetError): readonly PolicyReason[] {
    return Array.isArray(details['reasons']) ? details['reasons'] as readonly PolicyReason[] : [];
}

export class Paying {
    /** Policies whose coins were refused, and why the first were: if no others do, that is the answer. */
    readonly #passedOver = new Set<string>();
    #refusal: CarnetError | undefined;
    /** By name of the limit: stripes that had too little left. */
    readonly #exhausted = new Map<string, Set<number>>();
    /** Coins were said to be spent that this client had brought: the ledger is believed when it says so again. */
    #missedBefore = false;
    /** The ledger counts on a limit that was not expected: the policy of the wallet, or what is known of the payee, has changed. */
    #outdated = false;

    constructor(
        private readonly parts: PayingParts,
        private readonly book: WalletBook,
        private readonly order: PaymentOrder,
        private readonly send: Send,
        private readonly options: CallOptions,
        /** The only ones whose coins may be spent. */
        private readonly policies?: ReadonlySet<string>,
    ) {}

    async run(): Promise<PaymentReceipt> {
        const { deadlines, backoff } = this.parts.session;
        const overall = Date.now() + deadlines.overall;
        const picking = new CoinPicking(this.book, this.order, this.parts.merge);
        for (let attempt = 1; ; attempt++) {
            let picked: Picked;
            try {
                picked = await picking.pick({ passedOver: this.#passedOver, only: this.policies }, this.options);
            } catch (error) {
                if (!(error instanceof CarnetError) || error.code !== 'COINS_INSUFFICIENT') throw error;
                return await this.#paidBefore(this.#refusal ?? error);
            }
            try {
                return await this.#payWith(picked);
            } catch (error) {
                const delay = backoff.delay(attempt);
                if (!(error instanceof CarnetError) || error.outcome !== 'rejected') throw error;
                if (attempt >= backoff.attempts || Date.now() + delay >= overall) throw error;
                if (this.#isBehind(error)) await pause(delay, this.options.signal);
                else if (OTHER_COINS.has(error.code) || this.#outdated) {
                    await pause(delay, this.options.signal);
                    await this.book.reload(this.options);
                    this.#outdated = false;
                } else if (!this.#canTryOtherwise(error, picked)) throw error;
            }
        }
    }

    async #payWith(picked: Picked): Promise<PaymentReceipt> {
        const { purse } = this.book;
        const { paymentId } = this.order;
        let lease: StripeLease | undefined;
        let named: Record<string, readonly number[]> = {};
        try {
            const counted = new Map((await this.book.countedOn(this.order, picked.policies, this.options)).map(counter => [counter.key, counter]));
            lease = await this.parts.leases.lease([...counted.values()].map(counter => this.#stripesOf(counter)), this.options.signal);
            const held = lease.stripes;
            const striped = [...counted.values()].filter(({ stripes }) => stripes > 1);
            named = Object.fromEntries(striped.map(({ key, name }) => [name, held.get(key) ?? []]));
            const { value, transactionId } = await this.send({
                coins: picked.coins.map(({ coinId }) => coinId), change: picked.change, ...Object.keys(named).length === 0 ? {} : { stripes: named },
                ahead: await this.book.readAhead(this.order, picked.policies, this.options),
            });
            // Where the payment stood already, these coins were not spent; if they are those of an outcome that was unknown, they are found to be.
            if (value.transactionId === transactionId) purse.settle(paymentId, receivedBy(this.order.walletId, createdCoins(value.created)));
            else purse.release(paymentId);
            return value;
        } catch (error) {
            endLease(purse, paymentId, error);
            if (error instanceof CarnetError && error.code === 'STRIPE_INSUFFICIENT') this.#noteExhausted(error, named);
            throw error;
        } finally {
            lease?.end();
        }
    }

    #stripesOf({ name, key, stripes, needed }: CountedOn): StripedLimit {
        const avoid = this.#exhausted.get(name) ?? new Set<number>();
        const wanted = avoid.size === 0 ? needed : avoid.size > needed ? stripes : Math.min(stripes, needed + FURTHER_STRIPES);
        return { key, stripes, wanted, avoid };
    }

    #noteExhausted(error: CarnetError, named: Readonly<Record<string, readonly number[]>>): void {
        for (const { code, layer, id } of reasonsOf(error)) {
            if (code !== 'STRIPE_INSUFFICIENT') continue;
            const name = `${layer ?? ''}/${id ?? ''}`;
            const stripes = named[name];
            if (stripes === undefined) this.#outdated = true;
            else this.#exhausted.set(name, new Set([...this.#exhausted.get(name) ?? [], ...stripes]));
        }
    }

    /** Whether a peer refuses that does not know yet what this client brought: the same coins will do, and nothing is read anew. */
    #isBehind(error: CarnetError): boolean {
        if (error.code !== 'COIN_SPENT' || this.#missedBefore) return false;
        this.#missedBefore = true;
        const missing = reasonsOf(error).find(({ code }) => code === 'COIN_SPENT')?.parameters['coins'];
        return Array.isArray(missing) && this.book.purse.hasBrought(missing as readonly string[]);
    }

    /** @returns whether other stripes, or coins of another policy, may do */
    #canTryOtherwise(error: CarnetError, { policies }: Picked): boolean {
        if (error.code === 'STRIPE_INSUFFICIENT') return true;
        if (!reasonsOf(error).some(({ code, layer }) => layer === 'programme' && OTHER_POLICY.has(code))) return false;
        for (const policyHash of policies) this.#passedOver.add(policyHash);
        this.#refusal ??= error;
        return true;
    }

    /** A payment that is made again after an unknown outcome may have spent the coins that are now missing. */
    async #paidBefore(insufficient: CarnetError): Promise<PaymentReceipt> {
        const { programmeId } = await this.book.load(this.options);
        const standing = this.parts.contract.evaluate<Payment>('ReadPayment', [programmeId, this.order.paymentId], this.options);
        const payment = await unlessRefused(standing, 'PAYMENT_NOT_FOUND');
        if (payment === undefined) throw insufficient;
        if (canonicalJson(payment.order) === canonicalJson(this.order)) return payment;
        throw new CarnetError('ALREADY_EXISTS', 'Another payment has this id.', { details: { paymentId: this.order.paymentId } });
    }
}
