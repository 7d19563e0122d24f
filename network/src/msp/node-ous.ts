// Which organisational unit makes a certificate a client, a peer, an admin or an orderer (config.yaml of an MSP folder).
import type { X509Certificate } from 'node:crypto';
import { chainIdentifier, organizationalUnits } from './certificate.js';
import { MspError } from './msp-error.js';

export type Role = 'client' | 'peer' | 'admin' | 'orderer';

export interface OuIdentifier {
    readonly unit: string;
    /** SHA-256 over the CA chain that must have certified the unit; absent: any chain. */
    readonly certifiersIdentifier?: Buffer;
}

export type NodeOus = Readonly<Partial<Record<Role, OuIdentifier>>>;

/** Units of an identity, each with the chain that certified it. */
export function unitsOf(chain: readonly X509Certificate[]): readonly Required<OuIdentifier>[] {
    const [leaf, ...authorities] = chain;
    if (!leaf) return [];
    const certifiersIdentifier = chainIdentifier(authorities);
    return organizationalUnits(leaf).map(unit => ({ unit, certifiersIdentifier }));
}

/** The one role that the units give: an identity with none, or with two, is valid for nothing. @throws MspError */
export function roleOf(units: readonly Required<OuIdentifier>[], nodeOus: NodeOus, mspId: string): Role {
    const names = units.map(({ unit }) => unit).join(', ');
    const roles: Role[] = [];
    for (const unit of units) {
        const entry = (Object.entries(nodeOus) as [Role, OuIdentifier][]).find(([, ou]) => ou.unit === unit.unit);
        if (!entry) continue;
        const [role, ou] = entry;
        if (ou.certifiersIdentifier && !ou.certifiersIdentifier.equals(unit.certifiersIdentifier)) {
            throw new MspError(`certifiersIdentifier does not match: [${names}], MSP: [${mspId}]`);
        }
        roles.push(role);
    }
    const [role] = roles;
    if (role === undefined) {
        throw new MspError(`the identity does not have an OU that resolves to client, peer, orderer, or admin role. OUs: [${names}], MSP: [${mspId}]`);
    }
    if (roles.length > 1) {
        throw new MspError('the identity must have a client, a peer, an orderer, or an admin OU role to be valid, '
            + `not a combination of them. OUs: [${names}], MSP: [${mspId}]`);
    }
    return role;
}
