// What is encrypted of a section: salt and true name before the content, and what fills it up behind it.
import { canonicalJson, decoders, readJson } from '@carnet/domain';
import { CarnetError } from '../../errors/carnet-error.js';

/** Bytes of a section's salt: without it a guess of the content could be tested against the leaf. */
export const SALT_BYTES = 32;
/** The name is filled up to a multiple of so many bytes: the length of most paths stays unknown. */
const NAME_BLOCK = 256;
/** Bytes in which the length of the name stands. */
const NAME_LENGTH_BYTES = 2;
/** Behind the content, before zeros (ISO/IEC 7816-4): a stream need not know its length beforehand. */
const END_MARK = 0x80;
/** Zeros are held back while it is not known whether they are content; they come again in pieces of at most so many bytes. */
const ZEROS = new Uint8Array(64 * 1024);

/** The name that the leaf covers; the manifest may show another one. */
export interface TrueName {
    readonly path: string;
    readonly mediaType: string;
}

/** What stands before the content of a section. */
export interface SealedHeader extends TrueName {
    readonly salt: Uint8Array;
}

/** Bytes of the content with its filling: what the manifest gives as `length`. @param padTo 1 for no filling; else what is empty is filled too */
export function paddedLength(length: number, padTo = 1): number {
    return padTo === 1 ? length : Math.max(1, Math.ceil(length / padTo)) * padTo;
}

function written({ salt, path, mediaType }: SealedHeader): Uint8Array {
    const name = new TextEncoder().encode(canonicalJson({ mediaType, path }));
    const block = Buffer.alloc(Math.ceil((NAME_LENGTH_BYTES + name.length) / NAME_BLOCK) * NAME_BLOCK);
    block.writeUInt16BE(name.length);
    block.set(name, NAME_LENGTH_BYTES);
    return Buffer.concat([salt, block]);
}

/** Header, content and filling as one stream: what is encrypted. @param padTo the content is filled up to a multiple of so many bytes */
export async function* sealedContent(
    header: SealedHeader, content: AsyncIterable<Uint8Array>, padTo?: number,
): AsyncGenerator<Uint8Array, void, undefined> {
    yield written(header);
    let length = 0;
    for await (const piece of content) {
        length += piece.length;
        yield piece;
    }
    yield Uint8Array.of(END_MARK);
    yield* zeros(paddedLength(length, padTo) - length);
}

function* zeros(count: number): Generator<Uint8Array, void, undefined> {
    for (let left = count; left > 0; left -= ZEROS.length) yield ZEROS.subarray(0, Math.min(left, ZEROS.length));
}

const malformed = (cause?: unknown): CarnetError =>
    new CarnetError('SECTION_MALFORMED', 'What was decrypted is not the content of a section.', { cause });

const { required, object, text } = decoders;
const trueName = object({ path: required(text({ min: 0, max: 256 })), mediaType: required(text({ max: 100 })) });

function readName(block: Buffer): TrueName {
    const end = NAME_LENGTH_BYTES + block.readUInt16BE();
    if (end > block.length || block.subarray(end).some(byte => byte !== 0)) throw malformed();
    try {
        const json = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(block.subarray(NAME_LENGTH_BYTES, end));
        return trueName(readJson(json, { name: 'name', maxBytes: block.length }), 'name');
    } catch (cause) {
        throw malformed(cause);
    }
}

/** Reads what `sealedContent` wrote: first the header, then the content, from which the filling is taken away. */
export class SealedContentReader {
    readonly #pieces: AsyncIterator<Uint8Array, void>;
    #rest: Buffer = Buffer.alloc(0);
    #filled = -1; // Without the mark.

    constructor(plaintext: AsyncIterable<Uint8Array>) {
        this.#pieces = plaintext[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, void>;
    }

    /** Bytes of the content with its filling, once it was read to its end. */
    get filled(): number {
        return this.#filled;
    }

    /** To be read first. @throws CarnetError SECTION_MALFORMED */
    async header(): Promise<SealedHeader> {
        const salt = Buffer.from(await this.#take(SALT_BYTES));
        const first = await this.#take(NAME_BLOCK);
        const blocks = Math.ceil((NAME_LENGTH_BYTES + first.readUInt16BE()) / NAME_BLOCK);
        const name = blocks === 1 ? first : Buffer.concat([first, await this.#take((blocks - 1) * NAME_BLOCK)]);
        return { salt, ...readName(name) };
    }

    async #take(count: number): Promise<Buffer> {
        while (this.#rest.length < count) {
            const next = await this.#next();
            if (next === undefined) throw malformed();
            // Not copied where that can be helped: what was decrypted is in one place.
            this.#rest = this.#rest.length === 0 ? Buffer.from(next.buffer, next.byteOffset, next.length) : Buffer.concat([this.#rest, next]);
        }
        const taken = this.#rest.subarray(0, count);
        this.#rest = this.#rest.subarray(count);
        return taken;
    }

    /** Ends the decryption, whose key is then overwritten; without effect once the content was read. */
    async close(): Promise<void> {
        await this.#pieces.return?.();
    }

    /** @throws CarnetError SECTION_MALFORMED */
    async* content(): AsyncGenerator<Uint8Array, void, undefined> {
        // The last mark seen, and the zeros after it: content only if anything follows.
        let marked = false;
        let held = 0;
        const release = function* (): Generator<Uint8Array, void, undefined> {
            if (!marked) return;
            yield Uint8Array.of(END_MARK);
            yield* zeros(held);
        };
        try {
            for (let piece: Uint8Array | undefined = this.#rest; piece !== undefined; piece = await this.#next()) {
                const last = lastNonZero(piece);
                this.#filled += piece.length;
                if (last < 0 && marked) {
                    held += piece.length;
                } else if (last < 0) {
                    yield piece;
                } else {
                    yield* release();
                    marked = piece[last] === END_MARK;
                    held = marked ? piece.length - last - 1 : 0;
                    if (!marked) yield piece;
                    else if (last > 0) yield piece.subarray(0, last);
                }
            }
        } finally {
            await this.close();
        }
        if (!marked) throw malformed();
    }

    async #next(): Promise<Uint8Array | undefined> {
        const next = await this.#pieces.next();
        return next.done === true ? undefined : next.value;
    }
}

/** Place of the last byte that is not zero, or -1. */
function lastNonZero(piece: Uint8Array): number {
    let at = piece.length - 1;
    while (at >= 0 && piece[at] === 0) at -= 1;
    return at;
}
