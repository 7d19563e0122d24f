// The names of organisations, from a JSON file of the command line.
import { readFileSync } from 'node:fs';

/** MSP id → name. @throws Error that names the file, where it cannot be read or holds no JSON object, and the organisation whose name is no text */
export function readNamesFile(path: string): Readonly<Record<string, string>> {
    let table: unknown;
    try {
        table = JSON.parse(readFileSync(path, 'utf8'));
    } catch (cause) {
        throw new Error(`${path} cannot be read as JSON: ${(cause as Error).message}`, { cause });
    }
    if (typeof table !== 'object' || table === null || Array.isArray(table)) throw new Error(`${path} is not a JSON object of MSP id → name.`);
    return Object.fromEntries(Object.entries(table).map(([mspId, name]: [string, unknown]) => {
        if (typeof name !== 'string' || name === '') throw new Error(`${path}: the name of ${mspId} is not a text.`);
        return [mspId, name];
    }));
}
