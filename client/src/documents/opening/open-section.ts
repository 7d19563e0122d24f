// Opens one section: from its ciphertext to content that is proved to be what the manifest says.
import { createHash } from 'node:crypto';
import { sectionLeaf, type Manifest, type PublicSection, type SealedSection, type Section } from '@carnet/domain';
import { throwIfAborted } from '../../call/abort.js';
import { CarnetError } from '../../errors/carnet-error.js';
import { isOpaquePath, OPAQUE_MEDIA_TYPE } from '../content/opaque-path.js';
import { SealedContentReader, type SealedHeader } from '../content/sealed-content.js';
import { decryptSection } from '../../secrets/section-encryption.js';
import type { CiphertextStore } from '../stores/ciphertext-store.js';
import { readFromStores } from '../stores/read-ciphertext.js';

export interface OpeningOptions {
    /** Called for every piece of content that is handed out. */
    readonly onProgress?: (progress: { readonly path: string; readonly bytes: number }) => void;
    readonly signal?: AbortSignal;
}

/** A section that is being opened. Read its content before the next section is asked for. */
export interface OpenedSection {
    /** In the manifest, from 0. */
    readonly place: number;
    /** Path and media type as the author gave them, also where the manifest shows others. Like the content final once that was read to its end. */
    readonly path: string;
    readonly mediaType: string;
    /** Lower-case hex: with it a bundle shows the section. */
    readonly salt: string;
    /** The key group of a sealed section. */
    readonly group: string | undefined;
    /**
     * Read once. Every piece is authentic as of whoever sealed the document; the whole is what the manifest says if the iteration ends without an
     * error: until then keep it where nobody takes it for final.
     */
    readonly content: AsyncIterable<Uint8Array>;
    /** The whole content, once all is checked. For what fits into memory. */
    readonly bytes: () => Promise<Buffer>;
}

/** @param secret the pieces were decrypted for this alone, and are overwritten */
async function collected(content: AsyncIterable<Uint8Array>, secret: boolean): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    try {
        for await (const piece of content) pieces.push(piece);
        return Buffer.concat(pieces);
    } finally {
        if (secret) for (const piece of pieces) piece.fill(0);
    }
}

type Described = Omit<OpenedSection, 'content' | 'bytes'>;

function opened(described: Described, content: AsyncIterable<Uint8Array>, { onProgress, signal }: OpeningOptions): OpenedSection {
    const { path } = described;
    async function* counted(): AsyncGenerator<Uint8Array, void, undefined> {
        let bytes = 0;
        for await (const piece of content) {
            throwIfAborted(signal, 'rejected');
            bytes += piece.length;
            onProgress?.({ path, bytes });
            yield piece;
        }
    }
    const whole = counted();
    return { ...described, content: whole, bytes: () => collected(whole, described.group !== undefined) };
}

/** What is handed out, and what ends its reading: keys are overwritten and files closed, whether or not it was read. */
export interface Opening {
    readonly section: OpenedSection;
    readonly close: () => Promise<void>;
}

/** The leaf was checked with the manifest: its content hash is that of the content. */
export function openPublic(section: PublicSection, place: number, stores: readonly CiphertextStore[], options: OpeningOptions): Opening {
    const { path, mediaType, salt, content } = section;
    const stored = readFromStores(content, stores, options);
    const close = async (): Promise<void> => { await stored.return(); };
    return { section: opened({ place, path, mediaType, salt, group: undefined }, stored, options), close };
}

function requireShownName({ path, mediaType }: SealedHeader, section: Section): void {
    const matches = isOpaquePath(section.path)
        ? section.mediaType === OPAQUE_MEDIA_TYPE
        : path === section.path && mediaType === section.mediaType;
    if (!matches) throw new CarnetError('SECTION_MALFORMED', 'The section bears another name inside than outside.', { details: { path: section.path } });
}

async function shownHeader(reader: SealedContentReader, section: Section): Promise<SealedHeader> {
    try {
        const header = await reader.header();
        requireShownName(header, section);
        return header;
    } catch (error) {
        await reader.close();
        throw error;
    }
}

/**
 * @param groupKey secret
 * @throws CarnetError CIPHERTEXT_MISSING, CIPHERTEXT_TRUNCATED, CIPHERTEXT_CORRUPT, SECTION_MALFORMED; while the content is read LEAF_MISMATCH too
 */
export async function openSealed(
    { docId, groups }: Manifest, section: SealedSection, place: number, groupKey: Uint8Array, stores: readonly CiphertextStore[],
    options: OpeningOptions,
): Promise<Opening> {
    const { ciphertext, wrappedKey, group, length } = section;
    const { keyEpoch = 0, policyHash = '' } = groups[group] ?? {};
    const encrypted = readFromStores(ciphertext, stores, options);
    const binding = { docId, group, keyEpoch, policyHash, path: section.path, mediaType: section.mediaType };
    const reader = new SealedContentReader(decryptSection(groupKey, binding, wrappedKey, encrypted));
    const header = await shownHeader(reader, section);
    const { path, mediaType } = header;
    const salt = Buffer.from(header.salt).toString('hex');
    async function* checked(): AsyncGenerator<Uint8Array, void, undefined> {
        const hash = createHash('sha256');
        for await (const piece of reader.content()) {
            hash.update(piece);
            yield piece;
        }
        const leaf = sectionLeaf({ docId, path, mediaType, contentHash: hash.digest('hex'), salt });
        if (leaf !== section.leaf || reader.filled !== length) {
            throw new CarnetError('LEAF_MISMATCH', 'What was sealed in this section is not what the manifest commits to: its author sealed something else.', {
                details: { path: section.path, place },
            });
        }
    }
    return { section: opened({ place, path, mediaType, salt, group }, checked(), options), close: () => reader.close() };
}
