// A reading as the series keeps it: one short row, so that hundreds fit in one value.
import { SOURCE_CLASSES, type OdometerStatus, type OdometerUnit, type Reading } from '@carnet/domain';

/** A reading with what is needed to know a repetition of its entry. */
export interface SeriesReading extends Reading {
    /** See fingerprintOf. */
    readonly fingerprint: string;
}

/** Hex digits that stand for the organisation: enough to tell the 32 of a charter apart. */
const ORGANISATION_DIGITS = 4;

/** @param organisation hash of the MSP id; @param recorded hash of what it recorded, but for the entryId. @returns 20 hex digits */
export function fingerprintOf(organisation: string, recorded: string): string {
    return organisation.slice(0, ORGANISATION_DIGITS) + recorded.slice(0, 16);
}

export function isOfSameOrganisation(one: SeriesReading, other: SeriesReading): boolean {
    return one.fingerprint.slice(0, ORGANISATION_DIGITS) === other.fingerprint.slice(0, ORGANISATION_DIGITS);
}

/** [sequence, day, minute or -1, value, unit, status, source, fingerprint]; the last but one three are places in the lists below. */
export type ReadingRow = readonly [number, number, number, number, number, number, number, string];

const UNITS: readonly OdometerUnit[] = ['km', 'mi'];
const STATUSES: readonly OdometerStatus[] = ['READ', 'UNREADABLE', 'NO_ODOMETER'];

export function toRow(reading: SeriesReading): ReadingRow {
    return [
        reading.sequence, reading.day, reading.minute ?? -1, reading.value,
        UNITS.indexOf(reading.unit), STATUSES.indexOf(reading.status), SOURCE_CLASSES.indexOf(reading.source), reading.fingerprint,
    ];
}

export function fromRow([sequence, day, minute, value, unitPlace, statusPlace, sourcePlace, fingerprint]: ReadingRow): SeriesReading {
    const [unit, status, source] = [UNITS[unitPlace], STATUSES[statusPlace], SOURCE_CLASSES[sourcePlace]];
    if (unit === undefined || status === undefined || source === undefined) throw new Error('A row of the series is not one of ours.');
    // Two literals, not a spread: this runs for every row of a chunk.
    return minute < 0
        ? { sequence, day, value, unit, status, source, fingerprint }
        : { sequence, day, minute, value, unit, status, source, fingerprint };
}
