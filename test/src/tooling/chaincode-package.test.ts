// The package of a chaincode service: the same bytes for the same code, META-INF kept, another id for other code; and clear refusals.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { packageService } from '@carnet/network/dist/chaincode/package.js';
import { readChaincodeSource } from '@carnet/network/dist/chaincode/source.js';
import { NetworkError } from '@carnet/network';

let folder: string;

before(() => { folder = mkdtempSync(join(tmpdir(), 'carnet-package-')); });
after(() => rmSync(folder, { recursive: true }));

/** A folder with these files, and a fabric-shim of its own as far as finding it goes. */
function chaincode(name: string, files: Record<string, string>, installed = true): string {
    const dir = join(folder, name);
    const all = { ...files, ...installed ? { 'node_modules/fabric-shim/package.json': '{"version":"2.5.8"}' } : {} };
    for (const [path, content] of Object.entries(all)) {
        mkdirSync(dirname(join(dir, path)), { recursive: true });
        writeFileSync(join(dir, path), content);
    }
    return dir;
}

/** Names and contents of a gzipped tar of regular files with short names. */
function untar(bytes: Buffer): Map<string, Buffer> {
    const tar = gunzipSync(bytes);
    const entries = new Map<string, Buffer>();
    for (let at = 0; tar[at] !== 0; ) {
        const name = tar.subarray(at, at + 100).toString('utf8').replace(/\0.*$/s, '');
        const size = parseInt(tar.subarray(at + 124, at + 136).toString('utf8'), 8);
        entries.set(name, tar.subarray(at + 512, at + 512 + size));
        at += 512 + Math.ceil(size / 512) * 512;
    }
    return entries;
}

const BUILT = { 'package.json': '{"main":"dist/index.js"}', 'dist/index.js': 'exports.contracts = [];' };
const INDEX = '{"index":{"fields":["docType"]},"ddoc":"d","name":"n","type":"json"}';

test('the same code gives the same bytes wherever it lies, and its id is the peer\'s', async () => {
    const files = { ...BUILT, 'META-INF/statedb/couchdb/indexes/owner.json': INDEX };
    const first = await packageService(readChaincodeSource(chaincode('a', files)), 'basic_1.0', '127.0.0.1:7200');
    const second = await packageService(readChaincodeSource(chaincode('b', files)), 'basic_1.0', '127.0.0.1:7200');
    assert.deepEqual(first.bytes, second.bytes);
    assert.equal(first.packageId, `basic_1.0:${createHash('sha256').update(first.bytes).digest('hex')}`);

    const outer = untar(first.bytes);
    assert.deepEqual([...outer.keys()], ['metadata.json', 'code.tar.gz']);
    assert.deepEqual(JSON.parse(String(outer.get('metadata.json'))), { type: 'ccaas', label: 'basic_1.0' });
    const code = untar(outer.get('code.tar.gz') ?? Buffer.alloc(0));
    assert.deepEqual(JSON.parse(String(code.get('connection.json'))), { address: '127.0.0.1:7200', dial_timeout: '10s', tls_required: false });
    assert.equal(String(code.get('META-INF/statedb/couchdb/indexes/owner.json')), INDEX);
});

test('other code, another address and another label are other packages; dependencies and hidden files are not code', async () => {
    const idOf = async (name: string, files: Record<string, string>, label = 'basic_1.0', address = '127.0.0.1:7200'): Promise<string> =>
        (await packageService(readChaincodeSource(chaincode(name, files)), label, address)).packageId;
    const base = await idOf('c', BUILT);
    assert.equal(await idOf('d', { ...BUILT, 'node_modules/other/index.js': 'x', '.git/HEAD': 'x', 'tsconfig.tsbuildinfo': 'x' }), base);
    const others = await Promise.all([
        idOf('e', { ...BUILT, 'dist/index.js': 'exports.contracts = [1];' }),
        idOf('f', { ...BUILT, 'dist/more.js': '' }),
        idOf('g', BUILT, 'basic_1.0', '127.0.0.1:7201'),
        idOf('h', BUILT, 'basic_1.1'),
    ]);
    assert.equal(new Set([base, ...others]).size, 5);
});

test('a folder that cannot run as chaincode is refused, saying what to do', () => {
    const refused: [string, string, RegExp][] = [
        [join(folder, 'nowhere'), 'CHAINCODE_NOT_FOUND', /holds no package\.json/],
        [chaincode('json', { 'package.json': '{' }), 'CHAINCODE_NOT_FOUND', /is not JSON/],
        [chaincode('mainless', { 'package.json': '{}' }), 'CHAINCODE_NOT_FOUND', /has no "main"/],
        [chaincode('unbuilt', { 'package.json': '{"main":"dist/index.js","scripts":{"build":"tsc"}}' }), 'CHAINCODE_NOT_BUILT', /run `npm run build` there/],
        [chaincode('bare', BUILT, false), 'CHAINCODE_DEPENDENCIES_MISSING', /run `npm install` there/],
    ];
    for (const [dir, code, message] of refused) {
        assert.throws(() => readChaincodeSource(dir), (error: unknown) => {
            assert.ok(error instanceof NetworkError);
            assert.equal(error.code, code);
            assert.match(error.message, message);
            return true;
        });
    }
});

test('links in the folder are followed, but for those that lead nowhere or back up', () => {
    const plain = readChaincodeSource(chaincode('plain', { ...BUILT, 'lib/part.js': 'part' }));
    const dir = chaincode('linked', BUILT);
    mkdirSync(join(folder, 'elsewhere'));
    writeFileSync(join(folder, 'elsewhere', 'part.js'), 'part');
    symlinkSync(join(folder, 'elsewhere'), join(dir, 'lib'));
    symlinkSync(dir, join(dir, 'self'));
    symlinkSync(join(folder, 'nowhere'), join(dir, 'broken'));
    assert.equal(readChaincodeSource(dir).digest, plain.digest);
});
