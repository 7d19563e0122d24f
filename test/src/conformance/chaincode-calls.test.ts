// Chaincode that calls chaincode of the same channel: the rules of docs/conformance.md about it, the same on both engines.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { StatusCode } from '@hyperledger/fabric-gateway';
import { CALLER, sharedProbes } from '../test-network.js';
import { commit, errorTexts, freshPrefix, ProbeClient, readWriteSetOf, type Operation } from '../probe.js';

/** One organisation's endorsement is enough for this chaincode, … */
let caller: ProbeClient;
/** … and a majority of both is needed for this one. */
let callee: ProbeClient;

before(async () => {
    const { network } = await sharedProbes.use();
    const environment = network.environment('org1', 'User1');
    caller = new ProbeClient(environment, CALLER.name);
    callee = new ProbeClient(environment);
});

after(async () => {
    caller.close();
    callee.close();
    await sharedProbes.letGo();
});

const BY_ORG1 = { endorsingOrganizations: ['Org1MSP'] };

/** The operation by which a probe has another run a program. */
const call = (chaincode: string, program: readonly Operation[]): Operation => ['invoke', chaincode, ['run', JSON.stringify(program)]];

suite('10 chaincode-to-chaincode', () => {
    test('10.1 the callee reads and writes its own namespace in the same read-write set; a version in the name is ignored', async () => {
        const key = freshPrefix();
        const { results, status } = await caller.submit([['put', key, 'of the caller'], call('probe:9.9', [['put', key, 'of the callee'], ['get', key]])]);
        assert.deepEqual(results, [null, { status: 200, message: '', payload: '[null,""]' }]);
        assert.equal(status.code, StatusCode.VALID);
        assert.deepEqual(await caller.evaluate([['get', key], call('probe', [['get', key]])]),
            ['of the caller', { status: 200, message: '', payload: '["of the callee"]' }]);
        assert.deepEqual(await callee.evaluate([['get', key]]), ['of the callee']);

        const set = readWriteSetOf(await caller.endorse([call('probe', [['get', key]]), ['put', key, 'again']]));
        assert.deepEqual(set['caller']?.writes, [[key, 'again']]);
        assert.deepEqual(set['probe']?.reads.map(([read]) => read), [key]);
        assert.deepEqual(set['_lifecycle']?.reads.map(([read]) => read),
            ['namespaces/fields/caller/Sequence', 'namespaces/fields/probe/Sequence']);
    });

    test('10.1 both endorsement policies must hold when the callee writes, and only the caller\'s when it reads', async () => {
        const key = freshPrefix();
        const reads = await caller.submit([['put', key, 'v'], call('probe', [['get', key]])], BY_ORG1);
        assert.equal(reads.status.code, StatusCode.VALID);
        const writes = await caller.submit([['put', key, 'w'], call('probe', [['put', key, 'w']])], BY_ORG1);
        assert.equal(writes.status.code, StatusCode.ENDORSEMENT_POLICY_FAILURE);
        // Unless told otherwise the gateway finds out for itself who must endorse.
        assert.equal((await caller.submit([call('probe', [['put', key, 'x']])])).status.code, StatusCode.VALID);
    });

    test('10.1 a read of the callee conflicts like one of the caller', async () => {
        const key = freshPrefix();
        const reader = await caller.endorse([call('probe', [['get', key]]), ['put', key, 'seen']]);
        await callee.submit([['put', key, 'changed']]);
        assert.equal((await commit(reader)).status.code, StatusCode.MVCC_READ_CONFLICT);
    });

    test('10.3 a chaincode cannot call itself in one transaction', async () => {
        await assert.rejects(caller.evaluate([call('caller', [])]), error => {
            assert.match(errorTexts(error), /INVOKE_CHAINCODE failed: transaction ID: [0-9a-f]{64}: .*txid: [0-9a-f]{64}\(mychannel\) exists/);
            return true;
        });
    });

    test('10.4 a callee that fails is a status for its caller, and what it wrote before stays in the transaction', async () => {
        const key = freshPrefix();
        const { results, status } = await caller.submit([call('probe', [['put', key, 'left behind'], ['fail', 'no']])]);
        const [{ status: answered, message, payload }] = results as [{ status: number; message: string; payload: string }];
        assert.deepEqual([answered, message, payload], [500, 'no', '']);
        assert.equal(status.code, StatusCode.VALID);
        assert.deepEqual(await callee.evaluate([['get', key]]), ['left behind']);
    });

    test('10.4 a callee that cannot be called at all is an error in the caller', async () => {
        await assert.rejects(caller.evaluate([call('nobody', [])]), error => {
            assert.match(errorTexts(error), /INVOKE_CHAINCODE failed: transaction ID: [0-9a-f]{64}: .*chaincode nobody not found/);
            return true;
        });
    });
});
