// Which transactions of a block are valid, and what the others leave behind: section 14.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BlockChecker } from '@carnet/network/dist/embedded/ledger/ledger.js';
import { all, bytes, CC, Chain, Code, configEnvelope, del, envelope, put, text, type Work } from './chain.js';

const readAndPut = (key: string, value = 'new'): Work => async simulator => {
    await simulator.getState(CC, key);
    await simulator.setState(CC, key, bytes(value));
};
const range = (start: string, end: string): Work => async simulator => {
    await all(simulator.getStateRange(CC, start, end));
    await simulator.setState(CC, `result of ${start}`, bytes('1'));
};
const setMetadata = (key: string, value: string): Work => simulator => simulator.setStateMetadata(CC, key, 'VALIDATION_PARAMETER', bytes(value));
const metadata = async (chain: Chain, key: string): Promise<string | undefined> =>
    text((await chain.ledger.committedMetadata(CC, '', key)).get('VALIDATION_PARAMETER'));
const judged = (...codes: number[]): BlockChecker => () => Promise.resolve(codes);

test('14.1 of two readers and writers of one key in a block the second conflicts, and so does a stale one later', async context => {
    const chain = await Chain.make(context);
    const stale = await chain.endorse(readAndPut('a', 'stale'));
    assert.deepEqual(await chain.block(readAndPut('a', '1'), readAndPut('a', '2')), [Code.VALID, Code.MVCC_READ_CONFLICT]);
    assert.deepEqual((await chain.commit([stale])).codes, [Code.MVCC_READ_CONFLICT]);
    assert.equal(await chain.state('a'), '1');
});

test('14.1 a key that was absent and is deleted by an earlier transaction of the block conflicts too', async context => {
    const chain = await Chain.make(context);
    assert.deepEqual(await chain.block(del('a'), readAndPut('a')), [Code.VALID, Code.MVCC_READ_CONFLICT]);
});

test('14.1 an invalid transaction makes no conflict', async context => {
    const chain = await Chain.make(context);
    const codes = await chain.block(readAndPut('a'), async simulator => {
        await simulator.getState(CC, 'a');
        await simulator.setState(CC, 'b', bytes('1'));
    }, readAndPut('b'));
    assert.deepEqual(codes, [Code.VALID, Code.MVCC_READ_CONFLICT, Code.VALID]);
});

test('14.2 blind puts of one key in one block are all valid, and the last wins', async context => {
    const chain = await Chain.make(context);
    assert.deepEqual(await chain.block(put('a', '1'), put('a', '2'), put('a', '3')), [Code.VALID, Code.VALID, Code.VALID]);
    assert.equal(await chain.state('a'), '3');
});

test('14.3 a key born, changed or deleted inside a range is a phantom; outside it, none', async context => {
    const chain = await Chain.make(context);
    await chain.block(put('b'), put('d'), put('x'));
    for (const [change, code] of [
        [put('c'), Code.PHANTOM_READ_CONFLICT], [put('b'), Code.PHANTOM_READ_CONFLICT], [del('d'), Code.PHANTOM_READ_CONFLICT],
        [put('x'), Code.VALID], [put('e'), Code.VALID], [del('cc'), Code.VALID],
    ] as const) {
        assert.deepEqual(await chain.block(change, range('a', 'e')), [Code.VALID, code]);
        await chain.block(put('b'), del('c'), put('d'));
        const stale = await chain.endorse(range('a', 'e'));
        await chain.block(change);
        assert.deepEqual((await chain.commit([stale])).codes, [code]);
        await chain.block(put('b'), del('c'), put('d'));
    }
});

test('14.3 a reader that stopped early depends on what it saw, the last key included, and on nothing behind it', async context => {
    const chain = await Chain.make(context);
    const firstTwo: Work = async simulator => {
        const open = await simulator.getStateRange(CC, '', '');
        await open.next();
        await open.next();
    };
    await chain.block(put('a'), put('b'), put('c'));
    assert.deepEqual(await chain.block(put('c'), firstTwo), [Code.VALID, Code.VALID]);
    assert.deepEqual(await chain.block(put('b'), firstTwo), [Code.VALID, Code.PHANTOM_READ_CONFLICT]);
    assert.deepEqual(await chain.block(del('b'), firstTwo), [Code.VALID, Code.PHANTOM_READ_CONFLICT]);
    assert.deepEqual(await chain.block(put('aa'), firstTwo), [Code.VALID, Code.PHANTOM_READ_CONFLICT]);
});

test('14.3 [trap] a reader that stopped at the empty key always conflicts: an empty end of a range is that of the namespace', async context => {
    const chain = await Chain.make(context);
    await chain.block(put('', '1'));
    assert.deepEqual(await chain.block(async simulator => {
        await (await simulator.getStateRange(CC, '', '')).next();
    }), [Code.PHANTOM_READ_CONFLICT]);
    assert.deepEqual(await chain.block(range('', '')), [Code.VALID]);
});

test('14 step 8: reads are judged before ranges, namespaces in their order', async context => {
    const chain = await Chain.make(context);
    const codes = await chain.block(put('a'), async simulator => {
        await all(simulator.getStateRange(CC, '', ''));
        await simulator.getState(CC, 'a');
    });
    assert.deepEqual(codes, [Code.VALID, Code.MVCC_READ_CONFLICT]);
});

