// ReadReport: one answer for evaluation and endorsement, the same on all peers, bounded in time, without a write.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatInstant, type Judgement, type Report, type Vehicle } from '@carnet/domain';
import { car, openBooks, org1, org2, reading, record, trade, vin } from './books.js';
import { refusalIn } from './trade.js';

openBooks();

const READ_REPORT = 'VehicleRecord:ReadReport';

test('vehicle and judgement are those of the other functions, and readAt is the time of the question', async () => {
    const number = await car(60);
    await record(org1, number, reading('r1', '2018-03-11', 104_510));
    await record(org2, number, reading('r2', '2021-04-02', 58_300));
    const timestampMs = Date.now() - 30_000;
    const endorsed = await trade.network.endorse(org2, READ_REPORT, [number], { timestampMs, endorsingOrganizations: ['Org1MSP', 'Org2MSP'] });
    const report = JSON.parse(Buffer.from(endorsed.result).toString('utf8')) as Report;
    assert.deepEqual(report, {
        v: 1, readAt: formatInstant(timestampMs),
        vehicle: await trade.evaluate(org1, 'VehicleRecord:ReadVehicle', number) as Vehicle,
        judgement: await trade.evaluate(org1, 'VehicleRecord:ReadJudgement', number) as Judgement,
    });
    assert.deepEqual([report.vehicle.entries, report.judgement.verdict], [3, 'ILLOGICAL']);
});

test('it reads the head of the book, and writes nothing', async () => {
    const number = await car(61);
    const { reads, writes, ranges, event } = await trade.endorse(org2, READ_REPORT, number);
    assert.deepEqual([reads, writes, ranges, event], [[`\0vehicle\0${number}\0`], [], 0, undefined]);
});

test('a question whose time is far from the clock of the peer is refused, endorsed or evaluated', async () => {
    const number = await car(62);
    for (const offset of [-130_000, 130_000]) {
        const options = { timestampMs: Date.now() + offset };
        const { network } = trade;
        for (const ask of [network.endorse(org1, READ_REPORT, [number], options), network.evaluate(org1, READ_REPORT, [number], options)]) {
            await assert.rejects(ask, error => refusalIn(error).code === 'CLOCK_SKEW');
        }
    }
});

test('a vehicle that is not registered has no report', async () => {
    assert.equal((await trade.refused(org1, READ_REPORT, vin(98))).code, 'VEHICLE_NOT_FOUND');
    assert.equal((await trade.refused(org1, READ_REPORT, 'VF1')).code, 'INVALID_VIN');
});
