// Files as an attacker writes them, for every command that reads one without a network: deep, doubled, truncated, endless. Each is refused by name.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inspect } from 'node:util';
import { CarnetError, readKeyFile, readRoots } from '@carnet/client';
import { readProfile } from '@carnet/client/dist/connection/profile.js';
import { readCertificateAt, readPrivateKeyAt, readTextFile, readWalletFile } from '@carnet/client/dist/identity/files.js';
import { encryptionKeyFromSeed, newEncryptionKey } from '@carnet/client/dist/secrets/encryption-keys.js';
import { carnetCommand } from './command.js';
import { makeMaterial, type Material } from './material.js';

let dir: string;
let known: Material;
let roots: string;
before(async () => {
    dir = mkdtempSync(join(tmpdir(), 'carnet-hostile-'));
    known = await makeMaterial();
    roots = join(dir, 'Org1MSP.pem');
    copyFileSync(known.user.certificate, roots);
});
after(() => {
    known.remove();
    rmSync(dir, { recursive: true });
});

const DEPTH = 100_000;
/** Texts that are no file of ours, whatever the kind. */
const TEXTS: Readonly<Record<string, string>> = {
    'nothing': '', 'blanks': ' \n', 'null': 'null', 'a number': '1e999', 'deep lists': '['.repeat(DEPTH) + ']'.repeat(DEPTH), 'half of deep lists': '['.repeat(DEPTH),
    'deep objects': '{"a":'.repeat(DEPTH) + '1' + '}'.repeat(DEPTH), 'a prototype': '{"__proto__":{"v":1,"format":"x"},"constructor":{"prototype":{"v":1}}}',
    'a byte order mark': '\ufeff{}', 'a doubled field': '{"v":1,"v":2}', 'more behind it': '{} {}', 'a lone surrogate': '{"a":"\\ud800"}',
    'deep in a field': `{"v":1,"format":"carnet-share","sections":${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}}`,
};

const COMMANDS: readonly (readonly [string, (file: string) => readonly string[]])[] = [
    ['document verify', file => [file, '--roots', roots]], ['document verify --roots', file => [file, '--roots', file]], ['document redact', file => [file, '--out', '-']],
    ['vehicle verify', file => [file, '--roots', roots]], ['vehicle share', file => [file, '--out', '-']], ['vehicle judge', file => [file]],
    ['shares combine', file => ['--share', file, '--share', file, '--out', join(dir, 'out')]], ['document open-file', file => [dir, '--share', file, '--out', join(dir, 'out')]],
    ['policy show', file => [file]], ['policy check', file => [file, '--roster', file]], ['policy decide', file => [file, '--request', file]],
    ['policy replay', file => [file, '--journal', file]], ['keys show', file => [file]],
];

for (const [what, text] of Object.entries(TEXTS)) {
    test(`a file of ${what} is refused by a code by every command that reads one`, async () => {
        const [file, wallet] = [join(dir, 'file.json'), join(dir, 'file.id')];
        for (const path of [file, wallet]) writeFileSync(path, text);
        const calls = [...COMMANDS.map(([name, args]) => [...name.split(' ').slice(0, 2), ...args(file)]), ['keys', 'show', wallet]];
        for (const args of calls) {
            const { status, out, err } = await carnetCommand([...args, '--json']);
            assert.equal(out, '', args.join(' '));
            assert.match(err, /^\{"code":"[A-Z_]+"/, args.join(' '));
            assert.doesNotMatch(err, /"INTERNAL"/, args.join(' '));
            assert.ok([1, 2, 3].includes(status), args.join(' '));
            assert.ok(err.length < 5_000, `${args.join(' ')}: ${err.length}`);
        }
        await assert.rejects(readKeyFile(text, 'a passphrase'), { code: 'KEY_FILE_INVALID' });
    });
}

const refused = (code: string, said: RegExp) => (error: unknown): boolean => {
    assert.ok(error instanceof CarnetError && error.code === code, String(error));
    assert.match(error.message, said);
    return true;
};

test('what is no file, in a folder of certificates, keys or roots, is neither waited for nor read without end', { skip: process.platform === 'win32' && 'has no pipes among its files' }, () => {
    for (const [name, put] of [['pipe', (path: string) => { execFileSync('mkfifo', [path]); }], ['device', (path: string) => { symlinkSync('/dev/zero', path); }]] as const) {
        const folder = join(dir, name);
        mkdirSync(folder);
        // Not by its kind: a link is followed, as where Kubernetes mounts secrets.
        const path = join(folder, 'Org1MSP.pem');
        if (name === 'pipe') {
            execFileSync('mkfifo', [join(dir, 'waiting')]);
            symlinkSync(join(dir, 'waiting'), path);
        } else {
            put(path);
        }
        assert.throws(() => readCertificateAt(folder), refused('FILE_UNREADABLE', /no regular file/));
        assert.throws(() => readPrivateKeyAt(folder, ''), refused('FILE_UNREADABLE', /no regular file/));
        assert.throws(() => readRoots(folder), refused('FILE_UNREADABLE', /no regular file/));
        const profile = { peers: { peer0: { url: 'grpcs://localhost:7051', tlsCACerts: { path } } } };
        assert.throws(() => readProfile(profile), refused('FILE_UNREADABLE', /no regular file/));
    }
});

test('what somebody names himself is read no further than such a file is long', { skip: process.platform === 'win32' && 'has no such devices' }, () => {
    assert.throws(() => readTextFile('/dev/zero', 'The TLS CA file'), refused('FILE_UNREADABLE', /more than 4194304 bytes/));
    assert.throws(() => readWalletFile('/dev/zero'), refused('FILE_UNREADABLE', /more than 4194304 bytes/));
    assert.throws(() => readRoots('/dev/zero'), refused('FILE_UNREADABLE', /more than 4194304 bytes/));
});

test('a private key that every user can read is warned of, and used', { skip: process.platform === 'win32' && 'has no such modes' }, async () => {
    const [key, warnings] = [join(dir, 'own.pem'), [] as string[]];
    copyFileSync(known.user.key, key);
    const keep = ({ name, message }: Error): void => { if (message.includes(key)) warnings.push(`${name}: ${message}`); };
    process.on('warning', keep);
    try {
        for (const mode of [0o600, 0o640, 0o644]) {
            chmodSync(key, mode);
            assert.match(readPrivateKeyAt(key, '').text, /PRIVATE KEY/);
        }
        await new Promise(resolve => { setImmediate(resolve); });
    } finally {
        process.removeListener('warning', keep);
    }
    assert.deepEqual(warnings, [`CarnetWarning: Every user of this computer can read the private key in ${JSON.stringify(key)}: let its owner alone read it (chmod 600).`]);
});

test('whoever logs an encryption key does not log its private part', () => {
    const seed = Buffer.alloc(32, 0xa7);
    for (const key of [encryptionKeyFromSeed(seed), { of: [encryptionKeyFromSeed(seed)] }]) {
        const shown = inspect(key, { depth: Infinity, showHidden: true });
        assert.doesNotMatch(shown, /167|a7 a7/);
        assert.match(shown, /privateKey: '\(secret\)'/);
    }
    assert.deepEqual(Object.keys(newEncryptionKey()), ['privateKey', 'publicKey']);
    assert.deepEqual({ ...encryptionKeyFromSeed(seed) }.privateKey, Uint8Array.from(seed));
});
