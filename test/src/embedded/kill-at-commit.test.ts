// A process that dies at a step of a commit: after the restart both peers have the block, once, with its private data.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePortOffset, up, type Network } from '@carnet/network';
import { status } from '@grpc/grpc-js';
import type { GatewayError } from '@hyperledger/fabric-gateway';
import { ProbeClient } from '../probe.js';
import { PROBE } from '../test-network.js';

const SWITCHES = 'CARNET_EMBEDDED_SWITCHES';

afterEach(() => { Reflect.deleteProperty(process.env, SWITCHES); });

async function nodesStopped(network: Network): Promise<void> {
    while ((await network.status()).nodes.some(({ kind, running }) => kind !== 'chaincode' && running)) await sleep(10);
}

// Block 0 is the channel's, block 1 the definition's.
for (const step of ['validated', 'blockStored', 'stateCommitted', 'historyCommitted'] as const) {
    test(`killed when Org2's peer is at "${step}" of a block`, async () => {
        const dir = mkdtempSync(join(tmpdir(), 'carnet-kill-'));
        const options = { dir, engine: 'embedded', portOffset: await freePortOffset() } as const;
        process.env[SWITCHES] = JSON.stringify({ killAt: { mspId: 'Org2MSP', step, blockNumber: 2 } });
        let network = await up(options);
        try {
            await network.deploy(PROBE);
            const doomed = new ProbeClient(network.environment('org1', 'User1'));
            const transaction = await doomed.endorse([['put', 'key', 'v'], ['putPrivate', '_implicit_org_Org2MSP', 'key', 'secret']],
                { endorsingOrganizations: ['Org1MSP', 'Org2MSP'] });
            const submitted = await transaction.submit();
            await nodesStopped(network);
            doomed.close();
            Reflect.deleteProperty(process.env, SWITCHES);

            network = await up(options);
            const clients = [new ProbeClient(network.environment('org1', 'User1')), new ProbeClient(network.environment('org2', 'User1'))];
            const [org1, org2] = clients as [ProbeClient, ProbeClient];
            const patience = step === 'validated' ? 1_000 : 60_000;
            const codes = await org1.gateway.newCommit(submitted.getBytes()).getStatus({ deadline: Date.now() + patience })
                .then(({ code, blockNumber }) => [code, blockNumber], (error: unknown) => {
                    assert.equal((error as GatewayError).code, status.DEADLINE_EXCEEDED);
                    return 'never ordered';
                });
            if (step === 'validated' && codes === 'never ordered') {
                // Neither peer had stored the block: it is lost, as with a Raft leader, and the same bytes may be sent again.
                assert.deepEqual(await org2.evaluate([['get', 'key']]), ['']);
            } else {
                assert.deepEqual(codes, [0, 2n]);
                for (const client of clients) {
                    const [value, history] = await client.evaluate([['get', 'key'], ['history', 'key']]) as [string, unknown[]];
                    assert.deepEqual([value, history.length], ['v', 1]);
                }
                assert.deepEqual(await org2.evaluate([['getPrivate', '_implicit_org_Org2MSP', 'key']]), ['secret']);
            }
            const next = await org1.submit([['put', 'key', 'next']]);
            assert.deepEqual([next.status.code, next.status.blockNumber], [0, codes === 'never ordered' ? 2n : 3n]);
            for (const client of clients) client.close();
        } finally {
            await network.down();
            rmSync(dir, { recursive: true, force: true });
        }
    });
}
