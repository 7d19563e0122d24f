// Makes `organizations/`: two peer organisations and the orderers', as cryptogen would with the test-network's configuration.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ORG_NAMES, type OrgName } from '../engine.js';
import { NetworkError } from '../network-error.js';
import type { Ports } from '../ports.js';
import { CertificateAuthority } from './certificate-authority.js';
import { writeConnectionProfile } from './connection-profile.js';
import {
    connectionProfile, mspPaths, ordererDir, organisationDir, peerDir, serverTlsPaths, userMsp,
} from './layout.js';
import { writeMsp, writeTls, writeVerifyingMsp, type Authorities } from './member.js';
import { ORDERER_ORGANISATION, ordererHost, PEER_ORGANISATIONS, peerHost, type Organisation } from './organisations.js';
import { writePerson } from './person.js';

/** Nodes are reached under their own name, with a name override, and by the names of this machine. */
function hostsOf(commonName: string): string[] {
    return [commonName, commonName.split('.', 1)[0] ?? commonName, 'localhost', '127.0.0.1', '::1'];
}

async function createAuthorities(organizations: string, organisation: Organisation): Promise<Authorities> {
    const dir = organisationDir(organizations, organisation);
    const [ca, tlsca] = await Promise.all([
        CertificateAuthority.create('ca', organisation.domain),
        CertificateAuthority.create('tlsca', organisation.domain),
    ]);
    ca.save(join(dir, 'ca'), 'ca', organisation.domain);
    tlsca.save(join(dir, 'tlsca'), 'tlsca', organisation.domain);
    writeVerifyingMsp(join(dir, 'msp'), organisation, { ca, tlsca });
    return { ca, tlsca };
}

async function writeNode(
    dir: string, commonName: string, unit: 'peer' | 'orderer', organisation: Organisation, authorities: Authorities,
): Promise<void> {
    const [identity, tls] = await Promise.all([
        authorities.ca.issue({ commonName, unit }),
        authorities.tlsca.issue({ commonName, hosts: hostsOf(commonName) }),
    ]);
    writeMsp(dir, commonName, organisation, authorities, identity);
    writeTls(dir, 'server', authorities, tls);
}

/**
 * One peer organisation with its authorities, peer0, Admin and User1. Made a second time elsewhere it has the same names and
 * other keys: the foreign twin that tests of refusal need.
 */
export async function createPeerOrganisation(organizations: string, org: OrgName): Promise<void> {
    const organisation = PEER_ORGANISATIONS[org];
    const authorities = await createAuthorities(organizations, organisation);
    await Promise.all([
        writeNode(peerDir(organizations, org), peerHost(org), 'peer', organisation, authorities),
        writePerson(organizations, organisation, authorities, { name: 'Admin', admin: true }),
        writePerson(organizations, organisation, authorities, { name: 'User1' }),
    ]);
}

async function createOrdererOrganisation(organizations: string, orderers: readonly string[]): Promise<void> {
    const authorities = await createAuthorities(organizations, ORDERER_ORGANISATION);
    await Promise.all([
        ...orderers.map(name => writeNode(ordererDir(organizations, name), ordererHost(name), 'orderer', ORDERER_ORGANISATION, authorities)),
        writePerson(organizations, ORDERER_ORGANISATION, authorities, { name: 'Admin', admin: true }),
    ]);
}

/** The files without which no node of the network can run. */
function essentialFiles(organizations: string, orderers: readonly string[]): string[] {
    const nodes = [
        ...ORG_NAMES.map(org => ({ dir: peerDir(organizations, org), host: peerHost(org) })),
        ...orderers.map(name => ({ dir: ordererDir(organizations, name), host: ordererHost(name) })),
    ];
    const people = ORG_NAMES.flatMap(org => ['Admin', 'User1'].map(name => userMsp(organizations, PEER_ORGANISATIONS[org], name)));
    return [
        ...nodes.flatMap(({ dir, host }) => {
            const tls = serverTlsPaths(dir);
            return [mspPaths(dir, host).certificate, mspPaths(dir, host).key, tls.ca, tls.certificate, tls.key];
        }),
        ...people.flatMap(({ certificate, key }) => [certificate, key]),
        userMsp(organizations, ORDERER_ORGANISATION, 'Admin').key,
    ];
}

/**
 * Makes `organizations/` where it is absent, in one step: it is there whole or not at all. Answers whether it was made.
 * @throws NetworkError ORGANIZATIONS_INCOMPLETE when the folder is there but lacks a file.
 */
export async function ensureOrganizations(organizations: string, ports: Ports, portOffset: number): Promise<boolean> {
    const orderers = ports.orderers.map(({ name }) => name);
    if (existsSync(organizations)) {
        const missing = essentialFiles(organizations, orderers).find(file => !existsSync(file));
        if (missing !== undefined) {
            throw new NetworkError('ORGANIZATIONS_INCOMPLETE', `${missing} is missing: keys cannot be made again for a channel that knows the ` +
                'old ones; put the file back, or run `carnet-network down` and start anew', { missing });
        }
        for (const org of ORG_NAMES) {
            if (!existsSync(connectionProfile(organizations, org))) writeConnectionProfile(organizations, org, ports, portOffset);
        }
        return false;
    }
    const unfinished = `${organizations}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    await Promise.all([
        ...ORG_NAMES.map(org => createPeerOrganisation(unfinished, org)),
        createOrdererOrganisation(unfinished, orderers),
    ]);
    for (const org of ORG_NAMES) writeConnectionProfile(unfinished, org, ports, portOffset);
    renameSync(unfinished, organizations);
    return true;
}
