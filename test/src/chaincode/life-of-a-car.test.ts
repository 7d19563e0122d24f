// Recalls, stock and offers, the end of a car's life, and the check of a dashboard.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { OdometerCheck, OfferRequest, Vehicle } from '@carnet/domain';
import { DatedTrade, kilometres, type Member } from './dated-trade.js';
import { vin } from './vins.js';

let trade: DatedTrade;
before(async () => { trade = await DatedTrade.open(); });

const TERMS = 'ab'.repeat(32);
const offer = (offerId: string, validUntil: string): OfferRequest => ({ offerId, validUntil, termsHash: TERMS });
const stock = (entryId: string, type: 'STOCK_IN' | 'STOCK_OUT', date = trade.day): Parameters<DatedTrade['record']>[2] =>
    ({ entryId, type, date, source: 'dealer', confirm: true });
const withdraw = async (member: Member, of: string, offerId: string): Promise<Vehicle> =>
    (await trade.done(member, 'VehicleRecord:WithdrawOffer', of, offerId)).answer as Vehicle;

test('a recall is opened by manufacturer or authority, and done once', async () => {
    const of = await trade.register(vin(1));
    const recall = { entryId: 'recall-1', recall: 'R-7', date: '2023-01-01', reason: 'brake hose' };
    assert.equal((await trade.refusal('garage', 'OpenRecall', of, recall)).code, 'NOT_LICENSED');
    const opened = await trade.submit('authority', 'OpenRecall', of, recall);
    assert.deepEqual(await trade.submit('authority', 'OpenRecall', of, recall), opened);
    assert.deepEqual((await trade.vehicle(of)).openRecalls, ['R-7']);
    const twice = await trade.refusal('authority', 'OpenRecall', of, { ...recall, entryId: 'recall-2' });
    assert.deepEqual([twice.code, twice.parameters], ['RECALL_ALREADY_OPEN', { recall: 'R-7' }]);
    const done = kilometres('done', '2023-02-01', 10_000, { type: 'RECALL_DONE', refs: { recall: 'R-7' } });
    await trade.record('garage', of, done);
    assert.deepEqual((await trade.vehicle(of)).openRecalls, []);
    const again = await trade.refusal('garage', 'RecordEntry', of, { ...done, entryId: 'done-2' });
    assert.deepEqual([again.code, again.parameters], ['RECALL_NOT_OPEN', { recall: 'R-7', open: [] }]);
    const [, entry] = await trade.history(of);
    assert.deepEqual([entry?.type, entry?.refs, entry?.publicNote], ['RECALL_OPENED', { recall: 'R-7' }, 'brake hose']);
});

test('one organisation does not take all places for recalls', async () => {
    const of = await trade.register(vin(2));
    for (let n = 0; n < 24; n++) await trade.submit('authority', 'OpenRecall', of, { entryId: `r${n}`, recall: `R-${n}`, date: '2023-01-01' });
    const failure = await trade.refusal('authority', 'OpenRecall', of, { entryId: 'r24', recall: 'R-24', date: '2023-01-01' });
    assert.deepEqual([failure.code, failure.parameters], ['RECALLS_FULL', { limit: 32 }]);
});

test('an offer is made and withdrawn by who has the car in stock, one at a time, until its day has passed', async () => {
    trade.day = '2024-03-01';
    const of = await trade.register(vin(3));
    assert.equal((await trade.refusal('garage', 'OfferSale', of, offer('o1', '2024-04-01'))).code, 'NOT_IN_STOCK');
    await trade.record('garage', of, stock('in-1', 'STOCK_IN'));
    const vehicle = await trade.submit<Vehicle>('garage', 'OfferSale', of, offer('o1', '2024-04-01'));
    assert.deepEqual([vehicle.inStockOf, vehicle.offer], ['Org1MSP', { ...offer('o1', '2024-04-01'), mspId: 'Org1MSP' }]);
    assert.deepEqual(await trade.submit('garage', 'OfferSale', of, offer('o1', '2024-04-01')), vehicle);
    assert.equal((await trade.refusal('garage', 'OfferSale', of, offer('o1', '2024-04-02'))).code, 'ALREADY_EXISTS');
    assert.equal((await trade.refusal('garage', 'OfferSale', of, offer('o2', '2024-04-01'))).code, 'OFFER_STANDS');
    assert.equal((await trade.refusal('inspector', 'OfferSale', of, offer('o2', '2024-04-01'))).code, 'NOT_IN_STOCK');
    assert.equal((await trade.refused('inspector', 'VehicleRecord:WithdrawOffer', of, 'o1')).code, 'OFFER_NOT_FOUND');
    assert.equal((await trade.refused('garage', 'VehicleRecord:WithdrawOffer', of, 'o2')).code, 'OFFER_NOT_FOUND');
    assert.equal((await withdraw('garage', of, 'o1')).offer, undefined);
    assert.equal((await withdraw('garage', of, 'o1')).offer, undefined);
    await trade.submit('garage', 'OfferSale', of, offer('o2', '2024-03-01'));
    trade.day = '2024-03-02';
    await trade.submit('garage', 'OfferSale', of, offer('o3', '2024-03-02'));
    for (const validUntil of ['2024-03-01', '2025-03-04']) {
        await withdraw('garage', of, 'o3');
        const failure = await trade.refusal('garage', 'OfferSale', of, offer('o4', validUntil));
        assert.deepEqual([failure.code, failure.parameters], ['INVALID_DATE', { field: 'offer.validUntil' }]);
    }
    await trade.submit('garage', 'OfferSale', of, offer('o4', '2025-03-03'));
    assert.equal((await trade.vehicle(of)).entries, 2, 'offers are no entries');
});

