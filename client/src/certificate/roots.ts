// Reads the roots of organisations from the folders in which Fabric keeps them. For Node; a browser is given them as they are.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CarnetError } from '../errors/carnet-error.js';
import type { Roots } from './signers.js';

/** Of an MSP folder: roots, and the CAs between them and the peers. */
const CA_FOLDERS = ['cacerts', 'intermediatecerts'];
const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function unreadable(path: string, reason: string, cause?: unknown): CarnetError {
    return new CarnetError('FILE_UNREADABLE', `No roots can be read from ${path}: ${reason}.`, { details: { path }, ...cause === undefined ? {} : { cause } });
}

function certificatesIn(folder: string): string[] {
    if (!existsSync(folder)) return [];
    return readdirSync(folder).sort().flatMap(name => readFileSync(join(folder, name), 'utf8').match(PEM) ?? []).map(pem => `${pem}\n`);
}

function rootsOfMsp(folder: string): string[] {
    const pems = CA_FOLDERS.flatMap(name => certificatesIn(join(folder, name)));
    if (pems.length === 0) throw unreadable(folder, 'it holds no CA certificate in cacerts');
    return pems;
}

/** The MSP id that a connection profile of the organisation names, as fabric-samples and `carnet-network` write it. */
function mspIdIn(folder: string): string | undefined {
    for (const name of readdirSync(folder)) {
        if (!/^connection-.*\.json$/.test(name)) continue;
        const { organizations } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { organizations?: Record<string, { mspid?: string }> };
        const mspId = Object.values(organizations ?? {})[0]?.mspid;
        if (mspId !== undefined) return mspId;
    }
    return undefined;
}

/**
 * The roots of organisations.
 * @param path an `organizations/` folder in the layout of fabric-samples' test-network, whose connection profiles name the MSP ids; or, with an
 *     MSP id, the MSP folder of that organisation, with `cacerts` and, where there are CAs between, `intermediatecerts`
 * @throws CarnetError FILE_UNREADABLE
 */
export function readRoots(path: string, mspId?: string): Roots {
    try {
        if (mspId !== undefined) return { [mspId]: rootsOfMsp(path) };
        const peers = join(path, 'peerOrganizations');
        const folders = readdirSync(peers).sort().map(name => join(peers, name)).filter(folder => statSync(folder).isDirectory());
        const roots = folders.flatMap(folder => {
            const found = mspIdIn(folder);
            return found === undefined ? [] : [[found, rootsOfMsp(join(folder, 'msp'))] as const];
        });
        if (roots.length === 0) throw unreadable(path, 'it holds no organisation with a connection profile');
        return Object.fromEntries(roots);
    } catch (cause) {
        if (cause instanceof CarnetError) throw cause;
        throw unreadable(path, (cause as Error).message, cause);
    }
}
