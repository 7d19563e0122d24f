// Two cars for the tests of what a buyer reads: one whose book is clean, one that was turned back; with all that a book can hold.
import type { Judgement, Odometer, RecordedEntry, Report, Vehicle } from '@carnet/domain';

type Facts = Partial<RecordedEntry> & Pick<RecordedEntry, 'type' | 'date'>;

const hex = (number: number): string => number.toString(16).padStart(64, '0');

/** Numbers the entries and fills in what the ledger adds. */
export function bookOf(vin: string, entries: readonly Facts[]): RecordedEntry[] {
    return entries.map((facts, index) => ({
        vin, entryId: `entry-${index + 1}`, sequence: index + 1, mspId: 'Org2MSP', writer: 'x509::/OU=client/CN=User1',
        recordedAt: `${facts.date.slice(0, 10)}T12:00:00.000Z`, transactionId: hex(index + 100), previousHash: hex(index), hash: hex(index + 1),
        verdict: 'LOGICAL', reason: '00_ASCENDING', rulesVersion: 1, ...facts,
    }));
}

export function reportOf(entries: readonly RecordedEntry[], vehicle: Partial<Vehicle>, judgement: Partial<Judgement>, readAt: string): Report {
    const verdict = { verdict: 'LOGICAL', reason: '00_ASCENDING', rulesVersion: 1, ...judgement } as const;
    return {
        v: 1, readAt, judgement: { findings: [], ...verdict },
        vehicle: {
            vin: 'VF1JM0D0641234567', make: 'RENAULT', model: 'SCENIC', firstRegistration: '2018-03-17', odometerUnit: 'km', registeredBy: 'Org1MSP',
            entries: entries.length, headHash: 'c0ffee'.padEnd(64, '7'), keeperChanges: 0, imported: false, openRecalls: [], pendingCorrections: 0,
            openDisputes: 0, retired: false, verdict: verdict.verdict, reason: verdict.reason, rulesVersion: 1, ...vehicle,
        },
    };
}

const km = (value: number): Odometer => ({ value, unit: 'km', status: 'READ', method: 'DASH' });
const mi = (value: number): Odometer => ({ value, unit: 'mi', status: 'READ', method: 'DASH' });

export interface Car { readonly entries: RecordedEntry[]; readonly report: Report }

export function cleanCar(): Car {
    const entries = bookOf('VF1JM0D0641234567', [
        { type: 'VEHICLE_REGISTERED', date: '2018-03-20', mspId: 'Org1MSP', entryId: 'registration',
            vehicle: { make: 'RENAULT', model: 'SCENIC', firstRegistration: '2018-03-17', odometerUnit: 'km' } },
        { type: 'SERVICE', date: '2019-03-04', source: 'franchised', odometer: km(15_210), work: ['Oil and filter changed', 'Cabin filter changed'] },
        { type: 'TYRES', date: '2020-03-11', source: 'independent', odometer: km(31_870), work: ['Four summer tyres 205/55 R16'] },
        { type: 'INSPECTION', date: '2021-02-19', source: 'inspection', mspId: 'Org1MSP', odometer: km(46_005),
            inspection: { nature: 'PERIODIC', result: 'FAILED', defects: [{ code: '1.1.13.a.1', severity: 'MAJOR' }, { code: '5.2.3.e.1', severity: 'MINOR' }] } },
        { type: 'REPAIR', date: '2021-02-24', source: 'independent', odometer: km(46_051), work: ['Front brake pads and discs replaced'] },
        { type: 'INSPECTION', date: '2021-02-26T10:30', source: 'inspection', mspId: 'Org1MSP', odometer: km(46_060),
            inspection: { nature: 'RETEST', result: 'PASSED', defects: [] } },
        { type: 'RECALL_OPENED', date: '2021-06-01', mspId: 'Org1MSP', refs: { recall: 'R/2021/118' } },
        { type: 'RECALL_DONE', date: '2021-07-02', source: 'franchised', odometer: km(50_120), refs: { recall: 'R/2021/118' }, work: ['Airbag inflator replaced'] },
        { type: 'SERVICE', date: '2022-03-02', source: 'franchised', odometer: km(62_480), work: ['Service with timing belt'] },
        { type: 'KEEPER_CHANGED', date: '2022-09-15', source: 'dealer' },
        { type: 'BATTERY_HEALTH', date: '2023-03-08', source: 'franchised', odometer: km(78_990), battery: { soh: 91, method: 'OEM' } },
        { type: 'SERVICE', date: '2024-03-14', source: 'franchised', odometer: km(93_320), work: ['Oil and filter changed'] },
    ]);
    return { entries, report: reportOf(entries, { keeperChanges: 1 }, {}, '2024-06-10T09:30:00.000Z') };
}

