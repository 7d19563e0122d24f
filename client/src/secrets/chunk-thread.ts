// A thread that encrypts and decrypts runs of chunks for another one: what it is sent it sends back, in the same order.
import { isMainThread, parentPort } from 'node:worker_threads';
import { CarnetError } from '../errors/carnet-error.js';
import { openRun, sealRun } from './chunk-cipher.js';
import type { ChunkKeys } from './chunked-format.js';

/** A run for the thread; the memory goes with it. */
export interface ChunkOrder {
    readonly task: 'seal' | 'open';
    readonly keys: ChunkKeys;
    readonly first: number;
    readonly memory: ArrayBuffer;
    readonly length: number;
    readonly last: boolean;
}

/** `ready` once; then for each order its memory and what it now holds, or the refusal, for errors lose their codes on the way. */
export type ChunkAnswer =
    | 'ready'
    | { readonly memory: ArrayBuffer; readonly length: number }
    | { readonly refusal: Pick<CarnetError, 'code' | 'sentence' | 'details'> };

function answer(message: ChunkAnswer, transferred: readonly ArrayBuffer[] = []): void {
    parentPort?.postMessage(message, transferred);
}

function carryOut({ task, keys, first, memory, length, last }: ChunkOrder): void {
    const run = { buffer: Buffer.from(memory), length, last };
    // Bytes lose their class on the way.
    const own = { key: keys.key, baseNonce: Buffer.from(keys.baseNonce) };
    try {
        const done = task === 'seal' ? sealRun(own, first, run) : openRun(own, first, run);
        answer({ memory, length: done.length }, [memory]);
    } catch (error) {
        if (!(error instanceof CarnetError)) throw error;
        answer({ refusal: { code: error.code, sentence: error.sentence, details: error.details } });
    }
}

if (!isMainThread) {
    parentPort?.on('message', carryOut);
    answer('ready');
}
