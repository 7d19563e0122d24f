// Where everything lies in LevelDB: one letter for the kind, then names ended by a zero byte, then the key's own bytes.
import { orderPreserving } from './version.js';

const ZERO = Buffer.from([0]);

function key(kind: string, ...parts: readonly (string | Uint8Array)[]): Buffer {
    return Buffer.concat([Buffer.from(kind, 'latin1'), ...parts.map(part => typeof part === 'string' ? Buffer.from(part, 'utf8') : part)]);
}

/** Format and channel of this ledger. */
export const identityKey = key('f');
/** Up to which block the state, the block index and the transaction index are written. */
export const stateSavepointKey = key('s');
/** Up to which block the history is written. */
export const historySavepointKey = key('S');

export const publicKey = (namespace: string, stateKey: string): Buffer => key('d', namespace, ZERO, stateKey);

export const privateKey = (namespace: string, collection: string, stateKey: string): Buffer =>
    key('p', namespace, ZERO, collection, ZERO, stateKey);

export const hashedKey = (namespace: string, collection: string, keyHash: Uint8Array): Buffer =>
    key('h', namespace, ZERO, collection, ZERO, keyHash);

/** Leads from a key's hash to the key itself, where this peer has the private value: a purge names only the hash. */
export const privateKeyOfHashKey = (namespace: string, collection: string, keyHash: Uint8Array): Buffer =>
    key('i', namespace, ZERO, collection, ZERO, keyHash);

/** Stands where some key of the namespace has ever had metadata: without it, no read for metadata is needed. */
export const metadataUsedKey = (namespace: string): Buffer => key('m', namespace);
export const metadataUsedRange = { gte: key('m'), lt: key('n') } as const;

export const blockKey = (blockNum: number): Buffer => key('b', orderPreserving(blockNum));

export const transactionKey = (txId: string): Buffer => key('t', txId);

/** Private data accepted for a block whose state is not committed yet. */
export const pendingPrivateDataKey = (blockNum: number): Buffer => key('q', orderPreserving(blockNum));

export const expiryKey = (expiringBlock: number, committingBlock: number): Buffer =>
    key('x', orderPreserving(expiringBlock), orderPreserving(committingBlock));
export const expiryRange = (expiringBlock: number): { gte: Buffer; lt: Buffer } =>
    ({ gte: key('x', orderPreserving(expiringBlock)), lt: key('x', orderPreserving(expiringBlock + 1)) });

/** The key's length comes before it, or else a key that is the beginning of another one would share its range. */
const historyPrefix = (namespace: string, stateKey: string): Buffer => {
    const bytes = Buffer.from(stateKey, 'utf8');
    return key('H', namespace, ZERO, orderPreserving(bytes.length), bytes, ZERO);
};
export const historyKey = (namespace: string, stateKey: string, blockNum: number, txNum: number): Buffer =>
    Buffer.concat([historyPrefix(namespace, stateKey), orderPreserving(blockNum), orderPreserving(txNum)]);
export const historyRange = (namespace: string, stateKey: string): { gte: Buffer; lt: Buffer } => {
    const prefix = historyPrefix(namespace, stateKey);
    return { gte: prefix, lt: Buffer.concat([prefix, Buffer.from([0xff])]) };
};

/** Bounds of a range of keys: start inclusive, end exclusive, an empty end is the end of the namespace (5.1). */
export function rangeBounds(prefix: Buffer, startKey: string, endKey: string): { gte: Buffer; lt: Buffer } {
    const gte = Buffer.concat([prefix, Buffer.from(startKey, 'utf8')]);
    if (endKey !== '') return { gte, lt: Buffer.concat([prefix, Buffer.from(endKey, 'utf8')]) };
    const lt = Buffer.from(prefix);
    lt[lt.length - 1] = 1;
    return { gte, lt };
}
