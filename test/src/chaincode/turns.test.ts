// Large calls of one connection follow one another, whatever becomes of them; all others go their way.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { CHAINCODE_DIR, Trade } from './trade.js';
import { vin } from './vins.js';

type EndTurn = () => void;
const { takeTurn } = createRequire(import.meta.url)(join(CHAINCODE_DIR, 'dist/ledger/turns.js')) as {
    readonly takeTurn: (stub: { readonly handler?: object }, args: readonly { readonly bytes: Uint8Array }[]) => Promise<EndTurn>;
};
const LARGE = [{ bytes: new Uint8Array(10_000) }, { bytes: new Uint8Array(10_000) }];
const SMALL = [{ bytes: new Uint8Array(10_000) }];

/** Whether a turn has come once everything that could happen has happened. */
async function hasCome(turn: Promise<EndTurn>): Promise<boolean> {
    let come = false;
    void turn.then(() => { come = true; });
    await new Promise(setImmediate);
    return come;
}

test('a large call waits until the one before it on its connection has ended', async () => {
    const stub = { handler: {} };
    const first = takeTurn(stub, LARGE);
    const second = takeTurn(stub, LARGE);
    const third = takeTurn(stub, LARGE);
    assert.equal(await hasCome(first), true);
    assert.equal(await hasCome(second), false);
    (await first)();
    assert.equal(await hasCome(second), true);
    assert.equal(await hasCome(third), false);
    (await second)();
    assert.equal(await hasCome(third), true);
});

test('small calls, and those of another connection or of none, wait for nobody', async () => {
    const stub = { handler: {} };
    await takeTurn(stub, LARGE);
    assert.equal(await hasCome(takeTurn(stub, SMALL)), true);
    assert.equal(await hasCome(takeTurn({ handler: {} }, LARGE)), true);
    assert.equal(await hasCome(takeTurn({}, LARGE)), true);
});

test('a large call that is refused holds up no other', async () => {
    const trade = await Trade.founded();
    try {
        const dealer = await trade.member('org2', 'dealer');
        await trade.submit(dealer, 'VehicleRecord:RegisterVehicle', vin(1), JSON.stringify({
            make: 'RENAULT', model: 'SCENIC', firstRegistration: '2009-03-17', odometerUnit: 'km',
        }));
        const batch = (car: string): string => JSON.stringify(Array.from({ length: 60 }, (_, n) => ({
            vin: car, entryId: `e${n}`, type: 'READING', date: '2012-02-20', source: 'dealer', publicNote: 'n'.repeat(250), confirm: true,
            odometer: { value: 20_000 + n, unit: 'km', status: 'READ', method: 'DASH' },
        })));
        const results = await Promise.allSettled([vin(2), vin(1), vin(2), vin(1)].map(car => trade.evaluate(dealer, 'VehicleRecord:RecordEntries', batch(car))));
        assert.deepEqual(results.map(({ status }) => status), ['rejected', 'fulfilled', 'rejected', 'fulfilled']);
    } finally {
        await trade.close();
    }
});
