// What is judged, put together again from the entries of a book: how a reader recomputes a judgement.
import { present } from '../canonical/present';
import { timeOfDate } from '../codec/calendar';
import { toMillimetres } from './distance';
import type { EntryName, RecordedEntry } from './entry';
import type { MeterReplacement, SeriesInput } from './judgement';
import type { Reading, ReadingCorrection } from './series';
import { seriesInputOf, withCorrection } from './series-input';

/** The groups `event` and, where it is disclosed, `organisation` of an entry. */
export type ReplayedEntry = Pick<RecordedEntry, 'sequence' | 'type' | 'date' | 'recordedAt'> & Partial<RecordedEntry>;

/** Neither part holds a slash. */
function keyOf({ mspId, entryId }: EntryName): string {
    return `${mspId}/${entryId}`;
}

function nameOf({ mspId, entryId }: ReplayedEntry): EntryName | undefined {
    return mspId === undefined || entryId === undefined ? undefined : { mspId, entryId };
}

/** What a correction names is withheld: who recorded what it corrects or closes. */
class Withheld extends Error {}

class Replay {
    readonly #readings = new Map<number, Reading>();
    readonly #sequences = new Map<string, number>();
    readonly #proposals = new Map<string, { readonly target: number; readonly correction: Omit<ReadingCorrection, 'status'> }>();
    readonly #replacements: MeterReplacement[] = [];
    #imported = false;
    #firstRegistration: string | undefined;
    #odometerDigits: number | undefined;

    add(entry: ReplayedEntry): void {
        const { sequence, odometer, source, vehicle, technical, replacement } = entry;
        const name = nameOf(entry);
        if (name !== undefined) this.#sequences.set(keyOf(name), sequence);
        if (entry.type === 'IMPORTED') this.#imported = true;
        this.#firstRegistration = technical?.firstRegistration ?? vehicle?.firstRegistration ?? this.#firstRegistration;
        this.#odometerDigits = technical?.odometerDigits ?? vehicle?.odometerDigits ?? this.#odometerDigits;
        if (replacement !== undefined) {
            const { oldValue, newValue, unit } = replacement;
            this.#replacements.push({
                ...timeOfDate(entry.date), sequence, oldMillimetres: toMillimetres(oldValue, unit), newMillimetres: toMillimetres(newValue, unit),
            });
        }
        if (odometer !== undefined && source !== undefined) {
            const { value = 0, unit, status } = odometer;
            const recordedDay = timeOfDate(entry.recordedAt.slice(0, 10)).day;
            this.#readings.set(sequence, { ...timeOfDate(entry.date), sequence, value, unit, status, source, recordedDay });
        }
        this.#correct(entry, name);
    }

    #correct({ type, refs, correction }: ReplayedEntry, name: EntryName | undefined): void {
        if (type === 'CORRECTION_PROPOSED') {
            if (name === undefined || refs?.corrects === undefined || correction === undefined) throw new Withheld();
            const target = this.#sequences.get(keyOf({ mspId: name.mspId, entryId: refs.corrects }));
            if (target === undefined) throw new Withheld();
            this.#proposals.set(keyOf(name), { target, correction });
            this.#apply(target, { ...correction, status: 'PENDING' });
        } else if (type === 'CORRECTION_CONFIRMED' || type === 'CORRECTION_REJECTED') {
            const proposal = refs?.closes === undefined ? undefined : this.#proposals.get(keyOf(refs.closes));
            if (proposal === undefined) throw new Withheld();
            this.#apply(proposal.target, { ...proposal.correction, status: type === 'CORRECTION_CONFIRMED' ? 'CONFIRMED' : 'REJECTED' });
        }
    }

    #apply(target: number, step: ReadingCorrection): void {
        const reading = this.#readings.get(target);
        if (reading !== undefined) this.#readings.set(target, withCorrection(reading, step));
    }

    result(): SeriesInput {
        return seriesInputOf([...this.#readings.values()], {
            replacements: this.#replacements, imported: this.#imported, firstRegistration: this.#firstRegistration ?? '',
            ...present({ odometerDigits: this.#odometerDigits }),
        });
    }
}

/**
 * @param entries all of the book, oldest first
 * @returns undefined where a correction cannot be followed, since the organisation of an entry is withheld
 */
export function replayBook(entries: readonly ReplayedEntry[]): SeriesInput | undefined {
    const replay = new Replay();
    try {
        for (const entry of entries) replay.add(entry);
        return replay.result();
    } catch (error) {
        if (error instanceof Withheld) return undefined;
        throw error;
    }
}
