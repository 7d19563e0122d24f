// Real peers' blocks committed to our ledger: it must come to the same codes and commit hashes (15.2).
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { peer } from '@hyperledger/fabric-protos';
import type { BlockChecker } from '@carnet/network/dist/embedded/ledger/ledger.js';
import { openLedger } from '@carnet/network/dist/embedded/ledger/open-ledger.js';
import { validationCodes } from '@carnet/network/dist/transaction/envelope.js';
import { hex } from '../ledger/chain.js';
import { commit, freshPrefix, ProbeClient, type Operation } from '../probe.js';
import { blocksOf, commitHashOf } from '../reconciliation/committed-blocks.js';
import { PROBE, startTestNetwork } from '../test-network.js';

const { DUPLICATE_TXID, MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT, NOT_VALIDATED, VALID } = peer.TxValidationCode;
/** Codes that the ledger itself finds; all others are the block checker's. */
const OURS: ReadonlySet<number> = new Set([VALID, DUPLICATE_TXID, MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT]);

const COLLECTIONS = [{
    name: 'brief', policy: "OR('Org1MSP.member','Org2MSP.member')", requiredPeerCount: 0, maxPeerCount: 1, blockToLive: 3,
    memberOnlyRead: false, memberOnlyWrite: false,
}];

/** Every kind of write and read, alone and against each other in one block. */
async function traffic(org1: ProbeClient, org2: ProbeClient): Promise<bigint> {
    const key = freshPrefix();
    const policy = Buffer.from(new peer.ApplicationPolicy().serializeBinary()).toString('base64');
    const settle = async (...programs: readonly Operation[][]): Promise<bigint> => {
        const endorsed = [];
        for (const [index, program] of programs.entries()) endorsed.push(await (index % 2 === 0 ? org1 : org2).endorse(program));
        const committed = await Promise.all(endorsed.map(transaction => commit(transaction)));
        return committed.reduce((last, { status }) => status.blockNumber > last ? status.blockNumber : last, 0n);
    };
    await settle([['put', `${key}a`, '1'], ['put', `${key}\u{1F600}`, '2'], ['put', `${key}\uFF5E`, '3']]);
    await settle([['get', `${key}a`], ['put', `${key}a`, '2']], [['get', `${key}a`], ['put', `${key}a`, '3']]);
    // Each puts a key into the range that the other read: whichever comes second, it meets a phantom.
    await settle([['range', key, `${key}~`], ['put', `${key}b`, '1']], [['range', key, `${key}~`], ['put', `${key}c`, '1']], [['delete', `${key}nothing`]]);
    await settle([['putPrivate', 'brief', `${key}p`, 'secret'], ['putPrivate', '_implicit_org_Org1MSP', `${key}p`, 'secret']]);
    await settle([['getPrivateHash', 'brief', `${key}p`], ['put', `${key}d`, '1']], [['deletePrivate', 'brief', `${key}p`]]);
    await settle([['setPolicy', `${key}a`, policy]], [['setPolicy', `${key}unborn`, policy]]);
    await settle([['delete', `${key}b`]], [['put', `${key}empty`, '']]);
    await settle(Array.from({ length: 120 }, (_, number): Operation => ['put', `${key}r${String(number).padStart(3, '0')}`, 'x']));
    await settle([['put', `${key}r100`, 'y']], [['range', `${key}r`, `${key}s`, 1], ['put', `${key}e`, '1']]);
    let last = 0n;
    for (let round = 0; round < 6; round++) last = await settle([['put', `${key}f`, String(round)]], [['putPrivate', 'brief', `${key}q`, String(round)]]);
    return last;
}

test('15.2 over a real peer\'s blocks our ledger comes to the peer\'s codes and commit hashes', async context => {
    const folder = mkdtempSync(join(tmpdir(), 'carnet-commit-hash-'));
    context.after(() => rmSync(folder, { recursive: true, force: true }));
    const collectionsFile = join(folder, 'collections.json');
    writeFileSync(collectionsFile, JSON.stringify(COLLECTIONS));
    const { network, stop } = await startTestNetwork({ engine: 'fabric', chaincodes: [{ ...PROBE, collectionsFile }] });
    const org1 = new ProbeClient(network.environment('org1', 'User1'));
    const org2 = new ProbeClient(network.environment('org2', 'User1'));
    context.after(async () => {
        org1.close();
        org2.close();
        await stop();
    });
    const last = await traffic(org1, org2);

    const ours = await openLedger({
        dir: join(folder, 'ledger'), channelId: 'mychannel',
        collection: (_, name) => ({ member: false, blockToLive: name === 'brief' ? 3n : 0n }),
    });
    context.after(() => ours.close());
    const found = new Set<number>();
    for await (const block of blocksOf(org1, last)) {
        const theirs = [...validationCodes(block)];
        const check: BlockChecker = () => Promise.resolve(theirs.map(code => OURS.has(code) ? NOT_VALIDATED : code));
        const { codes, commitHash } = await ours.commit(block, new Map(), check);
        const number = block.getHeader()?.getNumber();
        assert.deepEqual(codes, theirs, `codes of block ${number}`);
        assert.equal(hex(commitHash), commitHashOf(block), `commit hash of block ${number}`);
        for (const code of codes) found.add(code);
    }
    assert.equal(ours.height(), last + 1n);
    for (const code of [VALID, MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT]) assert.ok(found.has(code), `no transaction had code ${code}`);
});
