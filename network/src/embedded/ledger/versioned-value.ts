// A committed value with its version and metadata, and the bytes under which LevelDB keeps it.
import { ledger } from '@hyperledger/fabric-protos';
import { PackedReader, PackedWriter } from './packed.js';
import type { Version } from './version.js';

export interface VersionedValue {
    readonly value: Uint8Array;
    /** Serialised metadata entries, absent where the key has none. */
    readonly metadata: Uint8Array | undefined;
    readonly version: Version;
}

export interface VersionedKeyValue extends VersionedValue { readonly key: string }

export type Metadata = ReadonlyMap<string, Uint8Array>;

const NONE = new Uint8Array();

export function encodeVersionedValue({ value, metadata, version }: VersionedValue): Buffer {
    return new PackedWriter().varint(version.blockNum).varint(version.txNum).bytes(metadata ?? NONE).rest(value).finish();
}

export function decodeVersionedValue(bytes: Buffer): VersionedValue {
    const reader = new PackedReader(bytes);
    const version = { blockNum: reader.varint(), txNum: reader.varint() };
    const metadata = reader.bytes();
    return { version, metadata: metadata.length > 0 ? metadata : undefined, value: reader.rest() };
}

/** Undefined for no entries: such a write takes the metadata away. */
export function encodeMetadata(entries: readonly ledger.rwset.kvrwset.KVMetadataEntry[]): Uint8Array | undefined {
    if (entries.length === 0) return undefined;
    const metadata = new ledger.rwset.kvrwset.KVMetadataWrite();
    metadata.setEntriesList([...entries]);
    return metadata.serializeBinary();
}

export function decodeMetadata(bytes: Uint8Array | undefined): Metadata {
    if (bytes === undefined) return new Map();
    const metadata = ledger.rwset.kvrwset.KVMetadataWrite.deserializeBinary(bytes);
    return new Map(metadata.getEntriesList().map(entry => [entry.getName(), entry.getValue_asU8()]));
}
