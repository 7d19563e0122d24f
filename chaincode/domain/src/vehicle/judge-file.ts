// The judgement of a series that stands in a file, for people who write dealer software: the same rules as the ledger's.
import { present } from '../canonical/present';
import { parseCalendarTime, type CalendarTime } from '../codec/calendar';
import { flag, integer, list, object, oneOf, optional, refuseField, required, type Decoder } from '../codec/decoder';
import { requestCodec } from '../codec/request';
import { toMillimetres } from './distance';
import type { ReasonCode, Verdict } from './entry';
import { ODOMETER_MAX } from './entry-codec';
import { judge } from './judge';
import type { Finding, MeterReplacement, SeriesInput } from './judgement';
import { CURRENT_RULES } from './rules';
import type { Reading } from './series';
import { withCorrection } from './series-input';

/** UTF-8 bytes of the JSON of one file. */
export const SERIES_FILE_MAX_BYTES = 16 * 1024 * 1024;
const MAX_READINGS = 100_000;
const MAX_REPLACEMENTS = 1_000;

/** What `judgeSeriesFile` answers: `readings` of a finding are places in the list of the file, from 1. */
export interface SeriesFileJudgement {
    readonly judgement: Verdict;
    readonly reason: ReasonCode;
    readonly findings: readonly Finding[];
}

/** `YYYY-MM-DD`, with a time of that day or without; seconds are cut off. */
const INSTANT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::\d{2}(?:\.\d{1,9})?)?Z?)?$/;

const time: Decoder<CalendarTime> = (value, field) => {
    if (typeof value !== 'string') return refuseField('WRONG_TYPE', field, 'Send a text.');
    const [, day = '', minute] = (value.length <= 40 ? INSTANT.exec(value) : null) ?? [];
    return parseCalendarTime(minute === undefined ? day : `${day}T${minute}`)
        ?? refuseField('INVALID_DATE', field, 'Send a date of the calendar as YYYY-MM-DD or YYYY-MM-DDTHH:MM.');
};

const value = integer(0, ODOMETER_MAX);
const unit = oneOf(['km', 'mi']);

const file = object({
    readings: required(list(object({
        date: required(time),
        value: optional(value),
        unit: optional(unit),
        type: optional(oneOf(['READ', 'UNREADABLE', 'NO_ODOMETER'])),
        legacy: optional(flag),
        recordedAt: optional(time),
    }), { max: MAX_READINGS })),
    replacements: optional(list(object({
        date: required(time), oldValue: required(value), newValue: required(value), unit: required(unit),
    }), { max: MAX_REPLACEMENTS })),
    corrections: optional(list(object({
        seq: required(integer(1, MAX_READINGS)), value: required(value), unit: required(unit), status: required(oneOf(['PENDING', 'CONFIRMED', 'REJECTED'])),
    }), { max: MAX_READINGS })),
    imported: optional(flag),
    foreignHistory: optional(flag),
    firstRegistrationYear: optional(integer(1886, 9999)),
    odometerDigits: optional(integer(4, 7)),
});

type SeriesFile = ReturnType<typeof file>;

function readingsOf({ readings }: SeriesFile): Reading[] {
    return readings.map(({ date, value: shown, unit: shownIn, type: status = 'READ', legacy, recordedAt }, index) => {
        if (status === 'READ' && shown === undefined) refuseField('MISSING_FIELD', `file.readings[${index}].value`, 'A meter that was read has a value.');
        if (status === 'READ' && shownIn === undefined) refuseField('MISSING_FIELD', `file.readings[${index}].unit`, 'A meter that was read has a unit.');
        return {
            ...date, sequence: index + 1, value: shown ?? 0, unit: shownIn ?? 'km', status, source: legacy === true ? 'legacy' : 'independent',
            ...(recordedAt === undefined ? {} : { recordedDay: recordedAt.day }),
        };
    });
}

function replacementsOf({ readings, replacements = [] }: SeriesFile): MeterReplacement[] {
    return replacements.map(({ date, oldValue, newValue, unit: shownIn }, index) => ({
        ...date, sequence: readings.length + index + 1,
        oldMillimetres: toMillimetres(oldValue, shownIn), newMillimetres: toMillimetres(newValue, shownIn),
    }));
}

function inputOf(content: SeriesFile): SeriesInput {
    const readings = readingsOf(content);
    (content.corrections ?? []).forEach(({ seq, ...correction }, index) => {
        const corrected = readings[seq - 1];
        if (corrected === undefined) refuseField('OUT_OF_RANGE', `file.corrections[${index}].seq`, `Send 1 to ${readings.length}, the place of the reading.`);
        else readings[seq - 1] = withCorrection(corrected, correction);
    });
    const { imported = false, foreignHistory = false, firstRegistrationYear, odometerDigits } = content;
    return {
        readings, replacements: replacementsOf(content), imported, foreignHistory,
        ...present({ firstRegistrationYear, odometerDigits }),
    };
}

const codec = requestCodec('file', file, SERIES_FILE_MAX_BYTES);

/**
 * Judges a series by the rules in force.
 * @param json `{readings: [{date, value, unit, type?, legacy?, recordedAt?}], replacements?: [{date, oldValue, newValue, unit}],
 *   corrections?: [{seq, value, unit, status}], imported?, foreignHistory?, firstRegistrationYear?, odometerDigits?}`; `type` is READ where it
 *   is left out, and only then a value is needed; `seq` is the place of the reading in the list, from 1
 * @throws CarnetFailure TOO_LARGE, MALFORMED_JSON and those of the decoders, naming the field
 */
export function judgeSeriesFile(json: string): SeriesFileJudgement {
    const { verdict, reason, findings } = judge(inputOf(codec.decode(json)), CURRENT_RULES);
    return { judgement: verdict, reason, findings };
}
