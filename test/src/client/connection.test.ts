// The connection itself: TLS always verified, and an error that says what to look at.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { connect, type ConnectOptions } from '@carnet/client';
import { makeMaterial, type Material } from './material.js';
import { refusalOf } from './refusal.js';
import { RESULT, ScriptedGateway } from './scripted-gateway.js';

let material: Material;
let stranger: Material;
let gateway: ScriptedGateway;
before(async () => {
    [material, stranger] = await Promise.all([makeMaterial(), makeMaterial()]);
    gateway = await ScriptedGateway.start(material);
});
after(() => {
    gateway.stop();
    material.remove();
    stranger.remove();
});

function options(changes: Partial<ConnectOptions> = {}): ConnectOptions {
    return {
        env: {}, mspId: 'Org1MSP', identity: { mspFolder: material.user.msp }, endpoint: gateway.endpoint,
        hostAlias: 'peer0.org1.example.com', tlsCaFile: material.peerTls.ca, deadlines: { connect: 1_000 }, ...changes,
    };
}

test('with the right CA and host alias the peer answers', async () => {
    const carnet = await connect(options({ deadlines: { connect: 60_000 } }));
    assert.equal(carnet.mspId, 'Org1MSP');
    assert.equal(await carnet.evaluate('', 'Read'), RESULT);
    carnet.close();
});

async function freePort(): Promise<number> {
    const server = createServer();
    return new Promise(done => {
        server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
        });
    });
}

test('of the peers that a profile lists for the organisation the first that can be reached is taken; of others none', async () => {
    const peer = (endpoint: string) => ({ url: `grpcs://${endpoint}`, tlsCACerts: { path: material.peerTls.ca }, grpcOptions: { hostnameOverride: 'peer0.org1.example.com' } });
    const profile = {
        client: { organization: 'Org1' }, organizations: { Org1: { mspid: 'Org1MSP', peers: ['away', 'here'] } },
        peers: { away: peer(`127.0.0.1:${await freePort()}`), here: peer(gateway.endpoint) },
    };
    const { endpoint, hostAlias, tlsCaFile, ...others } = options({ deadlines: { connect: 10_000 } });
    assert.ok(endpoint !== undefined && hostAlias !== undefined && tlsCaFile !== undefined);
    const carnet = await connect({ ...others, profile });
    assert.equal(await carnet.evaluate('', 'Read'), RESULT);
    carnet.close();
    const soon = { ...others, deadlines: { connect: 300 } };
    for (const asked of [{ profile, peer: 'away' }, { profile: { peers: profile.peers } }, { profile, endpoint: profile.peers.away.url, hostAlias }]) {
        assert.equal((await refusalOf(connect({ ...soon, ...asked }))).code, 'CONNECTION_FAILED');
    }
});

const REFUSALS: readonly (readonly [string, RegExp, () => Partial<ConnectOptions> | Promise<Partial<ConnectOptions>>])[] = [
    ['another host alias', /Host: elsewhere\.example\.com\. is not in the cert's altnames|altnames/, () => ({ hostAlias: 'elsewhere.example.com' })],
    ['the CA of a twin with the same names', /certificate|signature/i, () => ({ tlsCaFile: stranger.peerTls.ca })],
    ['nobody listening', /ECONNREFUSED/, async () => ({ endpoint: `127.0.0.1:${await freePort()}` })],
    ['no such host', /ENOTFOUND|EAI_AGAIN/, () => ({ endpoint: 'nowhere.invalid:7051' })],
];

for (const [what, reason, changes] of REFUSALS) {
    test(`refused: ${what}`, async () => {
        const asked = options(await changes());
        const error = await refusalOf(connect(asked));
        assert.deepEqual([error.code, error.outcome, error.retryable], ['CONNECTION_FAILED', 'rejected', true]);
        assert.match(String(error.details['reason']), reason);
        for (const named of [asked.endpoint, asked.hostAlias, asked.tlsCaFile]) assert.ok(error.message.includes(String(named)), error.message);
    });
}

test('the variable that turns off certificate checks in Node has no power here', async () => {
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
        for (const changes of [{ tlsCaFile: stranger.peerTls.ca }, { hostAlias: 'elsewhere.example.com' }]) {
            const error = await refusalOf(connect(options(changes)));
            assert.equal(error.code, 'CONNECTION_FAILED');
            assert.match(String(error.details['reason']), /certificate|signature|altnames/i);
        }
    } finally {
        if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
        else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    }
});

test('a server without TLS is not talked to', async () => {
    const server = createServer(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const port = await new Promise<number>(done => {
        server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            done(typeof address === 'object' && address !== null ? address.port : 0);
        });
    });
    const error = await refusalOf(connect(options({ endpoint: `127.0.0.1:${port}` })));
    server.close();
    assert.equal(error.code, 'CONNECTION_FAILED');
});

const NAMES = [
    'BUNDLE_CODES', 'BUNDLE_EXTENSION', 'BUNDLE_FORMAT', 'BUNDLE_MAX_BYTES', 'BUNDLE_VERSION', 'CERTIFICATE_EXTENSION', 'CERTIFICATE_MAX_BYTES',
    'CERTIFICATE_MEDIA_TYPE', 'CERTIFICATE_VERSION', 'CLIENT_CODES', 'Carnet', 'CarnetError', 'FileCheckpoint', 'FileJournal', 'FilesystemStore', 'LedgerStore',
    'S3Store', 'connect', 'cutJson', 'entriesFromMotHistory', 'escrowedKey', 'exportBundle', 'fingerprintAt', 'fingerprintOf', 'forgetKeys',
    'formatAmount', 'freshEntryId', 'joinJson', 'keysFromShares', 'newEncryptionKey', 'newSigner', 'openDocument', 'openSections', 'parseAmount',
    'parseBundle', 'parseCertificate', 'proofSentences', 'readKeyFile', 'readMapping', 'readRoots', 'recoveredKey', 'redactBundle', 'rootsIn', 'sealDocument',
    'serialiseBundle', 'serialiseCertificate', 'verifyBundle', 'verifyCertificate', 'verifyDisclosure', 'withhold', 'writeKeyFile',
];

test('the package loads with import and with require, and gives the same names', () => {
    const run = (flags: readonly string[], program: string): string[] => JSON.parse(
        execFileSync(process.execPath, [...flags, '-e', program], { cwd: resolve(import.meta.dirname, '..', '..'), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }),
    ) as string[];
    const print = 'console.log(JSON.stringify(Object.keys(client).filter(name => name !== "default" && name !== "__esModule").sort()))';
    assert.deepEqual(run(['--input-type=module'], `import * as client from '@carnet/client'; ${print}`), NAMES);
    assert.deepEqual(run(['--input-type=commonjs'], `const client = require('@carnet/client'); ${print}`), NAMES);
});
