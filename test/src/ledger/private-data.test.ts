// Private collections: hashes for everyone, values for members: section 6.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LedgerError } from '@carnet/network/dist/embedded/ledger/ledger-error.js';
import { all, bytes, CC, Chain, Code, hex, put, sha256, text, type Work } from './chain.js';
import { decode } from './decode.js';

const putPrivate = (key: string, value: string, collection = 'mine'): Work => simulator => simulator.setPrivateData(CC, collection, key, bytes(value));
const purge = (key: string, collection = 'mine'): Work => simulator => simulator.purgePrivateData(CC, collection, key);

const value = (chain: Chain, key: string, collection = 'mine'): Promise<string | undefined> =>
    chain.look(async simulator => text(await simulator.getPrivateData(CC, collection, key)));
const hash = (chain: Chain, key: string, collection = 'mine'): Promise<string | undefined> => chain.look(async simulator => {
    const found = await simulator.getPrivateDataHash(CC, collection, key);
    return found && hex(found);
});
const privateKeys = (chain: Chain, collection = 'mine'): Promise<string[]> => chain.look(async simulator =>
    (await all(simulator.getPrivateDataRange(CC, collection, '', ''))).map(({ key }) => key));

const unavailable = (hashVersion: string, valueVersion: string) => (error: unknown): boolean => {
    assert.ok(error instanceof LedgerError);
    assert.equal(error.code, 'PRIVATE_DATA_NOT_AVAILABLE');
    assert.equal(error.message, 'private data matching public hash version is not available. '
        + `Public hash version = ${hashVersion}, Private data version = ${valueVersion}`);
    return true;
};

test('6.1 an unknown collection is refused in Fabric\'s words', async context => {
    const chain = await Chain.make(context);
    const works: Work[] = [
        putPrivate('k', 'v', 'unheard'), purge('k', 'unheard'),
        async simulator => { await simulator.getPrivateData(CC, 'unheard', 'k'); },
        async simulator => { await simulator.getPrivateDataHash(CC, 'unheard', 'k'); },
        async simulator => { await simulator.getPrivateDataRange(CC, 'unheard', '', ''); },
    ];
    for (const work of works) {
        await assert.rejects(chain.endorse(work), error => {
            assert.ok(error instanceof LedgerError);
            assert.equal(error.code, 'COLLECTION_NOT_DEFINED');
            assert.equal(error.message, 'collection [unheard] not defined in the collection config for chaincode [cc]');
            return true;
        });
    }
});

test('6.3 in public stand the SHA-256 of key, value and private write set', async context => {
    const chain = await Chain.make(context);
    const { envelope, privateData } = await chain.endorse(async simulator => {
        await simulator.setPrivateData(CC, 'mine', 'k', bytes('v'));
        await simulator.deletePrivateData(CC, 'mine', 'gone');
    });
    const [collection] = decode(envelope).cc?.collections ?? [];
    assert.deepEqual(collection?.writes, [
        { key: sha256('gone').toString('hex'), value: null, purge: false }, { key: sha256('k').toString('hex'), value: sha256('v').toString('hex'), purge: false },
    ]);
    // From outside: kvrwset.KVRWSet with the two writes, "gone" deleted and "k" = "v".
    const plain = Buffer.concat([
        Buffer.from([0x1a, 8, 0x0a, 4]), Buffer.from('gone'), Buffer.from([0x10, 1]), Buffer.from([0x1a, 6, 0x0a, 1]), Buffer.from('k'), Buffer.from([0x1a, 1]), Buffer.from('v'),
    ]);
    assert.equal(collection.hash, sha256(plain).toString('hex'));
    assert.ok(Buffer.from(privateData ?? []).includes(plain));
    assert.ok(!Buffer.from(envelope).includes('gone'));
});

test('6.5 a peer that is no member has the hash and no value, and says so', async context => {
    const chain = await Chain.make(context);
    await chain.block(putPrivate('k', 'v', 'theirs'));
    assert.equal(await hash(chain, 'k', 'theirs'), sha256('v').toString('hex'));
    await assert.rejects(value(chain, 'k', 'theirs'), unavailable('{BlockNum: 1, TxNum: 0}', '<nil>'));
    assert.equal(await value(chain, 'absent', 'theirs'), undefined);
    assert.deepEqual(await privateKeys(chain, 'theirs'), []);
});

test('6.6 a value older than its hash is not given out', async context => {
    const chain = await Chain.make(context);
    await chain.block(putPrivate('k', 'old'));
    await chain.commit([{ envelope: (await chain.endorse(putPrivate('k', 'new'))).envelope }]);
    await assert.rejects(value(chain, 'k'), unavailable('{BlockNum: 2, TxNum: 0}', '{BlockNum: 1, TxNum: 0}'));
    await chain.block(putPrivate('k', 'newest'));
    assert.equal(await value(chain, 'k'), 'newest');
});

