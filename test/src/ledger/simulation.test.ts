// Reads and writes of one transaction, and the lock under which it runs: sections 3 and 4.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { LedgerError } from '@carnet/network/dist/embedded/ledger/ledger-error.js';
import { all, bytes, CC, Chain, Code, del, put, text, type Work } from './chain.js';
import { decode } from './decode.js';

const refused = (code: string, message: RegExp | string) => (error: unknown): boolean => {
    assert.ok(error instanceof LedgerError);
    assert.equal(error.code, code);
    if (typeof message === 'string') assert.equal(error.message, message);
    else assert.match(error.message, message);
    return true;
};

test('3.1 a commit waits for the simulators that run, and they see the state of their beginning', async context => {
    const chain = await Chain.make(context);
    await chain.block(put('a', '1'));
    const simulator = await chain.ledger.newSimulator('slow');
    const committed = chain.block(put('a', '2')).then(() => 'committed');
    for (let turns = 0; turns < 50; turns++) await turn();
    assert.equal(text(await simulator.getState(CC, 'a')), '1');
    assert.equal(await Promise.race([committed, Promise.resolve('waiting')]), 'waiting');
    simulator.done();
    await committed;
    assert.equal(await chain.state('a'), '2');
});

test('3.2 a waiting commit holds back new simulators, which then see it', async context => {
    const chain = await Chain.make(context);
    const endorsed = await chain.endorse(put('a', 'new'));
    const slow = await chain.ledger.newSimulator('slow');
    context.after(() => slow.done());
    const committed = chain.commit([endorsed]);
    // Until the commit asks for the state it holds nobody back, and how long that takes is for the disk to say.
    const deadline = Date.now() + 10_000;
    let later = chain.ledger.newSimulator('later');
    for (let held = false; !held;) {
        assert.ok(Date.now() < deadline, 'a new simulator is still admitted');
        await turn();
        const admitted = await Promise.race([later, Promise.resolve(undefined)]);
        if (admitted === undefined) {
            held = true;
        } else {
            admitted.done();
            later = chain.ledger.newSimulator('later');
        }
    }
    for (let turns = 0; turns < 10; turns++) await turn();
    assert.equal(await Promise.race([later, Promise.resolve('held back')]), 'held back');
    slow.done();
    const simulator = await later;
    assert.equal(text(await simulator.getState(CC, 'a')), 'new');
    simulator.done();
    await committed;
});

test('4.1 reads never see the transaction\'s own writes, nor do ranges', async context => {
    const chain = await Chain.make(context);
    await chain.block(put('a', 'old'));
    await chain.look(async simulator => {
        await simulator.setState(CC, 'a', bytes('new'));
        await simulator.setState(CC, 'b', bytes('born'));
        assert.equal(text(await simulator.getState(CC, 'a')), 'old');
        assert.equal(await simulator.getState(CC, 'b'), undefined);
        assert.deepEqual((await all(simulator.getStateRange(CC, '', ''))).map(({ key }) => key), ['a']);
    });
    assert.equal(await chain.state('a'), 'old');
});

test('4.2 a read records the key once, with its version or with none', async context => {
    const chain = await Chain.make(context);
    await chain.block(put('x'), put('a'));
    const { envelope } = await chain.endorse(async simulator => {
        for (const key of ['missing', 'a', 'a', 'missing']) await simulator.getState(CC, key);
    });
    assert.deepEqual(decode(envelope).cc?.reads, [['a', '1:1'], ['missing', null]]);
});

test('4.3 namespaces, keys and collections are sorted, and the last write of a key wins', async context => {
    const chain = await Chain.make(context);
    const { envelope } = await chain.endorse(async simulator => {
        await simulator.setState('zz', 'k', bytes('1'));
        await simulator.setState(CC, 'b', bytes('first'));
        await simulator.setState(CC, 'a', bytes('1'));
        await simulator.deleteState(CC, 'b');
        await simulator.setState(CC, 'b', bytes('last'));
        await simulator.setPrivateData(CC, 'theirs', 'k', bytes('1'));
        await simulator.setPrivateData(CC, 'mine', 'k', bytes('1'));
    });
    const sets = decode(envelope);
    assert.deepEqual(Object.keys(sets), [CC, 'zz']);
    assert.deepEqual(sets.cc?.writes, [['a', '1'], ['b', 'last']]);
    assert.deepEqual(sets.cc.collections.map(({ name }) => name), ['mine', 'theirs']);
});

