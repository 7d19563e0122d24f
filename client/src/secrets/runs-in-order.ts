// Runs of a content encrypted by several threads at once, of which this one is one, and given out in their order.
import { setImmediate as turn } from 'node:timers/promises';
import { openRun, sealRun } from './chunk-cipher.js';
import { ChunkThreads, type ChunkTask } from './chunk-threads.js';
import type { ChunkKeys } from './chunked-format.js';
import type { Run } from './runs.js';

/** Chunks of a run: less than a millisecond, and with their tags the most that Node writes at a time, 512 KiB. A longer run takes two writes. */
export const RUN_CHUNKS = 31;
/** Runs of a content before others are asked to help: almost 4 MiB. */
const RUNS_ALONE = 8;
/** Runs that may be waiting for those before them: with them the memory that a content takes is bounded. */
const RUNS_AHEAD = 8;

const threads = new ChunkThreads();

const WORK = { seal: sealRun, open: openRun } as const;

/**
 * Seals or opens runs. Where the one who reads ends it, or a run fails, those under way are waited for and overwritten.
 * @throws CarnetError as `openRun`
 */
export async function* runsInOrder(
    task: ChunkTask, keys: ChunkKeys, runs: AsyncIterable<Run>, helpers: ChunkThreads = threads,
): AsyncGenerator<Buffer, void, undefined> {
    const ahead: Promise<Buffer>[] = [];
    let number = 0;
    try {
        for await (const run of runs) {
            const first = number * RUN_CHUNKS;
            number += 1;
            if (number <= RUNS_ALONE) {
                yield WORK[task](keys, first, run);
                continue;
            }
            void helpers.start();
            // Between two of its own runs this thread hears what the others have done, and does what else the process has to do.
            if (helpers.free === undefined) await turn();
            const helper = helpers.free;
            const done = helper?.carryOut(task, keys, first, run) ?? new Promise<Buffer>(resolve => { resolve(WORK[task](keys, first, run)); });
            done.catch(() => undefined); // Thrown when its turn comes.
            ahead.push(done);
            if (ahead.length > RUNS_AHEAD) yield await (ahead.shift() ?? done);
        }
        for (let done = ahead.shift(); done !== undefined; done = ahead.shift()) yield await done;
    } finally {
        for (const left of await Promise.allSettled(ahead)) if (left.status === 'fulfilled') left.value.fill(0);
    }
}
