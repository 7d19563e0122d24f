// Reading the chains of two peers side by side objects to whatever they differ in, and to money that nobody accounts for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CommittedBlock, CommittedTransaction } from './committed-blocks.js';
import { Discrepancy } from './discrepancy.js';
import { reconcile, type Reconciled } from './reconcile.js';

const VALID = 0;
const MVCC_READ_CONFLICT = 11;

function transaction(transactionId: string, change: Partial<CommittedTransaction> = {}): CommittedTransaction {
    return { transactionId, code: VALID, time: 0, writes: [], ...change };
}

/** A coin of 5 that no row of the journal names. */
function minting(transactionId: string, code: number): CommittedTransaction {
    const coin = ['5', 'p', 'i', '2027-01-01T00:00:00.000Z'];
    return transaction(transactionId, { code, writes: [{ key: `\0coin\0meals\0w\0${transactionId}.0\0`, value: JSON.stringify(coin) }] });
}

function block(number: number, change: Partial<CommittedBlock> = {}): CommittedBlock {
    return { number, dataHash: `d${number}`, previousHash: `p${number}`, commitHash: `c${number}`, transactions: [transaction(`t${number}`)], ...change };
}

async function* chain(...blocks: readonly CommittedBlock[]): AsyncGenerator<CommittedBlock, void, undefined> {
    for (const one of blocks) yield await Promise.resolve(one);
}

function two(one: readonly CommittedBlock[], other: readonly CommittedBlock[]): Promise<Reconciled> {
    return reconcile([chain(...one), chain(...other)]);
}

function objection(message: RegExp): (error: unknown) => boolean {
    return error => error instanceof Discrepancy && message.test(error.message);
}

test('two peers that agree', async () => {
    const blocks = [block(0), block(1, { transactions: [transaction('t1'), transaction('t2', { code: MVCC_READ_CONFLICT })] })];
    const { blocks: read, valid, codes } = await two(blocks, blocks);
    assert.equal(read, 2);
    assert.deepEqual([...valid.keys()], ['t0', 't1']);
    assert.deepEqual([...codes], [[VALID, 2], [MVCC_READ_CONFLICT, 1]]);
});

for (const field of ['previousHash', 'dataHash', 'commitHash'] as const) {
    test(`peers that differ in the ${field} of a block`, async () => {
        await assert.rejects(two([block(0), block(1)], [block(0), block(1, { [field]: 'other' })]), objection(new RegExp(`^block 1: the peers differ in its ${field}`)));
    });
}

test('peers that judge a transaction differently', async () => {
    const other = block(0, { transactions: [transaction('t0', { code: MVCC_READ_CONFLICT })] });
    await assert.rejects(two([block(0)], [other]), objection(/^block 0: the peers differ in transaction t0: 0 and 11/));
});

test('a block that one peer lacks', async () => {
    await assert.rejects(two([block(0), block(1)], [block(0)]), objection(/^block 1 is not on every peer/));
});

test('a block that is left out', async () => {
    await assert.rejects(reconcile([chain(block(0), block(2))]), objection(/^block 2: block 1 should come/));
});

test('a transaction that is valid twice', async () => {
    await assert.rejects(reconcile([chain(block(0), block(1, { transactions: [transaction('t0')] }))]), objection(/^block 1: transaction t0 is valid twice/));
});

test('a coin that no row of the journal names, unless its transaction is invalid', async () => {
    await reconcile([chain(block(0, { transactions: [minting('t0', MVCC_READ_CONFLICT)] }))]);
    await assert.rejects(reconcile([chain(block(0, { transactions: [minting('t0', VALID)] }))]),
        objection(/^block 0: transaction t0: meals\/wallet:w gains 5 in coins, and the journal says 0/));
});