/** Turned back, imported, corrected, disputed, with a new meter, an open recall and long gaps. */
export function rolledBackCar(): Car {
    const entries = bookOf('VF1KG1PBE34418273', [
        { type: 'VEHICLE_REGISTERED', date: '2016-05-02', mspId: 'Org1MSP', entryId: 'registration' },
        { type: 'IMPORTED', date: '2016-05-02', source: 'import', odometer: mi(31_200), imported: { country: 'GB' } },
        { type: 'SERVICE', date: '2016-11-20', source: 'independent', odometer: km(58_900), work: ['Oil and filter changed'] },
        { type: 'INSPECTION', date: '2017-11-21', source: 'inspection', mspId: 'Org1MSP', odometer: km(771_340),
            inspection: { nature: 'PERIODIC', result: 'PASSED', defects: [{ code: '6.1.1.c.1', severity: 'MINOR' }] } },
        { type: 'CORRECTION_PROPOSED', date: '2018-01-10', mspId: 'Org1MSP', entryId: 'fix-1', refs: { corrects: 'entry-4' },
            correction: { value: 77_340, unit: 'km' }, publicNote: 'A digit was typed twice' },
        { type: 'CORRECTION_CONFIRMED', date: '2018-01-12', mspId: 'Org2MSP', refs: { closes: { mspId: 'Org1MSP', entryId: 'fix-1' } } },
        { type: 'READING', date: '2018-06-01', source: 'dealer', odometer: { unit: 'km', status: 'UNREADABLE', method: 'DASH' } },
        { type: 'TYRES', date: '2020-12-03', source: 'independent', odometer: km(142_880), work: ['Two tyres'] },
        { type: 'ODOMETER_REPLACED', date: '2021-04-09', source: 'franchised', replacement: { oldValue: 149_010, newValue: 149_010, unit: 'km' } },
        { type: 'SERVICE', date: '2021-10-30', source: 'independent', odometer: km(84_210), work: ['Oil and filter changed'] },
        { type: 'DISPUTE_OPENED', date: '2021-11-15', mspId: 'Org1MSP', entryId: 'dispute-1',
            refs: { disputes: { mspId: 'Org2MSP', entryId: 'entry-10' } }, publicNote: 'Meter shows less than at our inspection' },
        { type: 'RECALL_OPENED', date: '2022-02-01', mspId: 'Org1MSP', refs: { recall: 'R/2022/007' } },
        { type: 'READING', date: '2022-02-18', source: 'dealer', odometer: km(86_030) },
    ]);
    return {
        entries,
        report: reportOf(entries, {
            vin: 'VF1KG1PBE34418273', model: 'MEGANE', firstRegistration: '2013-09-01', imported: true, keeperChanges: 3,
            openRecalls: ['R/2022/007'], openDisputes: 1,
        }, {
            verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER',
            findings: [
                { code: 'ROLLBACK', severity: 'CRITICAL', readings: [8, 10, 13] },
                { code: 'UNUSABLE_READING', severity: 'INFO', readings: [7] },
                { code: 'MIXED_UNITS', severity: 'INFO', readings: [2, 3] },
                { code: 'CORRECTED', severity: 'INFO', readings: [4] },
            ],
        }, '2024-06-10T09:30:00.000Z'),
    };
}
