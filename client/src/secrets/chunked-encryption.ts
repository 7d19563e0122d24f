// Encryption of contents of any size, in constant memory: C2SP chunked encryption, which commits to its key and cannot be cut off unseen.
import { sealRun, openRun } from './chunk-cipher.js';
import { CHUNK_BYTES, contentLength, HEADER_BYTES, messageOf, newMessage, SEALED_CHUNK_BYTES } from './chunked-format.js';
import { runsOf, splitOff, type Pieces } from './runs.js';

/** Chunks that are encrypted one after the other before others get a turn: 1 MiB, some hundreds of microseconds. */
const RUN_CHUNKS = 64;

/**
 * @param key 32 random bytes, of this content alone
 * @param context what the content is: the ciphertext does not show it, and opens with no other
 */
export async function* sealContent(plaintext: Pieces, key: Uint8Array, context: Uint8Array): AsyncGenerator<Buffer, void, undefined> {
    const { keys, header } = newMessage(key, context);
    yield header;
    let chunk = 0;
    for await (const { bytes, last } of runsOf(plaintext, RUN_CHUNKS * CHUNK_BYTES)) {
        yield sealRun(keys, chunk, bytes, last);
        chunk += RUN_CHUNKS;
    }
}

/**
 * Every piece that it gives is authentic, in order and from the beginning; that it is all, only the end without an error says.
 * @throws CarnetError CIPHERTEXT_CORRUPT with the number of the chunk, or with `part: header` where key or context are others; CIPHERTEXT_TRUNCATED
 */
export async function* openContent(ciphertext: Pieces, key: Uint8Array, context: Uint8Array): AsyncGenerator<Buffer, void, undefined> {
    const { head, rest } = await splitOff(ciphertext, HEADER_BYTES);
    try {
        const keys = messageOf(head, key, context);
        let chunk = 0;
        for await (const { bytes, last } of runsOf(rest, RUN_CHUNKS * SEALED_CHUNK_BYTES)) {
            const opened = openRun(keys, chunk, bytes, last);
            if (opened.length > 0) yield opened;
            chunk += RUN_CHUNKS;
        }
    } finally {
        await rest.return();
    }
}

/** A ciphertext of which any part can be read. */
export interface RandomAccess {
    /** Bytes. */
    readonly length: number;
    /** Exactly these bytes. */
    readonly read: (offset: number, length: number) => Promise<Uint8Array>;
}

/** Bytes of the content: `length` of them, from `start`. */
export interface ContentRange {
    readonly start: number;
    readonly length: number;
}

/**
 * Part of a content, reading and opening only the chunks in which it lies. What it gives is authentic and from its place. Where it reaches to the end
 * of the content the end is proved too; otherwise the length is whatever the store says.
 * @throws CarnetError CIPHERTEXT_CORRUPT, CIPHERTEXT_TRUNCATED; RangeError for a range that the content does not have
 */
export async function openRange(
    ciphertext: RandomAccess, key: Uint8Array, context: Uint8Array, { start, length }: ContentRange,
): Promise<Buffer> {
    const whole = contentLength(ciphertext.length);
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(length) || start < 0 || length < 0 || start + length > whole) {
        throw new RangeError(`The content has no bytes ${start} to ${start + length}.`);
    }
    const keys = messageOf(await ciphertext.read(0, HEADER_BYTES), key, context);
    const lastChunk = Math.floor(whole / CHUNK_BYTES);
    const first = Math.floor(start / CHUNK_BYTES);
    // The end of the content lies in the last chunk, which is empty where the content fills its chunks.
    const end = start + length === whole ? lastChunk : Math.floor(Math.max(start, start + length - 1) / CHUNK_BYTES);
    const offset = HEADER_BYTES + first * SEALED_CHUNK_BYTES;
    const until = end === lastChunk ? ciphertext.length : HEADER_BYTES + (end + 1) * SEALED_CHUNK_BYTES;
    const opened = openRun(keys, first, await ciphertext.read(offset, until - offset), end === lastChunk);
    return opened.subarray(start - first * CHUNK_BYTES, start - first * CHUNK_BYTES + length);
}

