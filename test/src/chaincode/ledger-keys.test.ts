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
        collection(type: string): {
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

test('reading or writing again what was written in the same transaction is a fault, not a stale value', async () => {
    const state = new WorldState({ getState: () => Promise.resolve(new Uint8Array()), putState: () => Promise.resolve() });
    const collection = state.collection('vehicle');
    assert.equal(await collection.read('a'), undefined);
    await collection.write({ n: 1 }, 'a');
    await assert.rejects(collection.read('a'), /written before it was read/);
    await assert.rejects(collection.write({ n: 2 }, 'a'), /written twice/);
    await collection.write({ n: 1 }, 'b');
    assert.equal(state.reads, 1);
});

test('what was removed is neither read nor written again', async () => {
    const deleted: string[] = [];
    const collection = new WorldState({ deleteState: (key: string) => Promise.resolve(deleted.push(key)) }).collection('coin');
    await collection.remove('a');
    assert.deepEqual(deleted, [compositeKey('coin', ['a'])]);
    await assert.rejects(collection.read('a'), /written before it was read/);
    await assert.rejects(collection.write({}, 'a'), /written twice/);
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
