// Where everything lies in LevelDB: one letter for the kind, then names ended by a zero byte, then the key's own bytes.
import { orderPreserving } from './version.js';

/** UTF-8 keeps the order and the bytes of each part, so the parts may be joined as text. */
function key(kind: string, ...names: readonly string[]): Buffer {
    return Buffer.from(kind + names.join('\0'), 'utf8');
}

function followedBy(start: Buffer, ...parts: readonly Uint8Array[]): Buffer {
    return Buffer.concat([start, ...parts]);
}

/** Format and channel of this ledger. */
export const identityKey = key('f');
/** Up to which block the state, the block index and the transaction index are written. */
export const stateSavepointKey = key('s');
/** Up to which block the history is written. */
export const historySavepointKey = key('S');

export const publicKey = (namespace: string, stateKey: string): Buffer => key('d', namespace, stateKey);

export const privateKey = (namespace: string, collection: string, stateKey: string): Buffer =>
    key('p', namespace, collection, stateKey);

export const hashedKey = (namespace: string, collection: string, keyHash: Uint8Array): Buffer =>
    followedBy(key('h', namespace, collection, ''), keyHash);

/** Leads from a key's hash to the key itself, where this peer has the private value: a purge names only the hash. */
export const privateKeyOfHashKey = (namespace: string, collection: string, keyHash: Uint8Array): Buffer =>
    followedBy(key('i', namespace, collection, ''), keyHash);

/** Stands where some key of the namespace has ever had metadata: without it, no read for metadata is needed. */
export const metadataUsedKey = (namespace: string): Buffer => key('m', namespace);
export const metadataUsedRange = { gte: key('m'), lt: key('n') } as const;

export const blockKey = (blockNum: number): Buffer => followedBy(key('b'), orderPreserving(blockNum));

export const transactionKey = (txId: string): Buffer => key('t', txId);

/** Private data accepted for a block whose state is not committed yet. */
export const pendingPrivateDataKey = (blockNum: number): Buffer => followedBy(key('q'), orderPreserving(blockNum));

export const expiryKey = (expiringBlock: number, committingBlock: number): Buffer =>
    followedBy(key('x'), orderPreserving(expiringBlock), orderPreserving(committingBlock));
export const expiryRange = (expiringBlock: number): { gte: Buffer; lt: Buffer } =>
    ({ gte: followedBy(key('x'), orderPreserving(expiringBlock)), lt: followedBy(key('x'), orderPreserving(expiringBlock + 1)) });

/** The key's length comes before it, or else a key that is the beginning of another one would share its range. */
const historyPrefix = (namespace: string, stateKey: string): Buffer =>
    followedBy(key('H', namespace, ''), orderPreserving(Buffer.byteLength(stateKey, 'utf8')), Buffer.from(`${stateKey}\0`, 'utf8'));
export const historyKey = (namespace: string, stateKey: string, blockNum: number, txNum: number): Buffer =>
    followedBy(historyPrefix(namespace, stateKey), orderPreserving(blockNum), orderPreserving(txNum));
export const historyRange = (namespace: string, stateKey: string): { gte: Buffer; lt: Buffer } => {
    const prefix = historyPrefix(namespace, stateKey);
    return { gte: prefix, lt: followedBy(prefix, Buffer.from([0xff])) };
};

/** Bounds of a range of keys: start inclusive, end exclusive, an empty end is the end of the namespace (5.1). */
export function rangeBounds(prefix: Buffer, startKey: string, endKey: string): { gte: Buffer; lt: Buffer } {
    const gte = followedBy(prefix, Buffer.from(startKey, 'utf8'));
    if (endKey !== '') return { gte, lt: followedBy(prefix, Buffer.from(endKey, 'utf8')) };
    const lt = Buffer.from(prefix);
    lt[lt.length - 1] = 1;
    return { gte, lt };
}
