// Makes a share of a certificate: the same proof with entries, or groups of fields, left out.
import { ENTRY_GROUPS, type EntryGroup } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';
import { countWithheld, type Certificate, type CertificateEntry, type DisclosedGroup } from './format.js';

/** What a share leaves out. */
export interface Withholding {
    /** Sequences of entries of which nothing is shown. */
    readonly entries?: readonly number[];
    /** Groups that are shown of no entry. */
    readonly groups?: readonly EntryGroup[];
    /** Groups that are not shown of one entry. */
    readonly groupsOf?: readonly { readonly sequence: number; readonly groups: readonly EntryGroup[] }[];
}

function requireKnown({ entries = [], groups = [], groupsOf = [] }: Withholding, { entries: all }: Certificate): void {
    const sequence = [...entries, ...groupsOf.map(({ sequence: one }) => one)].find(one => !Number.isInteger(one) || one < 1 || one > all.length);
    if (sequence !== undefined) {
        throw new CarnetError('SHARE_INVALID', `The book has no entry ${sequence}.`, { details: { sequence, entries: all.length } });
    }
    const known: ReadonlySet<string> = new Set(ENTRY_GROUPS);
    const group = [...groups, ...groupsOf.flatMap(({ groups: ofOne }) => ofOne)].find(one => !known.has(one));
    if (group !== undefined) throw new CarnetError('SHARE_INVALID', `There is no group ${group}: ${ENTRY_GROUPS.join(', ')}.`, { details: { group } });
}

function withoutGroups({ groups, ...skeleton }: CertificateEntry, withheld: ReadonlySet<EntryGroup>): CertificateEntry {
    const shown: Partial<Record<EntryGroup, DisclosedGroup>> = {};
    for (const group of ENTRY_GROUPS) {
        const disclosed = groups[group];
        if (disclosed !== undefined && !withheld.has(group)) shown[group] = disclosed;
    }
    return { ...skeleton, groups: shown };
}

/**
 * A share leaves out the group `transaction` of *every* entry: whoever knows the transaction id can compute all salts of the entries recorded
 * with it, and then find out by trying what a withheld group holds.
 *
 * ```ts
 * const share = withhold(certificate, { entries: [3], groups: ['work', 'writer'] });
 * ```
 * @returns a certificate; the one given is not changed
 * @throws CarnetError SHARE_INVALID
 */
export function withhold(certificate: Certificate, withholding: Withholding): Certificate {
    requireKnown(withholding, certificate);
    const { entries: whole = [], groups = [], groupsOf = [] } = withholding;
    const hidden = new Set(whole);
    const entries = certificate.entries.map(entry => {
        const own = groupsOf.filter(({ sequence }) => sequence === entry.sequence).flatMap(({ groups: ofOne }) => ofOne);
        return withoutGroups(entry, new Set(hidden.has(entry.sequence) ? ENTRY_GROUPS : [...groups, ...own, 'transaction']));
    });
    return { ...certificate, entries, withheld: countWithheld(entries) };
}
