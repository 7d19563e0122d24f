// What a buyer reads: every code has its words in both languages, and the facts of a book come out where they belong.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { buyerReport, CAUTIONS, ENGLISH, FINDING_CODES, FRENCH, isFindingCode, phrasesIn, type DisclosedEntry, type ReportPhrases } from '@carnet/client/report';
import { ENTRY_TYPES, GOVERNED_TYPES, ODOMETER_CHECKS, SOURCE_CLASSES } from '@carnet/domain';
import { bookOf, cleanCar, rolledBackCar } from '../portal/cars.js';

const VERDICTS = ['LOGICAL', 'ILLOGICAL', 'NO_JUDGEMENT'];
const REASONS = ['00_ASCENDING', '01_ROLLOVER', '02_REPLACED', '04_LOWER_THAN_EARLIER', '05_IMPORTED', '06_TOO_FEW', '07_LEGACY'];

function texts(value: unknown): string[] {
    if (typeof value === 'string') return [value];
    if (typeof value === 'function') return [];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

function keysOf(phrases: ReportPhrases): Record<string, string[]> {
    const { verdicts, reasons, findings, cautions, checks, types, sources } = phrases;
    return Object.fromEntries(Object.entries({ verdicts, reasons, findings, cautions, checks, types, sources })
        .map(([name, table]) => [name, Object.keys(table).sort()]));
}

const expected = {
    verdicts: VERDICTS, reasons: REASONS, findings: FINDING_CODES, cautions: CAUTIONS, checks: ODOMETER_CHECKS,
    types: [...ENTRY_TYPES, ...GOVERNED_TYPES], sources: SOURCE_CLASSES,
};

for (const phrases of [ENGLISH, FRENCH]) {
    test(`every verdict, reason, finding, caution, answer, type and source has its words (${phrases.language})`, () => {
        assert.deepEqual(keysOf(phrases), Object.fromEntries(Object.entries(expected).map(([name, codes]) => [name, [...codes].sort()])));
        for (const text of texts(phrases)) assert.ok(text.trim() === text && text !== '', `'${text}'`);
        for (const { sentence, whatToDo } of [...Object.values(phrases.reasons), ...Object.values(phrases.checks)]) {
            assert.match(sentence, /\.$/);
            assert.match(whatToDo, /\.$/);
        }
    });
}

test('the two languages say nothing in the same sentence', () => {
    const english = new Set([...texts(ENGLISH.reasons), ...texts(ENGLISH.findings), ...texts(ENGLISH.cautions), ...texts(ENGLISH.checks)]);
    for (const text of [...texts(FRENCH.reasons), ...texts(FRENCH.findings), ...texts(FRENCH.cautions), ...texts(FRENCH.checks)]) {
        assert.ok(!english.has(text), text);
    }
});

test('dates and numbers are written as people of the language do', () => {
    assert.equal(ENGLISH.date('2021-02-26T10:30'), '26\u00a0Feb\u00a02021, 10:30 UTC');
    assert.equal(FRENCH.date('2021-08-01'), '1er\u00a0août\u00a02021');
    assert.equal(ENGLISH.number(1_234_567), '1,234,567');
    assert.equal(FRENCH.number(93_320), '93\u202f320');
    assert.equal(ENGLISH.number(999), '999');
    assert.equal(phrasesIn('fr').date('no date'), 'no date');
    assert.match(FRENCH.unknownFinding('NEW_CODE'), /NEW_CODE/);
});

test('a clean car: work by category, inspections with defects, recall done, battery, keepers, no gap', () => {
    const { report, entries } = cleanCar();
    const buyer = buyerReport(report, entries, { organisations: { Org1MSP: 'Inspections' } });
    assert.equal(buyer.vinLastSix, '234567');
    assert.equal(buyer.verdict, 'LOGICAL');
    assert.deepEqual(buyer.cautions, []);
    assert.deepEqual(buyer.gaps, []);
    assert.deepEqual(buyer.work.map(({ category, items }) => [category, items.length]), [['SERVICE', 3], ['REPAIR', 1], ['TYRES', 1]]);
    assert.deepEqual(buyer.inspections.map(({ result, worst }) => [result, worst]), [['FAILED', 'MAJOR'], ['PASSED', undefined]]);
    assert.deepEqual(buyer.recalls, [
        { campaign: 'R/2021/118', openedOn: '2021-06-01', doneOn: '2021-07-02', doneBy: { mspId: 'Org2MSP' }, open: false },
    ]);
    assert.equal(buyer.batteries[0]?.soh, 91);
    assert.equal(buyer.keepers, 2);
    assert.deepEqual(buyer.readings.map(({ kilometres }) => kilometres), [15_210, 31_870, 46_005, 46_051, 46_060, 50_120, 62_480, 78_990, 93_320]);
    assert.deepEqual(buyer.readings[2]?.organisation, { mspId: 'Org1MSP', name: 'Inspections' });
    assert.deepEqual(buyer.withheld, { entries: 0, partlyWithheldEntries: 0, events: 0 });
});

test('a turned-back car: findings at their readings, correction with both organisations, gaps, dispute, import, open recall', () => {
    const { report, entries } = rolledBackCar();
    const buyer = buyerReport(report, entries);
    assert.deepEqual(buyer.cautions, ['OPEN_RECALL', 'OPEN_DISPUTE', 'GAPS', 'IMPORTED']);
    assert.equal(buyer.importedFrom, 'GB');
    const miles = buyer.readings.find(({ asRead }) => asRead?.unit === 'mi');
    assert.deepEqual([miles?.asRead?.value, miles?.kilometres], [31_200, 50_212]);
    const corrected = buyer.readings.find(({ sequence }) => sequence === 4);
    assert.deepEqual([corrected?.asRead?.value, corrected?.kilometres, corrected?.replacedKilometres], [771_340, 77_340, 771_340]);
    assert.deepEqual(corrected?.corrections, [{
        value: 77_340, unit: 'km', status: 'CONFIRMED', sequence: 5, proposedBy: { mspId: 'Org1MSP' }, proposedOn: '2018-01-10',
        why: 'A digit was typed twice', closedBy: { mspId: 'Org2MSP' }, closedOn: '2018-01-12',
    }]);
    assert.deepEqual(buyer.readings.filter(({ findings }) => findings.includes('ROLLBACK')).map(({ sequence }) => sequence), [10, 13]);
    assert.deepEqual(buyer.readings.filter(({ laterIsLower }) => laterIsLower).map(({ sequence }) => sequence), [8]);
    assert.deepEqual(buyer.findings[0]?.dates, ['2020-12-03', '2021-10-30', '2022-02-18']);
    assert.deepEqual(buyer.gaps.map(({ kind, months }) => [kind, months]), [['BEFORE_FIRST_READING', 32], ['BETWEEN_READINGS', 36], ['SINCE_LAST_READING', 27]]);
    assert.deepEqual(buyer.disputes.map(({ disputes, disputed, open }) => [disputes, disputed?.mspId, open]), [[10, 'Org2MSP', true]]);
    assert.deepEqual(buyer.recalls.map(({ campaign, open }) => [campaign, open]), [['R/2022/007', true]]);
    assert.deepEqual(buyer.replacements.map(({ oldValue, newValue }) => [oldValue, newValue]), [[149_010, 149_010]]);
});

test('a correction that is not closed is pending, one that is rejected changes nothing', () => {
    const { report, entries } = rolledBackCar();
    const pending = buyerReport(report, entries.filter(({ type }) => type !== 'CORRECTION_CONFIRMED'));
    const reading = pending.readings.find(({ sequence }) => sequence === 4);
    assert.deepEqual([reading?.kilometres, reading?.replacedKilometres, reading?.corrections[0]?.status], [771_340, undefined, 'PENDING']);
    const rejected = buyerReport(report, entries.map(entry => entry.type === 'CORRECTION_CONFIRMED' ? { ...entry, type: 'CORRECTION_REJECTED' as const } : entry));
    const same = rejected.readings.find(({ sequence }) => sequence === 4);
    assert.deepEqual([same?.kilometres, same?.corrections[0]?.status], [771_340, 'REJECTED']);
});

test('a dispute that is closed says how and by whom', () => {
    const { report, entries } = rolledBackCar();
    const closing = bookOf(report.vehicle.vin, [
        { type: 'DISPUTE_RESOLVED', date: '2022-01-05', mspId: 'Org2MSP', outcome: 'UPHELD', refs: { closes: { mspId: 'Org1MSP', entryId: 'dispute-1' } } },
    ]).map(entry => ({ ...entry, sequence: 14 }));
    const [dispute] = buyerReport(report, [...entries, ...closing]).disputes;
    assert.deepEqual([dispute?.open, dispute?.outcome, dispute?.resolvedBy, dispute?.resolvedOn], [false, 'UPHELD', { mspId: 'Org2MSP' }, '2022-01-05']);
});

/** Severities and states of corrections, which stand in the same sources. */
const OTHER_CODES = new Set(['CRITICAL', 'WARNING', 'PENDING', 'CONFIRMED', 'REJECTED']);

/** Codes that the rules find, as they stand in the source of the domain. */
function codesInSource(): string[] {
    const files = ['judge', 'drops', 'intervals', 'entry-findings'].map(name => new URL(`../../../chaincode/domain/src/vehicle/${name}.ts`, import.meta.url));
    const codes = files.flatMap(file => [...readFileSync(file, 'utf8').matchAll(/'([A-Z_]{5,})'/g)].map(([, code = '']) => code));
    return [...new Set(codes)].filter(code => !OTHER_CODES.has(code));
}

test('every finding that the source of the rules names has its words', () => {
    const codes = codesInSource();
    assert.ok(codes.length >= 9, codes.join(' '));
    for (const code of codes) assert.ok(isFindingCode(code), code);
});

test('eighteen months to the day are no gap, one day more is', () => {
    const { report, entries } = cleanCar();
    const gaps = (readAt: string): number => buyerReport({ ...report, readAt }, entries).gaps.length;
    assert.equal(gaps('2025-09-14T00:00:00.000Z'), 0);
    assert.equal(gaps('2025-09-15T00:00:00.000Z'), 1);
});

test('withheld entries are counted, whether they are left out or hold their place alone; an open recall is listed all the same', () => {
    const { report, entries } = rolledBackCar();
    const shown: DisclosedEntry[] = entries.slice(0, 4);
    const bare = entries.slice(4).map(({ sequence, previousHash, hash }): DisclosedEntry => ({ sequence, previousHash, hash }));
    for (const given of [shown, [...bare, ...shown]]) {
        const buyer = buyerReport(report, given, { partlyWithheldEntries: 1 });
        assert.deepEqual(buyer.withheld, { entries: 9, partlyWithheldEntries: 1, events: 9 });
        assert.ok(buyer.cautions.includes('WITHHELD'));
        assert.deepEqual(buyer.recalls.map(({ campaign, openedOn }) => [campaign, openedOn]), [['R/2022/007', undefined]]);
        assert.deepEqual(buyer.findings[0]?.dates, []);
    }
});

test('names of codes are not looked up in what every object inherits', () => {
    assert.ok(isFindingCode('ROLLBACK'));
    assert.ok(!isFindingCode('toString'));
});
