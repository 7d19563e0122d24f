// A reading as the series keeps it: one short row, so that hundreds fit in one value.
import { SOURCE_CLASSES, type OdometerCorrection, type OdometerStatus, type OdometerUnit, type Reading, type ReadingCorrection } from '@carnet/domain';

/** A reading with what is needed to know a repetition of its entry. */
export interface SeriesReading extends Reading {
    readonly recordedDay: number;
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

const UNITS: readonly OdometerUnit[] = ['km', 'mi'];
const STATUSES: readonly OdometerStatus[] = ['READ', 'UNREADABLE', 'NO_ODOMETER'];
const CORRECTIONS: readonly ReadingCorrection['status'][] = ['PENDING', 'CONFIRMED'];

/** [status, value, unit, 1 where a further one is pending or 0] */
type CorrectionRow = readonly [number, number, number, number];

/** [sequence, day, minute or -1, value, kind, days until it was recorded, fingerprint, correction?]; `kind` is unit, status and source in one. */
export type ReadingRow = readonly [
    sequence: number, day: number, minute: number, value: number, kind: number, delay: number, fingerprint: string, correction?: CorrectionRow,
];

function correctionToRow({ status, value, unit }: ReadingCorrection, further: true | undefined): CorrectionRow {
    return [CORRECTIONS.indexOf(status), value, UNITS.indexOf(unit), further === true ? 1 : 0];
}

function correctionFromRow([place, value, unitPlace, further]: CorrectionRow): Pick<Reading, 'correction' | 'furtherCorrectionPending'> {
    const [status, unit] = [CORRECTIONS[place], UNITS[unitPlace]];
    if (status === undefined || unit === undefined) throw new Error('A correction in the series is not one of ours.');
    const shown: OdometerCorrection = { value, unit };
    return { correction: { ...shown, status }, ...further === 1 ? { furtherCorrectionPending: true } : {} };
}

export function toRow(reading: SeriesReading): ReadingRow {
    const { sequence, day, minute = -1, value, unit, status, source, recordedDay, fingerprint, correction, furtherCorrectionPending } = reading;
    const kind = UNITS.indexOf(unit) + UNITS.length * (STATUSES.indexOf(status) + STATUSES.length * SOURCE_CLASSES.indexOf(source));
    const row = [sequence, day, minute, value, kind, recordedDay - day, fingerprint] as const;
    return correction === undefined ? row : [...row, correctionToRow(correction, furtherCorrectionPending)];
}

export function fromRow([sequence, day, minute, value, kind, delay, fingerprint, correction]: ReadingRow): SeriesReading {
    const unit = UNITS[kind % UNITS.length];
    const status = STATUSES[Math.floor(kind / UNITS.length) % STATUSES.length];
    const source = SOURCE_CLASSES[Math.floor(kind / (UNITS.length * STATUSES.length))];
    if (unit === undefined || status === undefined || source === undefined) throw new Error('A row of the series is not one of ours.');
    const recordedDay = day + delay;
    // Two literals, not a spread: this runs for every row of a chunk.
    const reading: SeriesReading = minute < 0
        ? { sequence, day, value, unit, status, source, recordedDay, fingerprint }
        : { sequence, day, minute, value, unit, status, source, recordedDay, fingerprint };
    return correction === undefined ? reading : { ...reading, ...correctionFromRow(correction) };
}
