// A stream of pieces of any size as runs of one size: what comes over the network or from a disk, as chunks are encrypted.

/** Bytes as they come. */
export type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export interface Run {
    /** Of this run alone: it can be written over, and given to another thread. */
    readonly buffer: Buffer;
    /** Bytes of the run, at the beginning of the buffer. */
    readonly length: number;
    /** The stream ended with it: it is shorter than the others, perhaps empty. */
    readonly last: boolean;
}

type Stream = AsyncGenerator<Uint8Array, void, undefined>;

export interface SplitStream {
    /** The first bytes, fewer only where the stream ends. */
    readonly head: Buffer;
    /** The stream from there on. */
    readonly rest: Stream;
    /** Ends the stream, so that what it reads from is closed, also where nothing of the rest was asked for. */
    readonly close: () => Promise<void>;
}

/** Reads the first bytes of a stream. */
export async function splitOff(pieces: Pieces, length: number): Promise<SplitStream> {
    async function* all(): Stream {
        yield* pieces;
    }
    const stream = all();
    const taken: Uint8Array[] = [];
    let left = length;
    let over: Uint8Array | undefined;
    while (left > 0) {
        const { value, done } = await stream.next();
        if (done === true) break;
        taken.push(value.subarray(0, left));
        if (value.length > left) over = value.subarray(left);
        left -= Math.min(left, value.length);
    }
    async function* following(): Stream {
        if (over !== undefined) yield over;
        yield* stream;
    }
    return { head: Buffer.concat(taken), rest: following(), close: async () => { await stream.return(); } };
}

/** Runs of `size` bytes, and at the end one that is shorter. @param room bytes that every buffer has behind them */
export async function* runsOf(pieces: Pieces, size: number, room = 0): AsyncGenerator<Run, void, undefined> {
    const next = (): Buffer => Buffer.allocUnsafeSlow(size + room);
    let buffer = next();
    let length = 0;
    try {
        for await (const piece of pieces) {
            for (let at = 0; at < piece.length;) {
                const taken = Math.min(size - length, piece.length - at);
                buffer.set(piece.subarray(at, at + taken), length);
                length += taken;
                at += taken;
                if (length < size) continue;
                const full = buffer;
                buffer = next();
                length = 0;
                yield { buffer: full, length: size, last: false };
            }
        }
    } catch (error) {
        buffer.fill(0);
        throw error;
    }
    yield { buffer, length, last: true };
}
