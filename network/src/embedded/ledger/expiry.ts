// Private data that lives for a number of blocks: when each key goes, and what goes with a block.
import type { CommittedState } from './committed-state.js';
import type { LevelDatabase, Operation } from './level-database.js';
import { PackedReader, PackedWriter } from './packed.js';
import { sha256 } from './sha256.js';
import { expiryKey, expiryRange } from './state-keys.js';
import { hashBytes, hashText, type CollectionUpdates, type UpdateBatch } from './update-batch.js';
import { readOrderPreserving } from './version.js';

/** How many blocks a collection's data lives after the block that brought it; 0 is for ever. */
export interface BlocksToLive { readonly namespace: string; readonly collection: string; readonly blocks: number }

export function encodeBlocksToLive(lives: readonly BlocksToLive[]): Buffer {
    const writer = new PackedWriter();
    for (const { namespace, collection, blocks } of lives) writer.text(namespace).text(collection).varint(blocks);
    return writer.finish();
}

export function decodeBlocksToLive(bytes: Buffer): BlocksToLive[] {
    const reader = new PackedReader(bytes);
    const lives: BlocksToLive[] = [];
    while (!reader.atEnd) lives.push({ namespace: reader.text(), collection: reader.text(), blocks: reader.varint() });
    return lives;
}

/** Remembers which hashes a block wrote that will expire, each with its key where this peer knows it. */
export function expirySchedule(blockNum: number, lives: readonly BlocksToLive[], batch: UpdateBatch, privateState: CollectionUpdates): Operation[] {
    const byExpiry = new Map<number, PackedWriter>();
    for (const { namespace, collection, blocks } of lives) {
        const keys = new Map<string, string>();
        for (const [key, update] of privateState.collections(namespace).get(collection) ?? []) {
            if (update.value) keys.set(hashText(sha256(key)), key);
        }
        const hashes = [...batch.hashed.collections(namespace).get(collection) ?? []].flatMap(([hash, update]) => update.value ? [hash] : []);
        const expiringBlock = blockNum + blocks + 1;
        for (const hash of new Set([...hashes, ...keys.keys()])) {
            const writer = byExpiry.get(expiringBlock) ?? new PackedWriter();
            byExpiry.set(expiringBlock, writer);
            const key = keys.get(hash);
            writer.text(namespace).text(collection).bytes(hashBytes(hash)).varint(key === undefined ? 0 : 1).text(key ?? '');
        }
    }
    return [...byExpiry].map(([expiringBlock, writer]) => ({ type: 'put', key: expiryKey(expiringBlock, blockNum), value: writer.finish() }));
}

/**
 * Adds to a block's updates the deletion of what expires with it: a key that was not written again since, nor by this block.
 * Comes after the commit hash, of which expiry is no part. Returns what removes the entries from the schedule.
 */
export async function expire(
    blockNum: number, batch: UpdateBatch, privateState: CollectionUpdates, state: CommittedState, database: LevelDatabase,
): Promise<Operation[]> {
    const done: Operation[] = [];
    for (const [entryKey, entry] of await database.iterator(expiryRange(blockNum)).all()) {
        done.push({ type: 'del', key: entryKey });
        const { value: committedIn } = readOrderPreserving(entryKey, readOrderPreserving(entryKey, 1).end);
        const reader = new PackedReader(entry);
        while (!reader.atEnd) {
            const [namespace, collection, keyHash] = [reader.text(), reader.text(), reader.bytes()];
            const known = reader.varint() === 1;
            const key = reader.text();
            const version = { blockNum, txNum: Number.MAX_SAFE_INTEGER };
            const gone = { value: undefined, metadata: undefined, version };
            const hashExpires = state.hashed(namespace, collection, keyHash)?.version.blockNum === committedIn;
            if (hashExpires && !batch.hashed.get(namespace, collection, hashText(keyHash))) {
                batch.hashed.set(namespace, collection, hashText(keyHash), gone);
            }
            // A private value can be older than its hash where a later one did not reach this peer: then it goes alone.
            const valueExpires = known && (hashExpires || state.private(namespace, collection, key)?.version.blockNum === committedIn);
            if (valueExpires && !privateState.get(namespace, collection, key)) privateState.set(namespace, collection, key, gone);
        }
    }
    return done;
}
