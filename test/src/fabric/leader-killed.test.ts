// The Raft leader is killed under load: what the client reported as recorded is on both peers, and it reports no failure.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Carnet } from '@carnet/client';
import { freePortOffset } from '@carnet/network';
import { foundConsortium, freshVin } from '../integration/members.js';
import { CARNET, startTestNetwork, type TestNetwork } from '../test-network.js';
import { whyNoFabric } from './peer-command.js';
import { Raft } from './raft.js';

const WRITERS = 8;

async function connectAll({ network }: TestNetwork): Promise<readonly [Carnet, Carnet, Carnet, Carnet]> {
    const open = (org: 'org1' | 'org2', user: string): Promise<Carnet> => connect({ env: network.environment(org, user) });
    return Promise.all([open('org1', 'User1'), open('org2', 'User1'), open('org1', 'Admin'), open('org2', 'Admin')]);
}

suite('the ordering service loses its leader', { skip: whyNoFabric() }, () => {
    test('every call in progress ends well, and every entry reported stands in both books', async () => {
        const portOffset = await freePortOffset();
        const started = await startTestNetwork({ engine: 'fabric', orderers: 3, portOffset, chaincodes: [CARNET] });
        const clients = await connectAll(started);
        const [inspector, garage, inspectionAdmin, garageAdmin] = clients;
        try {
            await foundConsortium({ inspector, garage, inspectionAdmin, garageAdmin });
            const vins = Array.from({ length: WRITERS }, freshVin);
            await Promise.all(vins.map(vin => garage.vehicles.register(vin, { make: 'RENAULT', model: 'CLIO', firstRegistration: '2010-01-01', odometerUnit: 'km' })));
            const stop = new AbortController();
            const reported = vins.map((): string[] => []);
            const writers = vins.map(async (vin, writer) => {
                for (let n = 0; !stop.signal.aborted; n++) {
                    const date = new Date(Date.UTC(2011, 0, 1 + n)).toISOString().slice(0, 10);
                    const odometer = { value: 10 * n, unit: 'km', status: 'READ', method: 'DASH' } as const;
                    await garage.vehicles.record(vin, { entryId: `r${n}`, type: 'READING', date, source: 'independent', odometer, confirm: true });
                    reported[writer]?.push(`r${n}`);
                }
            });
            await sleep(1_500);
            const [leader] = await new Raft(started.network, portOffset).orderers();
            assert.ok(leader);
            process.kill(leader, 'SIGKILL');
            const before = reported.map(({ length }) => length);
            const goneOn = (): boolean => reported.every(({ length }, writer) => length >= (before[writer] ?? 0) + 3);
            // Another one is elected in seconds; all writers must go on then, and none may have failed.
            const failed = Promise.all(writers);
            for (const end = Date.now() + 120_000; !goneOn() && Date.now() < end;) await Promise.race([sleep(100), failed]);
            stop.abort();
            await failed;
            assert.ok(goneOn(), `${before.join(' ')} entries before, ${reported.map(({ length }) => length).join(' ')} in all`);
            for (const [writer, vin] of vins.entries()) {
                for (const client of [garage, inspector]) {
                    const standing: string[] = [];
                    for await (const entry of client.vehicles.history(vin)) standing.push(entry.entryId);
                    assert.deepEqual(standing.slice(1), reported[writer]);
                }
            }
        } finally {
            for (const client of clients) client.close();
            await started.stop();
        }
    });
});
