// Files that commands write and read: complete or not there, never over another, and never more of them than is wanted.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { linkSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, mock, test } from 'node:test';
import { CarnetError } from '@carnet/client';
import { OWNER_ONLY, writeResult } from '@carnet/client/dist/cli/command/files.js';
import { giveMessage } from '@carnet/client/dist/cli/document/message-files.js';
import { parseOptions } from '@carnet/client/dist/cli/command/options.js';
import { makeFolder } from '@carnet/client/dist/files/folder-sync.js';
import { writeNewFile } from '@carnet/client/dist/files/new-file.js';
import { makeNewFolder } from '@carnet/client/dist/files/new-folder.js';
import { replaceFile } from '@carnet/client/files';
import { readWholeFile } from '@carnet/client/dist/files/whole-file.js';

let root: string;
let dir: string;
before(() => { root = mkdtempSync(join(tmpdir(), 'carnet-new-files-')); });
after(() => { rmSync(root, { recursive: true }); });
beforeEach(() => { dir = mkdtempSync(join(root, 'd-')); });
afterEach(() => {
    mock.restoreAll();
    syncBuiltinESMExports();
});

const refused = (code: string, said: RegExp) => (error: unknown): boolean => {
    assert.ok(error instanceof CarnetError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, said);
    return true;
};

/** From now on a function of the file system fails as a full disk, or a memory stick, does. */
function failing(name: 'link' | 'rename', code: string): void {
    mock.method(fs.promises, name, () => Promise.reject(Object.assign(new Error(code), { code })));
    syncBuiltinESMExports();
}

/** From now on folders are not forced to disk; files are. Gives the folders for which that was asked. */
function failingFolders(code: string): readonly string[] {
    const asked: string[] = [];
    const { open } = fs.promises;
    mock.method(fs.promises, 'open', async (...given: Parameters<typeof open>) => {
        const handle = await open(...given);
        if ((await handle.stat()).isDirectory()) {
            asked.push(String(given[0]));
            mock.method(handle, 'sync', () => Promise.reject(Object.assign(new Error(code), { code })));
        }
        return handle;
    });
    syncBuiltinESMExports();
    return asked;
}

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array, void, undefined> {
    for (const text of texts) yield await Promise.resolve(Buffer.from(text));
}

test('text, bytes and streams become files that their owner alone reads, and nothing else stays', async () => {
    const contents = [['text', 'é', 2], ['bytes', Buffer.from('abc'), 3], ['stream', pieces('a', '', 'bc'), 3]] as const;
    for (const [name, content, length] of contents) {
        assert.equal(await writeNewFile(join(dir, name), content), length);
        assert.equal(statSync(join(dir, name)).mode & 0o777, 0o600);
    }
    await writeNewFile(join(dir, 'public'), '{}', 0o644);
    assert.equal(statSync(join(dir, 'public')).mode & 0o700, 0o600);
    assert.deepEqual(readdirSync(dir).sort(), ['bytes', 'public', 'stream', 'text']);
    assert.deepEqual(['text', 'bytes', 'stream'].map(name => readFileSync(join(dir, name), 'utf8')), ['é', 'abc', 'abc']);
});

test('nothing is overwritten, not even what comes there meanwhile, and a link to nothing is something', async () => {
    writeFileSync(join(dir, 'file'), 'mine');
    symlinkSync(join(dir, 'nowhere'), join(dir, 'link'));
    mkdirSync(join(dir, 'folder'));
    for (const name of ['file', 'link', 'folder']) {
        await assert.rejects(writeNewFile(join(dir, name), 'other'), refused('FILE_UNWRITABLE', /there already/));
        await assert.rejects(makeNewFolder(join(dir, name), () => Promise.resolve()), refused('FILE_UNWRITABLE', /there already/));
    }
    async function* slow(): AsyncGenerator<Uint8Array, void, undefined> {
        yield Buffer.from('other');
        writeFileSync(join(dir, 'late'), 'mine');
        yield await Promise.resolve(Buffer.from('!'));
    }
    await assert.rejects(writeNewFile(join(dir, 'late'), slow()), refused('FILE_UNWRITABLE', /cannot be written/));
    assert.deepEqual([readFileSync(join(dir, 'file'), 'utf8'), readFileSync(join(dir, 'late'), 'utf8')], ['mine', 'mine']);
    assert.deepEqual(readdirSync(dir).sort(), ['file', 'folder', 'late', 'link']);
});

