// The check of an issue against what could be stolen: the damage bound of a wallet, without reading its coins.
import { CarnetFailure, present, walletDamageBound, type DamageCeiling, type Programme, type StripeUsage, type Wallet } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { layerNow, type StripeReader } from './damage';
import { counters } from './money-state';
import { STRIPES_PER_PAYMENT } from './usage';

/** Reads the stripes of counters one by one, as long as they are few; of others nothing counts as used, which makes a bound no lower. */
function singleReads(context: LedgerContext): StripeReader {
    let left = STRIPES_PER_PAYMENT;
    return async (name, stripes) => {
        if (stripes > left) return [];
        left -= stripes;
        const held: StripeUsage[] = [];
        for (let stripe = 0; stripe < stripes; stripe += 1) held.push({ stripe, used: BigInt(await counters(context).read(...name, String(stripe)) ?? '0') });
        return held;
    };
}

/**
 * Refuses an issue that would let a thief move more than is said: the coins of the wallet are as many as the programme may ever issue, since a
 * submitted function reads no range of them. A freeze is left aside, for it can be lifted.
 * @throws CarnetFailure DAMAGE_BOUND_EXCEEDED
 */
export async function requireDamageAtMost(
    context: LedgerContext, wallet: Wallet, { currency, issueLimit }: Programme, policyHash: string, { amount, horizonDays }: DamageCeiling,
): Promise<void> {
    const read = singleReads(context);
    const programme = await layerNow(context, wallet, 'programme', policyHash, read);
    const own = wallet.policyHash === null ? undefined : await layerNow(context, wallet, 'wallet', wallet.policyHash, read);
    const { bound, sentence } = walletDamageBound({
        currency, purses: [{ programme, coins: [{ amount: BigInt(issueLimit), until: Infinity }] }], now: context.time.milliseconds, horizonDays,
        ...present({ wallet: own }),
    });
    if (BigInt(bound) <= BigInt(amount)) return;
    throw new CarnetFailure('DAMAGE_BOUND_EXCEEDED', sentence, { walletId: wallet.walletId, bound, atMost: amount, horizonDays });
}
