// Root certificates in a file, as people hand them in: JSON of MSP id → PEM, or PEM named after the organisation. A browser reads them too.
import { present } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';
import type { Roots } from './signers.js';

const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;
const MSP_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** All certificates that stand in a text, each ending its last line. */
export function pemsIn(text: string): string[] {
    return (text.match(PEM) ?? []).map(pem => `${pem}\n`);
}

/** @param organisation that is to blame */
export function unreadable(
    path: string, reason: string, { organisation, cause }: { readonly organisation?: string; readonly cause?: unknown } = {},
): CarnetError {
    const details = { path, ...present({ organisation }) };
    return new CarnetError('FILE_UNREADABLE', `No roots can be read from ${path}: ${reason}.`, { details, ...present({ cause }) });
}

function rootsOf(path: string, mspId: string, value: unknown): readonly [string, readonly string[]] {
    if (!MSP_ID.test(mspId)) throw unreadable(path, `'${mspId}' is no MSP id`, { organisation: mspId });
    const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
    const pems = texts.map(text => typeof text === 'string' ? pemsIn(text) : []);
    if (pems.length === 0 || pems.some(found => found.length === 0)) throw unreadable(path, `what it has for ${mspId} is no certificate in PEM`, { organisation: mspId });
    return [mspId, pems.flat()];
}

function tableIn(path: string, text: string): object {
    let table: unknown;
    try {
        table = JSON.parse(text);
    } catch (cause) {
        throw unreadable(path, `it is not JSON: ${(cause as Error).message}`);
    }
    if (typeof table === 'object' && table !== null && !Array.isArray(table) && Object.keys(table).length > 0) return table;
    throw unreadable(path, 'it is not a JSON object of MSP id → PEM, or list of PEM');
}

/**
 * The roots in a file, all of them or none.
 * @param path in which PEM stands its last name, without the ending, is the MSP id
 * @throws CarnetError FILE_UNREADABLE; where one organisation is to blame, `details.organisation` names it
 */
export function rootsIn(path: string, text: string): Roots {
    if (/^\s*[[{]/.test(text)) return Object.fromEntries(Object.entries(tableIn(path, text)).map(([mspId, value]) => rootsOf(path, mspId, value)));
    if (pemsIn(text).length === 0) throw unreadable(path, 'it is neither JSON nor a certificate in PEM');
    const name = path.split(/[/\\]/).at(-1) ?? path;
    return Object.fromEntries([rootsOf(path, name.replace(/\.[^.]*$/, ''), text)]);
}
