// The switches with which tests make the network misbehave, and rules that only show between transactions of one block.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite, test } from 'node:test';
import { peer } from '@hyperledger/fabric-protos';
import { RpcError } from '@carnet/network/dist/embedded/grpc/rpc-error.js';
import { parsePolicy } from '@carnet/network/dist/embedded/policy/policy-language.js';
import { validationCodes } from '@carnet/network/dist/transaction/envelope.js';
import { InProcessNetwork, type InProcessOptions } from '../in-process/network.js';
import { sharedOrganizations } from '../organizations.js';

const chaincodeDir = resolve(import.meta.dirname, '..', '..', 'chaincode', 'probe');
const { TxValidationCode } = peer;
const program = (...operations: unknown[][]): string[] => [JSON.stringify(operations)];
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

async function using(options: Partial<InProcessOptions>, run: (network: InProcessNetwork) => Promise<void>): Promise<void> {
    const network = await InProcessNetwork.open({ chaincodeDir, name: 'probe', organizations: await sharedOrganizations(), ...options });
    try {
        await run(network);
    } finally {
        await network.close();
    }
}

suite('switches', () => {
    test('duplicate delivery: the second copy is DUPLICATE_TXID', () => using({ switches: { duplicateEvery: 2 } }, async network => {
        // The first envelope was the definition's; the second is this one.
        const { code, blockNumber } = await network.submit(network.user('org1', 'User1'), 'run', program(['put', 'k', 'v']));
        assert.equal(code, TxValidationCode.VALID);
        const [first] = network.nodes.peers;
        await first?.idle();
        const copy = await first?.ledger.block(blockNumber + 1n);
        assert.deepEqual([...copy ? validationCodes(copy) : []], [TxValidationCode.DUPLICATE_TXID]);
    }));

    test('lost after the acknowledgement: the same signed bytes sent again are valid', () => using({ switches: { dropEvery: 3 } }, async network => {
        // The first envelope was the definition's; the third is lost, and what is ordered after it finds it nowhere.
        const user = network.user('org1', 'User1');
        const before = await network.submit(user, 'run', program(['put', 'other', '1']));
        const endorsed = await network.endorse(user, 'run', program(['put', 'k', 'v']));
        const lost = endorsed.commit();
        const after = await network.submit(user, 'run', program(['put', 'other', '2']));
        assert.equal(after.blockNumber, before.blockNumber + 1n);
        assert.equal(text(await network.evaluate(user, 'run', program(['get', 'k']))), '[""]');
        assert.equal((await endorsed.commit()).code, TxValidationCode.VALID);
        assert.equal((await lost).code, TxValidationCode.VALID);
    }));

    test('a peer that lags answers with what was', () => using({ switches: { lagMs: { Org2MSP: 2_000 } } }, async network => {
        const [org1, org2] = [network.user('org1', 'User1'), network.user('org2', 'User1')];
        await network.submit(org1, 'run', program(['put', 'k', 'old']));
        const endorsed = await network.endorse(org1, 'run', program(['put', 'k', 'new']));
        const committed = endorsed.commit();
        while (text(await network.evaluate(org1, 'run', program(['get', 'k']))) !== '["new"]') await sleep(5);
        assert.equal(text(await network.evaluate(org2, 'run', program(['get', 'k']))), '["old"]');
        await assert.rejects(network.endorse(org1, 'run', program(['get', 'k'])), error => {
            assert.ok(error instanceof RpcError);
            assert.deepEqual(error.endpoints.map(({ message }) => message), ['ProposalResponsePayloads do not match']);
            return true;
        });
        await committed;
        assert.equal(text(await network.evaluate(org2, 'run', program(['get', 'k']))), '["new"]');
    }));

    test('a clock that is off refuses the proposals of those whose is not', () => using({ switches: { clockOffsetMs: 3_600_000 } }, async network => {
        const user = network.user('org1', 'User1');
        await assert.rejects(network.evaluate(user, 'run', program(['get', 'k']), { timestampMs: Date.now() }), /see attached details/);
        await network.evaluate(user, 'run', program(['get', 'k']));
    }));

    test('KEEPALIVE reaches a chaincode only when it is asked for', () => using({ switches: { keepaliveSeconds: 1 } }, async network => {
        // fabric-shim 2.5.8 ends its process at this message: here that is caught before it ends the test's.
        const exits: unknown[] = [];
        const exit = process.exit.bind(process);
        process.exit = (code => { exits.push(code); }) as typeof process.exit;
        try {
            await network.evaluate(network.user('org1', 'User1'), 'run', program(['get', 'k']));
            for (let waited = 0; exits.length === 0 && waited < 60_000; waited += 20) await sleep(20);
            assert.deepEqual(exits[0], 1);
        } finally {
            process.exit = exit;
        }
    }));
});

