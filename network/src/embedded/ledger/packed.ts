// Numbers and byte strings one after another: the layout of the ledger's own records in LevelDB and beside the blocks.

/** Writes unsigned integers below 2^53 as base-128 varints, and byte strings with their length before them. */
export class PackedWriter {
    readonly #parts: Uint8Array[] = [];

    varint(value: number): this {
        this.#parts.push(varint(value));
        return this;
    }

    bytes(value: Uint8Array): this {
        this.#parts.push(varint(value.length), value);
        return this;
    }

    text(value: string): this {
        return this.bytes(Buffer.from(value, 'utf8'));
    }

    /** The last field of a record needs no length. */
    rest(value: Uint8Array): this {
        this.#parts.push(value);
        return this;
    }

    finish(): Buffer {
        return Buffer.concat(this.#parts);
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

/** Little-endian base-128, as protobuf writes it too. */
export function varint(value: number): Buffer {
    const bytes: number[] = [];
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
    bytes.push(rest);
    return Buffer.from(bytes);
}
