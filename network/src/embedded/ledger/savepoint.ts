// How far a part of the ledger is written, so that the rest can be made up from the block file at opening (15.1).
import { PackedReader, PackedWriter } from './packed.js';

export interface Savepoint {
    /** Number of blocks taken in. */
    readonly height: number;
    /** Where the block file ended then. */
    readonly fileEnd: number;
    /** Of the last block's header. */
    readonly blockHash: Uint8Array;
    readonly commitHash: Uint8Array;
}

const BEFORE_GENESIS: Savepoint = { height: 0, fileEnd: 0, blockHash: new Uint8Array(), commitHash: new Uint8Array() };

export function encodeSavepoint({ height, fileEnd, blockHash, commitHash }: Savepoint): Buffer {
    return new PackedWriter().varint(height).varint(fileEnd).bytes(blockHash).bytes(commitHash).finish();
}

export function decodeSavepoint(bytes: Buffer | undefined): Savepoint {
    if (!bytes) return BEFORE_GENESIS;
    const reader = new PackedReader(bytes);
    return { height: reader.varint(), fileEnd: reader.varint(), blockHash: reader.bytes(), commitHash: reader.bytes() };
}