test('14 step 3 and 14.4: an id of an earlier block, valid or not, is a duplicate', async context => {
    const chain = await Chain.make(context);
    await chain.commit([await chain.endorse(put('a', '1'), 'valid'), await chain.endorse(put('a', '2'), 'invalid')],
        judged(Code.NOT_VALIDATED, Code.BAD_PROPOSAL_TXID));
    assert.equal(await chain.state('a'), '1');
    const { codes } = await chain.commit([await chain.endorse(put('a', '3'), 'valid'), await chain.endorse(put('a', '4'), 'invalid')]);
    assert.deepEqual(codes, [Code.DUPLICATE_TXID, Code.DUPLICATE_TXID]);
    assert.deepEqual(await chain.ledger.transaction('invalid'), { blockNumber: 1n, txIndex: 1, code: Code.BAD_PROPOSAL_TXID });
    assert.deepEqual(await chain.ledger.transaction('valid'), { blockNumber: 1n, txIndex: 0, code: Code.VALID });
    assert.equal(await chain.ledger.transaction('unheard'), undefined);
});

test('14 step 3: faults of form come before duplicates, those of endorsement after', async context => {
    const chain = await Chain.make(context);
    await chain.commit([await chain.endorse(put('a'), 'tx')]);
    const { codes } = await chain.commit([await chain.endorse(put('a'), 'tx'), await chain.endorse(put('a'), 'tx'), await chain.endorse(put('b'), 'other')],
        judged(Code.BAD_CREATOR_SIGNATURE, Code.ENDORSEMENT_POLICY_FAILURE, Code.ENDORSEMENT_POLICY_FAILURE));
    assert.deepEqual(codes, [Code.BAD_CREATOR_SIGNATURE, Code.DUPLICATE_TXID, Code.ENDORSEMENT_POLICY_FAILURE]);
});

test('14 step 6: in one block the second valid transaction with an id is a duplicate', async context => {
    const chain = await Chain.make(context);
    const same = [await chain.endorse(put('a', 'forged'), 'tx'), await chain.endorse(put('a', '1'), 'tx'), await chain.endorse(put('a', '2'), 'tx')];
    const { codes } = await chain.commit(same, judged(Code.ENDORSEMENT_POLICY_FAILURE, Code.VALID, Code.NOT_VALIDATED));
    assert.deepEqual(codes, [Code.ENDORSEMENT_POLICY_FAILURE, Code.VALID, Code.DUPLICATE_TXID]);
    assert.equal(await chain.state('a'), '1');
    assert.equal((await chain.ledger.transaction('tx'))?.code, Code.ENDORSEMENT_POLICY_FAILURE);
});

test('14 what cannot be read is invalid, even if the checker has no objection', async context => {
    const chain = await Chain.make(context);
    const noAction = Buffer.from((await chain.endorse(put('a'))).envelope).subarray(0, 10);
    const badSet = envelope('bad', Buffer.from([0x0a, 0xff]));
    const { codes } = await chain.commit([{ envelope: Buffer.from('garbage') }, { envelope: noAction }, { envelope: badSet }, { envelope: configEnvelope(bytes('c')) }]);
    assert.deepEqual(codes, [Code.BAD_PAYLOAD, Code.BAD_PAYLOAD, Code.INVALID_OTHER_REASON, Code.VALID]);
});

test('14.5 the results name what is written, with the metadata each key has now', async context => {
    const chain = await Chain.make(context);
    await chain.block(put('a'), put('b'));
    await chain.block(setMetadata('a', 'policy'));
    const simulator = await chain.ledger.newSimulator('tx');
    await simulator.setState(CC, 'a', bytes('2'));
    await simulator.deleteState(CC, 'b');
    await simulator.setPrivateData(CC, 'mine', 'k', bytes('v'));
    await simulator.getState('read', 'only');
    const results = await simulator.results();
    assert.deepEqual(results.writtenNamespaces, new Map([[CC, ['mine']]]));
    assert.deepEqual([...results.writesetMetadata.get(CC)?.get('')?.get('a')?.keys() ?? []], ['VALIDATION_PARAMETER']);
    assert.equal(results.writesetMetadata.get(CC)?.get('')?.get('b')?.size, 0);
    assert.equal(results.writesetMetadata.get(CC)?.get('mine')?.get('k')?.size, 0);
});

test('14.7 a put keeps the metadata of its key, a delete drops it', async context => {
    const chain = await Chain.make(context);
    await chain.block(put('a'));
    await chain.block(setMetadata('a', 'policy'));
    await chain.block(put('a', '2'));
    assert.equal(await metadata(chain, 'a'), 'policy');
    await chain.block(del('a'), put('a', '3'));
    assert.equal(await metadata(chain, 'a'), undefined);
    assert.equal(await chain.state('a'), '3');
});

test('14.7 metadata on a key that does not exist does nothing; on one that does, it raises the version', async context => {
    const chain = await Chain.make(context);
    assert.deepEqual(await chain.block(setMetadata('a', 'policy'), readAndPut('a')), [Code.VALID, Code.VALID]);
    assert.equal(await metadata(chain, 'a'), undefined);
    const reader = await chain.endorse(readAndPut('a'));
    await chain.block(setMetadata('a', 'policy'));
    assert.deepEqual((await chain.commit([reader])).codes, [Code.MVCC_READ_CONFLICT]);
    assert.equal(await metadata(chain, 'a'), 'policy');
});

test('14.7 metadata and value of earlier transactions of the block meet; on a key deleted in the block metadata does nothing', async context => {
    const chain = await Chain.make(context);
    await chain.block(put('a', '1'), setMetadata('a', 'first'), put('a', '2'), setMetadata('b', 'lost'), put('b'));
    assert.deepEqual([await chain.state('a'), await metadata(chain, 'a'), await metadata(chain, 'b')], ['2', 'first', undefined]);
    await chain.block(del('a'), setMetadata('a', 'late'));
    assert.deepEqual([await chain.state('a'), await metadata(chain, 'a')], [undefined, undefined]);
});
