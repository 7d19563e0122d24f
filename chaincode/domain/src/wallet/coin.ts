// Coins: value that carries its purpose. A payment consumes coins and creates new ones, so no balance is a key that everybody writes.
import type { Amount } from '../policy/policy';
import type { Freeze } from './programme';

/** Coins of one payment, and coins that one payment creates, at most. */
export const COINS_PER_PAYMENT = 16;

/** Coins that are redeemed, returned, frozen or unfrozen at once, at most: each is a read and a write, of 100 ms in all. */
export const COINS_PER_REDEMPTION = 32;

/** What a coin keeps through every payment: a payment never mixes lots, it makes one coin of each. */
export interface Lot {
    readonly policyHash: string;
    readonly issueId: string;
    /** Instant at which it expires; the policy's grace comes after it. */
    readonly expiresAt: string;
}

/** `txid.n`: the transaction that created it, and its place. */
export interface Coin extends Lot {
    readonly coinId: string;
    readonly amount: Amount;
    /** By whom and why it cannot be spent; absent where nothing stands against it. */
    readonly frozen?: Freeze;
}

/** Sent as JSON to `PolicyWallet:Issue(issue)`, by an issuer of the programme's organisation. */
export interface IssueRequest {
    readonly issueId: string;
    readonly programmeId: string;
    readonly walletId: string;
    /** One coin each, 1…16; their sum counts against the programme's issue limit. */
    readonly amounts: readonly Amount[];
    /** After now, and not after the policy's `notAfter`. */
    readonly expiresAt: string;
    /** Refuses the issue where more could be stolen than this. */
    readonly damageBoundAtMost?: DamageCeiling;
}

/**
 * What a thief with the wallet's key may at most be able to move within so many days, without managers: by the policy under which is issued and the
 * wallet's own, with what their limits have counted, whatever coins of it there are in the wallet or come into it.
 */
export interface DamageCeiling {
    /** Minor units, '0' too. */
    readonly amount: Amount;
    /** 0…366. */
    readonly horizonDays: number;
}

/** Sent as JSON to `PolicyWallet:Consolidate(consolidation)` by the holder: many coins of one lot become one. */
export interface ConsolidationRequest {
    readonly consolidationId: string;
    readonly walletId: string;
    /** 2…16, each once. */
    readonly coins: readonly string[];
}

/**
 * Sent as JSON to `PolicyWallet:Redeem(redemption)` by the holder of the wallet: coins go back to the issuer, who owes their sum outside. Any
 * payee may.
 */
export interface RedemptionRequest {
    readonly redemptionId: string;
    readonly payeeId: string;
    readonly programmeId: string;
    /** 1…32, each once. */
    readonly coins: readonly string[];
}

/** Sent as JSON to `PolicyWallet:ReturnExpired(returned)` by the issuer, or by the holder: coins whose expiry and grace are over are burned. */
export interface ReturnRequest {
    readonly returnId: string;
    readonly walletId: string;
    /** 1…32, each once. */
    readonly coins: readonly string[];
}

/** Sent as JSON to `PolicyWallet:FreezeCoins(coinFreeze)` by the holder of the wallet or one of its managers. */
export interface CoinFreezeRequest {
    readonly walletId: string;
    /** 1…32, each once. */
    readonly coins: readonly string[];
    /** 1–200 characters, public. */
    readonly reason: string;
}

/**
 * Sent as JSON to `PolicyWallet:ProposeUnfreezeCoins(coinThaw)` by the holder of the wallet or one of its managers, and again to
 * `UnfreezeCoins(coinThaw)` once the managers have voted.
 */
export interface CoinThawRequest {
    readonly decisionId: string;
    readonly walletId: string;
    /** 1…32, each once, in any order. */
    readonly coins: readonly string[];
}

/** Coins of a wallet as they stand after they were frozen or unfrozen. */
export interface WalletCoins { readonly walletId: string; readonly coins: readonly Coin[] }

/** `PolicyWallet:ReadCoins(walletId, pageSize, bookmark)` answers this, in the order of coin ids. */
export interface CoinPage { readonly coins: readonly Coin[]; readonly bookmark: string }
