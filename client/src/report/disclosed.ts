// Lookups in the disclosed entries of one book, made once for all chapters of the report.
import type { EntryName, OdometerUnit } from '@carnet/domain';
import { toMillimetres } from '@carnet/domain';
import type { CorrectionTrail, Dated, DisclosedEntry, Organisation } from './buyer-report.js';

const MILLIMETRES_PER_KILOMETRE = 1_000_000;

/** Rounded to the nearest whole kilometre. */
export function inKilometres(value: number, unit: OdometerUnit): number {
    return Math.round(toMillimetres(value, unit) / MILLIMETRES_PER_KILOMETRE);
}

function nameKey({ mspId, entryId }: EntryName): string {
    return `${mspId}/${entryId}`; // Neither holds a slash.
}

/** The entries in the order of the book. */
export class DisclosedBook {
    readonly entries: readonly DisclosedEntry[];
    readonly #names: Readonly<Record<string, string>>;
    readonly #byName = new Map<string, DisclosedEntry>();
    readonly #closing = new Map<string, DisclosedEntry>();
    readonly #corrections = new Map<string, DisclosedEntry[]>();

    constructor(entries: readonly DisclosedEntry[], names: Readonly<Record<string, string>>) {
        this.entries = [...entries].sort((a, b) => a.sequence - b.sequence);
        this.#names = names;
        for (const entry of this.entries) {
            if (entry.mspId !== undefined && entry.entryId !== undefined) {
                this.#byName.set(nameKey({ mspId: entry.mspId, entryId: entry.entryId }), entry);
            }
            if (entry.refs?.closes !== undefined) this.#closing.set(nameKey(entry.refs.closes), entry);
            if (entry.type === 'CORRECTION_PROPOSED' && entry.mspId !== undefined && entry.refs?.corrects !== undefined) {
                const corrected = nameKey({ mspId: entry.mspId, entryId: entry.refs.corrects });
                this.#corrections.set(corrected, [...this.#corrections.get(corrected) ?? [], entry]);
            }
        }
    }

    organisation(mspId: string | undefined): Organisation | undefined {
        if (mspId === undefined) return undefined;
        const name = Object.hasOwn(this.#names, mspId) ? this.#names[mspId] : undefined;
        return name === undefined ? { mspId } : { mspId, name };
    }

    dated({ sequence, date, mspId }: DisclosedEntry): Dated {
        return { sequence, date, organisation: this.organisation(mspId) };
    }

    find(name: EntryName): DisclosedEntry | undefined {
        return this.#byName.get(nameKey(name));
    }

    /** What confirms, rejects or resolves this entry. */
    closing({ mspId, entryId }: DisclosedEntry): DisclosedEntry | undefined {
        return mspId === undefined || entryId === undefined ? undefined : this.#closing.get(nameKey({ mspId, entryId }));
    }

    /** All proposals to correct this entry, oldest first. A proposal whose value is withheld cannot be shown and is counted among the withheld. */
    correctionsOf({ mspId, entryId }: DisclosedEntry): CorrectionTrail[] {
        if (mspId === undefined || entryId === undefined) return [];
        return (this.#corrections.get(nameKey({ mspId, entryId })) ?? []).flatMap(proposal => {
            if (proposal.correction === undefined) return [];
            const end = this.closing(proposal);
            const status = end?.type === 'CORRECTION_CONFIRMED' ? 'CONFIRMED' : end?.type === 'CORRECTION_REJECTED' ? 'REJECTED' : 'PENDING';
            return [{
                ...proposal.correction, status, sequence: proposal.sequence,
                proposedBy: this.organisation(proposal.mspId), proposedOn: proposal.date, why: proposal.publicNote,
                closedBy: this.organisation(end?.mspId), closedOn: end?.date,
            }];
        });
    }

    /** The reading of an entry in kilometres, as corrected. */
    kilometresOf(entry: DisclosedEntry): number | undefined {
        const { value, unit, status } = entry.odometer ?? {};
        if (status !== 'READ' || value === undefined || unit === undefined) return undefined;
        const confirmed = this.correctionsOf(entry).findLast(correction => correction.status === 'CONFIRMED');
        return confirmed === undefined ? inKilometres(value, unit) : inKilometres(confirmed.value, confirmed.unit);
    }
}
