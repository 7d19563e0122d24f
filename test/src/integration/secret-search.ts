// Searches all files of a network for secrets: raw, as hex, and as base64 at each of the three places where a text of base64 may hold them.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** In any text of base64 that holds these bytes; the characters at the edges depend on the bytes beside them and are left out. */
function base64Forms(secret: Uint8Array): string[] {
    return [0, 1, 2].map(before => {
        const text = Buffer.concat([Buffer.alloc(before), secret]).toString('base64').replace(/=+$/, '');
        const start = Math.ceil(before * 8 / 6);
        const whole = Math.floor((before + secret.length) * 8 / 6);
        return text.slice(start, whole);
    });
}

function forms(secret: Uint8Array): Buffer[] {
    const hex = Buffer.from(secret).toString('hex');
    return [Buffer.from(secret), ...[hex, hex.toUpperCase(), ...base64Forms(secret)].map(text => Buffer.from(text))];
}

/** `file: name of the secret`, for each file below the folder that holds one. @param secrets 12 bytes or more each: less is found by chance */
export function filesWithSecrets(folder: string, secrets: ReadonlyMap<string, Uint8Array>): string[] {
    const wanted = [...secrets].map(([name, secret]) => ({ name, forms: forms(secret) }));
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap(file => {
        const path = join(folder, file);
        if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return [];
        const content = readFileSync(path);
        return wanted.filter(secret => secret.forms.some(form => content.includes(form))).map(({ name }) => `${file}: ${name}`);
    });
}
