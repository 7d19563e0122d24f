// A ledger that is closed, killed, torn or robbed of a part comes back to its last whole block: rule 15.1.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { LedgerError, type LedgerErrorCode } from '@carnet/network/dist/embedded/ledger/ledger-error.js';
import type { CommitStep } from '@carnet/network/dist/embedded/ledger/ledger.js';
import { openLedger } from '@carnet/network/dist/embedded/ledger/open-ledger.js';
import { all, bytes, CC, Chain, Code, genesis, hex, ledgerOptions, put, temporaryFolder, text } from './chain.js';
import { commitUpTo, LAST_BLOCK } from './killed-ledger.js';

const STEPS: readonly CommitStep[] = ['validated', 'blockStored', 'stateCommitted', 'historyCommitted', 'notified'];
const KILLED = join(import.meta.dirname, 'killed-ledger.js');

const refused = (code: LedgerErrorCode, message: RegExp) => (error: unknown): boolean => {
    assert.ok(error instanceof LedgerError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
};

/** All that can be seen of a chain: state, private state, hashes, histories, places, and every block's bytes. */
async function everything(chain: Chain): Promise<unknown> {
    const { ledger } = chain;
    const blocks: string[] = [];
    for (let number = 0n; number < ledger.height(); number++) blocks.push(hex((await ledger.block(number))?.serializeBinary() ?? bytes('')));
    return chain.look(async simulator => ({
        height: ledger.height(), blockHash: hex(ledger.currentBlockHash()), blocks,
        state: (await all(simulator.getStateRange(CC, '', ''))).map(({ key, value }) => [key, text(value)]),
        mine: (await all(simulator.getPrivateDataRange(CC, 'mine', '', ''))).map(({ key, value }) => [key, text(value)]),
        brief: (await all(simulator.getPrivateDataRange(CC, 'brief', '', ''))).map(({ key, value }) => [key, text(value)]),
        briefHash: await simulator.getPrivateDataHash(CC, 'brief', 'k'),
        history: (await all(simulator.getHistory(CC, 'counter'))).map(({ txId, value }) => [txId, text(value)]),
        metadata: [...await ledger.committedMetadata(CC, '', 'counter')].map(([name, value]) => [name, text(value)]),
        place: await ledger.transaction('tx3'),
    }));
}

for (const step of STEPS) {
    test(`15.1 a process killed at "${step}" opens to its last whole block and goes on to the same commit hashes`, async context => {
        const unharmed = await Chain.make(context);
        await commitUpTo(unharmed, LAST_BLOCK);
        const dir = temporaryFolder(context);
        const { signal, stderr } = spawnSync(process.execPath, [KILLED, dir, step, '4'], { encoding: 'utf8' });
        assert.equal(signal, 'SIGKILL', stderr);
        const chain = await Chain.make(context, { dir });
        assert.equal(chain.ledger.height(), step === 'validated' ? 4n : 5n);
        await commitUpTo(chain, LAST_BLOCK);
        assert.deepEqual(await everything(chain), await everything(unharmed));
    });
}

test('15.1 a ledger that was closed opens as it was', async context => {
    const chain = await Chain.make(context);
    await commitUpTo(chain, LAST_BLOCK);
    const before = await everything(chain);
    await chain.reopen();
    assert.deepEqual(await everything(chain), before);
});

test('15.1 a torn last record is cut off, wherever it is torn', async context => {
    const chain = await Chain.make(context);
    await chain.block(put('a', '1'));
    const file = join(chain.dir, 'blocks');
    const whole = statSync(file).size;
    const endorsed = await chain.endorse(put('a', '2'));
    await chain.commit([endorsed]);
    const torn = statSync(file).size;
    await chain.ledger.close();
    rmSync(join(chain.dir, 'state'), { recursive: true });
    for (const size of [torn - 1, whole + 13, whole + 12, whole + 5]) {
        truncateSync(file, size);
        await chain.reopen();
        assert.equal(chain.ledger.height(), 2n);
        assert.equal(statSync(file).size, whole);
        await chain.ledger.close();
    }
    appendFileSync(file, Buffer.alloc(100));
    await chain.reopen();
    assert.equal(await chain.state('a'), '1');
    assert.deepEqual((await chain.commit([endorsed])).codes, [Code.VALID]);
    assert.equal(await chain.state('a'), '2');
});

test('15.1 the state is rebuilt from the blocks, but for private values, which only the state holds', async context => {
    const chain = await Chain.make(context);
    await commitUpTo(chain, LAST_BLOCK);
    const { mine, brief, ...before } = await everything(chain) as { mine: unknown[]; brief: unknown[] };
    assert.ok(mine.length > 0 && brief.length > 0);
    await chain.ledger.close();
    rmSync(join(chain.dir, 'state'), { recursive: true });
    await chain.reopen();
    assert.deepEqual(await everything(chain), { ...before, mine: [], brief: [] });
});

test('15.1 a state ahead of its blocks is refused', async context => {
    const chain = await Chain.make(context);
    await chain.block(put('a'));
    await chain.ledger.close();
    truncateSync(join(chain.dir, 'blocks'), 20);
    await assert.rejects(openLedger(ledgerOptions(chain.dir)), refused('STATE_AHEAD_OF_BLOCKS', /remove the folder `state`/));
});

test('a ledger in use, and one of another channel, are refused', async context => {
    const chain = await Chain.make(context);
    await assert.rejects(openLedger(ledgerOptions(chain.dir)), refused('LEDGER_IN_USE', /stop that network/));
    await chain.ledger.close();
    await assert.rejects(openLedger({ ...ledgerOptions(chain.dir), channelId: 'other' }), refused('LEDGER_FOREIGN', /mychannel.*other/));
});

test('a block that does not follow the last one is refused in Fabric\'s words, and the ledger goes on', async context => {
    const chain = await Chain.make(context);
    await assert.rejects(chain.commitBlock(genesis()), refused('BLOCK_NUMBER_MISMATCH', /^block number should have been 1 but was 0$/));
    const block = chain.nextBlock([]);
    block.getHeader()?.setPreviousHash(bytes('other'));
    await assert.rejects(chain.commitBlock(block), refused('PREVIOUS_HASH_MISMATCH', /^unexpected Previous block hash\. Expected PreviousHash = \[[0-9a-f]{64}\]/));
    assert.deepEqual(await chain.block(put('a')), [Code.VALID]);
});

test('after a commit that broke off, and after closing, everything is refused', async context => {
    const chain = await Chain.make(context);
    await assert.rejects(chain.commit([await chain.endorse(put('a'))], () => Promise.resolve([])), refused('CHECKER_MISMATCH', /has 1 transactions/));
    const failed = refused('LEDGER_FAILED', /open the ledger anew: block 1 has 1 transactions/);
    await assert.rejects(chain.ledger.newSimulator('tx'), failed);
    await assert.rejects(chain.commitBlock(chain.nextBlock([])), failed);
    await assert.rejects(chain.ledger.block(0n), failed);
    await chain.reopen();
    assert.deepEqual(await chain.block(put('a')), [Code.VALID]);
    await chain.ledger.close();
    const closed = refused('LEDGER_CLOSED', /mychannel is closed/);
    await assert.rejects(chain.ledger.newSimulator('tx'), closed);
    await assert.rejects(chain.ledger.transaction('tx'), closed);
    await chain.ledger.close();
});

test('15.1 commits asked for together are done one after another, and listeners hear of them in order', async context => {
    const chain = await Chain.make(context);
    const heard: number[] = [];
    const stop = chain.ledger.onCommit(({ block }) => heard.push(block.getHeader()?.getNumber() ?? -1));
    const first = await chain.endorse(put('a', '1'));
    const committed = chain.commit([first]);
    const early = chain.commit([first]);
    await committed;
    await assert.rejects(early, refused('BLOCK_NUMBER_MISMATCH', /should have been 2 but was 1/));
    await chain.block(put('a', '2'));
    stop();
    await chain.block(put('a', '3'));
    assert.deepEqual(heard, [1, 2]);
});
