// The face of the contract PolicyWallet for those who hold money: all that is paid from wallets and into them.
import { randomUUID } from 'node:crypto';
import {
    captureCodec, orderCodec, paymentCodec, paymentProposalCodec, present, reservationCodec, type CaptureRequest, type Coin,
    type ConsolidationRequest, type Decision, type Explanation, type Movement, type OrderReceipt, type Payee, type PaymentOrder,
    type PaymentProposal, type PaymentReceipt, type ReservationRequest,
} from '@carnet/domain';
import { ContractClient, type Answer } from '../call/contract-client.js';
import type { CallOptions } from '../call/invocation.js';
import type { Session } from '../call/session.js';
import { checkedByDomain } from '../errors/carnet-error.js';
import { consolidate } from './coin-calls.js';
import { CoinPicking } from './coin-picking.js';
import { KnownPolicies } from './known-policies.js';
import { Paying, type Filling } from './paying.js';
import { decisionsOf, idsOf, policiesDecidedOn, type NamedDecisions, type PayOptions } from './payment-decisions.js';
import { redeem, type Redemption, type RedeemOrder } from './redeeming.js';
import { refund, type RefundOrder } from './refunding.js';
import { StripeLeases } from './stripe-leases.js';
import { WalletAccounts } from './wallet-accounts.js';
import { WalletBook } from './wallet-book.js';

/** Times of a reservation. */
export type ReservationTimes = Pick<ReservationRequest, 'capturableFrom' | 'expiresAt'>;

export interface ProposalOptions extends CallOptions, Pick<PaymentProposal, 'expiry' | 'roster'> {
    readonly decisionId: string;
    /** The decision of another roster on the same payment, where rules ask several: this one is then on coins of the same policies. */
    readonly beside?: string;
}

/**
 * ```ts
 * const order = { paymentId: 'p-1', walletId: 'w-4711', payeeId: 'garage', amount: '12500', currency: 'EUR', channel: 'pos' } as const;
 * const { decision, reasons, repairs } = await carnet.wallets.explain(order);
 * if (decision === 'ALLOW') await carnet.wallets.pay(order);
 * else console.log(reasons, repairs);
 * for await (const row of carnet.wallets.statement('w-4711')) console.log(row.at, row.type, row.legs);
 * ```
 */
export class Wallets extends WalletAccounts {
    readonly #session: Session;
    readonly #contract: ContractClient;
    readonly #decisions: ContractClient;
    readonly #policies: KnownPolicies;
    readonly #leases = new StripeLeases();
    readonly #books = new Map<string, WalletBook>();

    constructor(session: Session) {
        const contract = new ContractClient(session, 'PolicyWallet');
        super(contract);
        this.#session = session;
        this.#contract = contract;
        this.#decisions = new ContractClient(session, 'Decisions');
        this.#policies = new KnownPolicies(this.#contract);
    }

    /** One for each wallet: calls of this client that spend from it share what they know and lease. */
    #book(walletId: string): WalletBook {
        const known = this.#books.get(walletId);
        if (known !== undefined) return known;
        const book = new WalletBook(walletId, this.#contract, this.#policies);
        this.#books.set(walletId, book);
        return book;
    }

