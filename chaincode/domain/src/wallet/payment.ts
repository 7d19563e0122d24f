// Payments: what is asked, and what the journal keeps of it.
import type { Amount, Channel } from '../policy/policy';
import type { PolicyDecision, PolicyLayer } from '../policy/policy-decision';
import type { Repair } from '../policy/repairs';
import type { Coin, Lot } from './coin';

/** The payment itself: what is explained, approved and paid is the same thing. */
export interface PaymentOrder {
    readonly paymentId: string;
    /** The payer's. */
    readonly walletId: string;
    /** A payee of the programme; for channel `p2p` the id of another holder's wallet instead. */
    readonly payeeId: string;
    readonly amount: Amount;
    /** As the programme's policy has it. */
    readonly currency: string;
    readonly channel: Channel;
    /** 1–140 characters, for the two parties; on the ledger and so never a name. */
    readonly reference?: string;
    /** Title for money: the payment also makes the payer's organisation the keeper of the vehicle, or neither happens. */
    readonly offer?: TitleOffer;
}

/**
 * An offer of `VehicleRecord:OfferSale`: its termsHash is the canonical hash of `{programmeId, payeeId, amount, currency, salt}`, and the
 * payee is of the seller's organisation.
 */
export interface TitleOffer { readonly vin: string; readonly offerId: string; readonly salt: string }

/** Sent as JSON to `PolicyWallet:Pay(payment)` by the holder of the wallet; `PolicyWallet:Reserve(reservation)` takes the same with its times. */
export interface PaymentRequest extends PaymentOrder {
    /** Coins that are spent, 1…16, each once, in the order in which they are used up. */
    readonly coins: readonly string[];
    /** What comes back of them, '0' for none: their sum less the amount, or OUTPUT_SUM_MISMATCH. */
    readonly change: Amount;
    /** Stripes to count on, per limit id with its layer as `programme/day`; default [0]. The first is filled first. */
    readonly stripes?: Readonly<Record<string, readonly number[]>>;
    /** Decision of the roster, where an approval is needed. */
    readonly decisionId?: string;
    /** Decisions of further rosters, where approval rules name several; each once. */
    readonly furtherDecisions?: readonly string[];
    readonly ahead?: ReadAhead;
}

/**
 * What the payer expects the payment to lead to, so that a peer is asked for it at once and not for the one after the other. It decides nothing: what
 * does not hold is one read more.
 */
export interface ReadAhead {
    /** The payee's. */
    readonly walletId?: string;
    /** Of the coins and of the wallet, 1…17, each once. */
    readonly policies?: readonly string[];
    /** `utcOffsetMinutes` of the calendars of these policies, 1…17, each once. */
    readonly calendars?: readonly number[];
}

/** Sent as JSON to `PolicyWallet:Explain(order)`: a payment, with as much of its means as is to be looked at. */
export interface PaymentQuestion extends PaymentOrder, Partial<Pick<PaymentRequest, 'coins' | 'change' | 'stripes' | 'decisionId' | 'furtherDecisions'>> {}

/** Sent as JSON to `PolicyWallet:Reserve(reservation)`. */
export interface ReservationRequest extends PaymentRequest {
    /** From then on it may be captured; default at once. With it anybody may trigger the capture: the money goes to the payee in any case. */
    readonly capturableFrom?: string;
    /** From then on it cannot be captured and anybody may release it; at most 31 days ahead. */
    readonly expiresAt: string;
}

/** Sent as JSON to `PolicyWallet:Capture(capture)`, by the payee. */
export interface CaptureRequest {
    readonly programmeId: string;
    readonly paymentId: string;
    /** At most what was reserved; the rest goes back at once. Captured once. */
    readonly amount: Amount;
}

/** Sent as JSON to `PolicyWallet:Refund(refund)`, by the payee: consumes coins of his, of the payment's own lots, and makes the payer's again. */
export interface RefundRequest {
    readonly refundId: string;
    readonly programmeId: string;
    readonly paymentId: string;
    readonly amount: Amount;
    readonly coins: readonly string[];
    /** As in a payment: what comes back to the payee. */
    readonly change: Amount;
}

/** One side of a journal row; the legs of a row sum to 0. `account`: `wallet:<id>`, `reserved:<paymentId>`, `issuer` or `burned`. */
export interface Leg {
    readonly account: string;
    /** Signed decimal text: what the account gained. */
    readonly amount: string;
}

/** A counter that a payment moved. */
export interface Counted {
    readonly layer: PolicyLayer;
    readonly limit: string;
    readonly period: string;
    readonly stripe: number;
    readonly amount: string;
}

export const JOURNAL_TYPES = ['ISSUED', 'PAID', 'RESERVED', 'CAPTURED', 'RELEASED', 'REFUNDED', 'REDEEMED', 'RETURNED', 'CONSOLIDATED'] as const;

