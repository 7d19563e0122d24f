// Reads an MSP folder (cacerts, intermediatecerts, admincerts, crls, config.yaml) into what an MSP needs.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { X509Certificate } from 'node:crypto';
import { certificationChain, chainIdentifier, parseCertificate } from './certificate.js';
import { readRevocationLists, type RevocationList } from './crl.js';
import { MspError } from './msp-error.js';
import type { NodeOus, OuIdentifier, Role } from './node-ous.js';

export interface MspDefinition {
    readonly id: string;
    readonly roots: readonly X509Certificate[];
    readonly intermediates: readonly X509Certificate[];
    /** Certificates that are admins by name rather than by unit. */
    readonly admins: readonly X509Certificate[];
    readonly revocationLists: readonly RevocationList[];
    /** Absent when node OUs are switched off: then only the roles member and admin exist. */
    readonly nodeOus?: NodeOus;
    /** Units of which an identity must have one, when there are any. */
    readonly requiredUnits: readonly OuIdentifier[];
}

interface OuYaml { Certificate?: string; OrganizationalUnitIdentifier?: string }

interface ConfigYaml {
    OrganizationalUnitIdentifiers?: OuYaml[];
    NodeOUs?: { Enable?: boolean } & Partial<Record<'ClientOUIdentifier' | 'PeerOUIdentifier' | 'AdminOUIdentifier' | 'OrdererOUIdentifier', OuYaml>>;
}

/** @throws MspError when there is no CA certificate or a file does not parse. */
export async function readMspFolder(id: string, folder: string): Promise<MspDefinition> {
    const roots = files(join(folder, 'cacerts')).map(parseCertificate);
    if (roots.length === 0) throw new MspError(`no CA certificate in ${join(folder, 'cacerts')}: give the organisation's MSP folder`);
    const intermediates = files(join(folder, 'intermediatecerts')).map(parseCertificate);
    const identifier = (ou: OuYaml): OuIdentifier => {
        if (!ou.OrganizationalUnitIdentifier) throw new MspError(`config.yaml of ${folder}: an OrganizationalUnitIdentifier is empty`);
        if (!ou.Certificate) return { unit: ou.OrganizationalUnitIdentifier };
        const certificate = parseCertificate(readFileSync(join(folder, ou.Certificate)));
        const chain = certificationChain(certificate, roots, intermediates);
        return { unit: ou.OrganizationalUnitIdentifier, certifiersIdentifier: chainIdentifier(chain) };
    };
    const config = await readConfig(join(folder, 'config.yaml'));
    const nodeOus = config.NodeOUs?.Enable ? readNodeOus(config.NodeOUs, identifier) : undefined;
    return {
        id, roots, intermediates,
        admins: files(join(folder, 'admincerts')).map(parseCertificate),
        revocationLists: readRevocationLists(files(join(folder, 'crls')), [...roots, ...intermediates]),
        ...nodeOus && { nodeOus },
        requiredUnits: (config.OrganizationalUnitIdentifiers ?? []).map(identifier),
    };
}

function readNodeOus(config: NonNullable<ConfigYaml['NodeOUs']>, identifier: (ou: OuYaml) => OuIdentifier): NodeOus {
    const roles: [Role, OuYaml | undefined][] = [
        ['client', config.ClientOUIdentifier], ['peer', config.PeerOUIdentifier],
        ['admin', config.AdminOUIdentifier], ['orderer', config.OrdererOUIdentifier],
    ];
    return Object.fromEntries(roles.flatMap(([role, ou]) => ou?.OrganizationalUnitIdentifier ? [[role, identifier(ou)]] : []));
}

async function readConfig(path: string): Promise<ConfigYaml> {
    if (!existsSync(path)) return {};
    const { parse } = await import('yaml');
    return parse(readFileSync(path, 'utf8')) as ConfigYaml | null ?? {};
}

function files(folder: string): readonly Buffer[] {
    return existsSync(folder) ? readdirSync(folder).sort().map(name => readFileSync(join(folder, name))) : [];
}
