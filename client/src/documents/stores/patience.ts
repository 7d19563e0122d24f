// How long a server is waited for: one that says nothing, or a byte now and then, would otherwise be waited for without end.

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

    /** What a server takes, waited for piece by piece: to be called while it is waited for. */
    async* sent(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
        for await (const piece of content) {
            this.got(piece.length);
            this.wait();
            yield piece;
        }
    }
}
