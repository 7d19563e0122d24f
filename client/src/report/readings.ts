// The odometer series of the report: every reading as read and as it counts, and the stretches without any.
import { parseCalendarTime, type Finding } from '@carnet/domain';
import type { BuyerReading, Gap } from './buyer-report.js';
import { inKilometres, type DisclosedBook } from './disclosed.js';

/** A longer time than this without a reading is a gap: half a year more than the interval between yearly readings. */
export const GAP_MONTHS = 18;

const DROPS: readonly string[] = ['ROLLBACK', 'ROLLBACK_LEGACY'];

/** These name first the reading that the others are compared with: it is not at fault itself. */
const COMPARING: readonly string[] = [...DROPS, 'MINOR_DROP', 'IMPLAUSIBLE_JUMP', 'STATIC', 'ROLLOVER'];

function findingsByReading(findings: readonly Finding[]): Map<number, string[]> {
    const codes = new Map<number, string[]>();
    for (const { code, readings } of findings) {
        for (const sequence of COMPARING.includes(code) ? readings.slice(1) : readings) {
            const known = codes.get(sequence);
            if (known === undefined) codes.set(sequence, [code]);
            else if (!known.includes(code)) known.push(code);
        }
    }
    return codes;
}

/** Every entry whose odometer state is disclosed, by date. A date that is withheld cannot be placed: the entry counts as partly withheld. */
export function readingsOf(book: DisclosedBook, findings: readonly Finding[]): BuyerReading[] {
    const codes = findingsByReading(findings);
    const higher = new Set(findings.flatMap(({ code, readings }) => DROPS.includes(code) ? readings.slice(0, 1) : []));
    const readings = book.entries.flatMap((entry): BuyerReading[] => {
        const { odometer, date, sequence } = entry;
        if (odometer === undefined || date === undefined) return [];
        const asRead = odometer.status === 'READ' && odometer.value !== undefined ? { value: odometer.value, unit: odometer.unit } : undefined;
        const read = asRead === undefined ? undefined : inKilometres(asRead.value, asRead.unit);
        const kilometres = book.kilometresOf(entry);
        return [{
            sequence, date, type: entry.type, status: odometer.status, asRead, kilometres,
            replacedKilometres: read === kilometres ? undefined : read,
            source: entry.source, organisation: book.organisation(entry.mspId),
            corrections: book.correctionsOf(entry), findings: codes.get(sequence) ?? [], laterIsLower: higher.has(sequence),
        }];
    });
    const time = ({ date }: BuyerReading): number => {
        const { day, minute = 0 } = parseCalendarTime(date) ?? { day: 0 };
        return day * 1440 + minute;
    };
    return readings.sort((a, b) => time(a) - time(b) || a.sequence - b.sequence);
}

/** Whole calendar months from one `YYYY-MM-DD` to a later one. */
function monthsBetween(from: string, to: string): number {
    const [fromYear, fromMonth, fromDay] = from.split('-').map(Number) as [number, number, number];
    const [toYear, toMonth, toDay] = to.split('-').map(Number) as [number, number, number];
    return (toYear - fromYear) * 12 + toMonth - fromMonth - (toDay < fromDay ? 1 : 0);
}

/** @param first day of the first registration @param today day of the report, `YYYY-MM-DD` */
export function gapsIn(readings: readonly BuyerReading[], first: string, today: string): Gap[] {
    const days = readings.filter(({ kilometres }) => kilometres !== undefined).map(({ date }) => date.slice(0, 10));
    const points = [first, ...days, today];
    return points.slice(1).flatMap((to, index): Gap[] => {
        const from = points[index] ?? to;
        const months = monthsBetween(from, to);
        const past = months > GAP_MONTHS || (months === GAP_MONTHS && from.slice(8) !== to.slice(8));
        if (!past) return [];
        const kind = index === days.length ? 'SINCE_LAST_READING' : index === 0 ? 'BEFORE_FIRST_READING' : 'BETWEEN_READINGS';
        return [{ from, to, months, kind }];
    });
}
