// What keeps a Fabric network from starting is said before anything is left behind.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { freePortOffset, open, takeDown, up } from '@carnet/network';
import { isRunning, readRecords } from '@carnet/network/dist/processes/detached.js';
import { whyNoFabric } from './peer-command.js';

const repository = resolve(import.meta.dirname, '..', '..', '..');
let folder: string;

before(() => { folder = mkdtempSync(join(tmpdir(), 'carnet-refusals-')); });
after(() => rmSync(folder, { recursive: true }));

test('without Fabric\'s programs the fabric engine says what is missing and how to get it, and makes nothing', async () => {
    const home = process.env['FABRIC_HOME'];
    process.env['FABRIC_HOME'] = join(folder, 'no-fabric');
    try {
        const dir = join(folder, 'absent');
        await assert.rejects(up({ dir, engine: 'fabric' }), {
            code: 'FABRIC_PROGRAMS_MISSING',
            message: /missing: .*bin\/peer, .*bin\/orderer.*builders\/ccaas.*config\/core\.yaml.*install-fabric\.sh/,
        });
        assert.equal(existsSync(dir), false);
    } finally {
        if (home === undefined) delete process.env['FABRIC_HOME'];
        else process.env['FABRIC_HOME'] = home;
    }
});

suite('with Fabric\'s programs', { skip: whyNoFabric() }, () => {
    test('a port in use is named before anything starts; with the port free again the same folder comes up', async () => {
        const dir = join(folder, 'ports');
        const portOffset = await freePortOffset();
        const port = 9051 + portOffset;
        const server = createServer();
        await new Promise<void>(done => server.listen(port, '127.0.0.1', done));
        try {
            await assert.rejects(up({ dir, engine: 'fabric', portOffset }), {
                code: 'PORT_IN_USE', message: new RegExp(`port ${port}, wanted by peer0\\.org2\\.example\\.com, is taken by another process`),
            });
            assert.deepEqual(readRecords(join(dir, 'run')), []);
        } finally {
            await new Promise(done => server.close(done));
        }
        try {
            await up({ dir, engine: 'fabric', portOffset });
            const network = await open(dir);
            await chaincodeThatDies(dir);
            await chaincodePortInUse(network.dir, portOffset);
        } finally {
            await takeDown(dir, { keepData: false });
        }
    });

    /** On the network that is up: a chaincode whose code throws as it loads. */
    async function chaincodeThatDies(dir: string): Promise<void> {
        const chaincodeDir = join(folder, 'broken');
        mkdirSync(chaincodeDir);
        writeFileSync(join(chaincodeDir, 'package.json'), '{"name":"broken","version":"1.0.0","main":"index.js"}');
        writeFileSync(join(chaincodeDir, 'index.js'), 'throw new Error("the book has no pages");');
        symlinkSync(join(repository, 'node_modules'), join(chaincodeDir, 'node_modules'));
        const network = await open(dir);
        await assert.rejects(network.deploy({ chaincodeDir, name: 'broken' }), { code: 'CHAINCODE_DIED', message: /broken\.org[12]\.0 ended[^]*the book has no pages/ });
    }

    async function chaincodePortInUse(dir: string, portOffset: number): Promise<void> {
        const server = createServer();
        await new Promise<void>(done => server.listen(7200 + portOffset, '127.0.0.1', done));
        try {
            const network = await open(dir);
            await assert.rejects(network.deploy({ chaincodeDir: join(repository, 'test', 'chaincode', 'probe'), name: 'probe' }),
                { code: 'PORT_IN_USE', message: new RegExp(`port ${7200 + portOffset}, wanted by chaincode probe\\.org1`) });
        } finally {
            await new Promise(done => server.close(done));
        }
        assert.deepEqual(readRecords(join(dir, 'run')).map(({ name }) => name), ['orderer.example.com', 'peer0.org1.example.com', 'peer0.org2.example.com'],
            'failed deployments leave no process and no record');
        assert.deepEqual((await (await open(dir)).status()).chaincodes, []);
    }

    test('a node that cannot start is reported with the end of its log, and the others are ended', async () => {
        const dir = join(folder, 'dying');
        const portOffset = await freePortOffset();
        await up({ dir, engine: 'fabric', portOffset });
        try {
            await (await open(dir)).down({ keepData: true });
            const manifest = join(dir, 'fabric', 'peer0.org1.example.com', 'data', 'ledgersData');
            rmSync(manifest, { recursive: true });
            writeFileSync(manifest, 'not a folder');
            await assert.rejects(up({ dir, engine: 'fabric' }), { code: 'NODE_DIED', message: /^NODE_DIED: peer0\.org1\.example\.com ended while waiting for/ });
            assert.deepEqual(readRecords(join(dir, 'run')).filter(isRunning), []);
            assert.ok(readdirSync(join(dir, 'logs')).includes('peer0.org1.example.com.log'));
        } finally {
            await takeDown(dir, { keepData: false });
        }
        assert.equal(existsSync(dir), false);
    });
});
