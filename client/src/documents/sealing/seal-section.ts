// One section from its source: hashed, salted, encrypted and put where it stays.
import { createHash, randomBytes, type Hash } from 'node:crypto';
import { CIPHERTEXT_FORMAT, present, sectionLeaf, type KeyGroup, type PublicSection, type SealedSection } from '@carnet/domain';
import { throwIfAborted } from '../../call/abort.js';
import { newOpaquePath, OPAQUE_MEDIA_TYPE } from '../content/opaque-path.js';
import { paddedLength, SALT_BYTES, sealedContent } from '../content/sealed-content.js';
import { piecesOf, type SectionSource } from '../content/section-source.js';
import { placeContent, type ContentPlaces } from './content-places.js';
import { encryptSection, type SectionBinding } from '../../secrets/section-encryption.js';

export interface SealingProgress {
    /** Of the section. */
    readonly path: string;
    /** Bytes of its content that were read. */
    readonly bytes: number;
}

export interface SealingOptions {
    /** Called for every piece that is read. */
    readonly onProgress?: (progress: SealingProgress) => void;
    /** Ends the work; nothing that was sealed stays in a store. */
    readonly signal?: AbortSignal;
}

/** Counts and hashes what passes. */
class Meter {
    length = 0;
    readonly #hash: Hash = createHash('sha256');

    async* measure({ path, content }: SectionSource, { onProgress, signal }: SealingOptions): AsyncGenerator<Uint8Array, void, undefined> {
        for await (const piece of piecesOf(content)) {
            throwIfAborted(signal, 'rejected');
            this.#hash.update(piece);
            this.length += piece.length;
            onProgress?.({ path, bytes: this.length });
            yield piece;
        }
    }

    hash(): string {
        return this.#hash.digest('hex');
    }
}

export function storeOptions({ signal }: SealingOptions): { readonly signal?: AbortSignal } {
    return present({ signal });
}

/** A section that everybody can read who has the content. */
export async function publicSection(docId: string, source: SectionSource, places: ContentPlaces, options: SealingOptions): Promise<PublicSection> {
    const { path, mediaType } = source;
    const salt = randomBytes(SALT_BYTES).toString('hex');
    const content = await placeContent(path, new Meter().measure(source, options), places, storeOptions(options));
    return { path, mediaType, visibility: 'public', salt, content, leaf: sectionLeaf({ docId, path, mediaType, contentHash: content.hash, salt }) };
}

/** For whom a section is sealed. */
export interface SealingGroup extends Pick<KeyGroup, 'keyEpoch' | 'policyHash'> {
    readonly docId: string;
    readonly group: string;
    /** Secret. */
    readonly groupKey: Uint8Array;
}

/** A section that opens with the key of its group. */
export async function sealedSection(
    source: SectionSource, sealing: SealingGroup, places: ContentPlaces, options: SealingOptions,
): Promise<SealedSection> {
    const { path, mediaType, opaque, padTo } = source;
    const { docId, group, keyEpoch, policyHash, groupKey } = sealing;
    const salt = randomBytes(SALT_BYTES);
    const shown = opaque === true ? { path: newOpaquePath(), mediaType: OPAQUE_MEDIA_TYPE } : { path, mediaType };
    const binding: SectionBinding = { docId, group, keyEpoch, policyHash, ...shown };
    const meter = new Meter();
    const plaintext = sealedContent({ salt, path, mediaType }, meter.measure(source, options), padTo);
    const { ciphertext, wrappedKey } = encryptSection(groupKey, binding, plaintext);
    const stored = await placeContent(path, ciphertext, places, storeOptions(options));
    return {
        ...shown, visibility: 'sealed', length: paddedLength(meter.length, padTo), group, wrappedKey,
        ciphertext: { ...stored, format: CIPHERTEXT_FORMAT },
        leaf: sectionLeaf({ docId, path, mediaType, contentHash: meter.hash(), salt: salt.toString('hex') }),
    };
}
