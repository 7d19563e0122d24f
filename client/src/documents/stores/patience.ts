// How long a server is waited for: one that says nothing, or a byte now and then, would otherwise be waited for without end.
import { ReadableStream } from 'node:stream/web';

/** Bytes that have to pass in one span: what comes more slowly never comes to an end. */
const LEAST_BYTES = 64 * 1024;

/** Of one request. Only the time in which the server is waited for counts, not that in which the caller works on what came. */
export class Patience {
    readonly #seconds: number;
    readonly #ending = new AbortController();
    /** Milliseconds until the end of the span. */
    #left: number;
    #passed = 0;
    #since = 0;
    #timer: NodeJS.Timeout | undefined;

    constructor(seconds: number) {
        this.#seconds = seconds;
        this.#left = seconds * 1_000;
    }

    /** Aborted once it is over, with an error that says so. */
    get signal(): AbortSignal {
        return this.#ending.signal;
    }

    wait(): void {
        this.#since = performance.now();
        this.#timer = setTimeout(() => this.#ending.abort(new Error(`nothing, or next to nothing, passed in ${this.#seconds} seconds`)), this.#left).unref();
    }

    /** Ends the waiting. @param bytes that passed */
    got(bytes: number): void {
        clearTimeout(this.#timer);
        this.#left -= performance.now() - this.#since;
        this.#passed += bytes;
        if (this.#passed < LEAST_BYTES) return;
        this.#passed = 0;
        this.#left = this.#seconds * 1_000;
    }

    /** What a server sends, waited for piece by piece. */
    async* received(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
        const pieces = body[Symbol.asyncIterator]();
        try {
            for (;;) {
                this.wait();
                const next = await pieces.next();
                if (next.done === true) return;
                this.got(next.value.length);
                yield next.value;
            }
        } finally {
            this.got(0);
            await pieces.return?.();
        }
    }

    /** What a server takes, while it is waited for: no piece goes before it can be sent, and none is so long that to send it takes a span. */
    sent(content: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
        return ReadableStream.from(this.#counted(content));
    }

    async* #counted(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
        for await (const bytes of content) {
            for (let at = 0; at < bytes.length; at += LEAST_BYTES) {
                const piece = bytes.subarray(at, at + LEAST_BYTES);
                this.got(piece.length);
                this.wait();
                yield piece;
            }
        }
    }
}
