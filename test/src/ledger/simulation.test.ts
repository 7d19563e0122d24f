// Reads, writes and the read/write set of one transaction: section 4.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chain, CC, bytes, put, text } from './chain.js';

test('4.1 reads never see the transaction\'s own writes', async context => {
    const chain = await Chain.make(context);
    await chain.block(put('a', 'old'));
    await chain.look(async simulator => {
        await simulator.setState(CC, 'a', bytes('new'));
        assert.equal(text(await simulator.getState(CC, 'a')), 'old');
    });
    assert.equal(await chain.state('a'), 'old');
});
