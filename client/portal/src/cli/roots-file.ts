// The roots that the portal trusts: a JSON file of organisation → PEM (or list of PEM), a folder of PEM files named after them, or organizations/.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, parse } from 'node:path';
import { readRoots } from '@carnet/client';
import type { Roots } from '@carnet/client/verify';
import { readTable } from './json-file.js';

const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

function pemsIn(text: string, where: string): string[] {
    const pems = text.match(PEM) ?? [];
    if (pems.length === 0) throw new Error(`${where} holds no certificate in PEM.`);
    return pems;
}

function fromJson(path: string): Roots {
    return Object.fromEntries(readTable(path, 'organisation → PEM').map(([mspId, value]) => {
        const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
        return [mspId, texts.flatMap(text => pemsIn(typeof text === 'string' ? text : '', `${path}: ${mspId}`))];
    }));
}

/** @throws Error with what to do, where the path is neither, or a certificate cannot be found in it */
export function readRootsFile(path: string): Roots {
    if (!existsSync(path)) throw new Error(`${path} is not there: name the file or folder that holds the organisations' root certificates.`);
    if (!statSync(path).isDirectory()) return fromJson(path);
    if (existsSync(join(path, 'peerOrganizations'))) return readRoots(path);
    const files = readdirSync(path).filter(name => name.endsWith('.pem')).sort();
    if (files.length === 0) throw new Error(`${path} holds no .pem file: name one after each organisation, such as Org1MSP.pem.`);
    return Object.fromEntries(files.map(name => [parse(name).name, pemsIn(readFileSync(join(path, name), 'utf8'), join(path, name))]));
}