test('the offer ends when the car leaves the stock, or another dealer takes it in', async () => {
    trade.day = '2024-03-01';
    for (const [number, member, entry] of [[4, 'garage', stock('out', 'STOCK_OUT')], [5, 'inspector', stock('in', 'STOCK_IN')]] as const) {
        const of = await trade.register(vin(number));
        await trade.record('garage', of, stock('in', 'STOCK_IN'));
        await trade.submit('garage', 'OfferSale', of, offer('o1', '2024-04-01'));
        await trade.record(member, of, entry);
        assert.equal((await trade.vehicle(of)).offer, undefined);
        assert.equal((await trade.refusal('garage', 'OfferSale', of, offer('o2', '2024-04-01'))).code, 'NOT_IN_STOCK');
    }
});

test('a movement dated tomorrow, as clocks and time zones allow, makes none of today\'s history', async () => {
    trade.day = '2024-03-01';
    const of = await trade.register(vin(8));
    await trade.record('garage', of, stock('in', 'STOCK_IN', '2024-03-02'));
    await trade.record('inspector', of, stock('in', 'STOCK_IN'));
    assert.equal((await trade.vehicle(of)).inStockOf, 'Org2MSP');
    await trade.record('inspector', of, stock('out', 'STOCK_OUT'));
    assert.equal((await trade.vehicle(of)).inStockOf, undefined);
});

test('after the end of a car\'s life only corrections and disputes are recorded', async () => {
    trade.day = '2024-03-01';
    const of = await trade.register(vin(6));
    await trade.record('garage', of, kilometres('r1', '2023-01-01', 210_000));
    await trade.record('garage', of, stock('in', 'STOCK_IN'));
    await trade.submit('garage', 'OfferSale', of, offer('o1', '2024-04-01'));
    const retirement = { entryId: 'end', date: '2024-03-01', reason: 'destroyed' };
    assert.equal((await trade.refusal('garage', 'RetireVehicle', of, retirement)).code, 'NOT_LICENSED');
    const retired = await trade.submit('authority', 'RetireVehicle', of, retirement);
    assert.deepEqual(await trade.submit('authority', 'RetireVehicle', of, retirement), retired);
    const { inStockOf, offer: standing, retired: closed } = await trade.vehicle(of);
    assert.deepEqual([inStockOf, standing, closed], [undefined, undefined, true]);
    for (const [member, name, request] of [
        ['garage', 'RecordEntry', kilometres('r2', '2024-01-01', 220_000)],
        ['garage', 'RecordEntry', stock('in-2', 'STOCK_IN')],
        ['authority', 'OpenRecall', { entryId: 'x', recall: 'R', date: '2024-03-01' }],
        ['authority', 'RetireVehicle', { ...retirement, entryId: 'end-2' }],
        ['garage', 'OfferSale', offer('o2', '2024-04-01')],
    ] as const) assert.equal((await trade.refusal(member, name, of, request)).code, 'VEHICLE_RETIRED', name);
    assert.equal((await trade.record('garage', of, kilometres('r1', '2023-01-01', 210_000))).sequence, 2, 'a repetition is answered still');
    await trade.submit('garage', 'ProposeCorrection', of, { entryId: 'c1', corrects: 'r1', value: 21_000, unit: 'km', reason: 'a digit', date: '2024-03-01' });
    await trade.submit('inspector', 'ConfirmCorrection', of, { entryId: 'k1', closes: { mspId: 'Org1MSP', entryId: 'c1' }, date: '2024-03-01' });
    await trade.submit('inspector', 'OpenDispute', of, {
        entryId: 'd1', disputes: { mspId: 'Org3MSP', entryId: 'end' }, reason: 'it was seen on the road', date: '2024-03-01',
    });
});

