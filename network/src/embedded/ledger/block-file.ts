// The append-only file of blocks: each record checked by a CRC, each append synced, a torn tail cut off at opening (15.1).
import { fstatSync, readSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { LedgerError } from './ledger-error.js';

/** Lengths of block and note, and the CRC-32 of both; little-endian. */
const HEADER_BYTES = 12;

export interface BlockRecord {
    /** Where the record begins, and where the next one does. */
    readonly start: number;
    readonly end: number;
    /** Where the block's own bytes begin. */
    readonly blockStart: number;
    readonly block: Buffer;
    /** What the ledger keeps beside the block. */
    readonly note: Buffer;
}

export class BlockFile {
    readonly #path: string;
    readonly #file: FileHandle;
    #end: number;

    private constructor(path: string, file: FileHandle, end: number) {
        this.#path = path;
        this.#file = file;
        this.#end = end;
    }

    static async open(path: string): Promise<BlockFile> {
        const file = await open(path, 'a+').then(async made => {
            await made.close();
            return open(path, 'r+');
        });
        return new BlockFile(path, file, fstatSync(file.fd).size);
    }

    /** Where the next record will begin. */
    get end(): number { return this.#end; }

    /** The whole records from a place on; whatever follows the last of them is left for `cut`. */
    *recordsFrom(start: number): Generator<BlockRecord> {
        for (let place = start; ;) {
            const record = this.#read(place);
            if (!record) return;
            yield record;
            place = record.end;
        }
    }

    /** @throws LedgerError BLOCK_STORE_CORRUPT where no whole record begins there. */
    record(start: number): BlockRecord {
        const record = this.#read(start);
        if (!record) throw new LedgerError('BLOCK_STORE_CORRUPT', `${this.#path} is damaged at byte ${start}: restore it from a copy, or begin a new network`);
        return record;
    }

    /** Bytes from inside a record. */
    bytes(start: number, length: number): Buffer {
        const buffer = Buffer.allocUnsafe(length);
        if (this.#fill(buffer, start) !== length) {
            throw new LedgerError('BLOCK_STORE_CORRUPT', `${this.#path} ends before byte ${start + length}: restore it from a copy, or begin a new network`);
        }
        return buffer;
    }

    /** Drops what lies behind a place: the beginning of a record that a crash left unfinished. */
    async cut(end: number): Promise<void> {
        if (end === this.#end) return;
        await this.#file.truncate(end);
        await this.#file.datasync();
        this.#end = end;
    }

    /** Returns when the record is on disk. */
    async append(block: { readonly chunks: readonly Uint8Array[]; readonly length: number }, note: Buffer): Promise<Omit<BlockRecord, 'block' | 'note'>> {
        const header = Buffer.alloc(HEADER_BYTES);
        header.writeUInt32LE(block.length, 0);
        header.writeUInt32LE(note.length, 4);
        header.writeUInt32LE([...block.chunks, note].reduce((crc, chunk) => crc32(chunk, crc), 0), 8);
        const start = this.#end;
        const end = start + HEADER_BYTES + block.length + note.length;
        const record = Buffer.concat([header, ...block.chunks, note], end - start);
        for (let written = 0; written < record.length;) {
            written += (await this.#file.write(record, written, record.length - written, start + written)).bytesWritten;
        }
        await this.#file.datasync();
        this.#end = end;
        return { start, end, blockStart: start + HEADER_BYTES };
    }

    close(): Promise<void> {
        return this.#file.close();
    }

    #read(start: number): BlockRecord | undefined {
        const header = Buffer.alloc(HEADER_BYTES);
        if (this.#fill(header, start) !== HEADER_BYTES) return undefined;
        const [blockLength, noteLength] = [header.readUInt32LE(0), header.readUInt32LE(4)];
        const blockStart = start + HEADER_BYTES;
        const end = blockStart + blockLength + noteLength;
        // A block is never empty: zeros are a tail whose length was written and its bytes not.
        if (blockLength === 0 || end > this.#end) return undefined;
        const body = this.bytes(blockStart, blockLength + noteLength);
        if (crc32(body) !== header.readUInt32LE(8)) return undefined;
        return { start, end, blockStart, block: body.subarray(0, blockLength), note: body.subarray(blockLength) };
    }

    // Synchronous: recent blocks lie in the page cache, and the thread pool would cost more than the read.
    #fill(buffer: Buffer, start: number): number {
        let filled = 0;
        while (filled < buffer.length) {
            const count = readSync(this.#file.fd, buffer, filled, buffer.length - filled, start + filled);
            if (count === 0) break;
            filled += count;
        }
        return filled;
    }
}
