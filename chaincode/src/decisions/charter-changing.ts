// Changing the charter: proposed by an administrator, decided by a majority of the organisations, then carried out by anybody of theirs.
import {
    CarnetFailure, changedCharter, CHARTER_ELECTORATE, CHARTER_MAX_ORGANISATIONS, charterHash,
    type CharterChange, type CharterChangeProposal, type CharterState, type Decision,
} from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireActiveOrganisation, requireAdministrator, requireOrganisation } from '../membership/authorisation';
import { charterInForce, charterState, organisations, proposals, readCharterInForce, readSuspended, type OrganisationRecord } from '../membership/charter-state';
import { withSuspended } from '../membership/suspension';
import { contents, requireDecision } from './decision-state';
import { executeDecision, type ExpectedDecision } from './executing';
import { knownDecision, proposeDecision } from './proposing';

/** What is decided about the charter: the same for the proposal and the execution. */
function charterDecision(change: CharterChange): ExpectedDecision {
    return { kind: 'CHARTER', subject: change.mspId, content: change, rosterId: CHARTER_ELECTORATE };
}

/** The record of the organisation after a change. @throws CarnetFailure ALREADY_EXISTS, OUT_OF_RANGE, ORGANISATION_NOT_ADMITTED */
async function changedRecord(context: LedgerContext, change: CharterChange): Promise<OrganisationRecord> {
    const { mspId } = change;
    if (change.type !== 'ADMIT') {
        const record = await requireOrganisation(context, mspId);
        if (change.type === 'SET_CAPABILITIES') return { ...record, capabilities: change.capabilities };
        return { ...record, suspended: change.type === 'SUSPEND' };
    }
    if (await organisations(context).read(mspId) !== undefined) {
        throw new CarnetFailure('ALREADY_EXISTS', 'The organisation is in the charter.', { mspId });
    }
    const { proposal } = await readCharterInForce(context);
    if (proposal.charter.organisations.length >= CHARTER_MAX_ORGANISATIONS) {
        throw new CarnetFailure('OUT_OF_RANGE', `A charter has at most ${CHARTER_MAX_ORGANISATIONS} organisations.`, { field: 'change.mspId' });
    }
    return { name: change.name, capabilities: change.capabilities, suspended: false };
}

/**
 * Puts a change to the organisations of the charter. Proposing is not voting.
 * @throws CarnetFailure NOT_ADMINISTRATOR, ALREADY_EXISTS, OUT_OF_RANGE, ORGANISATION_NOT_ADMITTED, and as requireActiveOrganisation, proposeDecision
 */
export async function proposeCharterChange(context: LedgerContext, { decisionId, expiry, ...change }: CharterChangeProposal): Promise<Decision> {
    requireAdministrator(context);
    await requireActiveOrganisation(context);
    const proposed = { decisionId, ...charterDecision(change), proposerMayVote: true, expiry };
    const known = await knownDecision(context, proposed);
    if (known !== undefined) return known;
    await changedRecord(context, change);
    return proposeDecision(context, proposed);
}

/**
 * Carries out a change that a majority of the organisations that are not suspended has approved. Every change makes a new version of the charter, so
 * that votes on other changes under the one before are void: who voted could not know of it. Carrying it out again changes nothing.
 * @throws CarnetFailure DECISION_NOT_FOUND, LAST_ORGANISATION, and as requireActiveOrganisation, changedRecord and executeDecision
 */
export async function changeCharter(context: LedgerContext, decisionId: string): Promise<CharterState> {
    await requireActiveOrganisation(context);
    const { kind, status } = await requireDecision(context, decisionId);
    if (kind !== 'CHARTER') throw new CarnetFailure('DECISION_NOT_FOUND', 'The decision with this id is not about the charter.', { decisionId });
    const { charterHash: before, version, proposal } = await readCharterInForce(context);
    const suspended = await readSuspended(context, proposal.charter);
    if (status === 'EXECUTED') return charterState(before, proposal, true, suspended);
    const change = await contents(context).read(decisionId) as CharterChange;
    const record = await changedRecord(context, change);
    await executeDecision(context, decisionId, charterDecision(change));
    const now = withSuspended(suspended, proposal.charter, change.mspId, record.suspended);
    const amended = { ...proposal, charter: changedCharter(proposal.charter, change) };
    const hash = charterHash(amended.charter);
    await organisations(context).write(record, change.mspId);
    if (hash !== before) await proposals(context).write(amended, hash);
    await charterInForce(context).write({ charterHash: hash, version: version + 1 });
    context.emit('CharterChanged', { decisionId, charterHash: hash, type: change.type, mspId: change.mspId });
    return charterState(hash, amended, true, now);
}
