// Range queries, pages and what the read set says of them: section 5.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import type { PagedResults } from '@carnet/network/dist/embedded/ledger/ledger.js';
import { compareUtf8 } from '@carnet/network/dist/embedded/ledger/key-order.js';
import { all, CC, Chain, Code, put, sha256, type ChainOptions, type Work } from './chain.js';
import { decode, type DecodedRange } from './decode.js';

const name = (number: number): string => `k${String(number).padStart(4, '0')}`;

async function chainOf(context: TestContext, count: number, options?: ChainOptions): Promise<Chain> {
    const chain = await Chain.make(context, options);
    await chain.block(async simulator => {
        for (let number = 0; number < count; number++) await simulator.setState(CC, name(number), Buffer.from([1]));
    });
    return chain;
}

/** Asks `count` times for a record. */
const pull = (start: string, end: string, count: number): Work => async simulator => {
    const range = await simulator.getStateRange(CC, start, end);
    for (let asked = 0; asked < count; asked++) await range.next();
    await range.close();
};

async function rangesOf(chain: Chain, work: Work): Promise<DecodedRange[]> {
    return decode((await chain.endorse(work)).envelope).cc?.ranges ?? [];
}

const keys = async (chain: Chain, start: string, end: string): Promise<string[]> =>
    chain.look(async simulator => (await all(simulator.getStateRange(CC, start, end))).map(({ key }) => key));

test('4.7 keys are ordered by their UTF-8 bytes, as Buffer.compare orders them', () => {
    const unit = fc.string({ unit: 'binary', maxLength: 4 });
    fc.assert(fc.property(unit, unit, (one, other) => {
        assert.equal(Math.sign(compareUtf8(one, other)), Buffer.compare(Buffer.from(one), Buffer.from(other)));
    }), { seed: 20251121 });
    assert.ok(compareUtf8('\u{1F600}', '\uFF5E') > 0, 'JavaScript orders them the other way round');
});

test('4.7 in the write set too', async context => {
    const chain = await Chain.make(context);
    const { envelope } = await chain.endorse(async simulator => {
        for (const key of ['\u{1F600}', '\uFF5E', 'a']) await simulator.setState(CC, key, Buffer.from([1]));
    });
    assert.deepEqual(decode(envelope).cc?.writes.map(([key]) => key), ['a', '\uFF5E', '\u{1F600}']);
});

test('5.1 a range has its start and not its end; empty bounds are those of the namespace, composite keys included', async context => {
    const chain = await Chain.make(context);
    await chain.block(put('a'), put('b'), put('c'), put('\0car\0x\0'), put('\u{10FFFF}'), simulator => simulator.setState('cd', 'z', Buffer.from([1])));
    assert.deepEqual(await keys(chain, 'a', 'c'), ['a', 'b']);
    assert.deepEqual(await keys(chain, '', ''), ['\0car\0x\0', 'a', 'b', 'c', '\u{10FFFF}']);
    assert.deepEqual(await keys(chain, '\u0001', ''), ['a', 'b', 'c', '\u{10FFFF}']);
    assert.deepEqual(await keys(chain, '\0car\0', '\0car\0\u{10FFFF}'), ['\0car\0x\0']);
    assert.deepEqual(await keys(chain, 'c', 'a'), []);
});

test('5.4 a query ends silently at the limit, and the read set ends there', async context => {
    const chain = await chainOf(context, 10, { totalQueryLimit: 4 });
    assert.equal((await keys(chain, '', '')).length, 4);
    const [range] = await rangesOf(chain, pull('', '', 9));
    assert.deepEqual([range?.end, range?.exhausted, range?.raw?.length], [name(3), false, 4]);
});

