// The book in a certificate: every entry in its place, the chain up to the head that was signed, and every disclosed group under its leaf.
import {
    ENTRY_GROUPS, joinGroups, leafHash, NO_HASH, skeletonHash, type EntryGroup, type GroupFields, type RecordedEntry, type Vehicle,
} from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';
import { countWithheld, type Certificate, type CertificateEntry } from './format.js';
import { hashOfText } from './text-hash.js';

/** An entry as far as it is disclosed, with its place, which always is. */
export type DisclosedEntry = Pick<RecordedEntry, 'sequence' | 'previousHash' | 'hash'> & Partial<RecordedEntry>;

function checkGroups({ sequence, leaves, groups }: CertificateEntry, vin: string): void {
    ENTRY_GROUPS.forEach((group, index) => {
        const shown = groups[group];
        if (shown === undefined) return;
        if (leafHash(shown.salt, group, shown.fields, hashOfText) !== leaves[index]) {
            throw new CarnetError('PROOF_LEAF_MISMATCH', `What is shown as ${group} of entry ${sequence} is not what was recorded.`, { details: { sequence, group } });
        }
    });
    if (groups.event !== undefined && groups.event.fields['vin'] !== vin) {
        throw new CarnetError('PROOF_VEHICLE_MISMATCH', `Entry ${sequence} belongs to the book of another vehicle.`, { details: { sequence } });
    }
}

function requireNewLeaves({ sequence, leaves }: CertificateEntry, seen: Set<string>): void {
    for (const leaf of leaves) {
        if (seen.has(leaf)) throw new CarnetError('PROOF_LEAF_DUPLICATED', `A leaf of entry ${sequence} stands in the book twice.`, { details: { sequence } });
        seen.add(leaf);
    }
}

/**
 * @param vehicle as it was signed
 * @returns the entries, oldest first
 * @throws CarnetError PROOF_ENTRY_COUNT, PROOF_ENTRY_ORDER, PROOF_CHAIN_BROKEN, PROOF_HEAD_MISMATCH, PROOF_LEAF_MISMATCH, PROOF_LEAF_DUPLICATED,
 *     PROOF_VEHICLE_MISMATCH, PROOF_WITHHELD_COUNT
 */
export function checkBook({ entries, withheld }: Certificate, vehicle: Vehicle): readonly DisclosedEntry[] {
    if (entries.length !== vehicle.entries) {
        throw new CarnetError('PROOF_ENTRY_COUNT', `The book has ${vehicle.entries} entries, and the certificate holds ${entries.length}.`, {
            details: { signed: vehicle.entries, found: entries.length },
        });
    }
    const leaves = new Set<string>();
    const hashes: string[] = [];
    for (const [index, entry] of entries.entries()) {
        const { sequence, previousHash } = entry;
        if (sequence !== index + 1) {
            throw new CarnetError('PROOF_ENTRY_ORDER', `Entry ${sequence} stands in place ${index + 1}.`, { details: { sequence, place: index + 1 } });
        }
        if (previousHash !== (hashes.at(-1) ?? NO_HASH)) {
            throw new CarnetError('PROOF_CHAIN_BROKEN', `Entry ${sequence} does not follow the one before it.`, { details: { sequence } });
        }
        requireNewLeaves(entry, leaves);
        checkGroups(entry, vehicle.vin);
        hashes.push(skeletonHash(entry, hashOfText));
    }
    if (hashes.at(-1) !== vehicle.headHash) {
        throw new CarnetError('PROOF_HEAD_MISMATCH', 'The entries do not lead to the head of the book that was signed.', { details: { headHash: vehicle.headHash } });
    }
    const counted = countWithheld(entries);
    if (counted.entries !== withheld.entries || counted.partly !== withheld.partly) {
        throw new CarnetError('PROOF_WITHHELD_COUNT', 'The certificate says that another number of entries is withheld than is.', { details: { said: withheld, counted } });
    }
    return entries.map(({ sequence, previousHash, groups }, index) => ({ ...joinGroups(fieldsOf(groups)), sequence, previousHash, hash: hashes[index] ?? '' }));
}

function fieldsOf(groups: CertificateEntry['groups']): Partial<Record<EntryGroup, GroupFields>> {
    return Object.fromEntries(ENTRY_GROUPS.flatMap(group => {
        const shown = groups[group];
        return shown === undefined ? [] : [[group, shown.fields]];
    }));
}
