// A submit with a journal: kept before it is sent, settled by resume, and told of when the journal fails.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect, FileJournal, type Journal, type SignedTransaction } from '@carnet/client';
import { gateway as protos } from '@hyperledger/fabric-protos';
import { connected, type Connected } from './connected.js';
import { refusalOf } from './refusal.js';
import { RESULT } from './scripted-gateway.js';

let gateway: Connected['gateway'];
let carnet: Connected['carnet'];
let options: Connected['options'];
connected(made => { ({ gateway, carnet, options } = made); });

const MVCC = 11;

test('time over before the commit is seen: unknown, with the transaction id; resume settles it', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'carnet-outcomes-'));
    const journal = new FileJournal(dir);
    const short = await connect(options({ journal, deadlines: { submit: 800, commitStatus: 200, overall: 1_000 } }));
    gateway.play({ CommitStatus: ['silence'] });
    const error = await refusalOf(short.submit('', 'Create'));
    const lost = gateway.of('Submit');
    assert.deepEqual([error.code, error.outcome, error.retryable, error.transactionId], ['COMMIT_UNKNOWN', 'unknown', true, lost[0]?.transactionId]);
    assert.ok(lost.length > 1);
    const [kept] = await journal.list();
    assert.equal(kept?.call, 'Create');
    short.close();

    const later = await connect(options({ journal: new FileJournal(dir) }));
    gateway.play({});
    const settled = await later.resume();
    assert.deepEqual(settled, [{ transactionId: error.transactionId, call: 'Create', signedAt: kept.signedAt, outcome: 'committed', blockNumber: 7n, result: RESULT }]);
    assert.deepEqual(gateway.methods, ['Submit', 'CommitStatus']);
    assert.deepEqual(gateway.received[0]?.bytes, lost[0]?.bytes);
    assert.deepEqual([await journal.list(), await later.resume()], [[], []]);
    later.close();
    rmSync(dir, { recursive: true });
});

test('the journal has the transaction before it is sent, and loses it when its outcome is known', async () => {
    const log: string[] = [];
    const journal: Journal = {
        write: ({ transactionId, bytes }) => {
            assert.equal(gateway.of('Submit').filter(call => call.transactionId === transactionId).length, 0);
            assert.ok((protos.PreparedTransaction.deserializeBinary(bytes).getEnvelope()?.getSignature_asU8().length ?? 0) > 0);
            log.push('write');
            return Promise.resolve();
        },
        remove: () => Promise.resolve(void log.push('remove')),
        list: () => Promise.resolve([]),
    };
    const client = await connect(options({ journal }));
    gateway.play({ CommitStatus: [MVCC, 0] });
    await client.submit('', 'Create');
    assert.deepEqual(log, ['write', 'remove', 'write', 'remove']);
    client.close();
});

test('a journal that fails: before the submit nothing is sent, after it the outcome is told', async () => {
    const works = { write: () => Promise.resolve(), remove: () => Promise.resolve(), list: () => Promise.resolve([]) };
    const fails = (): Promise<never> => Promise.reject(new Error('disk full'));
    const before = await connect(options({ journal: { ...works, write: fails } }));
    gateway.play({});
    const unsent = await refusalOf(before.submit('', 'Create'));
    assert.deepEqual([unsent.code, unsent.outcome, gateway.methods], ['JOURNAL_FAILED', 'rejected', ['Endorse']]);
    before.close();
    const after = await connect(options({ journal: { ...works, remove: fails } }));
    const done = await refusalOf(after.submit('', 'Create'));
    assert.deepEqual([done.code, done.outcome, (done.cause as Error).message], ['JOURNAL_FAILED', 'committed', 'disk full']);
    after.close();
    assert.equal((await refusalOf(carnet.resume())).code, 'SETTING_MISSING');
});

test('bytes that are not those of the transaction are not sent', async () => {
    gateway.play({});
    const written: SignedTransaction[] = [];
    const keeping = (list: readonly SignedTransaction[]): Journal => ({
        write: transaction => Promise.resolve(void written.push(transaction)), remove: () => Promise.resolve(), list: () => Promise.resolve(list),
    });
    const client = await connect(options({ journal: keeping([]) }));
    await client.submit('', 'Create');
    await client.submit('', 'Create');
    client.close();
    const [one, other] = written;
    assert.ok(one !== undefined && other !== undefined);
    for (const bytes of [other.bytes, one.bytes.subarray(0, 100), Buffer.from('x'), Buffer.alloc(0)]) {
        const restarted = await connect(options({ journal: keeping([other, { ...one, bytes }]) }));
        gateway.play({});
        const error = await refusalOf(restarted.resume());
        assert.deepEqual([error.code, error.outcome, error.transactionId, gateway.methods], ['JOURNAL_CORRUPT', 'unknown', one.transactionId, []]);
        restarted.close();
    }
});
