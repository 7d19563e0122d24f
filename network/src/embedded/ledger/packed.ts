// Numbers and byte strings one after another: the layout of the ledger's own records in LevelDB and beside the blocks.

/** Writes unsigned integers below 2^53 as base-128 varints, and byte strings with their length before them. */
export class PackedWriter {
    #buffer = Buffer.allocUnsafe(128);
    #length = 0;

    varint(value: number): this {
        this.#reserve(8);
        let rest = value;
        for (; rest >= 0x80; rest = Math.floor(rest / 128)) this.#buffer[this.#length++] = (rest % 128) | 0x80;
        this.#buffer[this.#length++] = rest;
        return this;
    }

    bytes(value: Uint8Array): this {
        return this.varint(value.length).rest(value);
    }

    text(value: string): this {
        const size = Buffer.byteLength(value, 'utf8');
        this.varint(size).#reserve(size);
        this.#length += this.#buffer.write(value, this.#length, size, 'utf8');
        return this;
    }

    /** Without a length before it: the last field of a record needs none. */
    rest(value: Uint8Array): this {
        this.#reserve(value.length);
        this.#buffer.set(value, this.#length);
        this.#length += value.length;
        return this;
    }

    finish(): Buffer {
        return this.#buffer.subarray(0, this.#length);
    }

    #reserve(count: number): void {
        const needed = this.#length + count;
        if (needed <= this.#buffer.length) return;
        const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
        this.#buffer.copy(larger, 0, 0, this.#length);
        this.#buffer = larger;
    }
}

export class PackedReader {
    readonly #buffer: Buffer;
    #offset = 0;

    constructor(buffer: Buffer) {
        this.#buffer = buffer;
    }

    get atEnd(): boolean { return this.#offset >= this.#buffer.length; }

    varint(): number {
        let value = 0;
        for (let scale = 1; ; scale *= 128) {
            const byte = this.#buffer.readUInt8(this.#offset++);
            value += (byte & 0x7f) * scale;
            if (byte < 0x80) return value;
        }
    }

    bytes(): Buffer {
        const length = this.varint();
        const value = this.#buffer.subarray(this.#offset, this.#offset + length);
        if (value.length !== length) throw new RangeError('a packed record ends inside a field');
        this.#offset += length;
        return value;
    }

    text(): string {
        return this.bytes().toString('utf8');
    }

    rest(): Buffer {
        const value = this.#buffer.subarray(this.#offset);
        this.#offset = this.#buffer.length;
        return value;
    }
}

/** How many bytes `varint` takes. */
export function varintSize(value: number): number {
    let size = 1;
    for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 128)) size++;
    return size;
}
