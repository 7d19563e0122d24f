// Reads the options of a subcommand strictly: an unknown one, a doubled one or a malformed value is a usage error.
import { parseArgs, type ParseArgsConfig } from 'node:util';

/** Wrongly called; the message says in what way. */
export class UsageError extends Error {
    override readonly name = 'UsageError';
}

export interface ParsedOptions {
    /** The value of an option that was given once. */
    readonly text: (name: string) => string | undefined;
    /** The same, of an option that is needed, always or beside what else was given. */
    readonly needed: (name: string) => string;
    readonly all: (name: string) => readonly string[];
    readonly flag: (name: string) => boolean;
    /** A whole number. */
    readonly number: (name: string) => number | undefined;
    readonly neededNumber: (name: string) => number;
    /** One of some texts. */
    readonly oneOf: <T extends string>(name: string, values: readonly T[]) => T | undefined;
    readonly neededOneOf: <T extends string>(name: string, values: readonly T[]) => T;
    /** The word of this name. */
    readonly word: (name: string) => string;
    /** Whether the result is wanted as JSON. */
    readonly json: boolean;
}

/**
 * How each option is written after its name: `flag` where it has no value; else what its value is, as `FILE`, in brackets where the option can be
 * left out, and with … where it can be given again, as `[PATH …]`.
 */
export type OptionKinds = Readonly<Record<string, string>>;

export interface OptionForm {
    /** What the value is; undefined of a flag. */
    readonly value: string | undefined;
    readonly needed: boolean;
    readonly repeated: boolean;
}

export function formOf(kind: string): OptionForm {
    if (kind === 'flag') return { value: undefined, needed: false, repeated: false };
    const needed = !kind.startsWith('[');
    const text = needed ? kind : kind.slice(1, -1);
    const repeated = text.endsWith(' …');
    return { value: repeated ? text.slice(0, -2) : text, needed, repeated };
}

/** Of every command that connects. */
export const CONNECTION_OPTIONS = {
    'profile': '[FILE]', 'peer': '[NAME]', 'identity': '[PATH]', 'msp-id': '[ID]', 'endpoint': '[HOST:PORT]', 'host-alias': '[NAME]', 'tls-ca': '[FILE]',
    'channel': '[NAME]', 'chaincode': '[NAME]',
} as const satisfies OptionKinds;

/** Before anything is read or asked. @throws UsageError */
function requireWellGiven(kinds: OptionKinds, all: (name: string) => readonly string[]): void {
    const forms = Object.entries(kinds).map(([name, kind]) => ({ name, given: all(name), ...formOf(kind) }));
    for (const { name, given, value, repeated } of forms) {
        if (value === undefined || repeated) continue;
        if (given.length > 1) throw new UsageError(`--${name} is given ${given.length} times`);
        if (given[0] === '') throw new UsageError(`--${name} is empty`);
    }
    const missing = forms.filter(({ needed, given }) => needed && given.length === 0).map(({ name }) => `--${name}`);
    if (missing.length > 0) throw new UsageError(`${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`);
}

/** @throws UsageError */
export function parseOptions(args: readonly string[], kinds: OptionKinds, words: readonly string[]): ParsedOptions {
    const options: NonNullable<ParseArgsConfig['options']> = {};
    // parseArgs keeps the last of doubled options; all are collected here, so that a doubled one is seen.
    for (const [name, kind] of Object.entries({ ...kinds, json: 'flag' })) options[name] = { type: kind === 'flag' ? 'boolean' : 'string', multiple: true };
    let values: Record<string, unknown>;
    let positionals: string[];
    try {
        ({ values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true }));
    } catch (error) {
        throw new UsageError((error as Error).message.split(/\.\s/)[0] ?? 'cannot read the options');
    }
    if (positionals.length > words.length) throw new UsageError(`'${positionals[words.length] ?? ''}' is one word too many`);
    const missing = words[positionals.length];
    if (missing !== undefined) throw new UsageError(`${missing} is missing`);

    const all = (name: string): readonly string[] => (values[name] ?? []) as string[];
    requireWellGiven(kinds, all);
    const text = (name: string): string | undefined => all(name)[0];
    const needed = <T>(name: string, value: T | undefined): T => {
        if (value === undefined) throw new UsageError(`--${name} is missing`);
        return value;
    };
    const number = (name: string): number | undefined => {
        const given = text(name);
        if (given === undefined) return undefined;
        if (!/^-?\d{1,9}$/.test(given)) throw new UsageError(`--${name} is '${given}': give a whole number`);
        return Number(given);
    };
    const oneOf = <T extends string>(name: string, allowed: readonly T[]): T | undefined => {
        const given = text(name);
        if (given === undefined) return undefined;
        const found = allowed.find(one => one === given);
        if (found === undefined) throw new UsageError(`--${name} is '${given}': take ${allowed.join(', ')}`);
        return found;
    };
    return {
        text, all, oneOf, number,
        needed: name => needed(name, text(name)),
        neededNumber: name => needed(name, number(name)),
        neededOneOf: (name, allowed) => needed(name, oneOf(name, allowed)),
        flag: name => values[name] !== undefined,
        word: name => positionals[words.indexOf(name)] ?? '',
        json: values['json'] !== undefined,
    };
}
