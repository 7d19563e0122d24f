// Cuts the text of a CSV file into records, bounded whatever the file holds; what is in a record, csv-parse reads.
import type { CsvForm } from './column-mapping.js';

/** Characters of one record; what is longer is not kept. The JSON of an entry may have a quarter of it. */
export const RECORD_MAX = 256 * 1024;

export interface RawRecord {
    /** Without its line break; '' where it is too long. */
    readonly text: string;
    readonly tooLong: boolean;
    /** The file ended inside a quoted field. */
    readonly open: boolean;
}

/**
 * A quote opens a field only at its beginning; within it, two stand for one. A line break inside quotes belongs to the field.
 * A stray quote elsewhere opens nothing, so that it costs its own line and not all that follow.
 */
export class RecordCutter {
    readonly #special: RegExp;
    #kept = '';
    #length = 0;
    #quoted = false;
    /** Last character of the piece before. */
    #last = '\n';
    /** The last character closed a quote: another one right after it means that it did not. */
    #closed = false;

    constructor(private readonly form: Pick<CsvForm, 'delimiter' | 'quote'>) {
        this.#special = form.quote === '' ? /\n/g : new RegExp(`[\\n${form.quote === '\'' ? '\'' : '"'}]`, 'g');
    }

    /** The records that end in this piece of the text. */
    *cut(piece: string): Generator<RawRecord, void, undefined> {
        let start = 0;
        let closedAt = this.#closed ? -1 : Number.NaN;
        this.#special.lastIndex = 0;
        for (let found = this.#special.exec(piece); found !== null; found = this.#special.exec(piece)) {
            const at = found.index;
            if (found[0] !== '\n') {
                const before = at > 0 ? piece.charAt(at - 1) : this.#last;
                const atBeginning = (at === start && this.#length === 0) || before === this.form.delimiter;
                if (this.#quoted) closedAt = at;
                this.#quoted = !this.#quoted && (atBeginning || closedAt === at - 1);
            } else if (!this.#quoted) {
                this.#keep(piece, start, at);
                yield this.#record(false);
                start = at + 1;
            }
        }
        this.#keep(piece, start, piece.length);
        if (piece === '') return;
        this.#last = piece.charAt(piece.length - 1);
        this.#closed = !this.#quoted && closedAt === piece.length - 1;
    }

    /** What stands after the last line break. */
    *end(): Generator<RawRecord, void, undefined> {
        if (this.#length > 0) yield this.#record(this.#quoted);
    }

    #keep(piece: string, from: number, to: number): void {
        this.#length += to - from;
        this.#kept = this.#length > RECORD_MAX ? '' : this.#kept + piece.slice(from, to);
    }

    #record(open: boolean): RawRecord {
        const tooLong = this.#length > RECORD_MAX;
        const text = this.#kept.endsWith('\r') ? this.#kept.slice(0, -1) : this.#kept;
        this.#kept = '';
        this.#length = 0;
        return { text, tooLong, open };
    }
}
