// Identities from where Fabric's tools put them: MSP folders of cryptogen and Fabric CA, wallet files, PEM files and texts.
import assert from 'node:assert/strict';
import { copyFileSync, cpSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inspect } from 'node:util';
import type { ConnectOptions } from '@carnet/client';
import { resolveSettings } from '@carnet/client/dist/connection/settings.js';
import { makeMaterial, read, type Material } from './material.js';
import { refusalOf } from './refusal.js';
import { expectedOf, explicitOptions, summary, without } from './resolved.js';

let material: Material;
before(async () => { material = await makeMaterial(); });
after(() => material.remove());

const EXPECTED = (): Record<string, unknown> => expectedOf(material);
const explicit = (changes: Partial<ConnectOptions> = {}): ConnectOptions => explicitOptions(material, changes);

/** A copy of User1's MSP folder, changed. */
function mspFolder(name: string, change: (msp: string) => void): string {
    const msp = join(material.dir, name);
    cpSync(material.user.msp, msp, { recursive: true });
    change(msp);
    return msp;
}

/** As `fabric-ca-client enroll` leaves it: the certificate is cert.pem, the key is named after its identifier, and there may be no config.yaml. */
function asFabricCa(msp: string): void {
    const [certificates, keys] = [join(msp, 'signcerts'), join(msp, 'keystore')];
    renameSync(join(certificates, 'User1@org1.example.com-cert.pem'), join(certificates, 'cert.pem'));
    renameSync(join(keys, 'priv_sk'), join(keys, '5f0aa5d0b2b1a1c9e3a2bd9a5c1de9cfc4a77a6d0b8a20cd7cbb9ff7a3b6a0c1_sk'));
    rmSync(join(msp, 'config.yaml'), { force: true });
}

test('an MSP folder as cryptogen writes it: <user>@<domain>-cert.pem and priv_sk', () => {
    assert.deepEqual(readdirSync(join(material.user.msp, 'signcerts')), ['User1@org1.example.com-cert.pem']);
    assert.deepEqual(readdirSync(join(material.user.msp, 'keystore')), ['priv_sk']);
    assert.deepEqual(summary(explicit()), EXPECTED());
});

test('an MSP folder as Fabric CA writes it: cert.pem and <identifier>_sk', () => {
    const msp = mspFolder('fabric-ca', asFabricCa);
    assert.deepEqual(summary(explicit({ identity: { mspFolder: msp } })), EXPECTED());
    const folders = { CERT_DIRECTORY_PATH: join(msp, 'signcerts'), KEY_DIRECTORY_PATH: join(msp, 'keystore') };
    assert.deepEqual(summary({ ...without(explicit(), 'identity'), env: folders }), EXPECTED());
});

test('of two keys, as a person enrolled again has them, the one of the certificate is taken', () => {
    const msp = mspFolder('enrolled-again', folder => {
        asFabricCa(folder);
        for (const name of ['0_sk', 'f_sk']) copyFileSync(material.admin.key, join(folder, 'keystore', name));
        writeFileSync(join(folder, 'keystore', '1_sk'), '-----BEGIN PRIVATE KEY-----\nbroken\n-----END PRIVATE KEY-----\n');
    });
    assert.deepEqual(summary(explicit({ identity: { mspFolder: msp } })), EXPECTED());
});

test('a wallet file names its organisation', async () => {
    const { walletPath } = await material.issue({ name: 'mechanic' });
    assert.deepEqual(summary(without(explicit({ identity: { walletFile: walletPath } }), 'mspId')), { ...EXPECTED(), name: 'mechanic@org1.example.com' });
    const error = await refusalOf(() => resolveSettings(explicit({ mspId: 'Org2MSP', identity: { walletFile: walletPath } })));
    assert.equal(error.code, 'SETTING_CONFLICT');
});

test('an identity as two PEM texts, or two files', () => {
    const { certificate, key } = material.user;
    assert.deepEqual(summary(explicit({ identity: { certificate: read(certificate), privateKey: read(key) } })), EXPECTED());
    assert.deepEqual(summary(explicit({ identity: { certificateFile: certificate, privateKeyFile: key } })), EXPECTED());
});

test('a wallet file lacking a part is refused by that part', async () => {
    const whole = { credentials: { certificate: 'c', privateKey: 'k' }, mspId: 'Org1MSP', type: 'X.509', version: 1 };
    const path = join(material.dir, 'broken.id');
    const broken: [unknown, RegExp][] = [
        [{ ...whole, version: 2 }, /type X.509 and version 1/], [{ ...whole, mspId: '' }, /no mspId/], [{ ...whole, credentials: null }, /no credentials/],
        [{ ...whole, credentials: { privateKey: 'k' } }, /no credentials.certificate/], [{ ...whole, credentials: { certificate: 'c' } }, /no credentials.privateKey/],
        [null, /not a JSON object/],
    ];
    for (const [content, message] of broken) {
        writeFileSync(path, JSON.stringify(content));
        const error = await refusalOf(() => resolveSettings(explicit({ identity: { walletFile: path } })));
        assert.equal(error.code, 'WALLET_FILE_INVALID');
        assert.match(error.message, message);
    }
});

test('no error shows a piece of a private key', async () => {
    const key = read(material.user.key);
    const secret = key.replaceAll(/-----[A-Z ]+-----|\s/g, '');
    const damaged: Record<string, string> = {
        'broken-key.id': `{"credentials":{"certificate":"c","privateKey":"${secret}"x}}`,
        'key.pem': key.replace('PRIVATE KEY', 'PRIVATE KEX'),
        'half.pem': key.slice(0, key.length / 2),
    };
    for (const [name, content] of Object.entries(damaged)) {
        const path = join(material.dir, name);
        writeFileSync(path, content);
        const identity = name.endsWith('.id') ? { walletFile: path } : { certificateFile: material.user.certificate, privateKeyFile: path };
        const shown = inspect(await refusalOf(() => resolveSettings(explicit({ identity }))), { depth: 9 });
        for (let at = 0; at + 8 <= secret.length; at++) assert.ok(!shown.includes(secret.slice(at, at + 8)), `${name}: ${shown}`);
    }
});
