// Makes a bundle: versions with their signatures, and of the last one the sections that are to be shown.
import { createHash } from 'node:crypto';
import { personId, type Manifest, type PersonSignature } from '@carnet/domain';
import { CarnetError } from '../../errors/carnet-error.js';
import type { OpenedSection } from '../opening/open-section.js';
import { BUNDLE_FORMAT, BUNDLE_VERSION, REVEALED_MAX_BYTES, type Bundle, type BundledVersion, type RevealedSection } from './format.js';

/** A version as the ledger has it. */
export interface SignedVersion {
    readonly manifest: Manifest;
    readonly signatures: readonly PersonSignature[];
}

/** By MSP id and key, and nothing but what is proved. */
function bundledVersion({ manifest, signatures }: SignedVersion): BundledVersion {
    const bare = signatures.map(({ signer: { mspId, publicKeyHash }, certificate, signature }) => {
        return { signer: { mspId, publicKeyHash }, certificate, signature };
    });
    return { manifest, signatures: bare.sort((a, b) => personId(a.signer) < personId(b.signer) ? -1 : 1) };
}

/** @param room bytes that the bundle can still take; what is larger is shown by its hash */
async function reveal(
    { place, path, mediaType, salt, content }: OpenedSection, room: number,
): Promise<{ readonly section: RevealedSection; readonly bytes: number }> {
    const hash = createHash('sha256');
    let pieces: Uint8Array[] | undefined = [];
    let bytes = 0;
    for await (const piece of content) {
        hash.update(piece);
        bytes += piece.length;
        if (bytes > room) pieces = undefined;
        else pieces?.push(piece);
    }
    const shown = { place, path, mediaType, salt, contentHash: hash.digest('hex') };
    return pieces === undefined ? { section: shown, bytes: 0 } : { section: { ...shown, content: Buffer.concat(pieces).toString('base64') }, bytes };
}

/**
 * Proves without a network, to whoever has the roots of the organisations, what the document says in the sections that are shown, and who signed it.
 * Contents of more than 32 MiB together are shown by their hash: hand the files over beside the bundle.
 *
 * @param versions from the first to the one that is shown
 * @param sections of that one, as `openSections` gives them: all of them are shown
 * @throws CarnetError SECTION_NOT_FOUND for a version that is not there, and as the opening of the sections
 */
export async function exportBundle(versions: readonly SignedVersion[], sections: AsyncIterable<OpenedSection>): Promise<Bundle> {
    if (versions.length === 0) throw new CarnetError('SECTION_NOT_FOUND', 'A bundle shows one version at least.');
    const revealed: RevealedSection[] = [];
    let room = REVEALED_MAX_BYTES;
    for await (const opened of sections) {
        const { section, bytes } = await reveal(opened, room);
        room -= bytes;
        revealed.push(section);
    }
    return { format: BUNDLE_FORMAT, v: BUNDLE_VERSION, versions: versions.map(bundledVersion), revealed: revealed.sort((a, b) => a.place - b.place) };
}
