// The strict reading and writing of requests about coins.
import { identifier, instant, integer, list, object, optional, refuseField, required, text, type Decoder } from '../codec/decoder';
import { requestCodec } from '../codec/request';
import { amount, amountOrZero } from '../policy/amount';
import { HORIZON_MAX_DAYS } from '../policy/damage-bound';
import {
    COINS_PER_PAYMENT, COINS_PER_REDEMPTION,
    type CoinFreezeRequest, type CoinThawRequest, type ConsolidationRequest, type IssueRequest, type RedemptionRequest, type ReturnRequest,
} from './coin';
import { freezeReason, WALLET_REQUEST_MAX_BYTES } from './programme-codec';

/** Transaction id and place: `txid.n`. */
export const coinId = text({ max: 67, pattern: /^[0-9a-f]{64}\.(?:0|[1-9][0-9]?)$/, described: 'Send the id of a coin as it was answered: transaction id, point, place.' });

/** Coins, each once, in the order in which they are used up. @throws as `list`, and DUPLICATE_COIN */
export function coinIds(bounds: { readonly min: number; readonly max: number }): Decoder<readonly string[]> {
    const whole = list(coinId, bounds);
    return (value, field) => {
        const coins = whole(value, field);
        const seen = new Set<string>();
        coins.forEach((coin, index) => {
            if (seen.has(coin)) refuseField('DUPLICATE_COIN', `${field}[${index}]`, 'Name each coin once.');
            seen.add(coin);
        });
        return coins;
    };
}

/** `PolicyWallet:Issue(issue)` */
export const issueCodec = requestCodec<IssueRequest>('issue', object({
    issueId: required(identifier), programmeId: required(identifier), walletId: required(identifier),
    amounts: required(list(amount, { min: 1, max: COINS_PER_PAYMENT })), expiresAt: required(instant),
    damageBoundAtMost: optional(object({ amount: required(amountOrZero), horizonDays: required(integer(0, HORIZON_MAX_DAYS)) })),
}), WALLET_REQUEST_MAX_BYTES);

/** `PolicyWallet:Consolidate(consolidation)` */
export const consolidationCodec = requestCodec<ConsolidationRequest>('consolidation', object({
    consolidationId: required(identifier), walletId: required(identifier), coins: required(coinIds({ min: 2, max: COINS_PER_PAYMENT })),
}), WALLET_REQUEST_MAX_BYTES);

/** `PolicyWallet:Redeem(redemption)` */
export const redemptionCodec = requestCodec<RedemptionRequest>('redemption', object({
    redemptionId: required(identifier), payeeId: required(identifier), programmeId: required(identifier),
    coins: required(coinIds({ min: 1, max: COINS_PER_REDEMPTION })),
}), WALLET_REQUEST_MAX_BYTES);

/** `PolicyWallet:ReturnExpired(returned)` */
export const returnCodec = requestCodec<ReturnRequest>('returned', object({
    returnId: required(identifier), walletId: required(identifier), coins: required(coinIds({ min: 1, max: COINS_PER_REDEMPTION })),
}), WALLET_REQUEST_MAX_BYTES);

/** `PolicyWallet:FreezeCoins(coinFreeze)` */
export const coinFreezeCodec = requestCodec<CoinFreezeRequest>('coinFreeze', object({
    walletId: required(identifier), coins: required(coinIds({ min: 1, max: COINS_PER_REDEMPTION })), reason: required(freezeReason),
}), WALLET_REQUEST_MAX_BYTES);

/** `PolicyWallet:ProposeUnfreezeCoins(coinThaw)`, `UnfreezeCoins(coinThaw)` */
export const coinThawCodec = requestCodec<CoinThawRequest>('coinThaw', object({
    decisionId: required(identifier), walletId: required(identifier), coins: required(coinIds({ min: 1, max: COINS_PER_REDEMPTION })),
}), WALLET_REQUEST_MAX_BYTES);
