// The threads that help with large contents: started with the first of them, kept until the process ends, which they do not hold up, and replaced
// where one of them ends before.
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

    /**
     * The memory of the run goes with it: where the thread ends, it is lost.
     * @throws CarnetError as the task; ENCRYPTION_INTERRUPTED where the thread ends
     */
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
        for (const { reject } of this.#waiting.splice(0)) reject(interrupted(cause));
    }

    async end(): Promise<void> {
        await this.#worker.terminate();
    }
}

function interrupted(cause: unknown): CarnetError {
    return new CarnetError('ENCRYPTION_INTERRUPTED', 'A thread that encrypts and decrypts for the client ended before its work was done, and what it had is lost: seal or open the content again.',
        { retryable: true, cause });
}

export class ChunkThreads {
    /** At most so many, beside the one that asks. */
    readonly #wanted: number;
    /** Threads that were started and have not ended; one that could not be started is not tried again. */
    #started = 0;
    #starting: Promise<unknown> = Promise.resolve();
    #ready: readonly ChunkThread[] = [];

    constructor(wanted = Math.min(THREADS_MAX, availableParallelism() - 1)) {
        this.#wanted = wanted;
    }

    /** Starts those that are missing; `free` gives none before they are ready, so that nobody waits for their start. */
    async start(): Promise<void> {
        const missing = this.#wanted - this.#started;
        this.#started = this.#wanted;
        if (missing > 0) this.#starting = Promise.all([this.#starting, ...Array.from({ length: missing }, () => this.#startOne().catch(warn))]);
        await this.#starting;
    }

    /** A thread that takes one more run; undefined where all are busy, or none could be started. */
    get free(): ChunkThread | undefined {
        return this.#ready.find(({ isFree }) => isFree);
    }

    /** For tests: a process that ends does not wait for its threads. */
    async end(): Promise<void> {
        await Promise.all(this.#ready.map(thread => thread.end()));
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
        let cause: unknown = new Error('The thread was ended from outside.');
        worker.on('error', error => { cause = error; });
        worker.on('exit', () => {
            this.#ready = this.#ready.filter(one => one !== thread);
            this.#started -= 1;
            thread.fail(cause);
        });
        this.#ready = [...this.#ready, thread];
    }
}

function warn(cause: unknown): void {
    process.emitWarning(
        `Large contents are encrypted by one thread, which takes longer: another one could not be started (${(cause as Error).message}). ` +
        'Where the client was bundled, keep dist/secrets/chunk-thread.js beside it as a file.', 'CarnetWarning');
}
