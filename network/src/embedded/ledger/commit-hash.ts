// The hash over all that a block changed, chained to that of the block before (core/ledger/kvledger/kv_ledger.go).
import { common } from '@hyperledger/fabric-protos';
import { inKeyOrder } from './key-order.js';
import { PackedWriter } from './packed.js';
import { bytesFieldSize, writeBytesField, writeTrueField } from './protobuf-wire.js';
import { sha256 } from './sha256.js';
import { hashBytes, type KeyUpdates, type Update, type UpdateBatch } from './update-batch.js';
import { versionBytes } from './version.js';

const NO_UPDATES: KeyUpdates = new Map();
const NOTHING = Buffer.alloc(0);

/**
 * The commit hash of a block, or none for the first block of a chain, which begins without one.
 * @param flags one validation code for each transaction.
 * @param previous empty before block 1.
 */
export function commitHash(blockNum: number, flags: Uint8Array, batch: UpdateBatch, previous: Uint8Array): Buffer {
    if (blockNum === 0) return Buffer.alloc(0);
    return sha256(new PackedWriter().bytes(flags).finish(), updateBytes(batch), previous);
}

/** Serialised common.Metadata, as it stands in the block's slot COMMIT_HASH. */
export function commitHashMetadata(hash: Uint8Array): Uint8Array {
    const metadata = new common.Metadata();
    metadata.setValue(hash);
    return metadata.serializeBinary();
}

/**
 * The public and hashed writes of a block in Fabric's order: by namespace, in it the public keys, then the collections by name.
 * A namespace or collection is named only by the first of its writes; the channel's configuration is left out.
 */
function updateBytes(batch: UpdateBatch): Buffer {
    const namespaces = new Map([...batch.public.keys(), ...batch.hashed.namespaces()].map(name => [name, undefined]));
    const writer = new PackedWriter();
    for (const [namespace] of inKeyOrder(namespaces)) {
        if (namespace === '') continue;
        let name = Buffer.from(namespace, 'utf8');
        const add = (collection: string, updates: KeyUpdates, keyBytes: (key: string) => Buffer): void => {
            let label = Buffer.from(collection, 'utf8');
            for (const [key, update] of inKeyOrder(updates)) {
                writeUpdate(writer, name, label, keyBytes(key), update);
                name = label = NOTHING;
            }
        };
        add('', batch.public.get(namespace) ?? NO_UPDATES, key => Buffer.from(key, 'utf8'));
        for (const [collection, updates] of inKeyOrder(batch.hashed.collections(namespace))) add(collection, updates, hashBytes);
    }
    return writer.finish();
}

function writeUpdate(writer: PackedWriter, namespace: Buffer, collection: Buffer, key: Buffer, update: Update): void {
    const value = update.value ?? NOTHING;
    const version = versionBytes(update.version);
    const size = [namespace, collection, key, value, version].reduce((sum, field) => sum + bytesFieldSize(field.length), update.value ? 0 : 2);
    writer.varint(0x0a).varint(size);
    writeBytesField(writer, 1, namespace);
    writeBytesField(writer, 2, collection);
    writeBytesField(writer, 3, key);
    if (!update.value) writeTrueField(writer, 4);
    writeBytesField(writer, 5, value);
    writeBytesField(writer, 6, version);
}
