// Who may record: by role, by what was revoked or suspended, and by the clock.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EntryRequest, Vehicle } from '@carnet/domain';
import { BATCH, RECORD, car, openBooks, org1, org2, reading, record, trade, vin } from './books.js';
import { refusalIn } from './trade.js';
import { ENTRY, INSPECTION_ENTRY, VEHICLE } from './valid-requests.js';

openBooks();

test('the role decides on the type of entry and on the source class', async () => {
    const number = await car(30);
    const cases: readonly (readonly [EntryRequest, readonly string[]])[] = [
        [INSPECTION_ENTRY, ['inspector', 'authority']],
        [reading('r', '2012-01-01', 1, { source: 'oem' }), ['manufacturer']],
        [reading('r', '2012-01-01', 1, { source: 'independent' }), ['workshop']],
        [reading('r', '2012-01-01', 1, { source: 'inspection' }), ['inspector', 'authority']],
    ];
    for (const [entry, needed] of cases) {
        const failure = await trade.refused(org2, RECORD, number, JSON.stringify(entry));
        assert.deepEqual([failure.code, failure.parameters], ['NOT_LICENSED', { needed }]);
    }
    for (const source of ['dealer', 'franchised', 'import', 'legacy'] as const) await record(org2, number, reading(source, '2012-01-01', 1, { source }));
});

test('no role, a revoked role, an administrator without role, a suspended organisation: each refused by name', async () => {
    const number = await car(31);
    const entry = JSON.stringify(ENTRY);
    const stranger = await trade.network.issueUser('org1', { name: 'stranger', attributes: { role: 'workshop' } });
    for (const user of [stranger, trade.admin('org1')]) assert.equal((await trade.refused(user, RECORD, number, entry)).code, 'NOT_A_MEMBER');
    assert.equal((await trade.refused(stranger, 'VehicleRecord:RegisterVehicle', vin(32), JSON.stringify(VEHICLE))).code, 'NOT_A_MEMBER');
    assert.equal((await trade.refused(stranger, BATCH, JSON.stringify([{ vin: number, ...ENTRY }]))).code, 'NOT_A_MEMBER');

    const clerk = await trade.network.issueUser('org2', { name: 'clerk' });
    const { identity } = await trade.evaluate(clerk, 'Membership:WhoAmI') as { identity: string };
    const grant = JSON.stringify({ identity, roles: ['workshop'] });
    await trade.submit(trade.admin('org2'), 'Membership:GrantRole', grant);
    await record(clerk, number, ENTRY);
    await trade.submit(trade.admin('org2'), 'Membership:RevokeRole', grant);
    assert.equal((await trade.refused(clerk, RECORD, number, entry)).code, 'NOT_A_MEMBER');

    await trade.submit(trade.admin('org2'), 'Membership:SuspendOrganisation', 'Org2MSP');
    assert.equal((await trade.refused(org2, RECORD, number, entry)).code, 'ORGANISATION_SUSPENDED');
    assert.equal((await trade.evaluate(org2, 'VehicleRecord:ReadVehicle', number) as Vehicle).entries, 2);
});

test('an entry of a time that is not now is refused', async () => {
    const number = await car(33);
    for (const milliseconds of [-180_000, 180_000]) {
        const submitted = trade.submitWith(org1, { timestampMs: Date.now() + milliseconds }, RECORD, number, JSON.stringify(ENTRY));
        await assert.rejects(submitted, error => refusalIn(error).code === 'CLOCK_SKEW');
    }
    await trade.submitWith(org1, { timestampMs: Date.now() - 60_000 }, RECORD, number, JSON.stringify(reading('a-minute-ago', '2017-01-01', 52_000)));
});
