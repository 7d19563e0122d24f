// Our ledger against Fabric's own: the same script of transactions, compared byte for byte. The vectors are described beside them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { common } from '@hyperledger/fabric-protos';
import { blockHeaderHash } from '@carnet/network/dist/embedded/ledger/block-encoding.js';
import type { Metadata } from '@carnet/network/dist/embedded/ledger/versioned-value.js';
import type { ResultsIterator, Simulator } from '@carnet/network/dist/embedded/ledger/ledger.js';
import { bytes, Chain, envelope, hex, text, type Endorsed } from './chain.js';

type Operation = readonly [name: string, ...args: (string | number)[]];
interface Simulation { readonly results: unknown[]; readonly set?: string; readonly private?: string }
interface Cut {
    readonly flags: string;
    readonly commitHash: string;
    readonly previousHash: string;
    readonly dataHash: string;
    readonly headerHash: string;
}
interface Vectors {
    readonly deploySet: string;
    readonly steps: readonly { readonly simulate?: readonly Operation[]; readonly cut?: readonly number[]; readonly missing?: readonly number[] }[];
    /** The first is the block that defines the collections; then one for each step. */
    readonly outcomes: readonly (Simulation | Cut)[];
}

const file = join(resolve(import.meta.dirname, '..', '..'), 'vectors', 'ledger', 'vectors.json.gz');
const vectors = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as Vectors;

const LIVES: ReadonlyMap<string, bigint> = new Map([['mine', 0n], ['other', 0n], ['brief', 2n]]);

test('4, 5, 6, 8, 14, 15.2: read/write sets, answers, codes and commit hashes are those of Fabric\'s ledger', async context => {
    const chain = await Chain.make(context, {
        collection: (namespace, name) => {
            const blockToLive = namespace === 'cc' ? LIVES.get(name) : undefined;
            return blockToLive === undefined ? undefined : { member: true, blockToLive };
        },
    });
    const made: Endorsed[] = [];
    const commit = async (endorsed: readonly Endorsed[], expected: Cut, step: number): Promise<void> => {
        const { codes, commitHash } = await chain.commit(endorsed);
        assert.deepEqual({ flags: hex(Uint8Array.from(codes)), commitHash: hex(commitHash) },
            { flags: expected.flags, commitHash: expected.commitHash }, `step ${step}`);
    };
    await commit([{ envelope: envelope('deploy', Buffer.from(vectors.deploySet, 'hex')) }], vectors.outcomes[0] as Cut, -1);
    for (const [number, { simulate, cut = [], missing = [] }] of vectors.steps.entries()) {
        const expected = vectors.outcomes[number + 1];
        if (!simulate) {
            const endorsed = cut.map(index => made[index]).filter(transaction => transaction !== undefined);
            await commit(endorsed.map((transaction, place) => missing.includes(cut[place] ?? -1) ? { envelope: transaction.envelope } : transaction),
                expected as Cut, number);
            continue;
        }
        const txId = `tx${made.length}`;
        const simulator = await chain.ledger.newSimulator(txId);
        const results = await runAll(simulator, simulate);
        const { publicReadWriteSet, privateReadWriteSet } = await simulator.results();
        // The vectors leave empty sets out.
        const found = {
            results,
            ...publicReadWriteSet.length > 0 && { set: hex(publicReadWriteSet) },
            ...privateReadWriteSet && { private: hex(privateReadWriteSet) },
        };
        assert.deepEqual(found, expected, `step ${number}: ${JSON.stringify(simulate)}`);
        made.push({ envelope: envelope(txId, publicReadWriteSet), ...privateReadWriteSet && { privateData: privateReadWriteSet } });
    }
});

test('15.1 a block\'s hash is that of Fabric', () => {
    for (const [index, cut] of vectors.outcomes.filter((outcome): outcome is Cut => 'headerHash' in outcome).entries()) {
        const header = new common.BlockHeader();
        header.setNumber(index + 1);
        header.setPreviousHash(Buffer.from(cut.previousHash, 'hex'));
        header.setDataHash(Buffer.from(cut.dataHash, 'hex'));
        assert.equal(hex(blockHeaderHash(header)), cut.headerHash);
    }
});

/** Fabric's older lifecycle, which its ledger tests use, reads the collections' definition once in each transaction that needs it. */
async function runAll(simulator: Simulator, operations: readonly Operation[]): Promise<unknown[]> {
    const results: unknown[] = [];
    let definitionRead = false;
    let written = false;
    for (const operation of operations) {
        const [name, namespace] = operation;
        // A private range after a write is refused before the definition is looked at.
        const refusedFirst = name === 'privateRange' && written;
        if (name.includes('rivate') && !definitionRead && !refusedFirst) {
            await simulator.getState('lscc', `${namespace}~collection`);
            definitionRead = true;
        }
        try {
            results.push(await run(simulator, operation) ?? null);
            written ||= /^(put|delete|purge|set)/.test(name);
        } catch (error) {
            results.push({ error: (error as Error).message });
        }
    }
    return results;
}

async function run(simulator: Simulator, [name, ...args]: Operation): Promise<unknown> {
    const [ns = '', key = '', third = '', fourth = '', fifth = ''] = args.map(String);
    const count = Number(args.find(arg => typeof arg === 'number'));
    switch (name) {
    case 'get': return text(await simulator.getState(ns, key));
    case 'put': return simulator.setState(ns, key, bytes(third));
    case 'delete': return simulator.deleteState(ns, key);
    case 'setMetadata': return simulator.setStateMetadata(ns, key, third, bytes(fourth));
    case 'getMetadata': return metadata(await simulator.getStateMetadata(ns, key));
    case 'getPrivate': return text(await simulator.getPrivateData(ns, key, third));
    case 'putPrivate': return simulator.setPrivateData(ns, key, third, bytes(fourth));
    case 'deletePrivate': return simulator.deletePrivateData(ns, key, third);
    case 'purgePrivate': return simulator.purgePrivateData(ns, key, third);
    case 'setPrivateMetadata': return simulator.setPrivateDataMetadata(ns, key, third, fourth, bytes(fifth));
    case 'getPrivateMetadata': return metadata(await simulator.getPrivateDataMetadata(ns, key, third));
    case 'getPrivateHash': {
        const hash = await simulator.getPrivateDataHash(ns, key, third);
        return hash && hex(hash);
    }
    case 'range': return pull(await simulator.getStateRange(ns, key, third), count);
    case 'privateRange': return pull(await simulator.getPrivateDataRange(ns, key, third, fourth), count);
    case 'page': {
        const page = await simulator.getStateRangePage(ns, key, third, count, '');
        return [await pull(page, count), page.bookmark()];
    }
    case 'history': {
        const history = await simulator.getHistory(ns, key);
        const found: string[] = [];
        for (let next = await history.next(); next; next = await history.next()) found.push(`${next.txId}=${text(next.value) ?? ''},${next.isDelete}`);
        return found;
    }
    default: throw new Error(`unknown operation ${name}`);
    }
}

/** Asks no more once it has `count`, as the peer's handler does. */
async function pull(iterator: ResultsIterator<{ readonly key: string; readonly value: Uint8Array }>, count: number): Promise<string[]> {
    const found: string[] = [];
    while (found.length < count) {
        const next = await iterator.next();
        if (!next) break;
        found.push(`${next.key}=${text(next.value) ?? ''}`);
    }
    return found;
}

function metadata(entries: Metadata): string {
    return [...entries].map(([name, value]) => `${name}=${text(value) ?? ''}`).sort().join(',');
}
