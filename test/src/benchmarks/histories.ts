// Inspection histories as an authority hands them over: one test a year or more, with a reading and some defects.
import { randomUUID } from 'node:crypto';
import { formatDay, type BatchEntry, type Defect } from '@carnet/domain';

const DEFECTS: readonly Defect[] = [
    { code: '4.1.4', severity: 'MAJOR' }, { code: '5.2.3(e)', severity: 'MINOR' }, { code: '1.1.14(a)(ii)', severity: 'CRITICAL' },
    { code: '8.2.1.2(b)', severity: 'MAJOR' }, { code: 'MOT_ADVISORY', severity: 'MINOR' },
];

/** Days since 1970-01-01: the first inspection of the histories, 2010-03-08. */
const FIRST_DAY = 14_676;

/** `length` inspections of one car, about one a year from its third year on; every fourth is a failure and its retest. */
export function inspectionHistory(vin: string, length: number): BatchEntry[] {
    return Array.from({ length }, (_, n) => {
        const day = FIRST_DAY + n * 290 + n % 7;
        const failed = n % 4 === 2;
        return {
            vin, entryId: `mot-${randomUUID()}`, type: 'INSPECTION', date: `${formatDay(day)}T${10 + n % 8}:${10 + n % 50}`, source: 'inspection',
            odometer: { value: 21_757 + n * 7_481, unit: 'mi', status: 'READ', method: 'DASH' },
            inspection: { nature: 'PERIODIC', result: failed ? 'FAILED' : 'PASSED', defects: DEFECTS.slice(0, failed ? 4 : n % 3) },
            confirm: true,
        };
    });
}
