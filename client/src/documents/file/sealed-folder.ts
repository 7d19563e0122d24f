// A sealed file on disk: a folder with the manifest and the ciphertexts, there completely or not at all, and shares in files of their own.
import { randomBytes } from 'node:crypto';
import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, parse } from 'node:path';
import { canonicalJson, manifestCodec, manifestHash, sha256Hex, type DocumentPolicy, type Manifest, type Person } from '@carnet/domain';
import { CarnetError, checkedByDomain } from '../../errors/carnet-error.js';
import type { SectionSource } from '../content/section-source.js';
import { openDocument, type OpenDocumentOptions } from '../opening/open-document.js';
import type { OpenedSection } from '../opening/open-section.js';
import { sealDocument } from '../sealing/seal-document.js';
import type { SealingOptions } from '../sealing/seal-section.js';
import { FilesystemStore } from '../stores/filesystem-store.js';
import { serialiseShareFile, type ShareFile } from './share-file.js';

const MANIFEST = 'manifest.json';
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
    const names = paths.map(path => parse(path).name.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(0, 64));
    const twice = names.find((name, place) => names.indexOf(name) !== place);
    if (twice !== undefined) {
        throw new CarnetError('CONTENT_INVALID', `Two share files would be of one holder, ${twice}: name them after different people.`, { details: { holder: twice } });
    }
    return names;
}

function policyOfFile(author: Person): DocumentPolicy {
    return { parties: [author], requesters: [], amend: { k: 1, of: [author] }, release: { events: [], delaySeconds: 0, veto: [] } };
}

function unwritable(path: string, cause: unknown): CarnetError {
    return new CarnetError('FILE_UNWRITABLE', `${path} cannot be written: ${(cause as Error).message}.`, { details: { path }, cause });
}

/** A new file, on disk when this ends. @throws CarnetError FILE_UNWRITABLE */
async function writeNew(path: string, text: string, mode: number): Promise<void> {
    try {
        const handle = await open(path, 'wx', mode);
        try {
            await handle.writeFile(text);
            await handle.sync();
        } finally {
            await handle.close();
        }
    } catch (cause) {
        throw unwritable(path, cause);
    }
}

/** @throws CarnetError FILE_UNWRITABLE for whatever would be overwritten */
async function requireNew(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
        const exists = await access(path).then(() => true, () => false);
        if (exists) throw new CarnetError('FILE_UNWRITABLE', `${path} is there already: nothing is overwritten.`, { details: { path } });
    }
}

/**
 * Seals into a folder, and deals the key into share files. Either all of it is there afterwards or nothing.
 * @throws CarnetError FILE_UNWRITABLE, and as `sealDocument`
 */
export async function sealFile({ sections, folder, threshold, shareFiles, title }: SealFileOrder, options: SealingOptions = {}): Promise<SealedFile> {
    await requireNew([folder, ...shareFiles]);
    const names = holderNames(shareFiles);
    const making = join(dirname(folder), `.${basename(folder)}.${randomBytes(6).toString('hex')}`);
    const author = namedPerson('author');
    const written: string[] = [];
    try {
        await mkdir(making).catch((cause: unknown) => { throw unwritable(folder, cause); });
        const { manifest, manifestHash: hash, shares } = await sealDocument({
            docId: `file-${randomBytes(8).toString('hex')}`, type: 'file', title, author, policy: policyOfFile(author), sections,
            groups: { [FILE_GROUP]: { k: threshold, holders: names.map(name => ({ identity: namedPerson(name), keyId: name })) } },
        }, { store: new FilesystemStore(join(making, CIPHERTEXTS)) }, options);
        await writeNew(join(making, MANIFEST), `${canonicalJson(manifest)}\n`, 0o644);
        const dealt = [...shares.values()].map(({ holder, share }) => ({ path: shareFiles[share.index - 1] ?? '', holder: holder.keyId, share }));
        for (const { path, holder, share } of dealt) {
            await writeNew(path, serialiseShareFile({ ...share, holder, manifestHash: hash }), 0o600);
            written.push(path);
        }
        await rename(making, folder).catch((cause: unknown) => { throw unwritable(folder, cause); });
        const files = dealt.map(({ path, holder, share: { index } }) => ({ path, holder, index }));
        return { folder, docId: manifest.docId, manifestHash: hash, threshold, shares: files };
    } catch (error) {
        for (const path of [...written, making]) await rm(path, { recursive: true, force: true });
        throw error;
    }
}

/** @throws CarnetError FILE_UNREADABLE, and as the ledger for a manifest */
export async function readSealedManifest(folder: string): Promise<Manifest> {
    const path = join(folder, MANIFEST);
    let text: string;
    try {
        text = await readFile(path, 'utf8');
    } catch (cause) {
        throw new CarnetError('FILE_UNREADABLE', `${path} cannot be read: ${(cause as Error).message}.`, { details: { path }, cause });
    }
    return checkedByDomain(() => manifestCodec.decode(text));
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
 * Opens a folder that `sealFile` made, with the shares of enough holders.
 * @throws CarnetError FILE_UNREADABLE, WRONG_DOCUMENT, MANIFEST_MISMATCH, SHARE_INDEX_MISMATCH, and as `openDocument`
 */
export async function* openFile(
    folder: string, shares: readonly ShareFile[], options: Omit<OpenDocumentOptions, 'stores'> = {},
): AsyncGenerator<OpenedSection, void, undefined> {
    const manifest = await readSealedManifest(folder);
    requireOwnShares(manifest, shares);
    yield* openDocument(manifest, shares, { ...options, stores: [new FilesystemStore(join(folder, CIPHERTEXTS))] });
}
