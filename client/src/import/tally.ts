// Keeps count of the rows of an import, tells what becomes of each, and knows up to which row all is done.
import type { Place } from './checkpoint.js';
import type { ImportCounts, RowResult, RowStatus } from './options.js';

export class Tally {
    readonly #counts: Record<RowStatus, number> = { recorded: 0, already: 0, refused: 0, skipped: 0 };
    /** Rows on their way, in their order, with the place just before each. */
    readonly #pending = new Map<number, Place>();
    #last: Place;

    constructor(start: Place, private readonly onRow: ((result: RowResult) => void) | undefined) {
        this.#last = start;
    }

    /** A row was read; nothing is known of it yet. */
    begin(row: number, digest: string): void {
        this.#pending.set(row, this.#last);
        this.#last = { row, digest };
    }

    /** @param done false where a later run has to come back to the row */
    end(result: RowResult, done = true): void {
        if (done) this.#pending.delete(result.row);
        this.#counts[result.status] += 1;
        this.onRow?.(result);
    }

    /** The last row up to which all are done. */
    get done(): Place {
        const [first] = this.#pending.values();
        return first ?? this.#last;
    }

    counts(registered: number): ImportCounts {
        const { recorded, already, refused, skipped } = this.#counts;
        return { rows: recorded + already + refused + skipped, ...this.#counts, registered };
    }
}
