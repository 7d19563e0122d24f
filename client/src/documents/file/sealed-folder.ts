// A sealed file on disk: a folder with the manifest and the ciphertexts, there completely or not at all, and shares in files of their own.
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join, parse } from 'node:path';
import {
    canonicalJson, isGroupSatisfied, manifestCodec, manifestHash, MANIFEST_MAX_BYTES, sha256Hex, type DocumentPolicy, type Manifest, type Person,
} from '@carnet/domain';
import { CarnetError, checkedByDomain } from '../../errors/carnet-error.js';
import { requireNew, writeNewFile } from '../../files/new-file.js';
import { makeNewFolder } from '../../files/new-folder.js';
import { readWholeFile } from '../../files/whole-file.js';
import { checkShare } from '../../secrets/combining.js';
import type { SectionSource } from '../content/section-source.js';
import { openDocument, type OpenDocumentOptions } from '../opening/open-document.js';
import type { OpenedSection } from '../opening/open-section.js';
import { sealDocument } from '../sealing/seal-document.js';
import type { SealingOptions } from '../sealing/seal-section.js';
import { FilesystemStore } from '../stores/filesystem-store.js';
import { serialiseShareFile, type ShareFile } from './share-file.js';

const MANIFEST = 'manifest.json';
/** A manifest and the line end. */
const MANIFEST_FILE_BYTES = MANIFEST_MAX_BYTES + 1;
const CIPHERTEXTS = 'ciphertexts';
/** The one group of a sealed file. */
export const FILE_GROUP = 'file';
/** Stands for an organisation: people of a sealed file have no certificates. */
const FILE_MSP = 'carnet.file';

export interface SealFileOrder {
    /** For `FILE_GROUP`, or public. */
    readonly sections: readonly SectionSource[];
    /** Folder to be made; it must not exist. */
    readonly folder: string;
    /** Shares needed, 2…n. */
    readonly threshold: number;
    /** Where the shares go, one file each; the name of the file, without its ending, names the holder. None may exist. */
    readonly shareFiles: readonly string[];
    /** Of the manifest, for whoever has the folder. */
    readonly title: string | null;
}

export interface SealedFile {
    readonly folder: string;
    readonly docId: string;
    readonly manifestHash: string;
    readonly threshold: number;
    readonly shares: readonly { readonly path: string; readonly holder: string; readonly index: number }[];
}

/** Somebody who is known by a name alone; the ledger has nobody like him. */
function namedPerson(name: string): Person {
    return { mspId: FILE_MSP, publicKeyHash: sha256Hex(`${FILE_MSP}/${name}`) };
}

function holderNames(paths: readonly string[]): readonly string[] {
    // Letters lose their accents: an identifier has none.
    const names = paths.map(path => parse(path).name.normalize('NFKD').replaceAll(/\p{M}/gu, '').replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(0, 64));
    const twice = names.find((name, place) => names.indexOf(name) !== place);
    if (twice !== undefined) {
        throw new CarnetError('CONTENT_INVALID', `Two share files would be of one holder, ${twice}: name them after different people.`, { details: { holder: twice } });
    }
    return names;
}

function policyOfFile(author: Person): DocumentPolicy {
    return { parties: [author], requesters: [], amend: { k: 1, of: [author] }, release: { events: [], delaySeconds: 0, veto: [] } };
}

/**
 * Seals into a folder, and deals the key into share files. Either all of it is there afterwards or nothing.
 * @throws CarnetError FILE_UNWRITABLE, and as `sealDocument`
 */
export async function sealFile({ sections, folder, threshold, shareFiles, title }: SealFileOrder, options: SealingOptions = {}): Promise<SealedFile> {
    // Shares are written last: none is dealt into a file before all else is known to be possible.
    for (const path of shareFiles) await requireNew(path);
    const names = holderNames(shareFiles);
    const author = namedPerson('author');
    const written: string[] = [];
    try {
        return await makeNewFolder(folder, async making => {
            const { manifest, manifestHash: hash, shares } = await sealDocument({
                docId: `file-${randomBytes(8).toString('hex')}`, type: 'file', title, author, policy: policyOfFile(author), sections,
                groups: { [FILE_GROUP]: { k: threshold, holders: names.map(name => ({ identity: namedPerson(name), keyId: name })) } },
            }, { store: new FilesystemStore(join(making, CIPHERTEXTS)) }, options);
            await writeNewFile(join(making, MANIFEST), `${canonicalJson(manifest)}\n`, 0o644);
            const dealt = [...shares.values()].map(({ holder, share }) => ({ path: shareFiles[share.index - 1] ?? '', holder: holder.keyId, share }));
            for (const { path, holder, share } of dealt) {
                await writeNewFile(path, serialiseShareFile({ ...share, holder, manifestHash: hash }));
                written.push(path);
            }
            const files = dealt.map(({ path, holder, share: { index } }) => ({ path, holder, index }));
            return { folder, docId: manifest.docId, manifestHash: hash, threshold, shares: files };
        }, 0o755);
    } catch (error) {
        for (const path of written) await rm(path, { force: true });
        throw error;
    }
}

