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

const content = randomBytes(24 * RUN_CHUNKS * CHUNK + 100);
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
    await whole(runsInOrder('seal', keys, sealRuns(content.subarray(0, 8 * RUN_CHUNKS * CHUNK - 1)), helpers));
    assert.equal(helpers.given, 0);
});

test('a chunk that was changed is named, wherever it was opened, and all before its run was given out', async () => {
    for (const chunk of [0, 8 * RUN_CHUNKS, 8 * RUN_CHUNKS + 5, 10 * RUN_CHUNKS, 24 * RUN_CHUNKS - 1, 24 * RUN_CHUNKS]) {
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

/** Its first thread is ended as it is given something to do. */
class Failing extends ChunkThreads {
    ended: ChunkThreads['free'];

    override get free(): ChunkThreads['free'] {
        const free = super.free;
        if (this.ended === undefined && free !== undefined) {
            this.ended = free;
            void free.end();
        }
        return free;
    }
}

test('a thread that ends takes its run with it, which is said, and another one takes its place', async () => {
    const own = new Failing(1);
    await own.start();
    await assert.rejects(whole(runsInOrder('seal', keys, sealRuns(content), own)), (error: unknown) => {
        assert.ok(error instanceof CarnetError, String(error));
        assert.deepEqual([error.code, error.retryable, error.details], ['ENCRYPTION_INTERRUPTED', true, {}]);
        return true;
    });
    assert.ok(own.free === undefined);
    await own.start();
    const inItsPlace: ChunkThreads['free'] = (own as ChunkThreads).free;
    assert.ok(inItsPlace !== undefined && inItsPlace !== own.ended);
    assert.ok((await whole(runsInOrder('seal', keys, sealRuns(content), own))).equals(sealed));
    await own.end();
});

test('no more threads are started than are wanted, however often that is asked', async () => {
    const own = new ChunkThreads(1);
    await Promise.all([own.start(), own.start()]);
    const only = own.free;
    await own.start();
    assert.equal(own.free, only);
    await own.end();
    assert.equal(own.free, undefined);
});