    /** What the ledger would say to this payment now, with all reasons and the smallest changes that would be allowed. One peer answers. */
    async explain(order: PaymentOrder, { decisionId, furtherDecisions, ...options }: PayOptions = {}): Promise<Explanation> {
        const coins = (await this.#peek(order, options))?.coins.map(({ coinId }) => coinId);
        const question = { ...order, ...present({ coins }), ...decisionsOf({ decisionId, furtherDecisions }) };
        return this.#contract.evaluate('Explain', [checkedByDomain(() => orderCodec.encode(question))], options);
    }

    /** The coins that would be picked now. */
    #peek(order: PaymentOrder, options: CallOptions): ReturnType<CoinPicking['peek']> {
        return new CoinPicking(this.#book(order.walletId), order, () => Promise.resolve()).peek(options);
    }

    /**
     * Pays; coins and stripes are picked for you, and picked anew where others were faster. Once this returns the payment is committed. After a
     * failure the same call may simply be made again: it is paid once.
     * @throws CarnetError with the code of the first reason, `details.decision` and `details.reasons`; APPROVAL_INSUFFICIENT: propose it;
     * COINS_INSUFFICIENT; ALREADY_EXISTS where the id is another payment's; with an offer, what a change of keeper is refused for
     */
    pay(order: PaymentOrder, { decisionId, furtherDecisions, ...options }: PayOptions = {}): Promise<OrderReceipt> {
        const decisions = decisionsOf({ decisionId, furtherDecisions });
        return this.#pay(order, 'Pay', filling => paymentCodec.encode({ ...order, ...filling, ...decisions }), decisions, options);
    }

    /** As `pay`, for a payee who captures it later, or not. @throws CarnetError as `pay`, INVALID_DATE */
    reserve(order: PaymentOrder, times: ReservationTimes, { decisionId, furtherDecisions, ...options }: PayOptions = {}): Promise<OrderReceipt> {
        const decisions = decisionsOf({ decisionId, furtherDecisions });
        return this.#pay(order, 'Reserve', filling => reservationCodec.encode({ ...order, ...times, ...filling, ...decisions }), decisions, options);
    }

    async #pay(
        order: PaymentOrder, fn: 'Pay' | 'Reserve', encode: (filling: Filling) => string, decisions: NamedDecisions, options: CallOptions,
    ): Promise<OrderReceipt> {
        checkedByDomain(() => orderCodec.check(order));
        const book = this.#book(order.walletId);
        const send = (filling: Filling): Promise<Answer<PaymentReceipt>> =>
            this.#contract.submit(fn, [checkedByDomain(() => encode(filling))], options);
        const merge = async (coins: readonly Coin[]): Promise<void> => {
            await consolidate(this.#contract, book, { consolidationId: randomUUID(), coins: coins.map(({ coinId }) => coinId) }, options);
        };
        const parts = { session: this.#session, contract: this.#contract, leases: this.#leases, merge };
        const policies = await policiesDecidedOn(this.#decisions, idsOf(decisions), options);
        return { ...await new Paying(parts, book, order, send, options, policies).run(), order };
    }

    /**
     * Opens a decision of the roster that an approval rule names, on exactly this order. Once enough have approved, `pay` it with the decision.
     * @throws CarnetError APPROVAL_NOT_NEEDED, MISSING_FIELD where several rosters are asked for, and what the payment is refused for otherwise
     */
    async proposePayment(order: PaymentOrder, { decisionId, expiry, roster, beside, ...options }: ProposalOptions): Promise<Decision> {
        const decided = beside === undefined ? undefined : await policiesDecidedOn(this.#decisions, [beside], options);
        const policies = decided === undefined ? (await this.#peek(order, options))?.policies : [...decided];
        const proposal: PaymentProposal = {
            decisionId, order, expiry, ...present({ roster, policies }),
        };
        const json = checkedByDomain(() => paymentProposalCodec.encode(proposal));
        return this.#contract.committed('ProposePayment', [json], options);
    }

    /**
     * Takes what was reserved, once; what is not taken goes back.
     * @throws CarnetError RESERVATION_EXPIRED, RESERVATION_CLOSED, CAPTURE_TOO_EARLY, CAPTURE_EXCEEDED
     */
    async capture(capture: CaptureRequest, options: CallOptions = {}): Promise<PaymentReceipt> {
        return this.#contract.committed('Capture', [checkedByDomain(() => captureCodec.encode(capture))], options);
    }

    /** Gives a reservation back to the payer. @throws CarnetError RELEASE_TOO_EARLY, RESERVATION_CLOSED, PAYMENT_NOT_FOUND */
    async release(programmeId: string, paymentId: string, options: CallOptions = {}): Promise<PaymentReceipt> {
        return this.#contract.committed('Release', [programmeId, paymentId], options);
    }

    /**
     * Gives back a part or all of what was paid, with coins that are picked for you from the wallet that was paid, also where the payee has another
     * one by now; they are the payer's again as they were.
     * @throws CarnetError REFUND_EXCEEDED, REFUND_EXPIRED, REFUND_NOT_ALLOWED, COINS_INSUFFICIENT, NOT_WALLET_HOLDER
     */
    async refund(order: RefundOrder, options: CallOptions = {}): Promise<PaymentReceipt> {
        const payment = await this.payment(order.programmeId, order.paymentId, options);
        return refund(this.#contract, this.#book(payment.payeeWalletId), payment, order, options);
    }

    /**
     * Hands in what a payee was paid; the issuer owes the sum outside. Made again, it redeems what is left.
     * @throws CarnetError COINS_INSUFFICIENT where there is nothing, PAYEE_UNKNOWN, PAYEE_SUSPENDED, NOT_WALLET_HOLDER
     */
    async redeem(order: RedeemOrder, options: CallOptions = {}): Promise<Redemption> {
        const walletId = await this.#walletOf(order.programmeId, order.payeeId, options);
        return redeem(this.#contract, this.#book(walletId), order, options);
    }

    async #walletOf(programmeId: string, payeeId: string, options: CallOptions): Promise<string> {
        return (await this.#contract.evaluate<Payee>('ReadPayee', [programmeId, payeeId], options)).walletId;
    }

    /**
     * Makes one coin of several of one lot: 2…16 of them. `pay` does it by itself where it must.
     * @throws CarnetError COIN_SPENT, OUTPUT_SUM_MISMATCH
     */
    consolidate({ walletId, ...consolidation }: ConsolidationRequest, options: CallOptions = {}): Promise<Movement> {
        return consolidate(this.#contract, this.#book(walletId), consolidation, options);
    }
}