suite('chaincode', () => {
    test('a stream that was lost is opened again by the next call', () => using({}, async network => {
        const user = network.user('org1', 'User1');
        await network.evaluate(user, 'run', program(['get', 'k']));
        const slow = network.evaluate(user, 'run', program(['sleep', 5_000]), { endorsingOrganizations: ['Org1MSP'] });
        let running = true;
        const refused = assert.rejects(slow.finally(() => { running = false; }), error => {
            assert.ok(error instanceof RpcError);
            assert.match(error.endpoints[0]?.message ?? '', /chaincode stream terminated$/);
            return true;
        });
        while (running) {
            await sleep(50);
            network.nodes.peers[0]?.chaincodes.disconnect('probe_1.0:in-process');
        }
        await refused;
        assert.equal(text(await network.evaluate(user, 'run', program(['get', 'k']))), '[""]');
    }));

    test('a chaincode cannot call itself, nor one that is not there', () => using({}, async network => {
        const user = network.user('org1', 'User1');
        await assert.rejects(network.evaluate(user, 'run', program(['invoke', 'probe', ['run', '[]'], ''])), error => {
            assert.match((error as Error).message,
                /INVOKE_CHAINCODE failed: transaction ID: [0-9a-f]{64}: execute failed: error sending: txid: .*\(mychannel\) exists/);
            return true;
        });
        await assert.rejects(network.evaluate(user, 'run', program(['invoke', 'other', ['run'], ''])),
            /failed to get chaincode container info for other: chaincode other not found/);
        await assert.rejects(network.evaluate(user, 'run', program(['invoke', 'probe', ['run'], 'elsewhere'])),
            /failed to find ledger for channel: elsewhere/);
    }));
});

test('14.6 a key whose policy changes in a block cannot be written later in the same block', () =>
    using({ batch: { maxMessageCount: 2, timeoutMs: 3_000 }, policy: "OR('Org1MSP.peer','Org2MSP.peer')" }, async network => {
        const user = network.user('org1', 'User1');
        const both = (...commits: Promise<{ code: number }>[]): Promise<{ code: number }[]> => Promise.all(commits);
        const write = await network.endorse(user, 'run', program(['put', 'key', 'v']));
        const filler = await network.endorse(user, 'run', program(['put', 'other', 'v']));
        assert.deepEqual((await both(write.commit(), filler.commit())).map(({ code }) => code), [0, 0]);
        const policy = Buffer.from(parsePolicy("AND('Org1MSP.peer','Org2MSP.peer')").serializeBinary()).toString('base64');
        const change = await network.endorse(user, 'run', program(['setPolicy', 'key', policy]));
        const late = await network.endorse(user, 'run', program(['put', 'key', 'w']));
        assert.deepEqual((await both(change.commit(), late.commit())).map(({ code }) => code),
            [TxValidationCode.VALID, TxValidationCode.ENDORSEMENT_POLICY_FAILURE]);
        // From then on the gateway asks both organisations, because the key says so.
        const asked = await network.endorse(user, 'run', program(['put', 'key', 'x']));
        const again = await network.endorse(user, 'run', program(['put', 'other', 'x']));
        assert.deepEqual((await both(asked.commit(), again.commit())).map(({ code }) => code), [0, 0]);
    }));
