// The places where an in-memory map answers differently from Fabric: each one case, the same on both engines.
// The numbers are those of the rules in docs/conformance.md.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { StatusCode } from '@hyperledger/fabric-gateway';
import { common, gateway, msp } from '@hyperledger/fabric-protos';
import { sharedProbes, type TestNetwork } from '../test-network.js';
import { commit, errorTexts, freshPrefix, ProbeClient, readWriteSetOf, type Operation } from '../probe.js';

let running: TestNetwork;
let org1: ProbeClient;
let org2: ProbeClient;

before(async () => {
    running = await sharedProbes.use();
    org1 = new ProbeClient(running.network.environment('org1', 'User1'));
    org2 = new ProbeClient(running.network.environment('org2', 'User1'));
});

after(async () => {
    org1.close();
    org2.close();
    await sharedProbes.letGo();
});

/** Commits `transactions` until two of them fall into one block, and answers with their codes and blocks. */
async function inOneBlock(make: () => Promise<[Awaited<ReturnType<ProbeClient['endorse']>>, Awaited<ReturnType<ProbeClient['endorse']>>]>) {
    for (let attempt = 0; attempt < 20; attempt++) {
        const [first, second] = await make();
        const submittedFirst = await first.submit();
        const submittedSecond = await second.submit();
        const statuses = await Promise.all([submittedFirst.getStatus(), submittedSecond.getStatus()]);
        if (statuses[0].blockNumber === statuses[1].blockNumber) return statuses;
    }
    throw new Error('two transactions sent one after the other never fell into one block');
}

