// A JSON object whose field names are data: one value by each name.
import { refuseField, type Decoder } from '../codec/decoder';
import { describePath } from '../codec/path';

export interface NamesRule {
    readonly max: number;
    readonly pattern: RegExp;
    /** What the pattern stands for, for the reader of the error. */
    readonly described: string;
}

/** @throws WRONG_TYPE, OUT_OF_RANGE, UNKNOWN_FIELD for another name, and what a value is refused for, as `field.name` */
export function named<T>(decoder: Decoder<T>, { max, pattern, described }: NamesRule): Decoder<Readonly<Record<string, T>>> {
    return (value, field) => {
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuseField('WRONG_TYPE', field, 'Send an object.');
        const entries = Object.entries(value);
        if (entries.length > max) refuseField('OUT_OF_RANGE', field, `Send at most ${max} names.`);
        return Object.fromEntries(entries.map(([name, sent]) => {
            if (!pattern.test(name)) refuseField('UNKNOWN_FIELD', describePath(field, [name]), described);
            return [name, decoder(sent, `${field}.${name}`)];
        }));
    };
}
