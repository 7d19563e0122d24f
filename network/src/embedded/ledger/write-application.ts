// Puts the writes of a valid transaction into the block's updates, value and metadata together: rule 14.7.
import type { CommittedState } from './committed-state.js';
import type { HashedCollection, NamespaceReadWriteSet } from './read-write-set.js';
import { asValue, hashBytes, hashText, type Update, type UpdateBatch } from './update-batch.js';
import type { Version } from './version.js';
import type { VersionedValue } from './versioned-value.js';

/** What one transaction does to one key. */
interface KeyChange {
    isDelete: boolean;
    value: Uint8Array | undefined;
    /** Present where metadata is written; its content is absent where it is taken away. */
    metadata: { readonly bytes: Uint8Array | undefined } | undefined;
}

class KeyChanges {
    readonly changes = new Map<string, KeyChange>();

    of(key: string): KeyChange {
        let change = this.changes.get(key);
        if (!change) this.changes.set(key, change = { isDelete: false, value: undefined, metadata: undefined });
        return change;
    }
}

export function applyWrites(set: readonly NamespaceReadWriteSet[], version: Version, batch: UpdateBatch, state: CommittedState): void {
    for (const namespace of set) {
        for (const collection of namespace.collections) applyHashedWrites(namespace.name, collection, version, batch, state);
        const changes = new KeyChanges();
        for (const { key, isDelete, value } of namespace.writes) {
            if (isDelete) changes.of(key).isDelete = true;
            else changes.of(key).value = value;
        }
        for (const { key, metadata } of namespace.metadataWrites) changes.of(key).metadata = { bytes: metadata };
        for (const [key, change] of changes.changes) {
            const update = resolve(change, version, needed => {
                const earlier = batch.get(namespace.name, key);
                if (earlier) return asValue(earlier);
                return needed === 'metadata' && !state.metadataUsed(namespace.name) ? undefined : state.get(namespace.name, key);
            });
            if (update) batch.set(namespace.name, key, update);
        }
    }
}

function applyHashedWrites(namespace: string, collection: HashedCollection, version: Version, batch: UpdateBatch, state: CommittedState): void {
    const changes = new KeyChanges();
    for (const { keyHash, isDelete, isPurge, valueHash } of collection.writes) {
        if (isDelete) changes.of(hashText(keyHash)).isDelete = true;
        else changes.of(hashText(keyHash)).value = valueHash;
        if (isPurge) batch.purges.push({ namespace, collection: collection.name, keyHash, version });
    }
    for (const { key, metadata } of collection.metadataWrites) changes.of(hashText(key)).metadata = { bytes: metadata };
    for (const [key, change] of changes.changes) {
        const update = resolve(change, version, needed => {
            const earlier = batch.hashed.get(namespace, collection.name, key);
            if (earlier) return asValue(earlier);
            return needed === 'metadata' && !state.metadataUsed(namespace) ? undefined : state.hashed(namespace, collection.name, hashBytes(key));
        });
        if (update) batch.hashed.set(namespace, collection.name, key, update);
    }
}

/** Undefined where nothing happens: metadata for a key that does not exist. */
function resolve(
    { isDelete, value, metadata }: KeyChange, version: Version, current: (needed: 'value' | 'metadata') => VersionedValue | undefined,
): Update | undefined {
    if (isDelete) return { value: undefined, metadata: undefined, version };
    if (value) return { value, metadata: metadata ? metadata.bytes : current('metadata')?.metadata, version };
    const existing = current('value');
    return existing && { value: existing.value, metadata: metadata?.bytes, version };
}
