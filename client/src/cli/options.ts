// Reads the options of a subcommand strictly: an unknown one, a doubled one or a malformed value is a usage error.
import { parseArgs, type ParseArgsConfig } from 'node:util';

/** Wrongly called; the message says in what way. */
export class UsageError extends Error {
    override readonly name = 'UsageError';
}

export interface ParsedOptions {
    /** The value of an option that was given once. */
    readonly text: (name: string) => string | undefined;
    /** The same, of an option that is needed. */
    readonly needed: (name: string) => string;
    readonly all: (name: string) => readonly string[];
    readonly flag: (name: string) => boolean;
    /** A whole number. */
    readonly number: (name: string) => number | undefined;
    /** One of some texts. */
    readonly oneOf: <T extends string>(name: string, values: readonly T[]) => T | undefined;
    /** The word of this name. */
    readonly word: (name: string) => string;
    /** Whether the result is wanted as JSON. */
    readonly json: boolean;
}

export type OptionKinds = Readonly<Record<string, 'text' | 'flag' | 'repeated'>>;

/** Of every command that connects. */
export const CONNECTION_OPTIONS = {
    profile: 'text', identity: 'text', 'msp-id': 'text', endpoint: 'text', 'host-alias': 'text', 'tls-ca': 'text', channel: 'text', chaincode: 'text',
} as const satisfies OptionKinds;

/** @throws UsageError */
export function parseOptions(args: readonly string[], kinds: OptionKinds, words: readonly string[]): ParsedOptions {
    const options: NonNullable<ParseArgsConfig['options']> = {};
    // parseArgs keeps the last of doubled options; all are collected here, so that a doubled one is seen.
    for (const [name, kind] of Object.entries({ json: 'flag', ...kinds })) options[name] = { type: kind === 'flag' ? 'boolean' : 'string', multiple: true };
    let values: Record<string, unknown>;
    let positionals: string[];
    try {
        ({ values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true }));
    } catch (error) {
        throw new UsageError((error as Error).message.split('. ')[0] ?? 'cannot read the options');
    }
    if (positionals.length > words.length) throw new UsageError(`'${positionals[words.length] ?? ''}' is one word too many`);
    const missing = words[positionals.length];
    if (missing !== undefined) throw new UsageError(`${missing} is missing`);

    const all = (name: string): readonly string[] => (values[name] ?? []) as string[];
    const text = (name: string): string | undefined => {
        const given = all(name);
        if (given.length > 1) throw new UsageError(`--${name} is given ${given.length} times`);
        if (given[0] === '') throw new UsageError(`--${name} is empty`);
        return given[0];
    };
    const oneOf = <T extends string>(name: string, allowed: readonly T[]): T | undefined => {
        const given = text(name);
        if (given === undefined) return undefined;
        const found = allowed.find(one => one === given);
        if (found === undefined) throw new UsageError(`--${name} is '${given}': take ${allowed.join(', ')}`);
        return found;
    };
    return {
        text, all, oneOf,
        needed: name => {
            const given = text(name);
            if (given === undefined) throw new UsageError(`--${name} is missing`);
            return given;
        },
        flag: name => values[name] !== undefined,
        number: name => {
            const given = text(name);
            if (given === undefined) return undefined;
            if (!/^-?\d{1,9}$/.test(given)) throw new UsageError(`--${name} is '${given}': give a whole number`);
            return Number(given);
        },
        word: name => positionals[words.indexOf(name)] ?? '',
        json: values['json'] !== undefined,
    };
}
