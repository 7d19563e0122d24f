// What the processors of this computer give at best with Node's cipher: chunks encrypted over and over in one place, nothing read, handed on or kept.
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { sealRun } from '@carnet/client/dist/secrets/chunk-cipher.js';
import { TAG_BYTES } from '@carnet/client/dist/secrets/aes-gcm.js';
import { CHUNK_BYTES, newMessage } from '@carnet/client/dist/secrets/chunked-format.js';

const RUN_CHUNKS = 32;
const RUN_MIB = RUN_CHUNKS * CHUNK_BYTES / (1024 * 1024);

/** MiB per second. */
function bareLoop(milliseconds: number): number {
    const { keys } = newMessage(Buffer.alloc(32, 1), Buffer.alloc(0));
    const buffer = Buffer.alloc(RUN_CHUNKS * (CHUNK_BYTES + TAG_BYTES));
    const started = performance.now();
    let runs = 0;
    for (; performance.now() - started < milliseconds; runs++) sealRun(keys, 0, { buffer, length: RUN_CHUNKS * CHUNK_BYTES, last: false });
    return runs * RUN_MIB / (performance.now() - started) * 1_000;
}

/** Threads with this loop, one for each processor but the one that asks. */
export class BareCipher {
    readonly #workers = Array.from({ length: availableParallelism() - 1 }, () =>
        new Worker(new URL(import.meta.url), { resourceLimits: { maxYoungGenerationSizeMb: 1 } }));

    /** MiB per second of all processors together. */
    async speed(milliseconds: number): Promise<number> {
        const others = this.#workers.map(worker => new Promise<number>((resolve, reject) => {
            worker.once('message', resolve).once('error', reject);
            worker.postMessage(milliseconds);
        }));
        await new Promise(resolve => { setImmediate(resolve); });
        return [bareLoop(milliseconds), ...await Promise.all(others)].reduce((sum, one) => sum + one, 0);
    }

    async end(): Promise<void> {
        await Promise.all(this.#workers.map(worker => worker.terminate()));
    }
}

if (!isMainThread) parentPort?.on('message', (milliseconds: number) => parentPort?.postMessage(bareLoop(milliseconds)));
