// The threads that help with large contents: started with the first of them, and kept until the process ends, which they do not hold up.
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { CarnetError } from '../errors/carnet-error.js';
import type { ChunkAnswer, ChunkOrder } from './chunk-thread.js';
import type { ChunkKeys } from './chunked-format.js';
import type { Run } from './runs.js';

/** More give nothing: reading, hashing and writing are done by the thread that asks. */
const THREADS_MAX = 3;
/** Runs that a thread is given at a time: the next is there when one is done. */
const ORDERS_MAX = 2;

export type ChunkTask = ChunkOrder['task'];

interface Waiting {
    readonly resolve: (done: Buffer) => void;
    readonly reject: (cause: unknown) => void;
}

class ChunkThread {
    readonly #worker: Worker;
    readonly #waiting: Waiting[] = [];

    constructor(worker: Worker) {
        this.#worker = worker;
        worker.on('message', (answer: ChunkAnswer) => { this.#settle(answer); });
    }

    get isFree(): boolean {
        return this.#waiting.length < ORDERS_MAX;
    }

    /** @throws CarnetError as the task */
    carryOut(task: ChunkTask, keys: ChunkKeys, first: number, { buffer, length, last }: Run): Promise<Buffer> {
        const memory = buffer.buffer as ArrayBuffer;
        // The process waits for what it has asked for, and for nothing else.
        this.#worker.ref();
        return new Promise((resolve, reject) => {
            this.#waiting.push({ resolve, reject });
            this.#worker.postMessage({ task, keys, first, memory, length, last } satisfies ChunkOrder, [memory]);
        });
    }

    #settle(answer: ChunkAnswer): void {
        const waiting = this.#waiting.shift();
        if (this.#waiting.length === 0) this.#worker.unref();
        if (waiting === undefined || answer === 'ready') return;
        if ('refusal' in answer) {
            const { code, sentence, details } = answer.refusal;
            waiting.reject(new CarnetError(code, sentence, { details }));
        } else {
            waiting.resolve(Buffer.from(answer.memory, 0, answer.length));
        }
    }

    /** Of a thread that ended: the memory of its runs went with it. */
    fail(cause: unknown): void {
        for (const { reject } of this.#waiting.splice(0)) reject(cause);
    }

    async end(): Promise<void> {
        await this.#worker.terminate();
    }
}

export class ChunkThreads {
    #starting: Promise<void> | undefined;
    #ready: readonly ChunkThread[] = [];

    /** Starts the threads, once; `free` gives none before they are ready, so that nobody waits for their start. */
    start(): Promise<void> {
        return this.#starting ??= this.#start(Math.min(THREADS_MAX, availableParallelism() - 1));
    }

    /** A thread that takes one more run; undefined where all are busy, or none could be started. */
    get free(): ChunkThread | undefined {
        return this.#ready.find(({ isFree }) => isFree);
    }

    /** For tests: a process that ends does not wait for its threads. */
    async end(): Promise<void> {
        await Promise.all(this.#ready.map(thread => thread.end()));
    }

    async #start(count: number): Promise<void> {
        await Promise.all(Array.from({ length: count }, () => this.#startOne().catch((cause: unknown) => {
            process.emitWarning(
                `Large contents are encrypted by one thread, which takes longer: another one could not be started (${(cause as Error).message}). ` +
                'Where the client was bundled, keep dist/secrets/chunk-thread.js beside it as a file.', 'CarnetWarning');
        })));
    }

    async #startOne(): Promise<void> {
        const worker = new Worker(new URL('./chunk-thread.js', import.meta.url), {
            name: 'carnet-chunks', execArgv: [], env: {},
            // What every chunk leaves behind is collected while it is still in the cache of the processor.
            resourceLimits: { maxYoungGenerationSizeMb: 1 },
        });
        await once(worker, 'message');
        const thread = new ChunkThread(worker);
        // Once it is listened to: listening makes the process wait.
        worker.unref();
        const end = (cause: unknown): void => {
            this.#ready = this.#ready.filter(one => one !== thread);
            thread.fail(cause);
        };
        worker.on('error', end);
        worker.on('exit', () => { end(new Error('A thread that encrypts for the client was ended from outside.')); });
        this.#ready = [...this.#ready, thread];
    }
}
