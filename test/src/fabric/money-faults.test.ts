// More than a hundred payers on real Fabric with three orderers while processes are killed: the money adds up at every block on both peers, nothing
// is paid twice, and what clients were told is what stands there.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { runSchedule } from './money-faults.js';
import { whyNoFabric } from './peer-command.js';

const SEED = 20_261_121;

suite('money while processes are killed', { skip: whyNoFabric() }, () => {
    test(`a gateway peer, a chaincode process and the Raft leader, seed ${SEED}`, async context => {
        const { payers, succeeded, ...report } = await runSchedule({
            seed: SEED, faults: ['chaincode of org2', 'peer of org1', 'Raft leader'], size: { singles: 60, shared: 2, payersPerShared: 22 },
        });
        context.diagnostic(JSON.stringify({ payers, succeeded, ...report }));
        assert.ok(payers > 100);
        assert.ok(succeeded > 100, `${succeeded} calls succeeded`);
        assert.ok(report.coinFreezes > 0, 'no coins were frozen');
        assert.equal(report.outages.length, 3);
    });
});
