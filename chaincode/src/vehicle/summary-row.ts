// The summary of a stretch as a short row of numbers, since the head is read and written with every entry.
import { MILLIMETRES_PER_KILOMETRE, MILLIMETRES_PER_MILE, type PieceSummary, type SeriesPoint, type StretchSummary } from '@carnet/domain';

/** A value and its unit in one number: what the meter showed, doubled, and one more where that is miles. */
function packValue(value: number, unit: SeriesPoint['unit']): number {
    return value * 2 + (unit === 'mi' ? 1 : 0);
}

/** @returns packValue of a value of a whole number of kilometres or miles, which every reading is */
function packMillimetres(millimetres: number): number {
    return millimetres % MILLIMETRES_PER_KILOMETRE === 0
        ? packValue(millimetres / MILLIMETRES_PER_KILOMETRE, 'km') : packValue(millimetres / MILLIMETRES_PER_MILE, 'mi');
}

function unpackMillimetres(packed: number): number {
    const value = Math.floor(packed / 2);
    return packed % 2 === 0 ? value * MILLIMETRES_PER_KILOMETRE : value * MILLIMETRES_PER_MILE;
}

/** Takes the numbers of a row one by one. */
class RowReader {
    #at = 0;

    constructor(private readonly row: readonly number[]) {}

    next(): number {
        const number = this.row[this.#at];
        if (number === undefined) throw new Error('A row of the directory is not one of ours.');
        this.#at += 1;
        return number;
    }

    millimetres(): number {
        return unpackMillimetres(this.next());
    }

    point(): SeriesPoint {
        const [day, packed] = [this.next(), this.next()];
        return { day, value: Math.floor(packed / 2), unit: packed % 2 === 0 ? 'km' : 'mi' };
    }

    end(): void {
        if (this.#at !== this.row.length) throw new Error('A row of the directory is longer than ours.');
    }
}

/** Of which readings a piece is. */
const [RECORDED, LEGACY, MIXED, MIXED_HIGH_LEGACY] = [0, 1, 2, 3] as const;

function pieceToRow({ high, low, highIsLegacy, recorded, legacyLow }: PieceSummary): number[] {
    const range = [packMillimetres(high), packMillimetres(low)];
    if (legacyLow === undefined) return [RECORDED, ...range];
    if (recorded === undefined) return [LEGACY, ...range];
    return [highIsLegacy ? MIXED_HIGH_LEGACY : MIXED, ...range, ...[recorded.high, recorded.low, legacyLow].map(packMillimetres)];
}

function pieceFrom(row: RowReader): PieceSummary {
    const kind = row.next();
    const [high, low] = [row.millimetres(), row.millimetres()];
    if (kind === RECORDED) return { high, low, highIsLegacy: false, recorded: { high, low }, legacyLow: undefined };
    if (kind === LEGACY) return { high, low, highIsLegacy: true, recorded: undefined, legacyLow: low };
    const recorded = { high: row.millimetres(), low: row.millimetres() };
    return { high, low, highIsLegacy: kind === MIXED_HIGH_LEGACY, recorded, legacyLow: row.millimetres() };
}

/** Bits from the lowest on, as `summaryFromRow` takes them apart: it runs for every chunk with every entry. */
const FLAGS = ['rollback', 'legacyDrop', 'rollover', 'cutBefore', 'cutAfter', 'foreign'] as const satisfies readonly (keyof StretchSummary)[];
const HAS_CLOSING = 2 ** FLAGS.length;

/** [readings, flags, first day, first value, last day, last value, opening piece…, closing piece…] */
export function summaryToRow(summary: StretchSummary): number[] {
    const { readings, first, last, opening, closing } = summary;
    const flags = FLAGS.reduce((sum, flag, place) => summary[flag] ? sum + 2 ** place : sum, closing === undefined ? 0 : HAS_CLOSING);
    return [
        readings, flags, first.day, packValue(first.value, first.unit), last.day, packValue(last.value, last.unit),
        ...pieceToRow(opening), ...closing === undefined ? [] : pieceToRow(closing),
    ];
}

export function summaryFromRow(numbers: readonly number[]): StretchSummary {
    const row = new RowReader(numbers);
    const [readings, flags] = [row.next(), row.next()];
    const [first, last] = [row.point(), row.point()];
    const opening = pieceFrom(row);
    const closing = flags >= HAS_CLOSING ? pieceFrom(row) : undefined;
    row.end();
    return {
        readings, first, last, opening, closing, rollback: (flags & 1) > 0, legacyDrop: (flags & 2) > 0, rollover: (flags & 4) > 0,
        cutBefore: (flags & 8) > 0, cutAfter: (flags & 16) > 0, foreign: (flags & 32) > 0,
    };
}
