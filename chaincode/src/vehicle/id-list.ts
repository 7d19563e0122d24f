// The ids of the first entries of a book as one short text, since the head is read and written with every entry.

/** Where an entry stands by its writer's id for it. */
export type EntryId = readonly [mspId: string, entryId: string, page: number];

/** The organisations, and a line for each entry: place of its organisation in the list, page, id; neither part can hold a space. */
export interface IdList {
    readonly organisations: readonly string[];
    readonly lines: string;
}

export function toIdList(ids: readonly EntryId[]): IdList {
    const organisations = [...new Set(ids.map(([mspId]) => mspId))];
    return { organisations, lines: ids.map(([mspId, entryId, page]) => `${organisations.indexOf(mspId)} ${page} ${entryId}`).join('\n') };
}

export function fromIdList({ organisations, lines }: IdList): EntryId[] {
    return lines.split('\n').map(line => {
        const [place = '', page = '', entryId = ''] = line.split(' ');
        const mspId = organisations[Number(place)];
        if (mspId === undefined || entryId === '') throw new Error('A line of the ids in a head is not one of ours.');
        return [mspId, entryId, Number(page)];
    });
}
