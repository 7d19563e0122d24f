// The keys to which holders seal their grants: one for each holder and request, derived from the requester's own key.
import { hkdfSync } from 'node:crypto';
import { canonicalJson, shareName, type KeyGroup } from '@carnet/domain';
import { encryptionKeyFromSeed, type EncryptionKeyPair } from '../../secrets/encryption-keys.js';

const LABEL = 'carnet-reader-key-1';

export interface ReaderKeyName {
    readonly docId: string;
    readonly requestId: string;
    readonly group: string;
    readonly index: number;
}

/**
 * HKDF-SHA-256 of the requester's private key: so the request can be made again after an outcome that is not certain, and nothing is kept while the
 * holders think. One of these keys says nothing of the others, or of his own: to prove a bad grant he gives one away. Overwrite it (`fill(0)`) after
 * use.
 */
export function readerPrivateKey(own: EncryptionKeyPair, { docId, requestId, group, index }: ReaderKeyName): Buffer {
    return Buffer.from(hkdfSync('sha256', own.privateKey, '', canonicalJson([LABEL, docId, requestId, group, index]), 32));
}

/** What stands in the request for this holder: base64. */
export function readerPublicKey(own: EncryptionKeyPair, name: ReaderKeyName): string {
    const seed = readerPrivateKey(own, name);
    const { privateKey, publicKey } = encryptionKeyFromSeed(seed);
    seed.fill(0);
    privateKey.fill(0);
    return Buffer.from(publicKey).toString('base64');
}

/** Public keys for all holders of these groups, by `shareName`. */
export function readerKeysOf(
    own: EncryptionKeyPair, request: Pick<ReaderKeyName, 'docId' | 'requestId'>, groups: Readonly<Record<string, KeyGroup>>,
): Readonly<Record<string, string>> {
    return Object.fromEntries(Object.entries(groups).flatMap(([group, { holders }]) =>
        holders.map(({ index }) => [shareName(group, index), readerPublicKey(own, { ...request, group, index })] as const)));
}
