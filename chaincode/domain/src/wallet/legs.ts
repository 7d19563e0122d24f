// The two sides of every movement of money: what an account gains another loses, so that the legs of a journal row sum to 0.
import type { Leg } from './payment';

/** The programme's organisation, who owes what was issued and not redeemed. */
export const ISSUER_ACCOUNT = 'issuer';
/** Where coins go whose time is over. */
export const BURNED_ACCOUNT = 'burned';

export function walletAccount(walletId: string): string {
    return `wallet:${walletId}`;
}

export function reservedAccount(paymentId: string): string {
    return `reserved:${paymentId}`;
}

/** The wallet of an account, undefined where it is none. */
export function walletOfAccount(account: string): string | undefined {
    return account.startsWith('wallet:') ? account.slice('wallet:'.length) : undefined;
}

/** Legs of a movement from one account to others; shares of 0 are left out. */
export function legsFrom(from: string, shares: readonly { readonly to: string; readonly amount: bigint }[]): readonly Leg[] {
    const moved = shares.filter(({ amount }) => amount !== 0n);
    const total = moved.reduce((sum, { amount }) => sum + amount, 0n);
    return [{ account: from, amount: String(-total) }, ...moved.map(({ to, amount }) => ({ account: to, amount: String(amount) }))];
}
