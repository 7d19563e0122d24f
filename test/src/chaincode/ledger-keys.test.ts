// Composite keys: Fabric's own form, never two lists of attributes with one key; and a state that shows a transaction no write of its own.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { canonicalHash } from '@carnet/domain';
import fc from 'fast-check';
import { CHAINCODE_DIR } from './trade.js';

/** The same cases in every run: a failure is a change, not luck. */
fc.configureGlobal({ seed: 20_260 });

const require = createRequire(import.meta.url);
const { compositeKey } = require(join(CHAINCODE_DIR, 'dist/ledger/composite-key.js')) as
    { readonly compositeKey: (objectType: string, attributes: readonly string[]) => string };
const { WorldState } = require(join(CHAINCODE_DIR, 'dist/ledger/world-state.js')) as {
    WorldState: new (stub: object, kind?: 'submit' | 'evaluate') => {
        readonly reads: number;
        readonly bytesRead: number;
        prefetch(keys: readonly string[]): Promise<void>;
        end(): Promise<void>;
        collection(type: string): {
            key(...attributes: string[]): string;
            read(...attributes: string[]): Promise<unknown>; write(value: unknown, ...attributes: string[]): Promise<void>;
            remove(...attributes: string[]): Promise<void>;
        };
        page(type: string, attributes: readonly string[], size: number, bookmark: string): Promise<unknown>;
    };
};

const { hashOf } = require(join(CHAINCODE_DIR, 'dist/ledger/hash.js')) as { readonly hashOf: (value: unknown) => string };

const part = fc.string({ unit: 'binary', minLength: 1 }).filter(text => !/[\0\u{10ffff}\p{Cs}]/u.test(text));

test('keys have the form of createCompositeKey and are taken apart into what they were made of', () => {
    fc.assert(fc.property(part, fc.array(part, { maxLength: 4 }), (type, attributes) => {
        const key = compositeKey(type, attributes);
        assert.equal(key, `\0${[type, ...attributes].map(text => `${text}\0`).join('')}`);
        assert.deepEqual(key.slice(1, -1).split('\0'), [type, ...attributes]);
    }));
});

test('what would make two keys one is refused', () => {
    for (const bad of ['', '\0', 'a\0b', 'x\u{10ffff}', '\ud800', 'x\udc00']) {
        assert.throws(() => compositeKey('type', ['a', bad]), /must not/);
        assert.throws(() => compositeKey(bad, ['a']), /must not/);
    }
});

/** A ledger on which every value is the number 7, and what is asked of it in order. */
function sevens(): { readonly stub: object; readonly asked: string[] } {
    const asked: string[] = [];
    const note = (what: string) => (key: string): Promise<Uint8Array> => {
        asked.push(`${what} ${key.slice(1, -1).replaceAll('\0', '/')}`);
        return Promise.resolve(Buffer.from('7'));
    };
    return { stub: { getState: note('get'), putState: note('put'), deleteState: note('delete') }, asked };
}

test('reading or writing again what was written in the same transaction is a fault, not a stale value', async () => {
    const { stub, asked } = sevens();
    const state = new WorldState(stub);
    const collection = state.collection('vehicle');
    assert.equal(await collection.read('a'), 7);
    await collection.write({ n: 1 }, 'a');
    await assert.rejects(collection.read('a'), /written before it was read/);
    assert.throws(() => collection.write({ n: 2 }, 'a'), /written twice/);
    await collection.remove('b');
    await assert.rejects(collection.read('b'), /written before it was read/);
    assert.throws(() => collection.write({}, 'b'), /written twice/);
    assert.deepEqual([state.reads, asked], [1, ['get vehicle/a']]);
    await state.end();
    assert.deepEqual(asked, ['get vehicle/a', 'put vehicle/a', 'delete vehicle/b']);
    assert.throws(() => collection.write({}, 'c'), /after the end/);
});

test('a key is fetched once: by the first that asks for it, or before that', async () => {
    const { stub, asked } = sevens();
    const state = new WorldState(stub);
    const [cars, coins] = [state.collection('car'), state.collection('coin')];
    await state.prefetch([cars.key('a'), coins.key('b'), cars.key('a')]);
    assert.deepEqual(await Promise.all([coins.read('b'), cars.read('a'), cars.read('c'), cars.read('c')]), [7, 7, 7, 7]);
    assert.deepEqual(asked, ['get car/a', 'get coin/b', 'get car/c']);
    assert.deepEqual([state.reads, state.bytesRead], [3, 3]);
});

test('a peer that cannot answer fails every read that waits', async () => {
    const state = new WorldState({ getState: () => Promise.reject(new Error('the peer is gone')) });
    const reads = ['a', 'b'].map(key => state.collection('car').read(key));
    for (const read of reads) await assert.rejects(read, /the peer is gone/);
});

test('a page is a range for evaluated functions, and its bookmark never leads out of it', async () => {
    const asked: unknown[][] = [];
    const stub = {
        getStateByPartialCompositeKeyWithPagination: (...args: unknown[]) => {
            asked.push(args);
            const found = [{ done: false, value: { key: compositeKey('coin', ['p', 'w', 'c1']), value: Buffer.from('7') } }, { done: true }];
            const iterator = { next: () => Promise.resolve(found.shift()), close: () => Promise.resolve() };
            return Promise.resolve({ iterator, metadata: { fetchedRecordsCount: 1, bookmark: compositeKey('coin', ['p', 'w', 'c2']) } });
        },
    };
    await assert.rejects(new WorldState(stub).page('coin', ['p', 'w'], 1, ''), /range in a submitted function/);
    const state = new WorldState(stub, 'evaluate');
    assert.deepEqual(await state.page('coin', ['p', 'w'], 1, 'c0'), { rows: [{ rest: ['c1'], value: 7 }], bookmark: 'c2' });
    assert.deepEqual(await state.page('coin', ['p'], 1, ''), { rows: [{ rest: ['w', 'c1'], value: 7 }], bookmark: 'w/c2' });
    assert.deepEqual(asked, [['coin', ['p', 'w'], 1, compositeKey('coin', ['p', 'w', 'c0'])], ['coin', ['p'], 1, '']]);
    for (const bad of ['/', 'a/', 'a//b', '\0', 'a\0b', '\u{10ffff}', 'x'.repeat(81), 'a b', Array(7).fill('a').join('/')]) {
        await assert.rejects(state.page('coin', ['p'], 1, bad), /INVALID_BOOKMARK/, bad);
    }
});

test('the ledger\'s hash is the domain\'s', () => {
    fc.assert(fc.property(fc.jsonValue(), value => assert.equal(hashOf(value), canonicalHash(value))));
});