suite('3 snapshot and locking', () => {
    test('3.2 a slow evaluate holds back the next commit, and the waiting commit holds back new simulations', async () => {
        const folder = mkdtempSync(join(tmpdir(), 'carnet-probe-'));
        /** @returns what a simulation sees that begins when the block has had half of the time to reach the peer and to wait for the lock */
        const seenBehind = async (milliseconds: number): Promise<unknown> => {
            const key = freshPrefix();
            const started = join(folder, key);
            const order: string[] = [];
            const endorsed = await org1.endorse([['put', key, 'v']]);
            const slow = org1.evaluate([['signal', started], ['sleep', milliseconds]]).then(() => order.push('slow evaluate'));
            while (!existsSync(started)) await sleep(10);
            const committed = commit(endorsed).then(({ status }) => {
                assert.equal(status.code, StatusCode.VALID);
                order.push('commit');
            });
            await sleep(milliseconds / 2);
            const read = org1.evaluate([['get', key]]).then(([value]) => {
                order.push('read');
                return value;
            });
            await Promise.all([slow, committed, read]);
            assert.equal(order[0], 'slow evaluate');
            return await read;
        };
        try {
            // A busy machine needs longer for a block.
            const seen = await seenBehind(2_000) === 'v' ? 'v' : await seenBehind(16_000);
            assert.equal(seen, 'v', 'a simulation begun behind a waiting commit sees that commit');
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});

suite('4 writes, reads, read-write set', () => {
    test('4.1 reads never see the transaction\'s own writes', async () => {
        const key = freshPrefix();
        await org1.submit([['put', key, 'old']]);
        const { results } = await org1.submit([
            ['put', key, 'new'], ['get', key], ['range', key, `${key}~`],
            ['delete', key], ['get', key], ['put', `${key}x`, 'born'], ['get', `${key}x`],
        ]);
        assert.deepEqual(results, [null, 'old', [[key, 'old']], null, 'old', null, '']);
    });

    test('4.3 the last write of a key wins', async () => {
        const key = freshPrefix();
        await org1.submit([['put', key, '1'], ['delete', key], ['put', key, '2']]);
        assert.deepEqual(await org1.evaluate([['get', key]]), ['2']);
    });

    test('4.4 a put with an empty value is a delete', async () => {
        const key = freshPrefix();
        await org1.submit([['put', key, 'v']]);
        const { status } = await org1.submit([['put', key, '']]);
        assert.equal(status.code, StatusCode.VALID);
        const [range, history] = await org1.evaluate([['range', key, `${key}~`], ['history', key]]) as [unknown[], { isDelete: boolean }[]];
        assert.deepEqual(range, []);
        assert.deepEqual(history.map(({ isDelete }) => isDelete), [true, false]);
    });

    test('4.6 the empty key is a key like any other', async () => {
        const { status } = await org1.submit([['put', '', 'v']]);
        assert.equal(status.code, StatusCode.VALID);
        assert.deepEqual(await org1.evaluate([['get', '']]), ['v']);
        await org1.submit([['delete', '']]);
        assert.deepEqual(await org1.evaluate([['get', '']]), ['']);
    });

    test('4.7 keys are ordered by their UTF-8 bytes, not by UTF-16 units', async () => {
        const key = freshPrefix();
        const [fullWidthTilde, grinningFace] = [`${key}\uFF5E`, `${key}\u{1F600}`];
        assert.ok(grinningFace < fullWidthTilde, 'JavaScript orders them the other way round');
        await org1.submit([['put', grinningFace, 'second'], ['put', fullWidthTilde, 'first']]);
        const [range] = await org1.evaluate([['range', key, `${key}\u{10FFFF}`]]);
        assert.deepEqual(range, [[fullWidthTilde, 'first'], [grinningFace, 'second']]);
    });

    test('4.9 every call reads the sequence of the chaincode\'s definition, and its first use of private data the whole definition', async () => {
        const lifecycleReads = async (...operations: Operation[]): Promise<string[] | undefined> =>
            readWriteSetOf(await org1.endorse(operations, { endorsingOrganizations: ['Org1MSP'] }))['_lifecycle']?.reads.map(([key]) => key);
        const key = freshPrefix();
        assert.deepEqual(await lifecycleReads(['put', key, 'v']), ['namespaces/fields/probe/Sequence']);
        for (const operation of [['putPrivate', '_implicit_org_Org1MSP', key, 'v'], ['getPrivateHash', '_implicit_org_Org2MSP', key]] as const) {
            assert.deepEqual(await lifecycleReads(operation), [
                'namespaces/fields/probe/Collections', 'namespaces/fields/probe/EndorsementInfo', 'namespaces/fields/probe/Sequence',
                'namespaces/fields/probe/ValidationInfo', 'namespaces/metadata/probe',
            ]);
        }
    });

    test('4.10 a paginated query and a write exclude each other', async () => {
        const key = freshPrefix();
        await assert.rejects(org1.endorse([['page', key, `${key}~`, 10, ''], ['put', key, 'v']]), error => {
            assert.match(errorTexts(error), /has already performed a paginated query\. Writes are not allowed/);
            return true;
        });
        await assert.rejects(org1.endorse([['put', key, 'v'], ['page', key, `${key}~`, 10, '']]), error => {
            assert.match(errorTexts(error), /Paginated queries are supported only in a read-only transaction/);
            return true;
        });
    });
});

suite('5 range queries and pagination', () => {
    test('5.1 a range from the beginning hides composite keys', async () => {
        const key = freshPrefix();
        const [composite] = await org1.evaluate([['compositeKey', key, ['a']]]) as [string];
        await org1.submit([['put', composite, 'v']]);
        const [range, partial] = await org1.evaluate([['range', '', ''], ['partial', key, []]]) as [string[][], string[][]];
        assert.ok(range.every(([found]) => found !== composite));
        assert.deepEqual(partial, [[composite, 'v']]);
    });

    test('5.3 the shim\'s composite keys let U+0000 through, so that two lists of attributes share one key', async () => {
        const [one, two, last] = await org1.evaluate([
            ['compositeKey', 'type', ['a\u0000b']], ['compositeKey', 'type', ['a', 'b']], ['compositeKey', 'type', ['\u{10FFFF}']],
        ]);
        assert.equal(one, two);
        assert.equal(last, '\u0000type\u0000\u{10FFFF}\u0000');
    });

    test('5.5 the bookmark is the next key, and empty when the range is exhausted', async () => {
        const key = freshPrefix();
        await org1.submit([['put', `${key}1`, 'a'], ['put', `${key}2`, 'b'], ['put', `${key}3`, 'c']]);
        const [first] = await org1.evaluate([['page', key, `${key}~`, 2, '']]);
        assert.deepEqual(first, { records: [[`${key}1`, 'a'], [`${key}2`, 'b']], fetched: 2, bookmark: `${key}3` });
        const [second] = await org1.evaluate([['page', key, `${key}~`, 2, `${key}3`]]);
        assert.deepEqual(second, { records: [[`${key}3`, 'c']], fetched: 1, bookmark: '' });
    });

    test('5.6 a contract that stops after one record still depends on the first 101 keys of the range', async () => {
        const key = freshPrefix();
        const numbered = (n: number): string => key + String(n).padStart(3, '0');
        await org1.submit(Array.from({ length: 150 }, (_, n) => ['put', numbered(n), 'v'] as const));
        for (const [changed, code] of [[100, StatusCode.PHANTOM_READ_CONFLICT], [101, StatusCode.VALID]] as const) {
            const reader = await org1.endorse([['range', key, `${key}~`, 1], ['put', `${key}!${changed}`, 'seen']]);
            await org1.submit([['put', numbered(changed), 'changed']]);
            const { status } = await commit(reader);
            assert.equal(status.code, code, `after a change of record number ${changed + 1}`);
        }
    });
});

suite('6 private data', () => {
    const ORG1_COLLECTION = '_implicit_org_Org1MSP';

    test('6.2 a write into an implicit collection alone needs its organisation\'s endorsement alone, whatever was read and whatever event is set', async () => {
        const key = freshPrefix();
        const secret: Operation = ['putPrivate', ORG1_COLLECTION, key, 'v'];
        const event: Operation = ['event', key, 'of one organisation'];
        const { status } = await org1.submit([['get', key], secret, event], { endorsingOrganizations: ['Org1MSP'] });
        assert.equal(status.code, StatusCode.VALID);
        const events = await org2.gateway.getNetwork(running.network.channel).getChaincodeEvents('probe', { startBlock: status.blockNumber });
        try {
            for await (const { eventName, payload } of events) {
                if (eventName !== key) continue;
                assert.equal(Buffer.from(payload).toString(), 'of one organisation');
                break;
            }
        } finally {
            events.close();
        }
        const refused: readonly (readonly [string, readonly Operation[], string])[] = [
            ['another organisation endorses', [['putPrivate', '_implicit_org_Org2MSP', key, 'v']], 'Org1MSP'],
            ['something is written in public too', [secret, ['put', key, 'v']], 'Org1MSP'],
            ['nothing is written', [['get', key], event], 'Org1MSP'],
        ];
        for (const [what, operations, mspId] of refused) {
            const answer = await org1.submit(operations, { endorsingOrganizations: [mspId] });
            assert.equal(answer.status.code, StatusCode.ENDORSEMENT_POLICY_FAILURE, what);
        }
        // Nor does org2's peer wait for private data of an invalid transaction, which nobody will ever send it.
        await org1.submit([['put', key, 'after']]);
        let seen: unknown;
        for (let left = 1_000; seen !== 'after' && left > 0; left--) {
            [seen] = await org2.evaluate([['get', key]], { endorsingOrganizations: ['Org2MSP'] });
            if (seen !== 'after') await sleep(50);
        }
        assert.equal(seen, 'after');
    });

    test('6.4 an implicit collection is readable by any organisation\'s people at the owner\'s peer', async () => {
        const key = freshPrefix();
        await org1.submit([['putPrivate', ORG1_COLLECTION, key, 'secret']], { endorsingOrganizations: ['Org1MSP'] });
        const stranger = new ProbeClient(environmentAt('org1', 'org2'));
        try {
            assert.deepEqual(await stranger.evaluate([['getPrivate', ORG1_COLLECTION, key]], { endorsingOrganizations: ['Org1MSP'] }), ['secret']);
        } finally {
            stranger.close();
        }
    });

    test('6.5 a peer outside the collection answers a private read of an existing key with an error, and its hash with the hash', async () => {
        const key = freshPrefix();
        await org1.submit([['putPrivate', ORG1_COLLECTION, key, 'secret']], { endorsingOrganizations: ['Org1MSP'] });
        const atOrg2 = { endorsingOrganizations: ['Org2MSP'] };
        const hashThere = async (): Promise<unknown> => (await org2.evaluate([['getPrivateHash', ORG1_COLLECTION, key]], atOrg2))[0];
        // Only org1's peer has answered for the commit.
        for (let left = 1_000; await hashThere() === '' && left > 0; left--) await sleep(50);
        // SHA-256 of 'secret': unsalted.
        assert.equal(await hashThere(), '2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b');
        await assert.rejects(org2.evaluate([['getPrivate', ORG1_COLLECTION, key]], atOrg2), error => {
            assert.match(errorTexts(error), /private data matching public hash version is not available/);
            return true;
        });
    });

    test('6.7 private reads do not see own writes either', async () => {
        const key = freshPrefix();
        const { results } = await org1.submit(
            [['putPrivate', ORG1_COLLECTION, key, 'v'], ['getPrivate', ORG1_COLLECTION, key]], { endorsingOrganizations: ['Org1MSP'] });
        assert.deepEqual(results, [null, '']);
    });

    test('6.8 private reads are checked for conflicts', async () => {
        const key = freshPrefix();
        const own = { endorsingOrganizations: ['Org1MSP'] };
        const reader = await org1.endorse([['getPrivate', ORG1_COLLECTION, key], ['putPrivate', ORG1_COLLECTION, `${key}x`, 'v']], own);
        await org1.submit([['putPrivate', ORG1_COLLECTION, key, 'v']], own);
        assert.equal((await commit(reader)).status.code, StatusCode.MVCC_READ_CONFLICT);
    });
});

suite('8 history', () => {
    test('8.1 newest first, one entry per valid writer, and it survives deletion and re-creation', async () => {
        const key = freshPrefix();
        const ids: string[] = [];
        for (const operation of [['put', key, 'a'], ['delete', key], ['put', key, 'b']] as const) {
            ids.unshift((await org1.submit([operation])).status.transactionId);
        }
        const stale = await org1.endorse([['get', key], ['put', key, 'never']]);
        ids.unshift((await org1.submit([['put', key, 'c']])).status.transactionId);
        assert.equal((await commit(stale)).status.code, StatusCode.MVCC_READ_CONFLICT);
        const [history] = await org1.evaluate([['history', key]]);
        assert.deepEqual(history, [
            { txId: ids[0], value: 'c', isDelete: false },
            { txId: ids[1], value: 'b', isDelete: false },
            { txId: ids[2], value: '', isDelete: true },
            { txId: ids[3], value: 'a', isDelete: false },
        ]);
    });

    test('8.3 history is no part of the read set: it gives no protection against change', async () => {
        const key = freshPrefix();
        await org1.submit([['put', key, 'a']]);
        const reader = await org1.endorse([['history', key], ['put', `${key}x`, 'v']]);
        await org1.submit([['put', key, 'b']]);
        assert.equal((await commit(reader)).status.code, StatusCode.VALID);
    });
});

suite('14 validation', () => {
    test('14.1 of two readers and writers of one key the second is an MVCC_READ_CONFLICT', async () => {
        const key = freshPrefix();
        const readAndWrite = (): ReturnType<ProbeClient['endorse']> => org1.endorse([['get', key], ['put', key, 'v']]);
        const [first, second] = [await readAndWrite(), await readAndWrite()];
        assert.equal((await commit(first)).status.code, StatusCode.VALID);
        assert.equal((await commit(second)).status.code, StatusCode.MVCC_READ_CONFLICT);
    });

    test('14.2 two blind puts of one key in one block are both VALID, and the later wins', async () => {
        const key = freshPrefix();
        const statuses = await inOneBlock(async () => [await org1.endorse([['put', key, 'first']]), await org1.endorse([['put', key, 'second']])]);
        assert.deepEqual(statuses.map(({ code }) => code), [StatusCode.VALID, StatusCode.VALID]);
        assert.deepEqual(await org1.evaluate([['get', key]]), ['second']);
    });

    test('14.3 a key born inside a range that was read is a PHANTOM_READ_CONFLICT', async () => {
        const key = freshPrefix();
        const reader = await org1.endorse([['range', key, `${key}~`], ['put', `!${key}`, 'v']]);
        await org1.submit([['put', `${key}1`, 'v']]);
        assert.equal((await commit(reader)).status.code, StatusCode.PHANTOM_READ_CONFLICT);
    });

    test('14.4 an invalid transaction leaves nothing behind, but its id is spent', async () => {
        const key = freshPrefix();
        const stale = await org1.endorse([['get', key], ['put', key, 'never'], ['event', 'never', '']]);
        await org1.submit([['put', key, 'v']]);
        assert.equal((await commit(stale)).status.code, StatusCode.MVCC_READ_CONFLICT);
        assert.deepEqual(await org1.evaluate([['get', key]]), ['v']);
        // The first place of the id answers, however often the same bytes are sent.
        assert.equal((await commit(stale)).status.code, StatusCode.MVCC_READ_CONFLICT);
    });

    test('14.4 garbage that carries a foreign transaction id takes the id away from its owner', async () => {
        const key = freshPrefix();
        const victim = await org1.endorse([['put', key, 'v']]);
        await submitGarbage(org2, victim.getTransactionId());
        const { status } = await commit(victim);
        assert.equal(status.code, StatusCode.BAD_PROPOSAL_TXID);
        assert.deepEqual(await org1.evaluate([['get', key]]), ['']);
    });

    test('14.6 a write of a key whose policy an earlier transaction of the block changed is an ENDORSEMENT_POLICY_FAILURE', async () => {
        const statuses = await inOneBlock(async () => {
            const key = freshPrefix();
            await org1.submit([['put', key, 'v']]);
            return [await org1.endorse([['setPolicy', key, ORG1_PEER_POLICY]]), await org1.endorse([['put', key, 'w']])];
        });
        assert.deepEqual(statuses.map(({ code }) => code), [StatusCode.VALID, StatusCode.ENDORSEMENT_POLICY_FAILURE]);
    });

    test('14.7 a key-level policy outlives a new value but not a delete', async () => {
        const key = freshPrefix();
        // Only Org1's peer may endorse writes of this key from now on.
        await org1.submit([['put', key, 'v'], ['setPolicy', key, ORG1_PEER_POLICY]]);
        const byOrg2 = { endorsingOrganizations: ['Org2MSP'] };
        const refused = await org2.submit([['put', key, 'w']], byOrg2);
        assert.equal(refused.status.code, StatusCode.ENDORSEMENT_POLICY_FAILURE);
        const byOrg1 = { endorsingOrganizations: ['Org1MSP'] };
        assert.equal((await org1.submit([['put', key, 'x']], byOrg1)).status.code, StatusCode.VALID);
        assert.equal((await org1.submit([['put', key, 'y']], byOrg1)).status.code, StatusCode.VALID);
        assert.equal((await org1.submit([['delete', key]], byOrg1)).status.code, StatusCode.VALID);
        // The chaincode's own policy, a majority of both, rules the key again.
        const alone = await org1.submit([['put', key, 'z']], byOrg1);
        assert.equal(alone.status.code, StatusCode.ENDORSEMENT_POLICY_FAILURE);
        assert.deepEqual(await org1.evaluate([['getPolicy', key]]), ['']);
    });
});

/** SignaturePolicyEnvelope "1 of Org1MSP.PEER". */
const ORG1_PEER_POLICY = (() => {
    const role = new msp.MSPRole();
    role.setMspIdentifier('Org1MSP');
    role.setRole(msp.MSPRole.MSPRoleType.PEER);
    const principal = new msp.MSPPrincipal();
    principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
    principal.setPrincipal(role.serializeBinary());
    const signedBy = new common.SignaturePolicy();
    signedBy.setSignedBy(0);
    const one = new common.SignaturePolicy.NOutOf();
    one.setN(1);
    one.addRules(signedBy);
    const rule = new common.SignaturePolicy();
    rule.setNOutOf(one);
    const envelope = new common.SignaturePolicyEnvelope();
    envelope.setRule(rule);
    envelope.addIdentities(principal);
    return Buffer.from(envelope.serializeBinary()).toString('base64');
})();

/** The settings of a person of `person` who turns to the peer of `peer`. */
function environmentAt(peer: 'org1' | 'org2', person: 'org1' | 'org2'): Record<string, string> {
    const peerSettings = Object.entries(running.network.environment(peer, 'User1'))
        .filter(([name]) => ['PEER_ENDPOINT', 'PEER_HOST_ALIAS', 'TLS_CERT_PATH'].includes(name));
    return { ...running.network.environment(person, 'User1'), ...Object.fromEntries(peerSettings) };
}

/** Orders an envelope of `sender` that claims `transactionId` and holds nothing of use. */
async function submitGarbage(sender: ProbeClient, transactionId: string): Promise<void> {
    const donor = await sender.endorse([]);
    const request = gateway.PreparedTransaction.deserializeBinary(donor.getBytes());
    const envelope = request.getEnvelope() ?? new common.Envelope();
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const header = payload.getHeader() ?? new common.Header();
    const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
    channelHeader.setTxId(transactionId);
    header.setChannelHeader(channelHeader.serializeBinary());
    payload.setHeader(header);
    envelope.setPayload(payload.serializeBinary());
    request.setEnvelope(envelope);
    request.setTransactionId(transactionId);
    // Signing again as the sender makes the envelope genuine in all but its id.
    const garbage = sender.gateway.newTransaction(request.serializeBinary());
    const submitted = await garbage.submit();
    await submitted.getStatus();
}
