// Whether the caller may write what a file holds: asked once before anything is sent, since the ledger would refuse the whole file row by row.
import { ROLES_FOR_SOURCE, ROLES_FOR_TYPE, type Caller, type Capability, type EntryRequest } from '@carnet/domain';
import type { ContractClient } from '../call/contract-client.js';
import { CarnetError } from '../errors/carnet-error.js';

/** @returns the roles that the caller may use. @throws CarnetError NOT_A_MEMBER, ORGANISATION_NOT_ADMITTED, ORGANISATION_SUSPENDED */
export async function rolesOfCaller(membership: ContractClient): Promise<readonly Capability[]> {
    const { mspId, roles, organisation } = await membership.evaluate<Caller>('WhoAmI', [], {});
    if (organisation === null) throw new CarnetError('ORGANISATION_NOT_ADMITTED', 'The organisation is not in the charter in force.', { details: { mspId } });
    if (organisation.suspended) throw new CarnetError('ORGANISATION_SUSPENDED', 'Your organisation is suspended.', { details: { mspId } });
    const usable = roles.filter(role => organisation.capabilities.includes(role));
    if (usable.length === 0) throw new CarnetError('NOT_A_MEMBER', 'You hold no role: ask the administrator of your organisation.', { details: { mspId } });
    return usable;
}

/** @throws CarnetError NOT_LICENSED with `details.field`, where the ledger would */
export function requireLicence(roles: readonly Capability[], { type, source }: EntryRequest): void {
    for (const [field, needed, what] of [
        ['entry.type', ROLES_FOR_TYPE[type], `An entry of type ${type}`], ['entry.source', ROLES_FOR_SOURCE[source], `The source class ${source}`],
    ] as const) {
        if (needed.some(role => roles.includes(role))) continue;
        throw new CarnetError('NOT_LICENSED', `${what} needs one of the roles ${needed.join(', ')}.`, { details: { field, needed } });
    }
}