/** @throws CarnetError FILE_UNREADABLE, and as the ledger for a manifest */
export async function readSealedManifest(folder: string): Promise<Manifest> {
    const bytes = await readWholeFile(join(folder, MANIFEST), MANIFEST_FILE_BYTES, { regular: true });
    return checkedByDomain(() => manifestCodec.decode(bytes.toString('utf8').trimEnd()));
}

function requireOwnShares(manifest: Manifest, shares: readonly ShareFile[]): void {
    const hash = manifestHash(manifest);
    for (const { docId, group, index, holder, manifestHash: dealtFor } of shares) {
        if (docId !== manifest.docId) {
            throw new CarnetError('WRONG_DOCUMENT', `The share of ${holder} is of another document.`, { details: { index, docId, expected: manifest.docId } });
        }
        if (dealtFor !== hash) {
            throw new CarnetError('MANIFEST_MISMATCH', `The manifest is not the one for which the share of ${holder} was dealt: one of the two was changed.`, {
                details: { index, found: hash, expected: dealtFor },
            });
        }
        const named = manifest.groups[group]?.holders.find(one => one.index === index)?.keyId;
        if (named !== holder) throw new CarnetError('SHARE_INDEX_MISMATCH', `The manifest has another holder under the number of the share of ${holder}.`, { details: { index, group } });
    }
}

/**
 * What `openDocument` checks by the numbers of the holders, by their names.
 * @throws CarnetError DUPLICATE_SHARE, NOT_ENOUGH_SHARES, and as `checkShare`
 */
function requireGoodShares({ docId, groups }: Manifest, shares: readonly ShareFile[]): void {
    const given = new Set<string>();
    for (const share of shares) {
        const { group, holder, index } = share;
        const keyGroup = groups[group];
        if (keyGroup === undefined) continue;
        if (given.has(holder)) throw new CarnetError('DUPLICATE_SHARE', `The share of ${holder} was given twice.`, { details: { index, holder } });
        given.add(holder);
        try {
            checkShare(share, { docId, group, ...keyGroup });
        } catch (error) {
            if (!(error instanceof CarnetError)) throw error;
            throw new CarnetError(error.code, `The share file of ${holder} is no good: ${error.sentence}`, { details: { ...error.details, holder }, cause: error });
        }
    }
    const group = groups[FILE_GROUP];
    if (group === undefined || isGroupSatisfied(group, shares.map(({ index }) => index))) return;
    const others = group.holders.map(({ keyId }) => keyId).filter(name => !given.has(name));
    throw new CarnetError('NOT_ENOUGH_SHARES', `${group.k} share files are needed, and ${given.size} given. Others have ${others.join(', ')}.`, {
        details: { have: given.size, need: group.k },
    });
}

/**
 * Opens a folder that `sealFile` made, with the shares of enough holders.
 * @throws CarnetError FILE_UNREADABLE, WRONG_DOCUMENT, MANIFEST_MISMATCH, SHARE_INDEX_MISMATCH, and as `openDocument`; of a share file with the name
 * of its `holder`
 */
export async function* openFile(
    folder: string, shares: readonly ShareFile[], options: Omit<OpenDocumentOptions, 'stores'> = {},
): AsyncGenerator<OpenedSection, void, undefined> {
    const manifest = await readSealedManifest(folder);
    requireOwnShares(manifest, shares);
    requireGoodShares(manifest, shares);
    yield* openDocument(manifest, shares, { ...options, stores: [new FilesystemStore(join(folder, CIPHERTEXTS))] });
}
