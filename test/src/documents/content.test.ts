// Parts of documents: JSON cut by pointers and joined again, and what is encrypted of a section.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalJson, type JsonValue } from '@carnet/domain';
import { cutJson, joinJson } from '@carnet/client/dist/documents/content/json-content.js';
import { pointerSteps, valueAt } from '@carnet/client/dist/documents/content/json-pointer.js';
import { paddedLength, sealedContent, SealedContentReader } from '@carnet/client/dist/documents/content/sealed-content.js';
import { collected, inPieces, refused } from './store-cases.js';

const HEADER = { salt: new Uint8Array(32).fill(7), path: '/price', mediaType: 'application/json' };

/** RFC 6901, section 5. */
const RFC_6901: Readonly<Record<string, JsonValue>> = {
    'foo': ['bar', 'baz'], '': 0, 'a/b': 1, 'c%d': 2, 'e^f': 3, 'g|h': 4, 'i\\j': 5, 'k"l': 6, ' ': 7, 'm~n': 8,
};

test('pointers lead where RFC 6901 says', () => {
    const expected: [string, JsonValue][] = [
        ['', RFC_6901], ['/foo', ['bar', 'baz']], ['/foo/0', 'bar'], ['/', 0], ['/a~1b', 1], ['/c%d', 2], ['/e^f', 3], ['/g|h', 4], ['/i\\j', 5],
        ['/k"l', 6], ['/ ', 7], ['/m~0n', 8],
    ];
    for (const [pointer, value] of expected) assert.deepEqual(valueAt(RFC_6901, pointer), value, pointer);
    for (const pointer of ['foo', '/foo/01', '/foo/-', '/foo/2', '/foo/length', '/toString', '/~2', '/~']) {
        assert.throws(() => valueAt(RFC_6901, pointer), refused('CONTENT_INVALID'), pointer);
    }
    assert.deepEqual(pointerSteps('/a~01'), ['a~1']);
});

function parts(value: JsonValue, pointers: readonly string[]): { readonly path: string; readonly value: JsonValue }[] {
    return cutJson(value, Object.fromEntries(pointers.map(pointer => [pointer, {}])))
        .map(({ path, content }) => ({ path, value: JSON.parse(Buffer.from(content as Uint8Array).toString()) as JsonValue }));
}

test('a contract is cut where pointers say, and lists keep the places of what stays', () => {
    const contract = { car: 'VF1JZ0J0H48812345', price: 8000, lines: [{ what: 'car', amount: 7500 }, { what: 'tyres', amount: 500 }], terms: { months: 12, reserve: 7000 } };
    const cut = parts(contract, ['/price', '/lines/0/amount', '/lines/1', '/terms/reserve']);
    assert.deepEqual(cut, [
        { path: '', value: { car: 'VF1JZ0J0H48812345', lines: [{ what: 'car' }, null], terms: { months: 12 } } },
        { path: '/price', value: 8000 }, { path: '/lines/0/amount', value: 7500 }, { path: '/lines/1', value: { what: 'tyres', amount: 500 } },
        { path: '/terms/reserve', value: 7000 },
    ]);
    assert.deepEqual(joinJson(cut), contract);
    assert.deepEqual(joinJson(cut.filter(({ path }) => path !== '/price' && path !== '/lines/1')),
        { car: 'VF1JZ0J0H48812345', lines: [{ what: 'car', amount: 7500 }, null], terms: { months: 12, reserve: 7000 } });
});

test('a part within a part, a pointer to nothing, and what JSON cannot hold are refused', () => {
    const value = { a: { b: 1, c: [1, 2] } };
    for (const pointers of [['/a', '/a/b'], ['/a/b', '/a'], ['/a/c/1', '/a/c'], ['/x'], ['a']]) {
        assert.throws(() => cutJson(value, Object.fromEntries(pointers.map(one => [one, {}]))), refused('CONTENT_INVALID'), pointers.join(' '));
    }
    assert.throws(() => cutJson({ lone: '\ud800' }, {}), refused('CONTENT_INVALID'));
    assert.throws(() => joinJson([{ path: '/a', value: 1 }]), refused('CONTENT_INVALID'));
    assert.throws(() => joinJson([{ path: '', value: { a: 1 } }, { path: '/a', value: 2 }]), refused('CONTENT_INVALID'));
    assert.throws(() => joinJson([{ path: '', value: { a: [1] } }, { path: '/a/0', value: 2 }]), refused('CONTENT_INVALID'));
    assert.throws(() => joinJson([{ path: '', value: 1 }, { path: '/a', value: 2 }]), refused('CONTENT_INVALID'));
});

function pointersOf(value: JsonValue, at = ''): string[] {
    if (typeof value !== 'object' || value === null) return at === '' ? [] : [at];
    const below = Object.entries(value).flatMap(([name, member]: [string, JsonValue]) => pointersOf(member, `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`));
    return at === '' ? below : [at, ...below];
}

test('whatever is cut from whatever document joins to the same document', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), fc.infiniteStream(fc.boolean()), (json, choice) => {
        const value = json as JsonValue;
        const chosen: string[] = [];
        for (const pointer of pointersOf(value)) {
            const within = chosen.some(one => pointer.startsWith(`${one}/`));
            if (!within && choice.next().value === true) chosen.push(pointer);
        }
        assert.equal(canonicalJson(joinJson(parts(value, chosen))), canonicalJson(value));
    }), { seed: 20260301, numRuns: 500 });
});

test('content of any bytes, in any pieces, with any filling, is read as it was', async () => {
    const byte = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(0, 0x80) }, fc.nat(255));
    const content = fc.array(byte, { maxLength: 400 }).map(bytes => Buffer.from(bytes));
    const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
    await fc.assert(fc.asyncProperty(content, upTo(64), upTo(300), upTo(200), async (bytes, read, padTo, piece) => {
        const whole = await collected(sealedContent(HEADER, inPieces(bytes, read), padTo));
        assert.equal(whole.length, 32 + 256 + paddedLength(bytes.length, padTo) + 1);
        const reader = new SealedContentReader(inPieces(whole, piece));
        const header = await reader.header();
        assert.deepEqual({ ...header, salt: [...header.salt] }, { ...HEADER, salt: [...HEADER.salt] });
        assert.ok((await collected(reader.content())).equals(bytes));
        assert.equal(reader.filled, paddedLength(bytes.length, padTo));
    }), { seed: 20260302, numRuns: 300 });
});

test('what is filled up does not show whether there is anything', () => {
    assert.deepEqual([0, 1, 64, 65].map(length => paddedLength(length, 64)), [64, 64, 64, 128]);
    assert.deepEqual([0, 1].map(length => paddedLength(length)), [0, 1]);
});

test('what is not the content of a section is refused', async () => {
    const whole = await collected(sealedContent(HEADER, inPieces(Buffer.from('8000'))));
    const malformed = {
        empty: whole.subarray(0, 0), 'no name': whole.subarray(0, 200), 'no end': whole.subarray(0, -1), 'a name that is too long': Buffer.from(whole).fill(0xff, 32, 34),
        'a name that is no JSON': Buffer.from(whole).fill(0x7b, 34, 38), 'something behind the name': Buffer.from(whole).fill(1, 287, 288),
    };
    for (const [what, bytes] of Object.entries(malformed)) {
        const reader = new SealedContentReader(inPieces(bytes));
        await assert.rejects(async () => {
            await reader.header();
            await collected(reader.content());
        }, refused('SECTION_MALFORMED'), what);
    }
});