test('4.4 a put with an empty value is a delete', async context => {
    const chain = await Chain.make(context);
    await chain.block(put('a'), put('b'));
    const { envelope } = await chain.endorse(put('a', ''));
    assert.deepEqual(decode(envelope).cc?.writes, [['a', null]]);
    await chain.block(put('a', ''), del('b'));
    assert.equal(await chain.state('a'), undefined);
    assert.equal(await chain.state('b'), undefined);
});

test('4.6 any key is accepted, the empty one too', async context => {
    const chain = await Chain.make(context);
    const keys = ['', '\0', '_underscore', '\u{10FFFF}', 'a\0b', '\uFFFD'];
    assert.deepEqual(await chain.block(...keys.map(key => put(key, `value of ${key}`))), keys.map(() => Code.VALID));
    for (const key of keys) assert.equal(await chain.state(key), `value of ${key}`);
});

test('4.8 reads in another namespace stand under that namespace', async context => {
    const chain = await Chain.make(context);
    const { envelope } = await chain.endorse(async simulator => {
        await simulator.getState('other', 'k');
        await simulator.setState(CC, 'k', bytes('v'));
    });
    assert.deepEqual(decode(envelope).other?.reads, [['k', null]]);
});

test('4.10 a page after a write, and a write after a page, are refused in Fabric\'s words', async context => {
    const chain = await Chain.make(context);
    const start = 'txid [tx]: unsuppored transaction. ';
    await assert.rejects(chain.endorse(async simulator => {
        await simulator.setState(CC, 'a', bytes('1'));
        await simulator.getStateRangePage(CC, '', '', 10, '');
    }, 'tx'), refused('READ_ONLY_TRANSACTION', `${start}Paginated queries are supported only in a read-only transaction`));
    const setMetadata: Work = simulator => simulator.setStateMetadata(CC, 'a', 'm', bytes('1'));
    for (const write of [put('a'), del('a'), setMetadata]) {
        await assert.rejects(chain.endorse(async simulator => {
            await simulator.getStateRangePage(CC, '', '', 10, '');
            await write(simulator);
        }, 'tx'), refused('READ_ONLY_TRANSACTION', `${start}Transaction has already performed a paginated query. Writes are not allowed`));
    }
});

test('4.10 a range of private data after a write, and a write after it, are refused in Fabric\'s words', async context => {
    const chain = await Chain.make(context);
    const start = 'txid [tx]: unsuppored transaction. ';
    await assert.rejects(chain.endorse(async simulator => {
        await simulator.setPrivateData(CC, 'mine', 'a', bytes('1'));
        await simulator.getPrivateDataRange(CC, 'mine', '', '');
    }, 'tx'), refused('READ_ONLY_TRANSACTION', `${start}Queries on pvt data is supported only in a read-only transaction`));
    await assert.rejects(chain.endorse(async simulator => {
        await simulator.getPrivateDataRange(CC, 'mine', '', '');
        await simulator.setState(CC, 'a', bytes('1'));
    }, 'tx'), refused('READ_ONLY_TRANSACTION', `${start}Transaction has already performed queries on pvt data. Writes are not allowed`));
});

test('4.10 an unpaged range and writes may stand in one transaction', async context => {
    const chain = await Chain.make(context);
    assert.deepEqual(await chain.block(async simulator => {
        await simulator.setState(CC, 'a', bytes('1'));
        await all(simulator.getStateRange(CC, '', ''));
        await simulator.setState(CC, 'b', bytes('1'));
    }), [Code.VALID]);
});

test('4.11 the results are taken once, and nothing may be asked afterwards', async context => {
    const chain = await Chain.make(context);
    const simulator = await chain.ledger.newSimulator('tx');
    const range = await simulator.getStateRange(CC, '', '');
    await simulator.results();
    await assert.rejects(simulator.results(), refused('RESULTS_ALREADY_TAKEN', 'this function should only be called once on a transaction simulator instance'));
    const done = refused('SIMULATION_DONE', 'this instance should not be used after calling Done()');
    await assert.rejects(simulator.getState(CC, 'a'), done);
    await assert.rejects(simulator.setState(CC, 'a', bytes('1')), done);
    await assert.rejects(simulator.getStateRange(CC, '', ''), done);
    await assert.rejects(simulator.getPrivateData(CC, 'mine', 'a'), done);
    await assert.rejects(simulator.getHistory(CC, 'a'), done);
    await assert.rejects(range.next());
    simulator.done();
});
