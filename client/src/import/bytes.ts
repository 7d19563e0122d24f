// The bytes of a file to import, in small pieces, counted, from wherever they come.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { CarnetError } from '../errors/carnet-error.js';
import { systemReason } from '../errors/system-reason.js';

/** A path, a stream, or anything else that gives bytes piece by piece. */
export type ImportSource = string | AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

/** Pieces are at most so large, so that what waits between two steps stays small whatever the source gives at once. */
const PIECE = 64 * 1024;

export class SourceBytes implements AsyncIterable<Uint8Array> {
    /** Bytes read so far. */
    read = 0;
    /** Bytes in all, where that is known. */
    total: number | undefined;

    constructor(private readonly source: ImportSource) {}

    /** @throws CarnetError FILE_UNREADABLE */
    async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
        if (typeof this.source !== 'string') {
            yield* this.#pieces(this.source);
            return;
        }
        const path = this.source;
        try {
            const found = await stat(path);
            this.total = found.isFile() ? found.size : undefined;
            yield* this.#pieces(createReadStream(path, { highWaterMark: PIECE }));
        } catch (cause) {
            if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
            throw new CarnetError('FILE_UNREADABLE', `The file to import cannot be read from ${path}: ${systemReason(cause)}.`, { details: { path }, cause });
        }
    }

    async *#pieces(chunks: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>): AsyncGenerator<Uint8Array, void, undefined> {
        for await (const chunk of chunks) {
            const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk;
            for (let at = 0; at < bytes.length; at += PIECE) {
                const piece = bytes.subarray(at, at + PIECE);
                this.read += piece.length;
                yield piece;
            }
        }
    }
}
