// Suspending an organisation: its own administrator may do it at once, anything else takes a vote.
import { byCodeUnits, CarnetFailure, type Charter, type CharterState } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireAdministrator, requireOrganisation } from './authorisation';
import { charterState, organisations, readCharterInForce, readSuspended } from './charter-state';

/**
 * The MSP ids that are suspended once this one is or is not, sorted. One organisation is left, since none could ever lift a suspension otherwise.
 * @throws CarnetFailure LAST_ORGANISATION
 */
export function withSuspended(suspended: readonly string[], { organisations: all }: Charter, mspId: string, suspend: boolean): string[] {
    const others = suspended.filter(other => other !== mspId);
    if (!suspend) return others;
    if (others.length + 1 < all.length) return [...others, mspId].sort(byCodeUnits);
    throw new CarnetFailure('LAST_ORGANISATION', 'Every other organisation is suspended: nobody could lift a suspension again.', { mspId });
}

/** @throws CarnetFailure NOT_ADMINISTRATOR, VOTE_REQUIRED, CONSORTIUM_NOT_FOUNDED, ORGANISATION_NOT_ADMITTED, LAST_ORGANISATION */
export async function suspendOrganisation(context: LedgerContext, mspId: string): Promise<CharterState> {
    requireAdministrator(context);
    if (mspId !== context.caller.mspId) {
        throw new CarnetFailure('VOTE_REQUIRED', 'An administrator may suspend only his own organisation: for another one, propose it to the organisations.', { mspId });
    }
    const organisation = await requireOrganisation(context, mspId);
    const { charterHash, proposal } = await readCharterInForce(context);
    const suspended = await readSuspended(context, proposal.charter);
    if (organisation.suspended) return charterState(charterHash, proposal, true, suspended);
    const now = withSuspended(suspended, proposal.charter, mspId, true);
    await organisations(context).write({ ...organisation, suspended: true }, mspId);
    context.emit('OrganisationSuspended', { mspId });
    return charterState(charterHash, proposal, true, now);
}
