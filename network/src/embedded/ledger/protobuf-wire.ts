// The kinds of protobuf field that the ledger writes by hand, where Fabric keeps a message to itself or offsets are needed.
import { PackedWriter, varintSize } from './packed.js';

/** Field numbers below 16 only, whose tag is one byte. */
const tag = (field: number, wireType: 0 | 2): number => field * 8 + wireType;

/** Tag and length of a bytes, string or message field, to be followed by that many bytes. */
export function lengthPrefix(field: number, length: number): Buffer {
    return new PackedWriter().varint(tag(field, 2)).varint(length).finish();
}

/** Bytes that `writeBytesField` takes for so long a value. */
export function bytesFieldSize(length: number): number {
    return length === 0 ? 0 : 1 + varintSize(length) + length;
}

/** An empty value is left out, as proto3 does. */
export function writeBytesField(writer: PackedWriter, field: number, value: Uint8Array): void {
    if (value.length > 0) writer.varint(tag(field, 2)).bytes(value);
}

/** Only the true value is written: two bytes. */
export function writeTrueField(writer: PackedWriter, field: number): void {
    writer.varint(tag(field, 0)).varint(1);
}
