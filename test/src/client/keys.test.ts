// carnet keys: a key made and shown, and one fingerprint for a key wherever it stands.
import assert from 'node:assert/strict';
import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { carnetCommand } from './command.js';
import { makeMaterial, type Material } from './material.js';

let material: Material;
before(async () => { material = await makeMaterial(); });
after(() => { material.remove(); });

async function shown(path: string): Promise<unknown> {
    const { status, out, err } = await carnetCommand(['keys', 'show', path, '--json']);
    assert.deepEqual([status, err], [0, '']);
    return JSON.parse(out);
}

test('certificate, private key, MSP folder and wallet file of one person have one fingerprint, that of the public key', async () => {
    const certificate = readFileSync(material.user.certificate, 'utf8');
    const der = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
    const publicKeyHash = createHash('sha256').update(der).digest('hex');
    const walletFile = join(material.dir, 'person.id');
    const credentials = { certificate, privateKey: readFileSync(material.user.key, 'utf8') };
    writeFileSync(walletFile, JSON.stringify({ credentials, mspId: 'Org1MSP', type: 'X.509', version: 1 }));
    for (const file of [material.user.certificate, material.user.key, material.user.msp, walletFile]) {
        assert.deepEqual(await shown(file), { file, publicKeyHash });
    }
});

test('a new key is readable by its owner alone, and never written over another', async () => {
    const file = join(material.dir, 'new-key.pem');
    const { status, out } = await carnetCommand(['keys', 'new', '--out', file]);
    assert.equal(status, 0);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const key = createPublicKey(readFileSync(file, 'utf8'));
    const [, fingerprint = '', readOut = ''] = /^fingerprint {2}([0-9a-f]{64})\nto read out {2}([0-9a-f ]+)$/.exec(out) ?? [];
    assert.equal(fingerprint, createHash('sha256').update(key.export({ type: 'spki', format: 'der' })).digest('hex'));
    assert.deepEqual([readOut.split(' ').length, readOut.replaceAll(' ', '')], [16, fingerprint]);
    const again = await carnetCommand(['keys', 'new', '--out', file]);
    assert.deepEqual([again.status, again.out], [1, '']);
    assert.match(again.err, /^FILE_UNWRITABLE: .*new-key\.pem is there already/);
});

test('what is no key is refused without being quoted', async () => {
    const file = join(material.dir, 'not-a-key.pem');
    writeFileSync(file, '-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n');
    const { status, err } = await carnetCommand(['keys', 'show', file]);
    assert.equal(status, 1);
    assert.match(err, /^KEY_INVALID: .*not-a-key\.pem holds neither/);
    assert.doesNotMatch(err, /secret/);
    assert.match((await carnetCommand(['keys', 'show', join(material.dir, 'none')])).err, /^FILE_UNREADABLE: /);
});
