// What is known of the past of a key: section 8.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { all, bytes, CC, Chain, Code, del, put, text, type Work } from './chain.js';
import { decode } from './decode.js';

async function history(chain: Chain, key: string): Promise<[string, string | undefined, boolean][]> {
    return chain.look(async simulator => (await all(simulator.getHistory(CC, key)))
        .map(({ txId, value, isDelete }) => [txId, text(value), isDelete]));
}

test('8.1 newest first, one entry for each valid transaction that wrote the key', async context => {
    const chain = await Chain.make(context);
    await chain.commit([await chain.endorse(put('a', '1'), 't1'), await chain.endorse(put('a', '2'), 't2')]);
    const stale: Work = async simulator => {
        await simulator.getState(CC, 'a');
        await simulator.setState(CC, 'a', bytes('lost'));
    };
    const endorsed = await chain.endorse(stale, 'invalid');
    await chain.commit([await chain.endorse(put('a', ''), 't3'), endorsed]);
    await chain.commit([await chain.endorse(del('a'), 't4')]);
    await chain.commit([await chain.endorse(put('a', '5'), 't5')]);
    assert.deepEqual(await history(chain, 'a'), [['t5', '5', false], ['t4', '', true], ['t3', '', true], ['t2', '2', false], ['t1', '1', false]]);
});

test('8.1 metadata, private data and other keys leave no entry', async context => {
    const chain = await Chain.make(context);
    await chain.block(put('ab', 'other'), put('a', '1'));
    await chain.block(simulator => simulator.setStateMetadata(CC, 'a', 'm', bytes('1')), simulator => simulator.setPrivateData(CC, 'mine', 'a', bytes('1')));
    assert.deepEqual((await history(chain, 'a')).map(([, value]) => value), ['1']);
    assert.deepEqual((await history(chain, 'ab')).map(([, value]) => value), ['other']);
    assert.deepEqual(await history(chain, ''), []);
});

test('8.2 an entry has the client\'s timestamp and survives deletion, re-creation and re-opening', async context => {
    const chain = await Chain.make(context);
    for (const work of [put('a', '1'), del('a'), put('a', '2')]) await chain.block(work);
    await chain.reopen();
    const found = await chain.look(simulator => all(simulator.getHistory(CC, 'a')));
    assert.deepEqual(found.map(({ isDelete }) => isDelete), [false, true, false]);
    assert.deepEqual(found[0]?.timestamp, { seconds: 1_700_000_000, nanos: 5 });
});

test('8.1 entries are in the order of numbers, not of digits', async context => {
    const chain = await Chain.make(context);
    for (let block = 0; block < 300; block++) await chain.block(put('a', String(block)));
    assert.deepEqual((await history(chain, 'a')).map(([, value]) => value), Array.from({ length: 300 }, (_, number) => String(299 - number)));
});

test('8.3 history is no part of the read set', async context => {
    const chain = await Chain.make(context);
    await chain.block(put('a', '1'));
    const reader = await chain.endorse(async simulator => {
        await all(simulator.getHistory(CC, 'a'));
        await simulator.setState(CC, 'b', bytes('1'));
    });
    assert.deepEqual(decode(reader.envelope).cc?.reads, []);
    assert.deepEqual((await chain.commit([await chain.endorse(put('a', '2')), reader])).codes, [Code.VALID, Code.VALID]);
});

test('8.4 the limit of queries holds for histories', async context => {
    const chain = await Chain.make(context, { totalQueryLimit: 2 });
    for (const value of ['1', '2', '3']) await chain.block(put('a', value));
    assert.deepEqual((await history(chain, 'a')).map(([, value]) => value), ['3', '2']);
});
