// The strict reading and writing of payments, reservations, captures and refunds.
import {
    distinct, identifier, instant, integer, object, oneOf, optional, refuseField, required, sha256Text, text,
    type Decoder,
} from '../codec/decoder';
import { describePath } from '../codec/path';
import { readPlainJson } from '../codec/plain-json';
import { requestCodec } from '../codec/request';
import { amount, amountOrZero } from '../policy/amount';
import { CHANNELS, POLICY_LIMITS } from '../policy/policy';
import { currencyCode } from '../policy/currency';
import { utcOffsetMinutes } from '../policy/policy-codec';
import { checkVin } from '../vehicle/vin';
import { COINS_PER_PAYMENT } from './coin';
import { coinIds } from './coin-codec';
import type { CaptureRequest, PaymentProposal, PaymentQuestion, PaymentRequest, RefundRequest, ReservationRequest } from './payment';
import { WALLET_REQUEST_MAX_BYTES } from './programme-codec';

/** As VehicleRecord keeps it: an order is hashed, so it has one way to be written. */
const vin: Decoder<string> = (value, field) => {
    if (typeof value !== 'string') return refuseField('WRONG_TYPE', field, 'Send a text.');
    const { accept, vin: canonical } = checkVin(value);
    return accept && canonical === value ? value : refuseField('INVALID_VIN', field, 'Send the 17 characters of the VIN in capitals.');
};

const orderShape = {
    paymentId: required(identifier), walletId: required(identifier), payeeId: required(identifier),
    amount: required(amount), currency: required(currencyCode), channel: required(oneOf(CHANNELS)),
    reference: optional(text({ max: 140 })),
    offer: optional(object({ vin: required(vin), offerId: required(identifier), salt: required(sha256Text) })),
};

/** Layer and limit id. */
const STRIPED_LIMIT = /^(?:programme|wallet)\/[A-Za-z0-9._-]{1,64}$/;
const stripeNumbers = distinct(integer(0, POLICY_LIMITS.stripes - 1), { min: 1, max: POLICY_LIMITS.stripes });

/** Stripes by `layer/limit`, each named once. @throws WRONG_TYPE, OUT_OF_RANGE, UNKNOWN_FIELD, INVALID_VALUE */
const stripes: Decoder<Readonly<Record<string, readonly number[]>>> = (value, field) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuseField('WRONG_TYPE', field, 'Send an object.');
    const limits = Object.entries(value);
    if (limits.length > 2 * POLICY_LIMITS.limits) refuseField('OUT_OF_RANGE', field, `Send at most ${2 * POLICY_LIMITS.limits} limits.`);
    return Object.fromEntries(limits.map(([limit, sent]) => {
        // A field of its own and not describePath's `?` for the slash: it names a limit, not a field of the request.
        const path = STRIPED_LIMIT.test(limit) ? `${field}.${limit}` : refuseField('UNKNOWN_FIELD', describePath(field, [limit]),
            'Name a limit by its layer and id, as programme/day or wallet/day.');
        return [limit, stripeNumbers(sent, path)];
    }));
};

/** Beside the first: as many as a policy of the coins and one of the wallet have approvals. */
const furtherDecisions = distinct(identifier, { min: 1, max: 2 * POLICY_LIMITS.approvals - 1 });

/** Each decision stands once, as the first or among the further ones. @throws INVALID_VALUE */
function decisionsOnce<T extends { readonly decisionId?: string; readonly furtherDecisions?: readonly string[] }>(whole: Decoder<T>): Decoder<T> {
    return (value, field) => {
        const decoded = whole(value, field);
        const { decisionId, furtherDecisions = [] } = decoded;
        const again = decisionId === undefined ? -1 : furtherDecisions.indexOf(decisionId);
        return again < 0 ? decoded : refuseField('INVALID_VALUE', `${field}.furtherDecisions[${again}]`, 'Name each decision once.');
    };
}

/** A policy of each coin, and the wallet's own. */
const asked = { min: 1, max: COINS_PER_PAYMENT + 1 };

const ahead = object({
    walletId: optional(identifier), policies: optional(distinct(sha256Text, asked)), calendars: optional(distinct(utcOffsetMinutes, asked)),
});

const paymentShape = {
    ...orderShape,
    coins: required(coinIds({ min: 1, max: COINS_PER_PAYMENT })), change: required(amountOrZero),
    stripes: optional(stripes), decisionId: optional(identifier), furtherDecisions: optional(furtherDecisions), ahead: optional(ahead),
};

/** `PolicyWallet:Explain(order)` */
export const orderCodec = requestCodec<PaymentQuestion>('order', decisionsOnce(object({
    ...orderShape,
    coins: optional(paymentShape.coins.decoder), change: optional(amountOrZero), stripes: optional(stripes), decisionId: optional(identifier),
    furtherDecisions: optional(furtherDecisions),
})), WALLET_REQUEST_MAX_BYTES, readPlainJson);

/** `PolicyWallet:ProposePayment(paymentProposal)` */
export const paymentProposalCodec = requestCodec<PaymentProposal>('paymentProposal', object({
    decisionId: required(identifier), order: required(object(orderShape)),
    policies: optional(distinct(sha256Text, { min: 1, max: COINS_PER_PAYMENT })), roster: optional(identifier), expiry: required(instant),
}), WALLET_REQUEST_MAX_BYTES);

/** `PolicyWallet:Pay(payment)` */
export const paymentCodec = requestCodec<PaymentRequest>('payment', decisionsOnce(object(paymentShape)), WALLET_REQUEST_MAX_BYTES, readPlainJson);

/** `PolicyWallet:Reserve(reservation)` */
export const reservationCodec = requestCodec<ReservationRequest>('reservation', decisionsOnce(object({
    ...paymentShape, capturableFrom: optional(instant), expiresAt: required(instant),
})), WALLET_REQUEST_MAX_BYTES);

/** `PolicyWallet:Capture(capture)` */
export const captureCodec = requestCodec<CaptureRequest>('capture', object({
    programmeId: required(identifier), paymentId: required(identifier), amount: required(amount),
}), WALLET_REQUEST_MAX_BYTES);

/** `PolicyWallet:Refund(refund)` */
export const refundCodec = requestCodec<RefundRequest>('refund', object({
    refundId: required(identifier), programmeId: required(identifier), paymentId: required(identifier), amount: required(amount),
    coins: required(coinIds({ min: 1, max: COINS_PER_PAYMENT })), change: required(amountOrZero),
}), WALLET_REQUEST_MAX_BYTES);
