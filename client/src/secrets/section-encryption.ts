// The key of a section, wrapped under the key of its group, and the section's content under that key: each bound to its place.
import { createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import { canonicalJson } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';
import { NONCE_BYTES, openGcm, sealGcm, TAG_BYTES } from './aes-gcm.js';
import { openContent, openRange, sealContent, type ContentRange, type RandomAccess } from './chunked-encryption.js';
import { CONTENT_KEY_BYTES } from './chunked-format.js';
import type { Pieces } from './runs.js';

/** Where a section stands, and under which policy and key. */
export interface SectionBinding {
    readonly docId: string;
    readonly group: string;
    readonly keyEpoch: number;
    /** Of the manifest in which the group key was new. */
    readonly policyHash: string;
    /** As the manifest shows it. */
    readonly path: string;
    readonly mediaType: string;
}

export interface EncryptedSection {
    /** For the manifest: nonce, key and tag, base64. */
    readonly wrappedKey: string;
    /** C2SP chunked encryption. Read once. */
    readonly ciphertext: AsyncGenerator<Buffer, void, undefined>;
}

const WRAPPED_BYTES = NONCE_BYTES + CONTENT_KEY_BYTES + TAG_BYTES;

/** The group key itself encrypts nothing: for its commitment and for wrapping it gives keys that say nothing of each other. */
function wrappingKey(groupKey: Uint8Array, { docId, group, keyEpoch }: SectionBinding): KeyObject {
    const key = Buffer.from(hkdfSync('sha256', groupKey, '', `carnet/section-keys/v1\0${canonicalJson([docId, group, keyEpoch])}`, 32));
    const secret = createSecretKey(key);
    key.fill(0);
    return secret;
}

function associated({ docId, group, keyEpoch, path, policyHash }: SectionBinding): Buffer {
    return Buffer.from(`carnet/section-key/v1\0${canonicalJson([docId, group, keyEpoch, path, policyHash])}`);
}

/** That the key of a section is random and its own stands for the version of the content: another content has another key. */
function contextOf({ docId, path, mediaType }: SectionBinding): Buffer {
    return Buffer.from(`carnet/section/v1\0${canonicalJson([docId, path, mediaType])}`);
}

function wrap(sectionKey: Uint8Array, groupKey: Uint8Array, binding: SectionBinding): string {
    const nonce = randomBytes(NONCE_BYTES);
    const sealed = sealGcm({ key: wrappingKey(groupKey, binding), nonce, aad: associated(binding) }, sectionKey);
    return Buffer.concat([nonce, sealed]).toString('base64');
}

function unwrap(wrappedKey: string, groupKey: Uint8Array, binding: SectionBinding): Buffer {
    const wrapped = Buffer.from(wrappedKey, 'base64');
    const refuse = (cause?: unknown): never => {
        throw new CarnetError('CIPHERTEXT_CORRUPT', 'The wrapped key of the section does not open with the key of its group: it was changed, or is of another place.',
            { details: { part: 'wrappedKey', path: binding.path }, cause });
    };
    if (wrapped.length !== WRAPPED_BYTES || wrapped.toString('base64') !== wrappedKey) return refuse();
    const nonce = wrapped.subarray(0, NONCE_BYTES);
    try {
        return openGcm({ key: wrappingKey(groupKey, binding), nonce, aad: associated(binding) }, wrapped.subarray(NONCE_BYTES));
    } catch (cause) {
        return refuse(cause);
    }
}

/** Overwrites the key of the section at the end, however that comes. */
async function* forgetting(key: Buffer, content: AsyncGenerator<Buffer, void, undefined>): AsyncGenerator<Buffer, void, undefined> {
    try {
        yield* content;
    } finally {
        key.fill(0);
    }
}

/**
 * Encrypts a section under a new key of its own. What the plaintext begins with, salt and name, is its maker's.
 * @param groupKey 32 bytes; may be overwritten once this has returned, before the ciphertext is read
 */
export function encryptSection(groupKey: Uint8Array, binding: SectionBinding, plaintext: Pieces): EncryptedSection {
    const key = randomBytes(CONTENT_KEY_BYTES);
    return { wrappedKey: wrap(key, groupKey, binding), ciphertext: forgetting(key, sealContent(plaintext, key, contextOf(binding))) };
}

/**
 * @throws CarnetError CIPHERTEXT_CORRUPT, with the number of the chunk, `part: header` or `part: wrappedKey`; CIPHERTEXT_TRUNCATED
 */
export async function* decryptSection(
    groupKey: Uint8Array, binding: SectionBinding, wrappedKey: string, ciphertext: Pieces,
): AsyncGenerator<Buffer, void, undefined> {
    const key = unwrap(wrappedKey, groupKey, binding);
    yield* forgetting(key, openContent(ciphertext, key, contextOf(binding)));
}

/** Part of a section, as `openRange`. @throws CarnetError CIPHERTEXT_CORRUPT, CIPHERTEXT_TRUNCATED; RangeError */
export async function decryptSectionRange(
    groupKey: Uint8Array, binding: SectionBinding, wrappedKey: string, ciphertext: RandomAccess, range: ContentRange,
): Promise<Buffer> {
    const key = unwrap(wrappedKey, groupKey, binding);
    try {
        return await openRange(ciphertext, key, contextOf(binding), range);
    } finally {
        key.fill(0);
    }
}
