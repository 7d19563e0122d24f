// The two kinds of protobuf field that the ledger writes by hand, where Fabric keeps a message to itself or offsets are needed.
import { varint } from './packed.js';

/** Tag and length of a bytes, string or message field, to be followed by that many bytes. */
export function lengthPrefix(field: number, length: number): Buffer {
    return Buffer.concat([varint(field * 8 + 2), varint(length)]);
}

/** Empty fields are left out, as proto3 does. */
export function bytesField(field: number, value: Uint8Array): readonly Uint8Array[] {
    return value.length === 0 ? [] : [lengthPrefix(field, value.length), value];
}

export function boolField(field: number, value: boolean): readonly Uint8Array[] {
    return value ? [Buffer.concat([varint(field * 8), varint(1)])] : [];
}
