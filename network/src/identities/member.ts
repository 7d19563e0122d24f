// Writes the folder of one member of an organisation: a node or a person, its MSP and its TLS material.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CertificateAuthority, KeyAndCertificate } from './certificate-authority.js';
import { mspPaths, type MspPaths } from './layout.js';
import type { Organisation } from './organisations.js';

/** The authorities of an organisation: one for identities, one for TLS. */
export interface Authorities {
    readonly ca: CertificateAuthority;
    readonly tlsca: CertificateAuthority;
}

function write(path: string, content: string, mode = 0o644): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { mode });
}

/** Tells Fabric to read a member's part from the organizational unit of its certificate. */
function nodeOus(caFile: string): string {
    const identifier = (role: string, unit: string): string =>
        `    ${role}OUIdentifier:\n        Certificate: ${caFile}\n        OrganizationalUnitIdentifier: ${unit}\n`;
    return 'NodeOUs:\n    Enable: true\n'
        + identifier('Client', 'client') + identifier('Peer', 'peer') + identifier('Admin', 'admin') + identifier('Orderer', 'orderer');
}

/** The part of an MSP that says whom to trust; the whole of the organisation's own MSP. */
export function writeVerifyingMsp(msp: string, { domain }: Organisation, { ca, tlsca }: Authorities): void {
    write(join(msp, 'cacerts', `ca.${domain}-cert.pem`), ca.certificatePem);
    write(join(msp, 'tlscacerts', `tlsca.${domain}-cert.pem`), tlsca.certificatePem);
    write(join(msp, 'config.yaml'), nodeOus(`cacerts/ca.${domain}-cert.pem`));
}

export function writeMsp(
    memberDir: string, commonName: string, organisation: Organisation, authorities: Authorities, identity: KeyAndCertificate,
): MspPaths {
    const paths = mspPaths(memberDir, commonName);
    writeVerifyingMsp(paths.msp, organisation, authorities);
    write(paths.certificate, identity.certificate);
    write(paths.key, identity.key, 0o600);
    return paths;
}

/** `role` names the files: server.crt of a node, client.crt of a person. */
export function writeTls(memberDir: string, role: 'server' | 'client', { tlsca }: Authorities, identity: KeyAndCertificate): void {
    write(join(memberDir, 'tls', 'ca.crt'), tlsca.certificatePem);
    write(join(memberDir, 'tls', `${role}.crt`), identity.certificate);
    write(join(memberDir, 'tls', `${role}.key`), identity.key, 0o600);
}
