// Reads the roots of organisations from a file, or from the folders in which they are kept. For Node: a browser is given the text of a file.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CarnetError } from '../errors/carnet-error.js';
import { readTextSync } from '../files/text-file.js';
import { pemsIn, rootsIn, unreadable } from './root-file.js';
import type { Roots } from './signers.js';

/** Of an MSP folder: roots, and the CAs between them and the peers. */
const CA_FOLDERS = ['cacerts', 'intermediatecerts'];

const inFolder = (folder: string, name: string): string => readTextSync(join(folder, name), { regular: true });

function certificatesIn(folder: string): string[] {
    if (!existsSync(folder)) return [];
    return readdirSync(folder).sort().flatMap(name => pemsIn(inFolder(folder, name)));
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
        const { organizations } = JSON.parse(inFolder(folder, name)) as { organizations?: Record<string, { mspid?: string }> };
        const mspId = Object.values(organizations ?? {})[0]?.mspid;
        if (mspId !== undefined) return mspId;
    }
    return undefined;
}

/** As fabric-samples' test-network and `carnet-network` lay it out. */
function rootsOfOrganizations(path: string): Roots {
    const peers = join(path, 'peerOrganizations');
    const folders = readdirSync(peers).sort().map(name => join(peers, name)).filter(folder => statSync(folder).isDirectory());
    if (folders.length === 0) throw unreadable(path, 'it holds no organisation');
    return Object.fromEntries(folders.map(folder => {
        const mspId = mspIdIn(folder);
        // Left out, it would be missed only where something that its peers signed is refused.
        if (mspId === undefined) throw unreadable(folder, 'it has no connection profile (connection-….json) that names the MSP id of the organisation');
        return [mspId, rootsOfMsp(join(folder, 'msp'))];
    }));
}

function rootsOfPemFiles(path: string): Roots {
    const files = readdirSync(path).filter(name => name.endsWith('.pem')).sort();
    if (files.length === 0) throw unreadable(path, 'it holds neither peerOrganizations/ nor a .pem file: name one after each organisation, such as Org1MSP.pem');
    return Object.fromEntries(files.flatMap(name => Object.entries(rootsIn(join(path, name), inFolder(path, name)))));
}

/**
 * The roots of organisations, all of them or none.
 * @param path an `organizations/` folder in the layout of fabric-samples' test-network, whose connection profiles name the MSP ids; a folder of
 *     PEM files named after their organisations, as `Org1MSP.pem`; such a file; a JSON file of MSP id → PEM, or list of PEM; or, with an MSP id,
 *     the MSP folder of that organisation, with `cacerts` and, where there are CAs between, `intermediatecerts`
 * @throws CarnetError FILE_UNREADABLE, which names what cannot be read
 */
export function readRoots(path: string, mspId?: string): Roots {
    try {
        if (mspId !== undefined) return { [mspId]: rootsOfMsp(path) };
        if (!statSync(path).isDirectory()) return rootsIn(path, readTextSync(path));
        return existsSync(join(path, 'peerOrganizations')) ? rootsOfOrganizations(path) : rootsOfPemFiles(path);
    } catch (cause) {
        if (cause instanceof CarnetError) throw cause;
        throw unreadable(path, (cause as Error).message, { cause });
    }
}
