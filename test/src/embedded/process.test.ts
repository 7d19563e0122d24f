// The embedded network as a process: TLS, commit status, events, block delivery, and what survives a kill.
import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { checkpointers, connect, hash, signers, type ChaincodeEvent, type Gateway } from '@hyperledger/fabric-gateway';
import { gateway as gatewayProtos, msp } from '@hyperledger/fabric-protos';
import { freePortOffset, up, type Network } from '@carnet/network';
import { commit, ProbeClient, type Operation } from '../probe.js';
import { PROBE } from '../test-network.js';

let dir: string;
let network: Network;
let client: ProbeClient;

before(async () => {
    dir = mkdtempSync(join(tmpdir(), 'carnet-process-'));
    network = await up({ dir, engine: 'embedded', portOffset: await freePortOffset() });
    await network.deploy(PROBE);
    client = new ProbeClient(network.environment('org1', 'User1'));
});

after(async () => {
    client.close();
    await network.down();
    rmSync(dir, { recursive: true, force: true });
});

/** A gateway of the test's own, because the probe's is closed when the network is killed. */
function openGateway(): { gateway: Gateway; close(): void } {
    const environment = network.environment('org2', 'User1');
    const setting = (name: string): string => environment[name] ?? '';
    const channel = new grpc.Client(setting('PEER_ENDPOINT'), grpc.credentials.createSsl(readFileSync(setting('TLS_CERT_PATH'))),
        { 'grpc.ssl_target_name_override': setting('PEER_HOST_ALIAS') });
    const gateway = connect({
        client: channel, hash: hash.sha256,
        identity: { mspId: setting('MSP_ID'), credentials: readFileSync(setting('CERT_PATH')) },
        signer: signers.newPrivateKeySigner(createPrivateKey(readFileSync(setting('KEY_PATH')))),
    });
    return {
        gateway,
        close: () => {
            gateway.close();
            channel.close();
        },
    };
}

async function take(events: AsyncIterable<ChaincodeEvent>, count: number): Promise<ChaincodeEvent[]> {
    const taken: ChaincodeEvent[] = [];
    for await (const event of events) {
        taken.push(event);
        if (taken.length === count) break;
    }
    return taken;
}

const emit = (name: string): Operation[] => [['put', name, 'v'], ['event', name, `payload of ${name}`]];

suite('connections', () => {
    test('without TLS nothing is answered', async () => {
        const plain = new grpc.Client(network.environment('org1', 'User1')['PEER_ENDPOINT'] ?? '', grpc.credentials.createInsecure());
        await assert.rejects(new Promise<void>((resolve, reject) => {
            plain.waitForReady(Date.now() + 500, error => error ? reject(error) : resolve());
        }), /before the deadline/);
        plain.close();
    });

    test('a second network is not started on the ports of the first', async () => {
        const other = mkdtempSync(join(tmpdir(), 'carnet-process-other-'));
        const offset = Number((network.environment('org1', 'User1')['PEER_ENDPOINT'] ?? '').split(':')[1]) - 7051;
        await assert.rejects(up({ dir: other, engine: 'embedded', portOffset: offset }), /PORT_IN_USE/);
        rmSync(other, { recursive: true, force: true });
    });
});

suite('commit status', () => {
    test('is told when the block comes, and at once afterwards', async () => {
        const transaction = await client.endorse([['put', 'status', 'v']]);
        const submitted = await transaction.submit();
        const waited = await submitted.getStatus();
        assert.deepEqual([waited.code, waited.successful, waited.transactionId], [0, true, transaction.getTransactionId()]);
        const again = await submitted.getStatus();
        assert.equal(again.blockNumber, waited.blockNumber);
    });

    test('of a transaction that never comes ends with the deadline', async () => {
        const transaction = await client.endorse([['put', 'never', 'v']]);
        const submitted = await transaction.submit();
        await submitted.getStatus();
        const connection = openGateway();
        const { gateway } = connection;
        try {
            // The same request, signed by another organisation's user for a transaction that nobody has sent.
            const unsent = await client.endorse([['put', 'never', 'w']]);
            const request = gatewayProtos.CommitStatusRequest.deserializeBinary(
                gatewayProtos.SignedCommitStatusRequest.deserializeBinary(submitted.getBytes()).getRequest_asU8());
            request.setTransactionId(unsent.getTransactionId());
            const identity = gateway.getIdentity();
            const creator = new msp.SerializedIdentity();
            creator.setMspid(identity.mspId);
            creator.setIdBytes(identity.credentials);
            request.setIdentity(creator.serializeBinary());
            const signed = new gatewayProtos.SignedCommitStatusRequest();
            signed.setRequest(request.serializeBinary());
            await assert.rejects(gateway.newCommit(signed.serializeBinary()).getStatus({ deadline: Date.now() + 300 }), error => {
                assert.equal((error as { code?: number }).code, grpc.status.DEADLINE_EXCEEDED);
                return true;
            });
        } finally {
            connection.close();
        }
    });
});

