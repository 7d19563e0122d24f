// A stream of pieces of any size as runs of one size: what comes over the network or from a disk, as chunks are encrypted.

/** Bytes as they come. */
export type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export interface Run {
    /** Valid until the next run is asked for. */
    readonly bytes: Uint8Array;
    /** The stream ended with it: it is shorter than the others, perhaps empty. */
    readonly last: boolean;
}

type Stream = AsyncGenerator<Uint8Array, void, undefined>;

/** The first bytes of a stream, fewer only where it ends, and the stream from there on. */
export async function splitOff(pieces: Pieces, length: number): Promise<{ readonly head: Buffer; readonly rest: Stream }> {
    async function* all(): Stream {
        yield* pieces;
    }
    const rest = all();
    const taken: Uint8Array[] = [];
    let left = length;
    let over: Uint8Array | undefined;
    while (left > 0) {
        const { value, done } = await rest.next();
        if (done === true) break;
        taken.push(value.subarray(0, left));
        if (value.length > left) over = value.subarray(left);
        left -= Math.min(left, value.length);
    }
    async function* following(): Stream {
        try {
            if (over !== undefined) yield over;
            yield* rest;
        } finally {
            await rest.return();
        }
    }
    return { head: Buffer.concat(taken), rest: following() };
}

/** Runs of `size` bytes, and at the end one that is shorter. One buffer serves them all, and is overwritten at the end. */
export async function* runsOf(pieces: Pieces, size: number): AsyncGenerator<Run, void, undefined> {
    const run = Buffer.allocUnsafeSlow(size);
    let filled = 0;
    try {
        for await (const piece of pieces) {
            for (let at = 0; at < piece.length;) {
                const taken = Math.min(size - filled, piece.length - at);
                run.set(piece.subarray(at, at + taken), filled);
                filled += taken;
                at += taken;
                if (filled < size) continue;
                yield { bytes: run, last: false };
                filled = 0;
            }
        }
        yield { bytes: run.subarray(0, filled), last: true };
    } finally {
        run.fill(0);
    }
}
