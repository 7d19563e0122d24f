// RegisterVehicle: the first entry of a book, repetition, unusual VINs, and dates that cannot be.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entryHash, type Vehicle } from '@carnet/domain';
import { car, history, openBooks, org1, org2, reading, record, trade, vin } from './books.js';
import { VEHICLE, VIN } from './valid-requests.js';

openBooks();

test('opens a book whose first entry holds what was registered', async () => {
    const done = await trade.submit(org1, 'VehicleRecord:RegisterVehicle', `  ${VIN.toLowerCase()} `, JSON.stringify(VEHICLE));
    const vehicle = done.answer as Vehicle;
    const [first] = await history(VIN);
    assert.ok(first);
    const { hash, ...hashed } = first;
    assert.deepEqual([first.type, first.sequence, first.vin, first.vehicle, first.mspId], ['VEHICLE_REGISTERED', 1, VIN, VEHICLE, 'Org1MSP']);
    assert.equal(first.previousHash, '0'.repeat(64));
    assert.equal(hash, entryHash(hashed));
    assert.equal(first.date, first.recordedAt.slice(0, 10));
    assert.deepEqual(vehicle, {
        vin: VIN, make: 'RENAULT', model: 'SCENIC', firstRegistration: '2009-03-17', odometerUnit: 'mi', odometerDigits: 6, registeredBy: 'Org1MSP',
        entries: 1, headHash: hash, verdict: 'NO_JUDGEMENT', reason: '06_TOO_FEW', rulesVersion: 1,
        keeperChanges: 0, imported: false, openRecalls: [], pendingCorrections: 0, openDisputes: 0, retired: false,
    });
    assert.deepEqual(await trade.evaluate(org2, 'VehicleRecord:ReadVehicle', VIN), vehicle);
    assert.deepEqual(done.event, { v: 1, type: 'VehicleRegistered', items: [{ vin: VIN, mspId: 'Org1MSP', make: 'RENAULT', model: 'SCENIC' }] });
});

test('again answers the vehicle as it stands; with other facts, or by another organisation, it exists already', async () => {
    const number = await car(1);
    await record(org1, number, reading('r1', '2012-02-20', 21_757));
    const again = await trade.submit(org1, 'VehicleRecord:RegisterVehicle', number, JSON.stringify(VEHICLE));
    assert.deepEqual([again.writes, (again.answer as Vehicle).entries], [[], 2]);
    const other = await trade.refused(org1, 'VehicleRecord:RegisterVehicle', number, JSON.stringify({ ...VEHICLE, make: 'PEUGEOT' }));
    assert.deepEqual([other.code, other.parameters], ['ALREADY_EXISTS', { registeredBy: 'Org1MSP', vin: number }]);
    assert.equal((await trade.refused(org2, 'VehicleRecord:RegisterVehicle', number, JSON.stringify(VEHICLE))).code, 'ALREADY_EXISTS');
});

test('an unusual VIN needs its warnings confirmed', async () => {
    const unusual = '1HGCM82643A004352';
    const open = await trade.refused(org1, 'VehicleRecord:RegisterVehicle', unusual, JSON.stringify(VEHICLE));
    assert.deepEqual([open.code, open.parameters], ['VIN_NOT_CONFIRMED', { field: 'vehicle.confirmedVinWarnings', warnings: ['CHECK_DIGIT_NA'] }]);
    await trade.submit(org1, 'VehicleRecord:RegisterVehicle', unusual, JSON.stringify({ ...VEHICLE, confirmedVinWarnings: ['CHECK_DIGIT_NA'] }));
});

test('a first registration later than tomorrow is refused', async () => {
    const failure = await trade.refused(org1, 'VehicleRecord:RegisterVehicle', vin(2), JSON.stringify({ ...VEHICLE, firstRegistration: '9999-01-01' }));
    assert.deepEqual([failure.code, failure.parameters['field']], ['INVALID_DATE', 'vehicle.firstRegistration']);
});
