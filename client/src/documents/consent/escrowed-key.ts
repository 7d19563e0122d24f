// An encryption key as the content of a document of type escrow: managers who hold its shares give it back to its owner together.
import { CarnetError } from '../../errors/carnet-error.js';
import { encryptionKeyFromSeed, type EncryptionKeyPair } from '../../secrets/encryption-keys.js';
import type { SectionSource } from '../content/section-source.js';
import type { OpenedDocument } from './opened-document.js';

const PATH = 'encryption-key';
const KEY_BYTES = 32;

/**
 * The section of an escrow document that holds a private key.
 * @param group of the managers. Overwrite the content (`fill(0)`) once the document is sealed.
 */
export function escrowedKey({ privateKey }: EncryptionKeyPair, group: string): SectionSource & { readonly content: Uint8Array } {
    return { path: PATH, mediaType: 'application/octet-stream', group, content: Uint8Array.from(privateKey) };
}

/** The key that was escrowed, from the document that the managers opened to its owner. @throws CarnetError SECTION_NOT_FOUND, and as the section */
export async function recoveredKey(opened: OpenedDocument): Promise<EncryptionKeyPair> {
    let found: EncryptionKeyPair | undefined;
    for await (const section of opened) {
        const bytes = await section.bytes();
        if (section.path === PATH && bytes.length === KEY_BYTES) found = encryptionKeyFromSeed(bytes);
        bytes.fill(0);
    }
    if (found !== undefined) return found;
    throw new CarnetError('SECTION_NOT_FOUND', 'No encryption key was sealed in this document.', { details: { docId: opened.docId, path: PATH } });
}
