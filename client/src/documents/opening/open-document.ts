// Opens a document: its public sections, and those whose group's key is there.
import { manifestCodec, type Manifest } from '@carnet/domain';
import { CarnetError, checkedByDomain } from '../../errors/carnet-error.js';
import type { HolderShare } from '../../secrets/combining.js';
import type { CiphertextStore } from '../stores/ciphertext-store.js';
import { forgetKeys, keysFromShares, type GroupKeys } from './group-keys.js';
import { openPublic, openSealed, type OpenedSection, type OpeningOptions } from './open-section.js';

export interface OpenDocumentOptions extends OpeningOptions {
    /** Paths of the manifest; default: all sections that can be opened. */
    readonly paths?: readonly string[];
    /** Where contents lie: asked in this order, but for the ledger, which comes first for what is on it and last for all else. */
    readonly stores: readonly CiphertextStore[];
}

/** @throws CarnetError SECTION_NOT_FOUND, NOT_ENOUGH_SHARES */
function placesOf({ sections, groups }: Manifest, keys: GroupKeys, paths: readonly string[] | undefined): readonly number[] {
    const canOpen = (place: number): boolean => {
        const section = sections[place];
        return section?.visibility === 'public' || (section !== undefined && keys.has(section.group));
    };
    if (paths === undefined) return sections.map((_, place) => place).filter(canOpen);
    return paths.map(path => {
        const place = sections.findIndex(section => section.path === path);
        if (place < 0) throw new CarnetError('SECTION_NOT_FOUND', 'The document has no section of this path.', { details: { path } });
        const section = sections[place];
        if (!canOpen(place) && section?.visibility === 'sealed') {
            const { group } = section;
            throw new CarnetError('NOT_ENOUGH_SHARES', `The section is sealed for the group ${group}, of which there are no shares.`, {
                details: { path, group, have: 0, need: groups[group]?.k },
            });
        }
        return place;
    });
}

/**
 * Opens sections with the keys of their groups, one after the other. The keys are not overwritten: whoever made them does that.
 * @param manifest is checked as the ledger does; that it is the one that was signed is for the caller to know
 * @throws CarnetError as for a manifest, SECTION_NOT_FOUND, NOT_ENOUGH_SHARES, CIPHERTEXT_…, SECTION_MALFORMED, LEAF_MISMATCH, ABORTED_BY_CALLER
 */
export async function* openSections(
    manifest: Manifest, keys: GroupKeys, { paths, stores, ...options }: OpenDocumentOptions,
): AsyncGenerator<OpenedSection, void, undefined> {
    const checked = checkedByDomain(() => manifestCodec.check(manifest));
    for (const place of placesOf(checked, keys, paths)) {
        const section = checked.sections[place];
        if (section === undefined) continue;
        const opening = section.visibility === 'public'
            ? openPublic(section, place, stores, options)
            : await openSealed(checked, section, place, keys.get(section.group) ?? new Uint8Array(), stores, options);
        try {
            yield opening.section;
        } finally {
            await opening.close();
        }
    }
}

/**
 * Opens sections with shares: exactly as many as are needed are used, and a bad one is refused by the name of its holder before anything opens.
 *
 * ```ts
 * for await (const section of openDocument(manifest, shares, { stores: [store] })) console.log(section.path, (await section.bytes()).toString());
 * ```
 * @throws CarnetError as `keysFromShares` and `openSections`
 */
export async function* openDocument(
    manifest: Manifest, shares: readonly HolderShare[], options: OpenDocumentOptions,
): AsyncGenerator<OpenedSection, void, undefined> {
    const checked = checkedByDomain(() => manifestCodec.check(manifest));
    const keys = keysFromShares(checked, shares);
    try {
        yield* openSections(checked, keys, options);
    } finally {
        forgetKeys(keys);
    }
}
