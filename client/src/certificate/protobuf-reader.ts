// Reads protobuf messages strictly: what is cut off, said twice or of an unknown kind is refused, never guessed.

/** The bytes are no message of the kind that is read. */
export class ProtobufError extends Error {
    override readonly name = 'ProtobufError';
}

const VARINT = 0;
const BYTES = 2;

export class ProtobufMessage {
    readonly #fields = new Map<number, (bigint | Uint8Array<ArrayBuffer>)[]>();

    /** @throws ProtobufError */
    constructor(bytes: Uint8Array<ArrayBuffer>) {
        let at = 0;
        const varint = (): bigint => {
            let value = 0n;
            for (let shift = 0n; shift < 70n; shift += 7n) {
                const byte = bytes[at++];
                if (byte === undefined) throw new ProtobufError('The message is cut off.');
                value |= BigInt(byte & 0x7f) << shift;
                if (byte < 0x80) return BigInt.asUintN(64, value);
            }
            throw new ProtobufError('A number has more than 64 bits.');
        };
        while (at < bytes.length) {
            const tag = Number(varint());
            const [field, kind] = [Math.floor(tag / 8), tag % 8];
            if (field === 0 || (kind !== VARINT && kind !== BYTES)) throw new ProtobufError(`Field ${field} is of the unknown kind ${kind}.`);
            let value: bigint | Uint8Array<ArrayBuffer> = varint();
            if (kind === BYTES) {
                const end = at + Number(value);
                if (end > bytes.length) throw new ProtobufError('The message is cut off.');
                value = bytes.subarray(at, end);
                at = end;
            }
            this.#fields.set(field, [...this.#fields.get(field) ?? [], value]);
        }
    }

    #one(field: number): bigint | Uint8Array<ArrayBuffer> | undefined {
        const values = this.#fields.get(field) ?? [];
        // Readers differ in which of two they take.
        if (values.length > 1) throw new ProtobufError(`Field ${field} stands twice.`);
        return values[0];
    }

    #asBytes(value: bigint | Uint8Array<ArrayBuffer> | undefined, field: number): Uint8Array<ArrayBuffer> {
        if (value === undefined) return new Uint8Array();
        if (typeof value === 'bigint') throw new ProtobufError(`Field ${field} is a number.`);
        return value;
    }

    bytes(field: number): Uint8Array<ArrayBuffer> {
        return this.#asBytes(this.#one(field), field);
    }

    list(field: number): Uint8Array<ArrayBuffer>[] {
        return (this.#fields.get(field) ?? []).map(value => this.#asBytes(value, field));
    }

    text(field: number): string {
        return utf8(this.bytes(field));
    }

    /** Unsigned, 0 where it is left out. */
    integer(field: number): bigint {
        const value = this.#one(field) ?? 0n;
        if (typeof value !== 'bigint') throw new ProtobufError(`Field ${field} is no number.`);
        return value;
    }

    message(field: number): ProtobufMessage {
        return new ProtobufMessage(this.bytes(field));
    }

    messages(field: number): ProtobufMessage[] {
        return this.list(field).map(bytes => new ProtobufMessage(bytes));
    }

    has(field: number): boolean {
        return this.#fields.has(field);
    }
}

/** @throws ProtobufError */
export function utf8(bytes: Uint8Array): string {
    try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (cause) {
        throw new ProtobufError('A text is not UTF-8.', { cause });
    }
}
