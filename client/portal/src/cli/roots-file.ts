// The roots that the portal trusts: a JSON file of organisation → PEM (or list of PEM), a folder of PEM files named after them, or organizations/.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, parse } from 'node:path';
import { readRoots } from '@carnet/client';
import type { Roots } from '@carnet/client/verify';

const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

function pemsIn(text: string, where: string): string[] {
    const pems = text.match(PEM) ?? [];
    if (pems.length === 0) throw new Error(`${where} holds no certificate in PEM.`);
    return pems;
}

function fromJson(path: string): Roots {
    const table: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof table !== 'object' || table === null || Array.isArray(table)) throw new Error(`${path} is not a JSON object of organisation → PEM.`);
    return Object.fromEntries(Object.entries(table).map(([mspId, value]: [string, unknown]) => {
        const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
        return [mspId, texts.flatMap(text => pemsIn(typeof text === 'string' ? text : '', `${path}: ${mspId}`))];
    }));
}

/** @throws Error with what to do, where the path is neither, or a certificate cannot be found in it */
export function readRootsFile(path: string): Roots {
    if (!statSync(path).isDirectory()) return fromJson(path);
    if (existsSync(join(path, 'peerOrganizations'))) return readRoots(path);
    const files = readdirSync(path).filter(name => name.endsWith('.pem')).sort();
    if (files.length === 0) throw new Error(`${path} holds no .pem file: name one after each organisation, such as Org1MSP.pem.`);
    return Object.fromEntries(files.map(name => [parse(name).name, pemsIn(readFileSync(join(path, name), 'utf8'), join(path, name))]));
}
