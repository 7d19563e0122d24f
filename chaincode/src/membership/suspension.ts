// Suspending an organisation: its own administrator may do it at once, anything else takes a vote.
import { byCodeUnits, CarnetFailure, type CharterState } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireAdministrator, requireOrganisation } from './authorisation';
import { charterState, organisations, readCharterInForce, readSuspended } from './charter-state';

/** @throws CarnetFailure NOT_ADMINISTRATOR, VOTE_REQUIRED, CONSORTIUM_NOT_FOUNDED, ORGANISATION_NOT_ADMITTED */
export async function suspendOrganisation(context: LedgerContext, mspId: string): Promise<CharterState> {
    requireAdministrator(context);
    if (mspId !== context.caller.mspId) {
        throw new CarnetFailure('VOTE_REQUIRED', 'An administrator may suspend only his own organisation: another one takes a vote of the consortium.', { mspId });
    }
    const organisation = await requireOrganisation(context, mspId);
    const { charterHash, proposal } = await readCharterInForce(context);
    const suspended = await readSuspended(context, proposal.charter);
    if (organisation.suspended) return charterState(charterHash, proposal, true, suspended);
    await organisations(context).write({ ...organisation, suspended: true }, mspId);
    context.emit('OrganisationSuspended', { mspId });
    return charterState(charterHash, proposal, true, [...suspended, mspId].sort(byCodeUnits));
}
