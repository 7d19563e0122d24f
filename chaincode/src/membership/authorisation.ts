// May the caller do this? One read of the organisation's record and one of the member's.
import { CarnetFailure, type Capability } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { organisations, readCharterInForce, type OrganisationRecord } from './charter-state';
import { members } from './member-state';

/** @throws CarnetFailure NOT_ADMINISTRATOR */
export function requireAdministrator(context: LedgerContext): void {
    if (context.caller.administrator) return;
    throw new CarnetFailure('NOT_ADMINISTRATOR', 'Only an administrator of the organisation may do this.', { mspId: context.caller.mspId });
}

/** The record of an organisation of the charter in force. @throws CarnetFailure CONSORTIUM_NOT_FOUNDED, ORGANISATION_NOT_ADMITTED */
export async function requireOrganisation(context: LedgerContext, mspId: string): Promise<OrganisationRecord> {
    const organisation = await organisations(context).read(mspId);
    if (organisation !== undefined) return organisation;
    await readCharterInForce(context); // Only to say which of the two is the matter.
    throw new CarnetFailure('ORGANISATION_NOT_ADMITTED', 'The organisation is not in the charter in force.', { mspId });
}

/** The caller's organisation, which is not suspended. @throws CarnetFailure as requireOrganisation, and ORGANISATION_SUSPENDED */
export async function requireActiveOrganisation(context: LedgerContext): Promise<OrganisationRecord> {
    const { mspId } = context.caller;
    const organisation = await requireOrganisation(context, mspId);
    if (organisation.suspended) throw new CarnetFailure('ORGANISATION_SUSPENDED', 'Your organisation is suspended.', { mspId });
    return organisation;
}

/** What `requireMember` reads, to be fetched together with what is read after it. */
export function memberKeys(context: LedgerContext): readonly string[] {
    const { mspId, identity } = context.caller;
    return [organisations(context).key(mspId), members(context).key(mspId, identity)];
}

/**
 * The roles that the caller may use: granted, and within the organisation's capabilities today.
 * @throws CarnetFailure as requireActiveOrganisation, and NOT_A_MEMBER
 */
export async function requireMember(context: LedgerContext): Promise<ReadonlySet<Capability>> {
    const { mspId, identity } = context.caller;
    await context.state.prefetch(memberKeys(context));
    const organisation = await requireActiveOrganisation(context);
    const member = await members(context).read(mspId, identity);
    const roles = member?.roles.filter(role => organisation.capabilities.includes(role)) ?? [];
    if (roles.length === 0) throw new CarnetFailure('NOT_A_MEMBER', 'You hold no role: ask the administrator of your organisation.', { mspId, identity });
    return new Set(roles);
}

/** @throws CarnetFailure NOT_LICENSED naming the roles of which one is needed, and for what */
export function requireOneOf(held: ReadonlySet<Capability>, needed: readonly Capability[], what: string): void {
    if (needed.some(role => held.has(role))) return;
    throw new CarnetFailure('NOT_LICENSED', `${what} needs one of the roles ${needed.join(', ')}.`, { needed });
}