test('where the content, the folder or the disk fails, nothing stays, and what failed is said', async () => {
    async function* broken(): AsyncGenerator<Uint8Array, void, undefined> {
        yield await Promise.resolve(Buffer.from('half'));
        throw new CarnetError('LEAF_MISMATCH', 'not this');
    }
    await assert.rejects(writeNewFile(join(dir, 'broken'), broken()), refused('LEAF_MISMATCH', /not this/));
    await assert.rejects(writeNewFile(join(dir, 'no', 'folder'), ''), refused('FILE_UNWRITABLE', /ENOENT/));
    await assert.rejects(makeNewFolder(join(dir, 'broken'), async folder => {
        await writeNewFile(join(folder, 'half'), 'half');
        throw new CarnetError('LEAF_MISMATCH', 'not this');
    }), refused('LEAF_MISMATCH', /not this/));
    failing('link', 'ENOSPC');
    failing('rename', 'ENOSPC');
    await assert.rejects(writeNewFile(join(dir, 'full'), 'x'), refused('FILE_UNWRITABLE', /ENOSPC/));
    await assert.rejects(makeNewFolder(join(dir, 'full'), () => Promise.resolve()), refused('FILE_UNWRITABLE', /ENOSPC/));
    assert.deepEqual(readdirSync(dir), []);
});

test('on a file system without links files are written too, and not over others', async () => {
    failing('link', 'EPERM');
    await writeNewFile(join(dir, 'stick'), 'share');
    async function* slow(): AsyncGenerator<Uint8Array, void, undefined> {
        yield await Promise.resolve(Buffer.from('other'));
        writeFileSync(join(dir, 'late'), 'mine');
    }
    await assert.rejects(writeNewFile(join(dir, 'late'), slow()), refused('FILE_UNWRITABLE', /EEXIST/));
    assert.deepEqual(readdirSync(dir).sort().map(name => [name, readFileSync(join(dir, name), 'utf8')]), [['late', 'mine'], ['stick', 'share']]);
});

test('where the name cannot be forced to disk nothing stays, but where a system does not do that for folders', async () => {
    const asked = failingFolders('EIO');
    await assert.rejects(writeNewFile(join(dir, 'lost'), 'share'), refused('FILE_UNWRITABLE', /EIO/));
    await assert.rejects(makeNewFolder(join(dir, 'lost'), async folder => { await writeNewFile(join(folder, 'one'), '1'); }), refused('FILE_UNWRITABLE', /EIO/));
    assert.ok(asked.includes(dir));
    assert.deepEqual(readdirSync(dir), []);
    mock.restoreAll();
    failingFolders('EINVAL');
    await writeNewFile(join(dir, 'kept'), 'share');
    assert.deepEqual(readdirSync(dir), ['kept']);
});

test('folders that are made are forced to disk with those above them', async () => {
    const asked = failingFolders('EINVAL');
    await makeFolder(join(dir, 'a', 'b', 'c'), 0o700);
    assert.deepEqual(asked, [join(dir, 'a', 'b'), join(dir, 'a'), dir]);
    assert.equal(statSync(join(dir, 'a', 'b')).mode & 0o777, 0o700);
    await makeFolder(join(dir, 'a', 'b', 'c'));
    assert.equal(asked.length, 3);
});

test('what an ended process left in the making is removed after a day, and nothing else', async () => {
    const [old, fresh] = [`.${'0a'.repeat(12)}.unfinished`, `.${'0b'.repeat(12)}.unfinished`];
    for (const name of [old, fresh, '.mine.unfinished']) writeFileSync(join(dir, name), 'share');
    const [oldFolder, freshFolder] = [`.${'0c'.repeat(12)}.unfinished`, `.${'0d'.repeat(12)}.unfinished`];
    for (const name of [oldFolder, freshFolder, 'mine']) {
        mkdirSync(join(dir, name));
        writeFileSync(join(dir, name, 'share-1.json'), 'share');
    }
    for (const name of readdirSync(dir)) if (name !== fresh && name !== freshFolder) utimesSync(join(dir, name), new Date(0), new Date(0));
    await writeNewFile(join(dir, 'next'), 'x');
    assert.deepEqual(readdirSync(dir).sort(), [fresh, freshFolder, '.mine.unfinished', 'mine', 'next']);
});

test('a folder appears with all that belongs into it', async () => {
    const path = join(dir, 'set');
    const filled = await makeNewFolder(path, async folder => {
        assert.deepEqual(readdirSync(dir).includes('set'), false);
        await writeNewFile(join(folder, 'one'), '1');
        return 'all';
    });
    assert.deepEqual([filled, statSync(path).mode & 0o777, readdirSync(dir), readdirSync(path)], ['all', 0o700, ['set'], ['one']]);
});

test('a file is read up to a limit, and one without end is refused', async () => {
    writeFileSync(join(dir, 'ten'), '0123456789');
    assert.equal((await readWholeFile(join(dir, 'ten'), 10)).toString(), '0123456789');
    await assert.rejects(readWholeFile(join(dir, 'ten'), 9), refused('FILE_UNREADABLE', /more than 9 bytes/));
    await assert.rejects(readWholeFile('/dev/zero', 100_000), refused('FILE_UNREADABLE', /more than 100000 bytes/));
    await assert.rejects(readWholeFile(join(dir, 'none'), 9), refused('FILE_UNREADABLE', /ENOENT/));
    await assert.rejects(readWholeFile(dir, 9), refused('FILE_UNREADABLE', /EISDIR/));
});

