// Options that several commands share: readings, dates, names of entries.
import type { EntryName, OdometerUnit } from '@carnet/domain';
import { UsageError, type ParsedOptions } from './options.js';

export const UNITS = ['km', 'mi'] as const;

/** `84210km`, `52325 mi`, or digits with the unit apart. @throws UsageError */
export function readingOf(name: string, text: string, unit?: OdometerUnit): { readonly value: number; readonly unit: OdometerUnit } {
    const [, digits, own] = /^(\d{1,7}) ?(km|mi)?$/.exec(text) ?? [];
    const found = UNITS.find(one => one === own) ?? unit;
    if (digits === undefined || found === undefined || (own !== undefined && unit !== undefined && own !== unit)) {
        throw new UsageError(`--${name} is '${text}': give it as 84210km or 52325mi`);
    }
    return { value: Number(digits), unit: found };
}

/** Today where no date is given, in UTC as all days of the book. */
export function dateOf(options: ParsedOptions): string {
    return options.text('date') ?? new Date().toISOString().slice(0, 10);
}

/** `Org2MSP/order-4711`: an entry is named by its organisation and its id. @throws UsageError */
export function entryNameOf(options: ParsedOptions, name: string): EntryName {
    const text = options.needed(name);
    const at = text.indexOf('/');
    if (at < 1 || at === text.length - 1) throw new UsageError(`--${name} is '${text}': give MSPID/ID, such as Org2MSP/order-4711`);
    return { mspId: text.slice(0, at), entryId: text.slice(at + 1) };
}