suite('events', () => {
    test('come in order, without those of invalid transactions, and resume after a checkpoint', async () => {
        const connection = openGateway();
        const { gateway } = connection;
        const events = gateway.getNetwork('mychannel');
        try {
            const live = await events.getChaincodeEvents('probe');
            await client.submit(emit('first'));
            await client.endorse(emit('lonely'), { endorsingOrganizations: ['Org1MSP'] }).then(commit);
            await client.submit(emit('second'));
            await client.submit(emit('third'));
            const seen = await take(live, 3);
            live.close();
            assert.deepEqual(seen.map(({ eventName }) => eventName), ['first', 'second', 'third']);
            assert.equal(Buffer.from(seen[0]?.payload ?? []).toString(), 'payload of first');

            const checkpoint = checkpointers.inMemory();
            await checkpoint.checkpointChaincodeEvent(seen[0] ?? assert.fail());
            const resumed = await events.getChaincodeEvents('probe', { checkpoint });
            assert.deepEqual((await take(resumed, 2)).map(({ eventName }) => eventName), ['second', 'third']);
            resumed.close();

            const fromBlock = await events.getChaincodeEvents('probe', { startBlock: seen[1]?.blockNumber ?? 0n });
            assert.deepEqual((await take(fromBlock, 2)).map(({ eventName }) => eventName), ['second', 'third']);
            fromBlock.close();
        } finally {
            connection.close();
        }
    });

    test('blocks are delivered filtered and whole', async () => {
        const connection = openGateway();
        const { gateway } = connection;
        try {
            const events = gateway.getNetwork('mychannel');
            const { status } = await client.submit(emit('delivered'));
            const filtered = await events.getFilteredBlockEvents({ startBlock: status.blockNumber });
            for await (const block of filtered) {
                assert.equal(BigInt(block.getNumber()), status.blockNumber);
                const [transaction] = block.getFilteredTransactionsList();
                assert.deepEqual([transaction?.getTxid(), transaction?.getTxValidationCode()], [status.transactionId, 0]);
                const [action] = transaction?.getTransactionActions()?.getChaincodeActionsList() ?? [];
                assert.deepEqual([action?.getChaincodeEvent()?.getEventName(), action?.getChaincodeEvent()?.getPayload_asU8().length], ['delivered', 0]);
                break;
            }
            filtered.close();
            const whole = await events.getBlockEvents({ startBlock: 0n });
            for await (const block of whole) {
                assert.equal(block.getHeader()?.getNumber(), 0, 'the channel begins with its configuration');
                break;
            }
            whole.close();
        } finally {
            connection.close();
        }
    });
});

test('a killed process comes back with its ledger, its definitions and its chain', async () => {
    await client.submit([['put', 'survivor', 'before'], ['putPrivate', '_implicit_org_Org1MSP', 'p', 'secret']],
        { endorsingOrganizations: ['Org1MSP', 'Org2MSP'] });
    const { status: last } = await client.submit([['put', 'survivor', 'last']]);
    const [node] = (await network.status()).nodes;
    assert.ok(node?.pid);
    process.kill(node.pid, 'SIGKILL');
    network = await up({ dir, engine: 'embedded' });
    client.close();
    client = new ProbeClient(network.environment('org1', 'User1'));
    assert.deepEqual(await client.evaluate([['get', 'survivor'], ['getPrivate', '_implicit_org_Org1MSP', 'p']]), ['last', 'secret']);
    const [history] = await client.evaluate([['history', 'survivor']]) as [{ value: string }[]];
    assert.deepEqual(history.map(({ value }) => value), ['last', 'before']);
    const { status } = await client.submit([['put', 'survivor', 'after']]);
    assert.equal(status.blockNumber, last.blockNumber + 1n);
    const again = await network.deploy(PROBE);
    assert.deepEqual([again.changed, again.sequence], [false, 1]);
});

test('it listens on this machine only', async () => {
    const outside = Object.values(networkInterfaces()).flat().find(found => found?.internal === false && found.family === 'IPv4');
    if (outside === undefined) return;
    const port = Number((network.environment('org1', 'User1')['PEER_ENDPOINT'] ?? '').split(':')[1]);
    await assert.rejects(new Promise<void>((resolve, reject) => {
        const socket = connectTcp({ host: outside.address, port, timeout: 2_000 }, resolve);
        socket.once('error', reject).once('timeout', () => socket.destroy(new Error('no answer')));
        socket.once('connect', () => socket.destroy());
    }));
});
