// A JSON file of the command line that maps MSP ids to something, and the names of organisations in such a file.
import { readFileSync } from 'node:fs';

/** @throws Error that names the file, where it cannot be read or holds no JSON object */
function readTable(path: string, what: string): readonly (readonly [mspId: string, value: unknown])[] {
    let table: unknown;
    try {
        table = JSON.parse(readFileSync(path, 'utf8'));
    } catch (cause) {
        throw new Error(`${path} cannot be read as JSON: ${(cause as Error).message}`, { cause });
    }
    if (typeof table !== 'object' || table === null || Array.isArray(table)) throw new Error(`${path} is not a JSON object of ${what}.`);
    return Object.entries(table);
}

/** MSP id → name. @throws Error that names the file, and the organisation whose name is no text */
export function readNamesFile(path: string): Readonly<Record<string, string>> {
    return Object.fromEntries(readTable(path, 'MSP id → name').map(([mspId, name]) => {
        if (typeof name !== 'string' || name === '') throw new Error(`${path}: the name of ${mspId} is not a text.`);
        return [mspId, name];
    }));
}
