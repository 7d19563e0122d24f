// Decoders of fields that more than one request of the vehicle book has.
import { calendarDayOrMinute, identifier, integer, list, object, oneOf, required, sha256Text, text, type Decoder } from '../codec/decoder';
import type { EntryName, Evidence } from './entry';

/** Highest value that an odometer can show. */
export const ODOMETER_MAX = 9_999_999;
/** UTF-8 bytes of the JSON of one entry, or of another request about one. */
export const ENTRY_MAX_BYTES = 64 * 1024;

export const unit = oneOf(['km', 'mi']);
export const odometerValue = integer(0, ODOMETER_MAX);
export const publicText = text({ max: 500 });
/** Number of a manufacturer's campaign. */
export const recallNumber = identifier;
export const entryDate = calendarDayOrMinute;

const oneEvidence: Decoder<Evidence> = object({
    sha256: required(sha256Text),
    mediaType: required(text({ max: 100, pattern: /^[a-z]+\/[a-z0-9.+-]+$/, described: 'Use type/subtype in lower case.' })),
    size: required(integer(0, Number.MAX_SAFE_INTEGER)),
    label: required(text({ max: 100 })),
});
export const evidence = list(oneEvidence, { min: 1, max: 16 });

export const entryName: Decoder<EntryName> = object({ mspId: required(identifier), entryId: required(identifier) });