test('5.5 the bookmark is the next key, and empty when the range is exhausted', async context => {
    const chain = await chainOf(context, 5);
    const page = (size: number, bookmark: string): Promise<[string[], string]> => chain.look(async simulator => {
        let results: PagedResults | undefined;
        const found = await all(simulator.getStateRangePage(CC, '', '', size, bookmark).then(made => results = made));
        return [found.map(({ key }) => key), results?.bookmark() ?? ''];
    });
    assert.deepEqual(await page(2, ''), [[name(0), name(1)], name(2)]);
    assert.deepEqual(await page(2, name(2)), [[name(2), name(3)], name(4)]);
    assert.deepEqual(await page(2, name(4)), [[name(4)], '']);
    assert.deepEqual(await page(5, ''), [[0, 1, 2, 3, 4].map(name), '']);
    assert.deepEqual(await page(0, name(3)), [[name(3), name(4)], '']);
});

test('5.5 a page larger than the limit is cut to it; the bookmark goes on from there', async context => {
    const chain = await chainOf(context, 6, { totalQueryLimit: 4 });
    await chain.look(async simulator => {
        const page = await simulator.getStateRangePage(CC, '', '', 100, '');
        let count = 0;
        while (await page.next()) count++;
        assert.equal(count, 4);
        assert.equal(page.bookmark(), name(4));
    });
});

test('5.5 a page leaves a range with the bookmark as its start; the look for the next key is no read', async context => {
    const chain = await chainOf(context, 5);
    const [range] = await rangesOf(chain, async simulator => {
        const page = await simulator.getStateRangePage(CC, '', 'z', 2, name(1));
        while (await page.next());
    });
    assert.deepEqual(range, { start: name(1), end: name(2), exhausted: false, raw: [[name(1), '1:0'], [name(2), '1:0']], merkle: null });
});

test('5.6 a range ends at the last key pulled, or at the asked end once it ran dry', async context => {
    const chain = await chainOf(context, 3);
    const records = [0, 1, 2].map(number => [name(number), '1:0']);
    assert.deepEqual(await rangesOf(chain, pull('', 'z', 2)), [{ start: '', end: name(1), exhausted: false, raw: records.slice(0, 2), merkle: null }]);
    assert.deepEqual(await rangesOf(chain, pull('', 'z', 3)), [{ start: '', end: name(2), exhausted: false, raw: records, merkle: null }]);
    assert.deepEqual(await rangesOf(chain, pull('', 'z', 4)), [{ start: '', end: 'z', exhausted: true, raw: records, merkle: null }]);
    assert.deepEqual(await rangesOf(chain, pull('x', 'z', 1)), [{ start: 'x', end: 'z', exhausted: true, raw: null, merkle: null }]);
});

test('5.6 the same range twice is kept once, in the order of the queries', async context => {
    const chain = await chainOf(context, 3);
    const ranges = await rangesOf(chain, async simulator => {
        for (const [start, end] of [['k', 'l'], ['a', 'z'], ['k', 'l']] as const) await all(simulator.getStateRange(CC, start, end));
    });
    assert.deepEqual(ranges.map(({ start }) => start), ['k', 'a']);
});

test('5.7 50 records stand plainly, 51 as one hash, and a summary is checked like the records', async context => {
    const chain = await chainOf(context, 120);
    const [plain] = await rangesOf(chain, pull('', '', 50));
    assert.equal(plain?.raw?.length, 50);
    const [hashed] = await rangesOf(chain, pull('', '', 51));
    assert.deepEqual([hashed?.raw, hashed?.merkle?.level, hashed?.merkle?.hashes.length], [null, 1, 1]);
    const [two] = await rangesOf(chain, pull('', '', 102));
    assert.equal(two?.merkle?.hashes.length, 2);
    // From outside: the hash is that of the serialised list of the 51 records.
    const record = (number: number): Buffer =>
        Buffer.concat([Buffer.from([0x0a, 11, 0x0a, 5]), Buffer.from(name(number)), Buffer.from([0x12, 2, 0x08, 1])]);
    assert.equal(hashed?.merkle?.hashes[0], sha256(Buffer.concat(Array.from({ length: 51 }, (_, number) => record(number)))).toString('hex'));

    const untouched = await chain.endorse(pull('', '', 102));
    const changed = await chain.endorse(pull('', '', 102));
    const { codes } = await chain.commit([untouched, await chain.endorse(put(name(101))), changed]);
    assert.deepEqual(codes, [Code.VALID, Code.VALID, Code.PHANTOM_READ_CONFLICT]);
});