test('of a file that is read, and of what is refused, no other copy stays in memory', async () => {
    for (const [name, length] of [['short', 10], ['long', 200_000]] as const) writeFileSync(join(dir, name), 'x'.repeat(length));
    const made: Buffer[] = [];
    const alloc = Buffer.alloc.bind(Buffer);
    mock.method(Buffer, 'alloc', (...given: Parameters<typeof alloc>) => {
        const buffer = alloc(...given);
        made.push(buffer);
        return buffer;
    });
    const content = await readWholeFile(join(dir, 'short'), 1_000);
    assert.ok(made.length > 1 && made.includes(content) && content.equals(Buffer.from('x'.repeat(10))));
    await assert.rejects(readWholeFile(join(dir, 'long'), 150_000), refused('FILE_UNREADABLE', /more than 150000 bytes/));
    // Nothing says beforehand how long this is.
    await assert.rejects(readWholeFile('/dev/urandom', 300_000), refused('FILE_UNREADABLE', /more than 300000 bytes/));
    for (const buffer of made) assert.ok(buffer === content || buffer.every(byte => byte === 0));
});

test('a message of which all must have the same is never written over another; on standard output it can be asked for again', async () => {
    const printed: string[] = [];
    const terminal = {
        print: (line: string) => { printed.push(line); }, note: () => undefined, progress: undefined, ask: undefined,
        input: () => pieces(),
    };
    const give = (message: object, out: string): Promise<void> =>
        giveMessage(message, 'for all', parseOptions(['--out', out], { out: 'text' }, []), terminal);
    const out = join(dir, 'dealt.json');
    await give({ first: true }, out);
    await assert.rejects(give({ first: false }, out), refused('FILE_UNWRITABLE', /there already/));
    assert.deepEqual(JSON.parse(readFileSync(out, 'utf8')), { first: true });
    await give({ first: false }, '-');
    assert.deepEqual(printed, [`${out}: for all`, '{\n  "first": false\n}']);
});

test('the result of a command is a file that was not there before; what is confidential is its owner\'s alone', async () => {
    const printed: string[] = [];
    const terminal = {
        print: (line: string) => { printed.push(line); }, note: () => undefined, progress: undefined, ask: undefined,
        input: () => pieces(),
    };
    const out = join(dir, 'car.carnet.json');
    await writeResult(out, 'first\n', terminal);
    await assert.rejects(writeResult(out, 'second\n', terminal), refused('FILE_UNWRITABLE', /there already: nothing is overwritten/));
    assert.equal(readFileSync(out, 'utf8'), 'first\n');
    await writeResult(join(dir, 'details.json'), '{}\n', terminal, OWNER_ONLY);
    assert.equal(statSync(join(dir, 'details.json')).mode & 0o777, 0o600);
    await writeResult('-', 'second\n', terminal);
    assert.deepEqual([printed, readdirSync(dir).sort()], [['second'], ['car.carnet.json', 'details.json']]);
});

test('a file is replaced as a whole: where that fails the old one stays, and nothing else', async () => {
    const path = join(dir, 'place.json');
    await replaceFile(path, 'first');
    writeFileSync(`${path}.tmp`, 'of a crash');
    await replaceFile(path, Buffer.from('second'), 0o600);
    assert.equal(readFileSync(path, 'utf8'), 'second');
    // Whoever can write in the folder leads nobody to write elsewhere, and reads nothing of it in a file of his own.
    const [victim, kept] = [join(dir, 'victim'), join(dir, 'kept')];
    writeFileSync(victim, 'of somebody else');
    symlinkSync(victim, `${path}.tmp`);
    await replaceFile(path, 'second', 0o600);
    assert.deepEqual([readFileSync(victim, 'utf8'), readFileSync(path, 'utf8'), lstatSync(path).isFile()], ['of somebody else', 'second', true]);
    writeFileSync(`${path}.tmp`, 'of an attacker');
    linkSync(`${path}.tmp`, kept);
    await replaceFile(path, 'second', 0o600);
    assert.deepEqual([readFileSync(kept, 'utf8'), statSync(path).mode & 0o777], ['of an attacker', 0o600]);
    for (const file of [victim, kept]) rmSync(file);
    failing('rename', 'EIO');
    await assert.rejects(replaceFile(path, 'third'), /EIO/);
    assert.deepEqual([readFileSync(path, 'utf8'), readdirSync(dir)], ['second', ['place.json']]);
});
