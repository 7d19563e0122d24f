// What connect() is told: options, both dialects of the environment, and a coded refusal for everything that does not fit.
import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import type { ConnectOptions } from '@carnet/client';
import { readEnvironment } from '@carnet/client/dist/connection/environment.js';
import { resolveSettings } from '@carnet/client/dist/connection/settings.js';
import { CertificateAuthority } from '@carnet/network/dist/identities/certificate-authority.js';
import { makeMaterial, read, type Material } from './material.js';
import { refusalOf } from './refusal.js';
import { expectedOf, explicitOptions, summary, without } from './resolved.js';

let material: Material;
before(async () => { material = await makeMaterial(); });
after(() => material.remove());

const EXPECTED = (): Record<string, unknown> => expectedOf(material);
const explicit = (changes: Partial<ConnectOptions> = {}): ConnectOptions => explicitOptions(material, changes);

/** As asset-transfer-basic's application reads it. */
function basicDialect(): Record<string, string> {
    const folder = join(material.organizations, 'peerOrganizations', 'org1.example.com');
    return { MSP_ID: 'Org1MSP', CRYPTO_PATH: folder, PEER_ENDPOINT: 'localhost:7051', PEER_HOST_ALIAS: 'peer0.org1.example.com' };
}

/** As the workshop's trader application reads it. */
function workshopDialect(): Record<string, string> {
    return {
        MSP_ID: 'Org1MSP', ENDPOINT: 'localhost:7051', HOST_ALIAS: 'peer0.org1.example.com',
        CERTIFICATE: material.user.certificate, PRIVATE_KEY: material.user.key, TLS_CERT: material.peerTls.ca,
    };
}

test('both dialects of the environment, alone and together, mean the same', () => {
    assert.deepEqual(summary({ env: basicDialect() }), EXPECTED());
    assert.deepEqual(summary({ env: workshopDialect() }), EXPECTED());
    assert.deepEqual(summary({ env: { ...basicDialect(), ...workshopDialect() } }), EXPECTED());
    const folders = {
        KEY_DIRECTORY_PATH: join(material.user.msp, 'keystore'), CERT_DIRECTORY_PATH: join(material.user.msp, 'signcerts'), TLS_CERT_PATH: material.peerTls.ca,
    };
    assert.deepEqual(summary({ env: { ...without(basicDialect(), 'CRYPTO_PATH'), ...folders } }), EXPECTED());
});

test('names of channel and chaincode come from the environment, and options win over it', () => {
    const env = { ...basicDialect(), CHANNEL_NAME: 'trade', CHAINCODE_NAME: 'books' };
    assert.deepEqual(summary({ env }), { ...EXPECTED(), channel: 'trade', chaincode: 'books' });
    const options: ConnectOptions = { env, channel: 'mine', identity: { mspFolder: material.admin.msp }, endpoint: 'peer.example.com:443', hostAlias: 'peer' };
    assert.deepEqual(summary(options), {
        ...EXPECTED(), channel: 'mine', chaincode: 'books', name: 'Admin@org1.example.com', address: 'peer.example.com:443', hostAlias: 'peer',
    });
});

test('an endpoint given as an option does not meet the host alias of another peer from the environment', () => {
    assert.equal(summary({ env: basicDialect(), endpoint: 'peer.example.com:443' })['hostAlias'], undefined);
});

test('two variables for one setting must agree', async () => {
    const error = await refusalOf(() => readEnvironment({ PEER_ENDPOINT: 'localhost:7051', ENDPOINT: 'localhost:9051' }).endpoint);
    assert.equal(error.message, 'SETTING_CONFLICT: PEER_ENDPOINT and ENDPOINT are both set, to different values: unset one of them.');
    assert.deepEqual(error.details, { variables: ['PEER_ENDPOINT', 'ENDPOINT'] });
    assert.deepEqual(summary(explicit({ env: { PEER_ENDPOINT: 'localhost:1', ENDPOINT: 'localhost:2' } })), EXPECTED());
});

test('an empty variable is as good as none, and paths are made absolute', () => {
    assert.equal(readEnvironment({ PEER_ENDPOINT: ' ', ENDPOINT: 'localhost:9051' }).endpoint, 'localhost:9051');
    assert.equal(readEnvironment({ CERT_PATH: 'cert.pem' }).certificate, resolve('cert.pem'));
});

function brokenMsp(name: string, change: (msp: string) => void): ConnectOptions {
    const msp = join(material.dir, name);
    cpSync(material.user.msp, msp, { recursive: true });
    change(msp);
    return explicit({ identity: { mspFolder: msp } });
}

