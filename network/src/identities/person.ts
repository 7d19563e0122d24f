// Issues an identity to a person of an organisation: MSP folder, TLS certificate, wallet file.
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { IssuedIdentity, PersonOptions } from '../network.js';
import { NetworkError } from '../network-error.js';
import { attributesOf, CA_BACKDATED_DAYS, CertificateAuthority, LEAF_DAYS, type KeyAndCertificate } from './certificate-authority.js';
import { organisationDir, userDir, userLabel, userMsp } from './layout.js';
import { writeMsp, writeTls, type Authorities } from './member.js';
import type { Organisation } from './organisations.js';
import { writeWalletFile } from './wallet.js';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,47}$/;
const ATTRIBUTE_NAME = /^[A-Za-z0-9._-]{1,64}$/;
/** Control characters and lone surrogates. */
const NOT_TEXT = /[\p{Cc}\p{Cs}]/u;
const MAX_ATTRIBUTES = 32;
const MAX_ATTRIBUTE_LENGTH = 256;
const MAX_DAYS = LEAF_DAYS;

function checkOptions({ name, attributes = {}, days }: PersonOptions): void {
    if (!NAME.test(name)) {
        throw new NetworkError('IDENTITY_NAME_INVALID', `'${name}' cannot be a name: give 1 to 48 of the characters A-Z a-z 0-9 . _ - ` +
            'beginning with a letter or digit', { name });
    }
    const entries = Object.entries(attributes);
    if (entries.length > MAX_ATTRIBUTES) {
        throw new NetworkError('ATTRIBUTES_TOO_MANY', `a certificate carries at most ${MAX_ATTRIBUTES} attributes, not ${entries.length}`, { name });
    }
    for (const [attribute, value] of entries) {
        if (!ATTRIBUTE_NAME.test(attribute)) {
            throw new NetworkError('ATTRIBUTE_NAME_INVALID', `'${attribute}' cannot name an attribute: give 1 to 64 of the characters ` +
                'A-Z a-z 0-9 . _ -', { attribute });
        }
        if (typeof value !== 'string' || value.length > MAX_ATTRIBUTE_LENGTH || NOT_TEXT.test(value)) {
            throw new NetworkError('ATTRIBUTE_VALUE_INVALID', `the value of attribute '${attribute}' must be text of at most ` +
                `${MAX_ATTRIBUTE_LENGTH} characters without control characters`, { attribute });
        }
    }
    if (days !== undefined && (!Number.isInteger(days) || days > MAX_DAYS || days <= -CA_BACKDATED_DAYS || days === 0)) {
        throw new NetworkError('IDENTITY_DAYS_INVALID', `days is ${days}: give a whole number from ${1 - CA_BACKDATED_DAYS} to ${MAX_DAYS}, ` +
            'below zero for a certificate that has expired', { days });
    }
}

function sameAttributes(left: Readonly<Record<string, string>>, right: Readonly<Record<string, string>>): boolean {
    const names = Object.keys(left);
    return names.length === Object.keys(right).length && names.every(name => left[name] === right[name]);
}

/** What is there under that name, if it is what is asked for. @throws NetworkError IDENTITY_EXISTS when it is not. */
function existing(organizations: string, organisation: Organisation, options: PersonOptions): KeyAndCertificate | undefined {
    const { name, admin = false, attributes = {}, days } = options;
    const users = dirname(userDir(organizations, organisation, name));
    const label = userLabel(organisation, name);
    // File systems that ignore case would make one folder of two names.
    const taken = existsSync(users) ? readdirSync(users).find(folder => folder.toLowerCase() === label.toLowerCase()) : undefined;
    if (taken === undefined) return undefined;
    const { certificate: path, key } = userMsp(organizations, organisation, name);
    // The key is written last: without it the issuing was broken off, and is done again.
    if (taken === label && !existsSync(key)) return undefined;
    if (taken === label && days === undefined && existsSync(path)) {
        const certificate = readFileSync(path, 'utf8');
        const isAdmin = /^OU=admin$/m.test(new X509Certificate(certificate).subject);
        if (isAdmin === admin && sameAttributes(attributesOf(certificate), attributes)) return { certificate, key: readFileSync(key, 'utf8') };
    }
    throw new NetworkError('IDENTITY_EXISTS', `${organisation.domain} has issued '${taken.split('@', 1)[0] ?? taken}' with another role, other ` +
        `attributes or another validity: take another name, or delete ${join(users, taken)} first`, { name, org: organisation.mspId });
}

/** The authorities saved in an organisation's folder. @throws NetworkError CA_UNREADABLE */
export async function loadAuthorities(organizations: string, organisation: Organisation): Promise<Authorities> {
    const dir = organisationDir(organizations, organisation);
    const [ca, tlsca] = await Promise.all([
        CertificateAuthority.load(join(dir, 'ca'), 'ca', organisation.domain),
        CertificateAuthority.load(join(dir, 'tlsca'), 'tlsca', organisation.domain),
    ]);
    return { ca, tlsca };
}

/** Issues and writes; used while an organisation is made and for people who come later. */
export async function writePerson(
    organizations: string, organisation: Organisation, authorities: Authorities, options: PersonOptions,
): Promise<KeyAndCertificate> {
    checkOptions(options);
    const { name, admin = false, attributes, days } = options;
    const dir = userDir(organizations, organisation, name);
    const commonName = basename(dir);
    const validity = days === undefined ? {} : { days };
    const [identity, tls] = await Promise.all([
        authorities.ca.issue({
            commonName, unit: admin ? 'admin' : 'client', ...validity,
            ...attributes === undefined || Object.keys(attributes).length === 0 ? {} : { attributes },
        }),
        authorities.tlsca.issue({ commonName, hosts: [], ...validity }),
    ]);
    mkdirSync(dir, { recursive: true });
    writeTls(dir, 'client', authorities, tls);
    writeMsp(dir, commonName, organisation, authorities, identity);
    return identity;
}

/**
 * Issues an identity, or answers with the one that was issued under this name with the same role and attributes.
 * @throws NetworkError IDENTITY_NAME_INVALID, ATTRIBUTE_NAME_INVALID, ATTRIBUTE_VALUE_INVALID, ATTRIBUTES_TOO_MANY,
 * IDENTITY_DAYS_INVALID, IDENTITY_EXISTS, CA_UNREADABLE
 */
export async function issuePerson(
    organizations: string, wallet: string, organisation: Organisation, options: PersonOptions,
): Promise<IssuedIdentity> {
    checkOptions(options);
    const identity = existing(organizations, organisation, options)
        ?? await writePerson(organizations, organisation, await loadAuthorities(organizations, organisation), options);
    const { msp, certificate, key } = userMsp(organizations, organisation, options.name);
    return {
        name: options.name,
        mspId: organisation.mspId,
        mspDir: msp,
        certificatePath: certificate,
        keyPath: key,
        walletPath: writeWalletFile(wallet, userLabel(organisation, options.name), organisation.mspId, identity),
    };
}
