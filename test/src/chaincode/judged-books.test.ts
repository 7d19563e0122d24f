// Whole books of every kind that the rules know: what the head keeps, what ReadJudgement answers and what a reader recomputes from the entries agree.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { CURRENT_RULES, judge, replayBook, type CorrectionProposal, type EntryRequest, type Judgement } from '@carnet/domain';
import { DatedTrade, kilometres } from './dated-trade.js';
import { vin } from './vins.js';

let trade: DatedTrade;
before(async () => {
    trade = await DatedTrade.open();
    trade.day = '2024-03-01';
});

/** @returns the judgement, which three ways lead to */
async function judged(of: string): Promise<Judgement> {
    const answered = await trade.judgement(of);
    const input = replayBook(await trade.history(of));
    assert.ok(input);
    assert.deepEqual(judge(input, CURRENT_RULES), answered, 'recomputed from the entries');
    const { verdict, reason } = await trade.vehicle(of);
    assert.deepEqual([verdict, reason], [answered.verdict, answered.reason], 'kept in the head');
    return answered;
}

function read(day: string, value: number, change: Partial<EntryRequest> = {}): EntryRequest {
    return { ...kilometres(`${day}-${value}`, day, value), confirm: true, ...change };
}

function replaced(date: string, oldValue: number, newValue: number): EntryRequest {
    return { entryId: `meter-${date}`, type: 'ODOMETER_REPLACED', date, source: 'independent', confirm: true, replacement: { oldValue, newValue, unit: 'km' } };
}

const IMPORTED: EntryRequest = { entryId: 'imported', type: 'IMPORTED', date: '2024-02-01', source: 'dealer', confirm: true, imported: { country: 'DE' } };

/** A book by its entries, and the reason of its verdict. */
const BOOKS: readonly (readonly [string, readonly EntryRequest[], string])[] = [
    ['too few', [read('2020-01-01', 10_000)], '06_TOO_FEW'],
    ['ascending', [read('2020-01-01', 10_000), read('2021-01-01', 20_000)], '00_ASCENDING'],
    ['a rollback', [read('2020-01-01', 30_000), read('2021-01-01', 20_000)], '04_LOWER_THAN_EARLIER'],
    ['a lower legacy reading', [
        read('2012-01-01', 140_000, { source: 'legacy' }), read('2014-01-01', 90_000, { source: 'legacy' }), read('2024-01-01', 160_000),
    ], '07_LEGACY'],
    ['a new meter', [read('2020-01-01', 30_000), read('2022-01-01', 5_000), replaced('2021-01-01', 40_000, 0)], '02_REPLACED'],
    ['a new meter that was recorded first', [replaced('2021-01-01', 40_000, 0), read('2020-01-01', 30_000), read('2022-01-01', 5_000)], '02_REPLACED'],
    ['a new meter set to the old one', [read('2020-01-01', 30_000), replaced('2021-01-01', 40_000, 40_050), read('2022-01-01', 45_000)], '00_ASCENDING'],
    ['imported without history', [read('2024-02-01', 30_000), IMPORTED, read('2024-02-20', 31_000)], '05_IMPORTED'],
    ['imported with history', [read('2020-02-01', 10_000, { source: 'import' }), IMPORTED, read('2024-02-20', 31_000)], '00_ASCENDING'],
];

for (const [index, [title, entries, reason]] of BOOKS.entries()) {
    test(`${title}: ${reason}`, async () => {
        const of = await trade.register(vin(100 + index));
        for (const entry of entries) await trade.record('garage', of, entry);
        assert.equal((await judged(of)).reason, reason);
    });
}

test('digits that are declared after a meter started again clear it, in a book whose readings left its head', async () => {
    const of = await trade.register(vin(120));
    const values = [97_820, 6_210];
    for (const [place, value] of values.entries()) await trade.record('garage', of, read(`20${12 + place}-05-10`, value));
    for (let place = 0; place < 70; place++) {
        await trade.record('garage', of, read(`20${14 + Math.floor(place / 12)}-${String(place % 12 + 1).padStart(2, '0')}-01`, 20_000 + place * 500));
    }
    assert.equal((await judged(of)).reason, '04_LOWER_THAN_EARLIER');
    await trade.record('authority', of, {
        entryId: 'digits', type: 'TECHNICAL_CHANGE', date: '2024-03-01', source: 'inspection', technical: { odometerDigits: 5 },
    });
    const { reason, findings } = await judged(of);
    assert.equal(reason, '01_ROLLOVER');
    assert.deepEqual(findings.find(({ code }) => code === 'ROLLOVER')?.readings, [2, 3]);
});

test('a correction deep in a long book clears it', async () => {
    const of = await trade.register(vin(121));
    for (let place = 0; place < 80; place++) {
        const day = `20${14 + Math.floor(place / 12)}-${String(place % 12 + 1).padStart(2, '0')}-01`;
        await trade.record('garage', of, read(day, place === 3 ? 215_000 : 20_000 + place * 500));
    }
    assert.equal((await judged(of)).verdict, 'ILLOGICAL');
    const proposal: CorrectionProposal = {
        entryId: 'c1', corrects: '2014-04-01-215000', value: 21_500, unit: 'km', reason: 'a digit too many', date: trade.day,
    };
    await trade.submit('garage', 'ProposeCorrection', of, proposal);
    const { verdict, findings } = await judged(of);
    assert.equal(verdict, 'LOGICAL');
    assert.deepEqual(findings.filter(({ code }) => code === 'CORRECTED').map(({ readings }) => readings), [[5]]);
});
