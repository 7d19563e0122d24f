// The other ordering services: three orderers with Raft and four with BFT come up and commit.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { PROBE, startTestNetwork } from '../test-network.js';
import { invoke, query, whyNoFabric } from './peer-command.js';

suite('several orderers', { skip: whyNoFabric() }, () => {
    for (const [orderers, consensus] of [[3, 'Raft'], [4, 'BFT']] as const) {
        test(`${orderers} orderers with ${consensus} elect a leader and commit`, async () => {
            const { network, stop } = await startTestNetwork({ engine: 'fabric', orderers, chaincodes: [PROBE] });
            try {
                assert.equal((await network.status()).nodes.filter(({ kind, running }) => kind === 'orderer' && running).length, orderers);
                const invoked = await invoke(network, 'org1', 'User1', [['put', 'car', consensus]]);
                assert.equal(invoked.status, 0, invoked.stderr);
                const queried = await query(network, 'org2', 'User1', [['get', 'car']]);
                assert.deepEqual(JSON.parse(queried.stdout), [consensus], queried.stderr);
            } finally {
                await stop();
            }
        });
    }
});
