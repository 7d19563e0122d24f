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
    WorldState: new (stub: object) => {
        readonly reads: number;
        collection(type: string): { read(...attributes: string[]): Promise<unknown>; write(value: unknown, ...attributes: string[]): Promise<void> };
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

test('the ledger\'s hash is the domain\'s', () => {
    fc.assert(fc.property(fc.jsonValue(), value => assert.equal(hashOf(value), canonicalHash(value))));
});
