// Granting and revoking roles: an administrator, for the people of his own organisation, within its capabilities.
import { byCodeUnits, CarnetFailure, type Capability, type Member, type RoleGrant } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireActiveOrganisation, requireAdministrator } from './authorisation';
import { listMember, members } from './member-state';

async function change(context: LedgerContext, before: Member, roles: readonly Capability[]): Promise<Member> {
    const after: Member = { ...before, roles: [...roles].sort(byCodeUnits) };
    await members(context).write(after);
    context.emit('RolesChanged', after);
    return after;
}

/**
 * Gives roles to an identity of the caller's organisation. Roles that it already holds change nothing.
 * @throws CarnetFailure NOT_ADMINISTRATOR, CONSORTIUM_NOT_FOUNDED, ORGANISATION_NOT_ADMITTED, ORGANISATION_SUSPENDED, NOT_IN_CAPABILITIES
 */
export async function grantRoles(context: LedgerContext, { identity, roles }: RoleGrant): Promise<Member> {
    requireAdministrator(context);
    const { capabilities } = await requireActiveOrganisation(context);
    const beyond = roles.filter(role => !capabilities.includes(role));
    if (beyond.length > 0) {
        throw new CarnetFailure('NOT_IN_CAPABILITIES', 'Your organisation may not grant these roles.', { roles: beyond, capabilities });
    }
    const { mspId } = context.caller;
    const known = await members(context).read(mspId, identity);
    const member = known ?? { mspId, identity, roles: [] };
    if (known !== undefined && roles.every(role => known.roles.includes(role))) return known;
    if (known === undefined) await listMember(context, member);
    return change(context, member, [...new Set([...member.roles, ...roles])]);
}

/**
 * Takes roles away, at once. Roles that it does not hold change nothing.
 * @throws CarnetFailure NOT_ADMINISTRATOR, CONSORTIUM_NOT_FOUNDED, ORGANISATION_NOT_ADMITTED, ORGANISATION_SUSPENDED, MEMBER_NOT_FOUND
 */
export async function revokeRoles(context: LedgerContext, { identity, roles }: RoleGrant): Promise<Member> {
    requireAdministrator(context);
    await requireActiveOrganisation(context);
    const { mspId } = context.caller;
    const member = await members(context).read(mspId, identity);
    if (member === undefined) throw new CarnetFailure('MEMBER_NOT_FOUND', 'This identity was never granted a role in your organisation.', { mspId });
    const remaining = member.roles.filter(role => !roles.includes(role));
    return remaining.length === member.roles.length ? member : change(context, member, remaining);
}
