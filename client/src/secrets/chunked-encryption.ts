// Encryption of contents of any size, in constant memory: C2SP chunked encryption, which commits to its key and cannot be cut off unseen.
import { CarnetError } from '../errors/carnet-error.js';
import { TAG_BYTES } from './aes-gcm.js';
import { openRun } from './chunk-cipher.js';
import { CHUNK_BYTES, contentLength, HEADER_BYTES, messageOf, newMessage, SEALED_CHUNK_BYTES, truncated } from './chunked-format.js';
import { RUN_CHUNKS, runsInOrder } from './runs-in-order.js';
import { runsOf, splitOff, type Pieces } from './runs.js';

/**
 * @param key 32 random bytes, of this content alone
 * @param context what the content is: the ciphertext does not show it, and opens with no other
 */
export async function* sealContent(plaintext: Pieces, key: Uint8Array, context: Uint8Array): AsyncGenerator<Buffer, void, undefined> {
    const { keys, header } = newMessage(key, context);
    yield header;
    yield* runsInOrder('seal', keys, runsOf(plaintext, RUN_CHUNKS * CHUNK_BYTES, RUN_CHUNKS * TAG_BYTES));
}

/**
 * Every piece that it gives is authentic, in order and from the beginning; that it is all, only the end without an error says.
 * @throws CarnetError CIPHERTEXT_CORRUPT with the number of the chunk, or with `part: header` where key or context are others; CIPHERTEXT_TRUNCATED
 */
export async function* openContent(ciphertext: Pieces, key: Uint8Array, context: Uint8Array): AsyncGenerator<Buffer, void, undefined> {
    const { head, rest, close } = await splitOff(ciphertext, HEADER_BYTES);
    try {
        const keys = messageOf(head, key, context);
        for await (const opened of runsInOrder('open', keys, runsOf(rest, RUN_CHUNKS * SEALED_CHUNK_BYTES))) if (opened.length > 0) yield opened;
    } finally {
        await close();
    }
}

/** A ciphertext of which any part can be read. */
export interface RandomAccess {
    /** Bytes. */
    readonly length: number;
    /** Exactly these bytes. */
    readonly read: (offset: number, length: number) => Promise<Uint8Array>;
}

/** What is read of a store is as long as was asked for, or something is missing. The bytes are copied: they are written over. */
async function readExactly({ read }: RandomAccess, offset: number, length: number): Promise<Buffer> {
    const bytes = await read(offset, length);
    if (bytes.length < length) throw truncated();
    if (bytes.length > length) throw new CarnetError('CIPHERTEXT_CORRUPT', `The store gave more than the ${length} bytes that were asked for.`, { details: { offset } });
    return Buffer.from(bytes);
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
    const keys = messageOf(await readExactly(ciphertext, 0, HEADER_BYTES), key, context);
    const lastChunk = Math.floor(whole / CHUNK_BYTES);
    const first = Math.floor(start / CHUNK_BYTES);
    // The end of the content lies in the last chunk, which is empty where the content fills its chunks.
    const end = start + length === whole ? lastChunk : Math.floor(Math.max(start, start + length - 1) / CHUNK_BYTES);
    const offset = HEADER_BYTES + first * SEALED_CHUNK_BYTES;
    const until = end === lastChunk ? ciphertext.length : HEADER_BYTES + (end + 1) * SEALED_CHUNK_BYTES;
    const buffer = await readExactly(ciphertext, offset, until - offset);
    const opened = openRun(keys, first, { buffer, length: buffer.length, last: end === lastChunk });
    return opened.subarray(start - first * CHUNK_BYTES, start - first * CHUNK_BYTES + length);
}

