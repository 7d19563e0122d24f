// Paths inside `organizations/`: the layout that cryptogen writes and fabric-samples reads.
import { join } from 'node:path';
import type { OrgName } from '../engine.js';
import { ORDERER_ORGANISATION, ordererHost, PEER_ORGANISATIONS, peerHost, type Organisation } from './organisations.js';

/** An MSP folder with its own key, and the paths in it. */
export interface MspPaths {
    readonly msp: string;
    readonly certificate: string;
    readonly key: string;
}

/** The TLS folder of a node. */
export interface ServerTlsPaths {
    readonly ca: string;
    readonly certificate: string;
    readonly key: string;
}

export function organisationDir(organizations: string, organisation: Organisation): string {
    return join(organizations, organisation.kind, organisation.domain);
}

export function mspPaths(memberDir: string, commonName: string): MspPaths {
    const msp = join(memberDir, 'msp');
    return { msp, certificate: join(msp, 'signcerts', `${commonName}-cert.pem`), key: join(msp, 'keystore', 'priv_sk') };
}

export function serverTlsPaths(nodeDir: string): ServerTlsPaths {
    return { ca: join(nodeDir, 'tls', 'ca.crt'), certificate: join(nodeDir, 'tls', 'server.crt'), key: join(nodeDir, 'tls', 'server.key') };
}

export function peerDir(organizations: string, org: OrgName): string {
    return join(organisationDir(organizations, PEER_ORGANISATIONS[org]), 'peers', peerHost(org));
}

export function ordererDir(organizations: string, name: string): string {
    return join(organisationDir(organizations, ORDERER_ORGANISATION), 'orderers', ordererHost(name));
}

/** `Admin` → `Admin@org1.example.com`: the certificate's common name, the folder and the wallet label. */
export function userLabel(organisation: Organisation, name: string): string {
    return `${name}@${organisation.domain}`;
}

export function userDir(organizations: string, organisation: Organisation, name: string): string {
    return join(organisationDir(organizations, organisation), 'users', userLabel(organisation, name));
}

export function userMsp(organizations: string, organisation: Organisation, name: string): MspPaths {
    return mspPaths(userDir(organizations, organisation, name), userLabel(organisation, name));
}

export function tlsCaCertificate(organizations: string, organisation: Organisation): string {
    const { domain } = organisation;
    return join(organisationDir(organizations, organisation), 'tlsca', `tlsca.${domain}-cert.pem`);
}

export function connectionProfile(organizations: string, org: OrgName): string {
    return join(organisationDir(organizations, PEER_ORGANISATIONS[org]), `connection-${org}.json`);
}
