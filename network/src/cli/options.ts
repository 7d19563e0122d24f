// Reads the options of a subcommand strictly: an unknown one, a doubled one or a malformed value is a usage error.
import { parseArgs, type ParseArgsConfig } from 'node:util';

/** Wrongly called; the message says in what way. */
export class UsageError extends Error {
    override readonly name = 'UsageError';
}

export interface ParsedOptions {
    /** The value of an option that was given once. */
    readonly text: (name: string) => string | undefined;
    readonly all: (name: string) => readonly string[];
    readonly flag: (name: string) => boolean;
    /** A whole number. */
    readonly number: (name: string) => number | undefined;
    readonly positionals: readonly string[];
}

export type OptionKinds = Readonly<Record<string, 'text' | 'flag' | 'repeated'>>;

export const DEFAULT_DIR = '.carnet';

/** @throws UsageError */
export function parseOptions(args: readonly string[], kinds: OptionKinds, positionalNames: readonly string[] = [], optional = 0): ParsedOptions {
    const options: NonNullable<ParseArgsConfig['options']> = {};
    // parseArgs keeps the last of doubled options; all are collected here, so that a doubled one is seen.
    for (const [name, kind] of Object.entries({ dir: 'text', ...kinds })) options[name] = { type: kind === 'flag' ? 'boolean' : 'string', multiple: true };
    let values: Record<string, unknown>;
    let positionals: string[];
    try {
        ({ values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true }));
    } catch (error) {
        throw new UsageError((error as Error).message.split('. ')[0] ?? 'cannot read the options');
    }
    if (positionals.length > positionalNames.length) throw new UsageError(`'${positionals[positionalNames.length] ?? ''}' is one word too many`);
    const missing = positionalNames.slice(0, positionalNames.length - optional)[positionals.length];
    if (missing !== undefined) throw new UsageError(`${missing} is missing`);

    const all = (name: string): readonly string[] => (values[name] ?? []) as string[];
    const text = (name: string): string | undefined => {
        const given = all(name);
        if (given.length > 1) throw new UsageError(`--${name} is given ${given.length} times`);
        if (given[0] === '') throw new UsageError(`--${name} is empty`);
        return given[0];
    };
    return {
        text, all, positionals,
        flag: name => values[name] !== undefined,
        number: name => {
            const given = text(name);
            if (given === undefined) return undefined;
            if (!/^-?\d{1,9}$/.test(given)) throw new UsageError(`--${name} is '${given}': give a whole number`);
            return Number(given);
        },
    };
}

/** Milliseconds of `100`, `100ms` or `2s`. @throws UsageError */
export function milliseconds(name: string, given: string | undefined): number | undefined {
    if (given === undefined) return undefined;
    const [, digits, unit] = /^(\d{1,6})(ms|s)?$/.exec(given) ?? [];
    if (digits === undefined) throw new UsageError(`--${name} is '${given}': give milliseconds, as 100 or 100ms, or seconds, as 2s`);
    return Number(digits) * (unit === 's' ? 1000 : 1);
}

/** `NAME=value` pairs. @throws UsageError */
export function pairs(option: string, given: readonly string[]): Record<string, string> {
    const result: Record<string, string> = {};
    for (const pair of given) {
        const at = pair.indexOf('=');
        if (at < 1) throw new UsageError(`--${option} is '${pair}': give NAME=VALUE`);
        const name = pair.slice(0, at);
        if (Object.hasOwn(result, name)) throw new UsageError(`--${option} gives ${name} twice`);
        result[name] = pair.slice(at + 1);
    }
    return result;
}
