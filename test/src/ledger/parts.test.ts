// The ledger's small parts by themselves: lock, encodings, tree of hashes, block hash.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { encodeBlock } from '@carnet/network/dist/embedded/ledger/block-encoding.js';
import { commitHash } from '@carnet/network/dist/embedded/ledger/commit-hash.js';
import { MerkleTree } from '@carnet/network/dist/embedded/ledger/merkle-tree.js';
import { PackedReader, PackedWriter, varintSize } from '@carnet/network/dist/embedded/ledger/packed.js';
import { ReadWriteLock } from '@carnet/network/dist/embedded/ledger/read-write-lock.js';
import { UpdateBatch } from '@carnet/network/dist/embedded/ledger/update-batch.js';
import { orderPreserving, readOrderPreserving, versionText } from '@carnet/network/dist/embedded/ledger/version.js';
import { bytes, configEnvelope, hex, makeBlock, sha256 } from './chain.js';

const number = fc.maxSafeNat();

test('3.1, 3.2 readers share the lock, a writer waits for them and goes before readers that come later', async () => {
    const lock = new ReadWriteLock();
    const order: string[] = [];
    const first = await lock.shared();
    const second = await lock.shared();
    const writer = lock.exclusive().then(release => {
        order.push('writer');
        return release;
    });
    const later = ['r3', 'r4'].map(name => lock.shared().then(release => {
        order.push(name);
        return release;
    }));
    const secondWriter = lock.exclusive().then(release => {
        order.push('second writer');
        release();
    });
    first();
    first();
    await turn();
    assert.deepEqual(order, []);
    second();
    (await writer)();
    for (const release of await Promise.all(later)) {
        assert.deepEqual(order, ['writer', 'r3', 'r4']);
        release();
    }
    await secondWriter;
    assert.deepEqual(order, ['writer', 'r3', 'r4', 'second writer']);
    (await lock.shared())();
});

test('numbers and byte strings come back from a packed record', () => {
    fc.assert(fc.property(fc.array(fc.tuple(number, fc.uint8Array(), fc.string({ unit: 'binary' }))), fields => {
        const writer = new PackedWriter();
        for (const [count, value, name] of fields) writer.varint(count).bytes(value).text(name);
        const reader = new PackedReader(writer.finish());
        for (const [count, value, name] of fields) {
            assert.deepEqual([reader.varint(), hex(reader.bytes()), reader.text()], [count, hex(value), name]);
        }
        assert.ok(reader.atEnd);
    }), { seed: 20251121 });
    assert.equal(hex(new PackedWriter().varint(300).finish()), 'ac02');
    fc.assert(fc.property(number, value => assert.equal(varintSize(value), new PackedWriter().varint(value).finish().length)), { seed: 20251121 });
    assert.throws(() => new PackedReader(Buffer.from([5, 1])).bytes(), RangeError);
});

test('15.2 numbers in versions sort as bytes do, in the shape of Fabric\'s EncodeOrderPreservingVarUint64', () => {
    assert.deepEqual([0, 1, 255, 256, 65_536].map(value => hex(orderPreserving(value))), ['00', '0101', '01ff', '020100', '03010000']);
    fc.assert(fc.property(number, number, (one, other) => {
        assert.equal(Buffer.compare(orderPreserving(one), orderPreserving(other)), Math.sign(one - other));
        assert.deepEqual(readOrderPreserving(orderPreserving(one), 0), { value: one, end: orderPreserving(one).length });
    }), { seed: 20251121 });
    assert.equal(versionText({ blockNum: 7, txNum: 2 }), '{BlockNum: 7, TxNum: 2}');
});

test('5.7 the tree of hashes folds a level that is over-full, and what is left at the end', () => {
    const leaves = Array.from({ length: 4 }, (_, index) => sha256(String(index)));
    const summary = (count: number): [number, string[]] => {
        const tree = new MerkleTree(2);
        for (const leaf of leaves.slice(0, count)) tree.add(leaf);
        tree.finish();
        return [tree.summary().getMaxLevel(), tree.summary().getMaxLevelHashesList_asU8().map(hex)];
    };
    const [a, b, c, d] = leaves as [Buffer, Buffer, Buffer, Buffer];
    const abc = sha256(Buffer.concat([a, b, c]));
    assert.deepEqual(summary(2), [1, [hex(a), hex(b)]]);
    assert.deepEqual(summary(3), [2, [hex(abc)]]);
    assert.deepEqual(summary(4), [2, [hex(abc), hex(d)]]);
});

test('15.1 a block is encoded as protobuf encodes it, and its envelopes are where the encoding says', () => {
    for (const envelopes of [[], [configEnvelope(bytes('a')), configEnvelope(Buffer.alloc(300, 7))]]) {
        const block = makeBlock(5, sha256('previous'), envelopes);
        block.getMetadata()?.setMetadataList([bytes('signature'), new Uint8Array(), bytes('flags')]);
        const encoded = encodeBlock(block);
        const whole = Buffer.concat(encoded.chunks);
        assert.equal(hex(whole), hex(block.serializeBinary()));
        assert.equal(encoded.length, whole.length);
        assert.deepEqual(encoded.envelopes.map(({ offset, length }) => hex(whole.subarray(offset, offset + length))), envelopes.map(hex));
    }
});

test('15.2 the commit hash covers flags, writes in order and the hash before; the first block has none', () => {
    const batch = new UpdateBatch();
    batch.set('', 'CHANNEL_CONFIG_ENV_BYTES', { value: bytes('not counted'), metadata: undefined, version: { blockNum: 1, txNum: 0 } });
    batch.set('cc', 'b', { value: undefined, metadata: undefined, version: { blockNum: 1, txNum: 1 } });
    batch.set('cc', 'a', { value: bytes('v'), metadata: undefined, version: { blockNum: 1, txNum: 0 } });
    batch.hashed.set('cc', 'mine', '\x01', { value: bytes('h'), metadata: undefined, version: { blockNum: 1, txNum: 0 } });
    // txmgr.Updates by hand: the first write of a namespace, and of a collection, has its name.
    const writes = Buffer.from('0a0f' + '0a026363' + '1a0161' + '2a0176' + '3203010100'
        + '0a0b' + '1a0162' + '2001' + '320401010101'
        + '0a11' + '12046d696e65' + '1a0101' + '2a0168' + '3203010100', 'hex');
    const flags = Uint8Array.from([0, 0]);
    assert.equal(hex(commitHash(1, flags, batch, sha256('before'))), hex(sha256(Buffer.concat([Buffer.from([2, 0, 0]), writes, sha256('before')]))));
    assert.equal(commitHash(0, flags, batch, new Uint8Array()).length, 0);
});
