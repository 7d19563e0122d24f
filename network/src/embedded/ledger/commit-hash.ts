// The hash over all that a block changed, chained to that of the block before: rule 15.2.
import { common } from '@hyperledger/fabric-protos';
import { inKeyOrder } from './key-order.js';
import { varint } from './packed.js';
import { boolField, bytesField, lengthPrefix } from './protobuf-wire.js';
import { sha256 } from './sha256.js';
import { hashBytes, type KeyUpdates, type UpdateBatch } from './update-batch.js';
import { versionBytes } from './version.js';

const NO_UPDATES: KeyUpdates = new Map();

/**
 * The commit hash of a block, or none for the first block of a chain, which begins without one.
 * @param flags one validation code for each transaction.
 * @param previous empty before block 1.
 */
export function commitHash(blockNum: number, flags: Uint8Array, batch: UpdateBatch, previous: Uint8Array): Buffer {
    if (blockNum === 0) return Buffer.alloc(0);
    return sha256(varint(flags.length), flags, updateBytes(batch), previous);
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
export function updateBytes(batch: UpdateBatch): Buffer {
    const namespaces = new Map([...batch.public.keys(), ...batch.hashed.namespaces()].map(name => [name, undefined]));
    const parts: Uint8Array[] = [];
    for (const [namespace] of inKeyOrder(namespaces)) {
        if (namespace === '') continue;
        let name = namespace;
        const add = (collection: string, updates: KeyUpdates, keyBytes: (key: string) => Buffer): void => {
            let label = collection;
            for (const [key, update] of inKeyOrder(updates)) {
                const fields = [
                    ...bytesField(1, Buffer.from(name, 'utf8')), ...bytesField(2, Buffer.from(label, 'utf8')), ...bytesField(3, keyBytes(key)),
                    ...boolField(4, update.value === undefined), ...bytesField(5, update.value ?? new Uint8Array()),
                    ...bytesField(6, versionBytes(update.version)),
                ];
                parts.push(lengthPrefix(1, fields.reduce((sum, field) => sum + field.length, 0)), ...fields);
                name = label = '';
            }
        };
        add('', batch.public.get(namespace) ?? NO_UPDATES, key => Buffer.from(key, 'utf8'));
        for (const [collection, updates] of inKeyOrder(batch.hashed.collections(namespace))) add(collection, updates, hashBytes);
    }
    return Buffer.concat(parts);
}
