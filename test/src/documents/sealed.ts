// A contract that is sealed in memory, for tests of opening and of attacks.
import { isSatisfied, thresholdRule, type Manifest } from '@carnet/domain';
import {
    cutJson, LedgerStore, openDocument, sealDocument, type DocumentDraft, type OpenedSection, type SealedDocument,
} from '@carnet/client';
import type { HolderShare } from '@carnet/client/dist/secrets/combining.js';
import { holder, holders, policyOf } from './people.js';

export const CONTRACT = { car: 'VF1JZ0J0H48812345', price: 8000, terms: { months: 12, reserve: 7000 } };
const AUTHOR = holder(200).identity;

/** The price is for 2 of 3, the reserve for 3 of 5 under a made-up name, the rest is public. */
export function contractDraft(changes: Partial<DocumentDraft> = {}): DocumentDraft {
    return {
        docId: 'sale-4711', type: 'contract', title: 'Sale of a car', author: AUTHOR, policy: policyOf(AUTHOR), created: Date.parse('2026-03-01T10:00:00Z'),
        sections: cutJson(CONTRACT, { '/price': { group: 'price' }, '/terms/reserve': { group: 'reserve', opaque: true, padTo: 64 } }),
        groups: { price: { k: 2, holders: holders(3) }, reserve: { k: 3, holders: holders(5) } },
        ...changes,
    };
}

export interface Sealed extends SealedDocument {
    readonly store: LedgerStore;
    /** Of these holders, in this order. */
    readonly of: (group: string, ...indexes: readonly number[]) => HolderShare[];
}

export async function seal(draft = contractDraft()): Promise<Sealed> {
    const store = new LedgerStore();
    const sealed = await sealDocument(draft, { ledger: store });
    const of: Sealed['of'] = (group, ...indexes) => indexes.map(index => {
        const found = sealed.shares.get(`${group}/${index}`);
        if (found === undefined) throw new Error(`nobody has the share ${group}/${index}`);
        return found.share;
    });
    return { ...sealed, store, of };
}

type Opening = Parameters<typeof openDocument>;

/** What the sections hold, by path, as text. */
export async function opened(...opening: Opening): Promise<Readonly<Record<string, string>>> {
    return Object.fromEntries((await sectionsOf(...opening)).map(([{ path }, bytes]) => [path, bytes.toString('utf8')]));
}

export async function sectionsOf(...opening: Opening): Promise<readonly (readonly [OpenedSection, Buffer])[]> {
    const found: [OpenedSection, Buffer][] = [];
    for await (const section of openDocument(...opening)) found.push([section, await section.bytes()]);
    return found;
}

/** All sets of k of 1…n. */
export function subsets(n: number, k: number): number[][] {
    if (k === 0) return [[]];
    if (n < k) return [];
    return [...subsets(n - 1, k), ...subsets(n - 1, k - 1).map(set => [...set, n])];
}

/** Whether these holders may open. */
export function mayOpen(manifest: Manifest, group: string, indexes: readonly number[]): boolean {
    const { k, holders: all, tree } = manifest.groups[group] ?? { k: 1, holders: [] };
    return isSatisfied(tree ?? thresholdRule(k, all.length), new Set(indexes));
}
