// Which dates an entry may bear.
import { CarnetFailure, timeOfDate, type BookFacts } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';

/** For clocks and time zones a day may be tomorrow. @returns days since 1970-01-01 @throws CarnetFailure INVALID_DATE */
export function requireNotLater(context: LedgerContext, date: string, field: string, what = 'The date'): number {
    const { day } = timeOfDate(date);
    if (day <= context.time.day + 1) return day;
    throw new CarnetFailure('INVALID_DATE', `${what} is later than tomorrow.`, { field });
}

/** Not later than tomorrow; not before the day before the first registration. @throws CarnetFailure INVALID_DATE */
export function requireDate(context: LedgerContext, { firstRegistration }: BookFacts, date: string, field: string): void {
    if (requireNotLater(context, date, field) >= timeOfDate(firstRegistration).day - 1) return;
    throw new CarnetFailure('INVALID_DATE', 'The date is before the first registration of the vehicle.', { field, firstRegistration });
}