/** One row of the journal, as `ReadStatement` and `ReadJournal` answer it. */
export interface JournalRow {
    readonly type: typeof JOURNAL_TYPES[number];
    /** The client's id of what was done: payment, issue, refund …; of a capture or release the payment's. */
    readonly id: string;
    readonly programmeId: string;
    readonly transactionId: string;
    readonly at: string;
    readonly legs: readonly Leg[];
    /** Of payments and reservations: what was asked, the facts of the payee at that time, and the decision with the rules that allowed it. */
    readonly order?: PaymentOrder;
    readonly payee?: {
        readonly version: number; readonly category?: string; readonly country?: string; readonly region?: string;
        readonly groups: readonly string[];
    };
    readonly decision?: PolicyDecision;
    readonly counted?: readonly Counted[];
    readonly approval?: { readonly decisionId: string; readonly furtherDecisions?: readonly string[] };
    /** Of a refund: the payment of which something came back. */
    readonly paymentId?: string;
}

/** A coin that a transaction made, and whose it was then. */
export interface CreatedCoin extends Coin { readonly walletId: string }

/** `PolicyWallet:Issue`, `Redeem`, `ReturnExpired` and `Consolidate` answer this. */
export interface Movement extends JournalRow { readonly created: readonly CreatedCoin[] }

/** Coins of one lot that a transaction made. */
export interface CreatedLot extends Lot { readonly coins: readonly Pick<CreatedCoin, 'coinId' | 'walletId' | 'amount'>[] }

/** The coins of lots, each with what its lot says. */
export function createdCoins(lots: readonly CreatedLot[]): readonly CreatedCoin[] {
    return lots.flatMap(({ coins, ...lot }) => coins.map(coin => ({ ...coin, ...lot })));
}

/**
 * `PolicyWallet:Pay`, `Reserve`, `Capture`, `Release` and `Refund` answer this: what became of the payment, and what has to be known to go on. It is
 * part of the transaction, which every peer and orderer handles; `ReadPayment` tells the rest.
 */
export interface PaymentReceipt {
    readonly paymentId: string;
    readonly programmeId: string;
    readonly payeeVersion: number;
    readonly status: 'RESERVED' | 'PAID' | 'RELEASED';
    /** When it was paid or captured; until then, when it was reserved. */
    readonly paidAt: string;
    readonly capturableFrom?: string;
    readonly expiresAt?: string;
    /** What the payee got, '0' as long as nothing. */
    readonly captured: Amount;
    /** What came back of it, at most `captured`. */
    readonly refunded: Amount;
    /** Coins that `transactionId` made, by their lots; none that are reserved. */
    readonly created: readonly CreatedLot[];
    /** The last transaction that changed the payment. */
    readonly transactionId: string;
}

/** Of one lot, what a payment took, and what came back of it later. */
export interface PaidLot extends Lot { readonly amount: Amount; readonly refunded: Amount }

/** A payment or reservation that was just made, with its order. */
export interface OrderReceipt extends PaymentReceipt { readonly order: PaymentOrder }

/** `PolicyWallet:ReadPayment` answers this. */
export interface Payment extends OrderReceipt {
    /** What each lot gave, in order; sums to what was paid or captured; until then, and once it was released, to what was reserved. */
    readonly lots: readonly PaidLot[];
    /** The wallet that is paid, as the payee's record had it: what is given back comes from there, wherever the payee is paid by now. */
    readonly payeeWalletId: string;
}

/**
 * `PolicyWallet:ReadStatement(walletId, pageSize, bookmark)`, newest first, and `PolicyWallet:ReadJournal(programmeId, pageSize, bookmark)`, by
 * type and id, answer this.
 */
export interface JournalPage { readonly rows: readonly JournalRow[]; readonly bookmark: string }

/**
 * `PolicyWallet:Audit(programmeId, bookmark)` answers this: sums over the keys of one page. The sums of all pages up to the one with bookmark ''
 * satisfy coins = issued − redeemed − burned, where nothing moved while they were read.
 */
export interface AuditPage {
    /** Decimal texts; of coins in wallets and in reservations. */
    readonly coins: string;
    readonly issued: string;
    readonly redeemed: string;
    readonly burned: string;
    /** Keys read. */
    readonly keys: number;
    readonly bookmark: string;
}

/** Sent as JSON to `PolicyWallet:ProposePayment(paymentProposal)` by the holder: opens a decision of the roster that an approval rule names. */
export interface PaymentProposal {
    readonly decisionId: string;
    readonly order: PaymentOrder;
    /** Policies of the coins that will be spent, each once; default the one under which coins are issued now. */
    readonly policies?: readonly string[];
    /** Needed where approval rules name several rosters. */
    readonly roster?: string;
    /** Until when it can be approved and paid. */
    readonly expiry: string;
}

/**
 * What the managers vote on: a changed policy, of the programme or of the wallet, or another record of the payee makes it another thing and
 * their votes stale.
 */
export interface PaymentDecisionContent {
    readonly order: PaymentOrder;
    /** Of the payee's record, in which his wallet stands; 0 where another holder is paid. */
    readonly payeeVersion: number;
    /** Sorted. */
    readonly policies: readonly string[];
    readonly walletPolicy: string | null;
}

/** `PolicyWallet:Explain(order)` answers this: an evaluated answer comes from one peer; only a payment is verified by several. */
export interface Explanation extends PolicyDecision {
    /** The smallest changes that would be allowed, best first; empty for ALLOW and where there is none. */
    readonly repairs: readonly Repair[];
}
