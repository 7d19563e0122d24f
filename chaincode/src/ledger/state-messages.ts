// The protobuf messages that read and write many keys at once; the fabric-protos that fabric-shim brings are older than they are.

/** One change to the state, as the peer applies it. */
export interface StateWrite {
    readonly kind: 'put' | 'delete' | 'purge';
    /** Private collection; '' for the state of the channel. Only private data is purged. */
    readonly collection: string;
    readonly key: string;
    /** What is put; empty for the other kinds. */
    readonly value: Uint8Array;
}

/** How many keys the peer takes in one message, as it says in READY: 0 where it takes each in a message of its own. */
export interface PeerLimits {
    readonly reads: number;
    readonly writes: number;
}

/** A lower limit counts as this one, as in Fabric's Go shim. */
const LOWEST_LIMIT = 100;
/** `WriteRecord.Type` */
const RECORD_TYPE = { put: 9, delete: 10, purge: 23 } as const;
/** Bytes of a field of each wire type; -1: as many as the number before them says. */
const WIRE_SIZE: Readonly<Record<number, number>> = { 0: 0, 1: 8, 2: -1, 5: 4 };

function varint(value: number): Buffer {
    const bytes: number[] = [];
    for (let rest = value; ; rest = Math.floor(rest / 128)) {
        if (rest < 128) return Buffer.from([...bytes, rest]);
        bytes.push(rest % 128 + 128);
    }
}

function field(number: number, content: Uint8Array): Uint8Array[] {
    return [Buffer.from([number * 8 + 2]), varint(content.length), content];
}

interface Field {
    readonly number: number;
    /** Of a varint. */
    readonly value: number;
    /** Of anything else. */
    readonly bytes: Uint8Array;
}

/** @throws Error where the bytes are no message */
function fieldsOf(message: Uint8Array): Field[] {
    const fields: Field[] = [];
    let at = 0;
    const readVarint = (): number => {
        for (let [value, scale] = [0, 1]; ; scale *= 128) {
            const byte = message[at++] ?? Number.NaN;
            value += byte % 128 * scale;
            if (!(byte >= 128)) return value;
        }
    };
    while (at < message.length) {
        const tag = readVarint();
        const size = WIRE_SIZE[tag % 8] ?? Number.NaN;
        const value = size === 0 || size === -1 ? readVarint() : 0;
        const end = at + (size === -1 ? value : size);
        if (!(end <= message.length)) throw new Error('The peer sent a message that cannot be read.');
        fields.push({ number: Math.floor(tag / 8), value, bytes: message.subarray(at, end) });
        at = end;
    }
    return fields;
}

/** `ChaincodeAdditionalParams`, which peers before Fabric 3.1 do not send. */
export function decodeLimits(message: Uint8Array): PeerLimits {
    const values = new Map(fieldsOf(message).map(({ number, value }) => [number, value]));
    const limit = (use: number, size: number): number => (values.get(use) ?? 0) === 0 ? 0 : Math.max(values.get(size) ?? 0, LOWEST_LIMIT);
    return { writes: limit(1, 2), reads: limit(3, 4) };
}

/** `GetStateMultiple` of the channel's state. */
export function encodeKeys(keys: readonly string[]): Buffer {
    return Buffer.concat(keys.flatMap(key => field(1, Buffer.from(key, 'utf8'))));
}

/** `GetStateMultipleResult`: the values in the order of the keys, empty where nothing stands. */
export function decodeValues(message: Uint8Array): Uint8Array[] {
    return fieldsOf(message).filter(({ number }) => number === 1).map(({ bytes }) => bytes);
}

/** `WriteBatchState` */
export function encodeWrites(writes: readonly StateWrite[]): Buffer {
    return Buffer.concat(writes.flatMap(({ kind, collection, key, value }) => field(1, Buffer.concat([
        ...field(1, Buffer.from(key, 'utf8')), ...field(2, value), ...field(3, Buffer.from(collection, 'utf8')), Buffer.from([5 * 8, RECORD_TYPE[kind]]),
    ]))));
}