test('6.7 private reads do not see own writes', async context => {
    const chain = await Chain.make(context);
    await chain.block(putPrivate('k', 'old'));
    await chain.look(async simulator => {
        await simulator.setPrivateData(CC, 'mine', 'k', bytes('new'));
        assert.equal(text(await simulator.getPrivateData(CC, 'mine', 'k')), 'old');
        assert.equal(hex(await simulator.getPrivateDataHash(CC, 'mine', 'k') ?? bytes('')), sha256('old').toString('hex'));
    });
});

test('6.8 private reads and reads of hashes are checked for conflicts', async context => {
    const chain = await Chain.make(context);
    await chain.block(putPrivate('k', '1'));
    const reads: Work[] = [
        async simulator => { await simulator.getPrivateData(CC, 'mine', 'k'); },
        async simulator => { await simulator.getPrivateDataHash(CC, 'mine', 'k'); },
        async simulator => { await simulator.getPrivateDataMetadata(CC, 'mine', 'k'); },
    ];
    const codes = await chain.block(reads[0] ?? put(''), putPrivate('k', '2'), ...reads);
    assert.deepEqual(codes, [Code.VALID, Code.VALID, ...reads.map(() => Code.MVCC_READ_CONFLICT)]);
});

test('6.10 private data whose hash is not the public one is left aside, and invalidates nothing', async context => {
    const chain = await Chain.make(context);
    const honest = await chain.endorse(putPrivate('k', 'v'));
    const { privateData: forged } = await chain.endorse(putPrivate('k', 'forged'));
    const { codes } = await chain.commit([{ ...honest, ...forged && { privateData: forged } }]);
    assert.deepEqual(codes, [Code.VALID]);
    await assert.rejects(value(chain, 'k'), unavailable('{BlockNum: 1, TxNum: 0}', '<nil>'));
});

test('6.10 private data of an invalid transaction changes nothing', async context => {
    const chain = await Chain.make(context);
    await chain.block(put('a'));
    const stale = await chain.endorse(async simulator => {
        await simulator.getState(CC, 'a');
        await simulator.setPrivateData(CC, 'mine', 'k', bytes('v'));
    });
    assert.deepEqual((await chain.commit([await chain.endorse(put('a')), stale])).codes, [Code.VALID, Code.MVCC_READ_CONFLICT]);
    assert.equal(await value(chain, 'k'), undefined);
});

test('6.10 private data lives for as many blocks as its collection says, counted from its last write', async context => {
    const chain = await Chain.make(context);
    await chain.block(putPrivate('early', 'v', 'brief'), putPrivate('renewed', 'v', 'brief'), putPrivate('kept', 'v'));
    await chain.block(putPrivate('renewed', 'v2', 'brief'));
    await chain.block(put('x'));
    assert.equal(await value(chain, 'early', 'brief'), 'v');
    await chain.block(put('x'));
    assert.equal(await hash(chain, 'early', 'brief'), undefined);
    assert.deepEqual(await privateKeys(chain, 'brief'), ['renewed']);
    await chain.block(putPrivate('early', 'again', 'brief'));
    assert.deepEqual(await privateKeys(chain, 'brief'), ['early']);
    assert.deepEqual(await privateKeys(chain), ['kept']);
});

test('6.10 a purge removes value and hash, also at a peer that did not get the private write set', async context => {
    const chain = await Chain.make(context);
    await chain.block(putPrivate('a', '1'), putPrivate('b', '1'), putPrivate('c', '1'));
    const { envelope } = await chain.endorse(purge('a'));
    assert.deepEqual(decode(envelope).cc?.collections[0]?.writes, [{ key: sha256('a').toString('hex'), value: null, purge: true }]);
    await chain.commit([{ envelope }, await chain.endorse(purge('b')), await chain.endorse(putPrivate('b', '2'))]);
    assert.deepEqual(await privateKeys(chain), ['b', 'c']);
    assert.equal(await hash(chain, 'a'), undefined);
    assert.equal(await value(chain, 'b'), '2');
});

test('14.7 metadata alone raises the version of a private value with that of its hash', async context => {
    const chain = await Chain.make(context);
    await chain.block(putPrivate('k', 'v'));
    await chain.block(simulator => simulator.setPrivateDataMetadata(CC, 'mine', 'k', 'm', bytes('1')));
    assert.equal(await value(chain, 'k'), 'v');
    const found = await chain.ledger.committedMetadata(CC, 'mine', 'k');
    assert.equal(text(found.get('m')), '1');
    assert.deepEqual(await chain.ledger.committedMetadata(CC, 'mine', sha256('k')), found);
});
