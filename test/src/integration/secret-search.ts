// Searches files and texts for secrets: raw, as hex, as lists of numbers, and as base64 of both alphabets at each of the three places it has.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** In any text of base64 that holds these bytes; the characters at the edges depend on the bytes beside them and are left out. */
function base64Forms(secret: Uint8Array): string[] {
    return [0, 1, 2].flatMap(before => {
        const text = Buffer.concat([Buffer.alloc(before), secret]).toString('base64').replace(/=+$/, '');
        const start = Math.ceil(before * 8 / 6);
        const whole = Math.floor((before + secret.length) * 8 / 6);
        const form = text.slice(start, whole);
        return [form, form.replaceAll('+', '-').replaceAll('/', '_')];
    });
}

function forms(secret: Uint8Array): Buffer[] {
    const hex = Buffer.from(secret).toString('hex');
    // A Buffer as JSON, or as Node prints it.
    const lists = [[...secret].join(','), [...secret].join(', '), hex.replaceAll(/(..)(?!$)/g, '$1 ')];
    const texts = new Set([hex, hex.toUpperCase(), ...lists, ...base64Forms(secret)]);
    return [Buffer.from(secret), ...[...texts].map(text => Buffer.from(text))];
}

interface Wanted { readonly name: string; readonly forms: readonly Buffer[] }

const wantedOf = (secrets: ReadonlyMap<string, Uint8Array>): readonly Wanted[] =>
    [...secrets].map(([name, secret]) => ({ name, forms: forms(secret) }));
const namesIn = (content: Buffer, wanted: readonly Wanted[]): string[] =>
    wanted.filter(secret => secret.forms.some(form => content.includes(form))).map(({ name }) => name);

/** The names of those that the content holds. @param secrets 12 bytes or more each: less is found by chance */
export function secretsIn(content: Buffer, secrets: ReadonlyMap<string, Uint8Array>): string[] {
    return namesIn(content, wantedOf(secrets));
}

/** `file: name of the secret`, for each file below the folder that holds one. @param secrets as of secretsIn */
export function filesWithSecrets(folder: string, secrets: ReadonlyMap<string, Uint8Array>): string[] {
    const wanted = wantedOf(secrets);
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap(file => {
        const path = join(folder, file);
        if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return [];
        return namesIn(readFileSync(path), wanted).map(name => `${file}: ${name}`);
    });
}
