// Makes a bundle: versions with their signatures, and of the last one the sections that are to be shown.
import { createHash } from 'node:crypto';
import { personId, present, type Manifest, type PersonSignature } from '@carnet/domain';
import { CarnetError } from '../../errors/carnet-error.js';
import type { OpenedSection } from '../opening/open-section.js';
import {
    BUNDLE_FORMAT, BUNDLE_MAX_BYTES, BUNDLE_VERSION, REVEALED_MAX_BYTES, serialiseBundle, VERSIONS_MAX,
    type Bundle, type BundledVersion, type LedgerEvidence, type RevealedSection,
} from './format.js';

/** A version as the ledger has it. */
export interface SignedVersion {
    readonly manifest: Manifest;
    readonly signatures: readonly PersonSignature[];
}

/** By MSP id and key, and nothing but what is proved. */
function bundledVersion({ manifest, signatures }: SignedVersion): BundledVersion {
    // Whoever signs for several people signed several times: once is enough.
    const bySigner = new Map<string, PersonSignature>();
    for (const { signer: { mspId, publicKeyHash }, certificate, signature } of signatures) {
        const signer = { mspId, publicKeyHash };
        if (!bySigner.has(personId(signer))) bySigner.set(personId(signer), { signer, certificate, signature });
    }
    return { manifest, signatures: [...bySigner].sort(([a], [b]) => a < b ? -1 : 1).map(([, signature]) => signature) };
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

/** Of one section that is shown, without its content: path and media type as JSON writes them at the longest, two hashes, the names of the fields. */
const SHOWN_MAX_BYTES = 2_560;

/** Bytes of contents for which the file has room. @throws CarnetError PROOF_TOO_LARGE */
function roomBeside(bare: Bundle): number {
    const sections = bare.versions.at(-1)?.manifest.sections.length ?? 0;
    const left = BUNDLE_MAX_BYTES - Buffer.byteLength(serialiseBundle(bare)) - sections * SHOWN_MAX_BYTES;
    if (left < 0 || bare.versions.length > VERSIONS_MAX) {
        throw new CarnetError('PROOF_TOO_LARGE', `The document has ${bare.versions.length} versions: they are more than a bundle can hold.`, {
            details: { versions: bare.versions.length, maxBytes: BUNDLE_MAX_BYTES },
        });
    }
    return Math.min(REVEALED_MAX_BYTES, Math.floor(left / 4) * 3);
}

/**
 * Proves without a network, to whoever has the roots of the organisations, what the document says in the sections that are shown, and who signed it.
 * Contents of more than 32 MiB together, or more than the file has room for, are shown by their hash: hand the files over beside the bundle.
 *
 * @param versions from the first to the one that is shown
 * @param sections of that one, as `openSections` gives them: all of them are shown
 * @param ledger what organisations signed about the document, where they were asked
 * @throws CarnetError SECTION_NOT_FOUND for a version that is not there, PROOF_TOO_LARGE, and as the opening of the sections
 */
export async function exportBundle(
    versions: readonly SignedVersion[], sections: AsyncIterable<OpenedSection>, ledger?: LedgerEvidence,
): Promise<Bundle> {
    if (versions.length === 0) throw new CarnetError('SECTION_NOT_FOUND', 'A bundle shows one version at least.');
    const bare = {
        format: BUNDLE_FORMAT, v: BUNDLE_VERSION, versions: versions.map(bundledVersion), revealed: [], ...present({ ledger }),
    };
    let room = roomBeside(bare);
    const revealed: RevealedSection[] = [];
    for await (const opened of sections) {
        const { section, bytes } = await reveal(opened, room);
        room -= bytes;
        revealed.push(section);
    }
    return { ...bare, revealed: revealed.sort((a, b) => a.place - b.place) };
}