const REFUSALS: readonly (readonly [string, string, RegExp, () => ConnectOptions | Promise<ConnectOptions>])[] = [
    ['no identity', 'SETTING_MISSING', /CERT_PATH or CERTIFICATE or CERT_DIRECTORY_PATH/, () => ({ env: {} })],
    ['no key', 'SETTING_MISSING', /KEY_PATH or PRIVATE_KEY/, () => ({ env: { CERT_PATH: material.user.certificate } })],
    ['no organisation', 'SETTING_MISSING', /option mspId, or set MSP_ID/, () => without(explicit(), 'mspId')],
    ['no endpoint', 'SETTING_MISSING', /PEER_ENDPOINT or ENDPOINT/, () => without(explicit(), 'endpoint')],
    ['two identities', 'SETTING_INVALID', /mspFolder, walletFile, and needs one of/,
        () => explicit({ identity: { mspFolder: 'a', walletFile: 'b' } })],
    ['an MSP folder that is not there', 'FILE_UNREADABLE', /nowhere\/signcerts/, () => explicit({ identity: { mspFolder: '/nowhere' } })],
    ['an empty keystore', 'KEY_MISSING', /keystore holds no private key/, () => brokenMsp('no-key', msp => rmSync(join(msp, 'keystore', 'priv_sk')))],
    ['two keys, neither of them right', 'KEYSTORE_AMBIGUOUS', /holds 2 private keys, and none/, () => brokenMsp('two-keys', msp => {
        for (const name of ['priv_sk', 'other_sk']) copyFileSync(material.admin.key, join(msp, 'keystore', name));
    })],
    ['no certificate', 'CERTIFICATE_MISSING', /holds 0 certificates/, () => brokenMsp('no-certificate', msp => {
        rmSync(join(msp, 'signcerts'), { recursive: true });
        mkdirSync(join(msp, 'signcerts'));
    })],
    ['a certificate that is none', 'CERTIFICATE_INVALID', /the option identity/,
        () => explicit({ identity: { certificate: 'nothing', privateKey: read(material.user.key) } })],
    ['a key that is none', 'KEY_INVALID', /the option identity/,
        () => explicit({ identity: { certificate: read(material.user.certificate), privateKey: 'nothing' } })],
    ['another one\'s key', 'KEY_MISMATCH', /does not belong to the certificate/,
        () => explicit({ identity: { certificateFile: material.user.certificate, privateKeyFile: material.admin.key } })],
    ['an expired certificate', 'CERTIFICATE_EXPIRED', /was valid until/,
        async () => explicit({ identity: { mspFolder: (await material.issue({ name: 'former', days: -2 })).mspDir } })],
    ['no TLS CA file', 'FILE_UNREADABLE', /TLS CA file cannot be read/, () => explicit({ tlsCaFile: '/nowhere/ca.crt' })],
    ['a TLS CA file without certificate', 'TLS_CA_INVALID', /holds no certificate/, () => explicit({ tlsCaFile: material.user.key })],
    ['a wallet file that is none', 'WALLET_FILE_INVALID', /is not JSON/, () => explicit({ identity: { walletFile: material.user.key } })],
    ['an endpoint without TLS', 'PLAINTEXT_REFUSED', /without TLS/, () => explicit({ endpoint: 'grpc://localhost:7051' })],
    ['an endpoint without port', 'ENDPOINT_INVALID', /is not host:port/, () => explicit({ endpoint: 'localhost' })],
    ['a port out of range', 'ENDPOINT_INVALID', /is not host:port/, () => explicit({ endpoint: 'localhost:70510' })],
    ['a deadline that is none', 'SETTING_INVALID', /deadlines.submit is not a number/, () => explicit({ deadlines: { submit: 0 } })],
    ['attempts that are none', 'SETTING_INVALID', /retry.attempts is not an integer/, () => explicit({ retry: { attempts: 1.5 } })],
];

for (const [what, code, message, options] of REFUSALS) {
    test(`refused: ${what}`, async () => {
        const error = await refusalOf(async () => resolveSettings(await options()));
        assert.equal(error.code, code);
        assert.match(error.message, message);
        assert.deepEqual([error.outcome, error.retryable], ['rejected', false]);
    });
}

test('an expired TLS CA is refused', async () => {
    const authority = await CertificateAuthority.create('tlsca', 'org9.example.com');
    const { certificate } = await authority.issue({ commonName: 'old', hosts: ['old'], days: -1 });
    const path = join(material.dir, 'old-ca.pem');
    writeFileSync(path, certificate);
    assert.equal((await refusalOf(() => resolveSettings(explicit({ tlsCaFile: path })))).code, 'TLS_CA_EXPIRED');
});
