// Quota that comes back: of a refund, a release, or the part of a reservation that was not captured, where the policies give it back.
import { periodIndex, quotaBack, type CompiledPolicy, type CountedPeriod } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { readCompiledPolicy } from './compiled-policies';
import { counters } from './money-state';
import type { CountedUse, PaymentRecord } from './payment-record';

interface Indexed { readonly place: number; readonly use: CountedUse; readonly left: bigint }

function sameCounter(one: CountedUse, other: CountedUse): boolean {
    return one.layer === other.layer && one.limit === other.limit && one.owner === other.owner
        && one.period === other.period && one.index === other.index;
}

/** Coins of two versions of a policy may have counted in two periods of one limit: each is a counter of its own. */
function byCounter(uses: readonly Indexed[]): readonly (readonly Indexed[])[] {
    const groups: Indexed[][] = [];
    for (const one of uses) {
        const group = groups.find(([first]) => first !== undefined && sameCounter(first.use, one.use));
        if (group === undefined) groups.push([one]);
        else group.push(one);
    }
    return groups;
}

/** Whether a policy gives quota back now: only within the calendar period in which it was taken. */
function givesBack({ policy: { refund, calendar } }: CompiledPolicy, { period, index }: CountedUse, now: number): boolean {
    return refund.restoreQuota === 'same-period' && periodIndex(calendar, period as CountedPeriod, now) === index;
}

async function allGiveBack(context: LedgerContext, programmeId: string, use: CountedUse): Promise<boolean> {
    for (const hash of [use.policyHash, ...use.furtherPolicies ?? []]) {
        if (!givesBack(await readCompiledPolicy(context, programmeId, hash), use, context.time.milliseconds)) return false;
    }
    return true;
}

/**
 * Takes what comes back of a payment off the counters that it moved.
 * @param back minor units that come back now; @param whole whether with it the whole payment has come back
 * @returns `givenBack` of the record, where it changed
 */
export async function giveQuotaBack(
    context: LedgerContext, record: PaymentRecord, back: bigint, whole: boolean,
): Promise<Pick<PaymentRecord, 'givenBack'>> {
    const { programmeId } = record.row;
    const before = record.counted.map((_, place) => BigInt(record.givenBack?.[place] ?? '0'));
    const uses = record.counted.map((use, place): Indexed => ({ place, use, left: BigInt(use.amount) - (before[place] ?? 0n) }));
    const after = [...before];
    for (const group of byCounter(uses)) {
        const [first] = group;
        if (first === undefined || !await allGiveBack(context, programmeId, first.use)) continue;
        const stripes = group.map(({ use: { stripe }, left }) => ({ stripe, used: left }));
        for (const { stripe, used: part } of quotaBack({ measure: first.use.measure, stripes }, back, whole)) {
            const found = group.find(({ use }) => use.stripe === stripe);
            if (found === undefined) continue;
            const { use: { owner, layer, limit, period, index }, place } = found;
            const key = [programmeId, owner, layer, limit, period, String(index), String(stripe)];
            const used = BigInt(await counters(context).read(...key) ?? '0');
            await counters(context).write(String(used > part ? used - part : 0n), ...key);
            after[place] = (after[place] ?? 0n) + part;
        }
    }
    return after.every((sum, place) => sum === before[place]) ? {} : { givenBack: after.map(String) };
}
