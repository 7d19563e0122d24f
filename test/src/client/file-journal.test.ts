// The journal in a folder: kept whole or not at all, and loud when a file was damaged.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { FileJournal, type SignedTransaction } from '@carnet/client';
import { refusalOf } from './refusal.js';

let dir: string;
before(() => { dir = mkdtempSync(join(tmpdir(), 'carnet-journal-')); });
after(() => rmSync(dir, { recursive: true, force: true }));

function transaction(digit: string, signedAt: string): SignedTransaction {
    return { transactionId: digit.repeat(64), call: 'VehicleRecord:RecordEntry', signedAt, bytes: Buffer.from([0, 255, 10, 13, 128]) };
}

test('what is written is listed, oldest first, until it is removed', async () => {
    const journal = new FileJournal(join(dir, 'new', 'folder'));
    assert.deepEqual(await journal.list(), []);
    const later = transaction('a', '2024-05-02T10:00:00.000Z');
    const earlier = transaction('b', '2024-05-01T10:00:00.000Z');
    await Promise.all([journal.write(later), journal.write(earlier)]);
    assert.deepEqual(await journal.list(), [earlier, later]);
    await journal.remove(earlier.transactionId);
    await journal.remove(earlier.transactionId);
    assert.deepEqual(await new FileJournal(join(dir, 'new', 'folder')).list(), [later]);
});

test('a write that did not end leaves nothing to resume', async () => {
    const folder = join(dir, 'unfinished');
    const journal = new FileJournal(folder);
    const kept = transaction('c', '2024-05-01T10:00:00.000Z');
    await journal.write(kept);
    writeFileSync(join(folder, `${'d'.repeat(64)}.json.tmp`), '{"v":1,');
    assert.deepEqual(await journal.list(), [kept]);
    assert.deepEqual(readdirSync(folder).filter(name => name.startsWith('c')), [`${kept.transactionId}.json`]);
});

test('a damaged file is named, not passed over', async () => {
    const folder = join(dir, 'damaged');
    const journal = new FileJournal(folder);
    await journal.write(transaction('e', '2024-05-01T10:00:00.000Z'));
    const path = join(folder, `${'f'.repeat(64)}.json`);
    for (const content of ['', '{"v":1', '{"v":2}', 'null', JSON.stringify({ v: 1, ...transaction('e', '2024'), bytes: '' })]) {
        writeFileSync(path, content);
        const error = await refusalOf(journal.list());
        assert.deepEqual([error.code, error.details['path'], error.outcome], ['JOURNAL_CORRUPT', path, 'unknown']);
    }
});

test('an id that is none does not become a path', async () => {
    const journal = new FileJournal(dir);
    assert.equal((await refusalOf(journal.remove('../../etc/passwd'))).code, 'SETTING_INVALID');
});
