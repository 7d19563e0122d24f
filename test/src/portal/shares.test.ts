// Shares: encrypted at rest under a key that only the link has, gone when expired, and no way to tell why there is nothing.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createShare, readShare, sweepShares } from '@carnet/portal';

const NOW = Date.parse('2024-06-10T12:00:00Z');
const DAY = 86_400_000;
const content = Buffer.from('{"certificate":"of VF1JM0D0641234567"}');
let folder: string;
before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'carnet-shares-'));
});
after(async () => rm(folder, { recursive: true }));

const create = async (days = 7): Promise<string> => (await createShare(folder, content, { days, now: NOW })).path.slice('/r/'.length);

test('a share is read with its token until it expires, and its file is removed when it is asked for afterwards', async () => {
    const { path, expires } = await createShare(folder, content, { days: 7, now: NOW });
    assert.equal(expires, '2024-06-17T12:00:00.000Z');
    const token = path.slice('/r/'.length);
    assert.match(token, /^[A-Za-z0-9_-]{43}$/);
    assert.deepEqual(await readShare(folder, token, NOW + 7 * DAY - 1), { content, expires: NOW + 7 * DAY });
    const files = (await readdir(folder)).length;
    assert.equal(await readShare(folder, token, NOW + 7 * DAY), undefined);
    assert.equal((await readdir(folder)).length, files - 1);
});

test('no file, by its name or content, holds the token, the key or a word of what is shared; nobody else may read it', async () => {
    const token = await create();
    for (const name of await readdir(folder)) {
        const file = await readFile(join(folder, name));
        for (const secret of [Buffer.from(token), Buffer.from(token, 'base64url'), Buffer.from('VF1JM0D0641234567')]) assert.ok(!file.includes(secret));
        assert.ok(!name.includes(token));
        assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600);
    }
});

test('two shares of one file have nothing in common', async () => {
    const before = new Set(await readdir(folder));
    assert.notEqual(await create(), await create());
    const [first, second] = await Promise.all((await readdir(folder)).filter(name => !before.has(name)).map(name => readFile(join(folder, name))));
    assert.ok(first !== undefined && second !== undefined);
    assert.notDeepEqual(first.subarray(23), second.subarray(23));
});

test('malformed and unknown tokens, and paths for tokens, find nothing', async () => {
    const token = await create();
    const last = 'AEIMQUYcgkosw048'.includes(token.at(-1) ?? '') ? token.slice(0, -1) + 'B' : `${token}A`;
    for (const wrong of ['', 'x', `${token}=`, token.slice(1), `${token}${token}`, last, '../'.repeat(14) + 'x', 'A'.repeat(43), '%2e%2e%2f', `${token}\n`]) {
        assert.equal(await readShare(folder, wrong, NOW), undefined, wrong);
    }
});

test('every changed byte of a file makes it nothing, also of the time until which it is valid', async () => {
    const own = await mkdtemp(join(tmpdir(), 'carnet-shares-'));
    const { path } = await createShare(own, Buffer.from('x'), { days: 1, now: NOW });
    const token = path.slice('/r/'.length);
    const [name = ''] = await readdir(own);
    const file = await readFile(join(own, name));
    for (const [index, byte] of file.entries()) {
        const changed = Buffer.from(file);
        changed[index] = byte ^ 1;
        await writeFile(join(own, name), changed);
        assert.equal(await readShare(own, token, NOW), undefined, `byte ${index}`);
    }
    await writeFile(join(own, name), file.subarray(0, 30));
    assert.equal(await readShare(own, token, NOW), undefined);
    await rm(own, { recursive: true });
});

test('a sweep removes what has expired and nothing else', async () => {
    const own = await mkdtemp(join(tmpdir(), 'carnet-shares-'));
    await createShare(own, content, { days: 1, now: NOW });
    const { path } = await createShare(own, content, { days: 3, now: NOW });
    await writeFile(join(own, 'README'), 'not a share');
    await writeFile(join(own, `${'a'.repeat(64)}.share`), 'not a share either');
    // One share is written just now; another one was, when the power failed.
    for (const [name, hours] of [['b', 0.5], ['c', 1.5]] as const) {
        await writeFile(join(own, `${name.repeat(64)}.share.tmp`), 'half');
        await utimes(join(own, `${name.repeat(64)}.share.tmp`), 0, (NOW + 2 * DAY - hours * 3_600_000) / 1000);
    }
    assert.equal(await sweepShares(own, NOW + 2 * DAY), 2);
    assert.ok((await readdir(own)).includes(`${'b'.repeat(64)}.share.tmp`));
    assert.ok(await readShare(own, path.slice('/r/'.length), NOW + 2 * DAY));
    assert.equal((await readdir(own)).length, 4);
    await rm(own, { recursive: true });
});

test('a share lasts 1 to 90 whole days', async () => {
    for (const days of [0, 91, 1.5, NaN, -1]) await assert.rejects(createShare(folder, content, { days }), { name: 'RangeError', message: 'A share lasts 1 to 90 whole days.' });
});
