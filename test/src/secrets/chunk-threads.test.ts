// Large contents, which several threads seal and open: the same bytes, in their order, with the same refusals as in one thread.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { CarnetError } from '@carnet/client';
import { ChunkThreads } from '@carnet/client/dist/secrets/chunk-threads.js';
import { messageOf, newMessage } from '@carnet/client/dist/secrets/chunked-format.js';
import { RUN_CHUNKS, runsInOrder } from '@carnet/client/dist/secrets/runs-in-order.js';
import { runsOf, type Run } from '@carnet/client/dist/secrets/runs.js';

const CHUNK = 16 * 1024;
const SEALED_CHUNK = CHUNK + 16;
const KEY = createHash('sha256').update('key').digest();
const CONTEXT = Buffer.from('context');
const { keys, header } = newMessage(KEY, CONTEXT);
const threads = new ChunkThreads();

/** Counts what the threads were given. */
class Counted extends ChunkThreads {
    given = 0;

    override start(): Promise<void> {
        return threads.start();
    }

    override get free(): ChunkThreads['free'] {
        const { free } = threads;
        if (free === undefined) return undefined;
        const carryOut: typeof free.carryOut = (...run) => {
            this.given += 1;
            return free.carryOut(...run);
        };
        return Object.assign(Object.create(free) as typeof free, { carryOut });
    }
}

before(() => threads.start());
after(() => threads.end());

async function whole(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const read: Uint8Array[] = [];
    for await (const piece of pieces) read.push(piece);
    return Buffer.concat(read);
}

const sealRuns = (content: Uint8Array): AsyncIterable<Run> => runsOf([content], RUN_CHUNKS * CHUNK, RUN_CHUNKS * 16);
const openRuns = (ciphertext: Uint8Array): AsyncIterable<Run> => runsOf([ciphertext], RUN_CHUNKS * SEALED_CHUNK);

const content = randomBytes(12 * 1024 * 1024 + 100);
let sealed: Buffer;
before(async () => { sealed = await whole(runsInOrder('seal', keys, sealRuns(content))); });

test('with the help of threads a large content is sealed and opened byte for byte', async () => {
    const helpers = new Counted();
    const again = await whole(runsInOrder('seal', messageOf(header, KEY, CONTEXT), sealRuns(content), helpers));
    assert.ok(again.equals(sealed));
    assert.ok((await whole(runsInOrder('open', keys, openRuns(sealed), helpers))).equals(content));
    // A computer with one processor has no such threads, and does all of it alone.
    if (threads.free !== undefined) assert.ok(helpers.given > 4, String(helpers.given));
});

test('a small content asks for no thread', async () => {
    const helpers = new Counted();
    await whole(runsInOrder('seal', keys, sealRuns(content.subarray(0, 4 * 1024 * 1024 - 1)), helpers));
    assert.equal(helpers.given, 0);
});

test('a chunk that was changed is named, wherever it was opened, and all before its run was given out', async () => {
    for (const chunk of [0, 8 * RUN_CHUNKS, 8 * RUN_CHUNKS + 5, 10 * RUN_CHUNKS, 767, 768]) {
        const changed = Buffer.from(sealed);
        changed[chunk * SEALED_CHUNK] = (changed[chunk * SEALED_CHUNK] ?? 0) ^ 1;
        let given = 0;
        await assert.rejects(async () => {
            for await (const piece of runsInOrder('open', keys, openRuns(changed), threads)) given += piece.length;
        }, (error: unknown) => {
            assert.ok(error instanceof CarnetError, String(error));
            assert.deepEqual([error.code, error.details], ['CIPHERTEXT_CORRUPT', { chunk }]);
            return true;
        });
        assert.equal(given, Math.floor(chunk / RUN_CHUNKS) * RUN_CHUNKS * CHUNK);
    }
    await assert.rejects(whole(runsInOrder('open', keys, openRuns(sealed.subarray(0, -100 - 16)), threads)), /CIPHERTEXT_TRUNCATED/);
});

test('several contents at once, one that is not read to its end, and a source that fails', async () => {
    const all = await Promise.all([1, 2, 3].map(() => whole(runsInOrder('open', keys, openRuns(sealed), threads))));
    for (const one of all) assert.ok(one.equals(content));
    let pieces = 0;
    for await (const piece of runsInOrder('open', keys, openRuns(sealed), threads)) {
        pieces += piece.length > 0 ? 1 : 0;
        if (pieces === 10) break;
    }
    async function* failing(): AsyncGenerator<Uint8Array, void, undefined> {
        yield await Promise.resolve(content);
        throw new Error('the disk');
    }
    await assert.rejects(whole(runsInOrder('seal', keys, runsOf(failing(), RUN_CHUNKS * CHUNK, RUN_CHUNKS * 16), threads)), /the disk/);
});

test('a thread that is ended takes its runs with it, and that is said', async () => {
    const own = new ChunkThreads();
    await own.start();
    const helper = own.free;
    if (helper === undefined) return; // One processor.
    const runs: Promise<Buffer>[] = [];
    for await (const run of sealRuns(content.subarray(0, 1_000_000))) runs.push(helper.carryOut('seal', keys, 0, run));
    const results = Promise.allSettled(runs);
    await own.end();
    assert.ok((await results).some(result => result.status === 'rejected' && /was ended/.test(String(result.reason))));
    assert.equal(own.free, undefined);
});
