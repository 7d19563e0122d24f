// The calendar day: the first payment of a local day writes it, all others read it, so that a payment withheld over midnight dies.
import { localTime, type CompiledPolicy } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { days } from './money-state';

/** The days by the calendars of the policies that were asked. */
export interface DayGuard {
    /** Whether the time of the transaction is before a day on which something was paid already. */
    readonly behind: boolean;
    /** To be called where the payment is made: writes the days that begin with it. */
    begin(): Promise<void>;
}

function calendarsOf(policies: readonly CompiledPolicy[]): ReadonlyMap<string, CompiledPolicy['policy']['calendar']> {
    return new Map(policies.map(({ policy: { calendar } }) => [String(calendar.utcOffsetMinutes), calendar]));
}

/** What `guardDay` reads. */
export function dayKeys(context: LedgerContext, programmeId: string, policies: readonly CompiledPolicy[]): readonly string[] {
    return [...calendarsOf(policies).keys()].map(offset => days(context).key(programmeId, offset));
}

/**
 * One read for each different offset from UTC, which is one as a rule. Each offset has a key of its own, so that nobody's wallet policy, with
 * whatever calendar, moves the day of others.
 */
export async function guardDay(context: LedgerContext, programmeId: string, policies: readonly CompiledPolicy[]): Promise<DayGuard> {
    const begun: (readonly [offset: string, day: number])[] = [];
    let behind = false;
    for (const [offset, calendar] of calendarsOf(policies)) {
        const { day } = localTime(calendar, context.time.milliseconds);
        const stored = await days(context).read(programmeId, offset);
        if (stored !== undefined && day < stored) behind = true;
        if (stored === undefined || day > stored) begun.push([offset, day]);
    }
    return {
        behind,
        begin: async () => {
            for (const [offset, day] of begun) await days(context).write(day, programmeId, offset);
        },
    };
}