test('a false end of a car\'s life is overturned by a dispute of it that is upheld, and by nothing else', async () => {
    trade.day = '2024-03-01';
    const of = await trade.register(vin(9));
    const isRetired = async (): Promise<boolean> => (await trade.vehicle(of)).retired;
    const dispute = (entryId: string, mspId: string, disputed: string): object =>
        ({ entryId, disputes: { mspId, entryId: disputed }, reason: 'it stands in our yard', date: trade.day });
    const resolution = (entryId: string, mspId: string, opened: string, outcome: string): object =>
        ({ entryId, closes: { mspId, entryId: opened }, outcome, date: trade.day });
    await trade.record('garage', of, kilometres('r1', '2023-01-01', 210_000));
    await trade.submit('authority', 'RetireVehicle', of, { entryId: 'end', date: '2024-03-01' });

    await trade.submit('inspector', 'OpenDispute', of, dispute('d1', 'Org1MSP', 'r1'));
    await trade.submit('authority', 'ResolveDispute', of, resolution('s1', 'Org2MSP', 'd1', 'UPHELD'));
    assert.ok(await isRetired(), 'it was about another entry');
    await trade.submit('garage', 'OpenDispute', of, dispute('d2', 'Org3MSP', 'end'));
    await trade.submit('inspector', 'ResolveDispute', of, resolution('s2', 'Org1MSP', 'd2', 'DISMISSED'));
    assert.ok(await isRetired(), 'it was dismissed');
    await trade.submit('inspector', 'OpenDispute', of, dispute('d3', 'Org3MSP', 'end'));
    assert.equal((await trade.refusal('inspector', 'ResolveDispute', of, resolution('s3', 'Org2MSP', 'd3', 'UPHELD'))).code, 'PARTY_TO_DISPUTE');
    assert.equal((await trade.refusal('authority', 'ResolveDispute', of, resolution('s3', 'Org2MSP', 'd3', 'DISMISSED'))).code, 'PARTY_TO_DISPUTE');
    await trade.submit('authority', 'ResolveDispute', of, resolution('s3', 'Org2MSP', 'd3', 'UPHELD'));
    assert.ok(!await isRetired(), 'its author says so himself');
    await trade.record('garage', of, kilometres('r2', '2024-03-01', 220_000));

    await trade.submit('inspector', 'RetireVehicle', of, { entryId: 'end', date: '2024-03-01' });
    await trade.submit('garage', 'OpenDispute', of, dispute('d4', 'Org2MSP', 'end'));
    await trade.submit('authority', 'ResolveDispute', of, resolution('s4', 'Org1MSP', 'd4', 'UPHELD'));
    assert.ok(!await isRetired(), 'a third organisation decided so');
});

test('the dashboard is compared with the meter that is in the car, and no reading is told', async () => {
    trade.day = '2024-03-01';
    const of = await trade.register(vin(7));
    const ask = async (value: number, date: string, unit: 'km' | 'mi' = 'km'): Promise<unknown> =>
        (await trade.done('authority', 'VehicleRecord:CheckOdometer', of, JSON.stringify({ value, unit, date }))).answer;
    assert.deepEqual(await ask(1, '2024-03-01'), { answer: 'NO_DATA' } satisfies OdometerCheck);
    await trade.record('garage', of, kilometres('r1', '2023-01-01', 80_000));
    await trade.record('garage', of, kilometres('r2', '2024-01-01', 90_000));
    for (const [value, date, answer] of [
        [90_000, '2024-02-01', 'MATCH'], [89_901, '2024-02-01', 'MATCH'], [89_900, '2024-02-01', 'LOWER_THAN_LEDGER'],
        [115_411, '2024-02-02', 'IMPLAUSIBLY_HIGH'], [115_410, '2024-02-02', 'MATCH'], [9_999_999, '2024-02-02', 'IMPLAUSIBLY_HIGH'],
    ] as const) assert.deepEqual(await ask(value, date), { answer }, `${value} on ${date}`);
    assert.deepEqual(await ask(55_924, '2024-02-01', 'mi'), { answer: 'MATCH' });
    await trade.record('garage', of, {
        entryId: 'm1', type: 'ODOMETER_REPLACED', date: '2024-02-10', source: 'franchised', replacement: { oldValue: 91_000, newValue: 5, unit: 'km' },
        confirm: true,
    });
    assert.deepEqual(await ask(91_000, '2024-02-20'), { answer: 'NO_DATA' }, 'the new meter was not read yet');
    await trade.record('garage', of, kilometres('r3', '2024-02-20', 400));
    assert.deepEqual(await ask(500, '2024-02-21'), { answer: 'MATCH' });
});
