// Rosters: the first version is defined by one of its members, every later one is a decision of the version before.
import { CarnetFailure, electorateOfRoster, voterId, type Decision, type Roster, type RosterProposal, type RosterRequest } from '@carnet/domain';
import { hashOf } from '../ledger/hash';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireActiveOrganisation, requireOrganisation } from '../membership/authorisation';
import { readRoster, rosters } from './decision-state';
import { executeDecision, type ExpectedDecision } from './executing';
import { knownDecision, proposeDecision } from './proposing';

/** @throws CarnetFailure as requireActiveOrganisation, and APPROVER_NOT_ELIGIBLE */
async function requireRosterMember(context: LedgerContext, roster: Roster): Promise<void> {
    await requireActiveOrganisation(context);
    const { mspId, publicKeyHash } = context.caller;
    const own = voterId(mspId, publicKeyHash);
    if (electorateOfRoster(roster).voters.some(voter => voter.voterId === own)) return;
    throw new CarnetFailure('APPROVER_NOT_ELIGIBLE', 'Your key is not on this roster.', { rosterId: roster.rosterId, mspId });
}

/** A roster of organisations that are not in the charter could never vote. @throws CarnetFailure ORGANISATION_NOT_ADMITTED */
async function requireAdmitted(context: LedgerContext, { members }: Roster): Promise<void> {
    const others = new Set(members.map(({ mspId }) => mspId));
    others.delete(context.caller.mspId);
    for (const mspId of others) await requireOrganisation(context, mspId);
}

function requireNext(current: Roster | undefined, { rosterId, version }: Roster): void {
    const next = (current?.version ?? 0) + 1;
    if (version === next) return;
    throw new CarnetFailure('ROSTER_VERSION', `The next version of this roster is ${next}.`, { rosterId, version, next });
}

/** What is decided about a roster: the same for the proposal and the execution. */
function rosterDecision(roster: Roster): ExpectedDecision {
    return { kind: 'ROSTER', subject: roster.rosterId, content: roster, rosterId: roster.rosterId };
}

/**
 * Defines a roster, or puts its next version in force by the decision of the version before.
 * @throws CarnetFailure APPROVER_NOT_ELIGIBLE, ORGANISATION_NOT_ADMITTED, ROSTER_VERSION, ALREADY_EXISTS, DECISION_NEEDED, and as executeDecision
 */
export async function defineRoster(context: LedgerContext, { decisionId, ...roster }: RosterRequest): Promise<Roster> {
    const current = await rosters(context).read(roster.rosterId);
    if (current !== undefined && hashOf(current) === hashOf(roster)) return current;
    if (current?.version === roster.version) {
        throw new CarnetFailure('ALREADY_EXISTS', 'This version of the roster is defined otherwise.', { rosterId: roster.rosterId, version: roster.version });
    }
    requireNext(current, roster);
    if (current === undefined) {
        await requireRosterMember(context, roster);
    } else {
        await requireActiveOrganisation(context);
        if (decisionId === undefined) {
            throw new CarnetFailure('DECISION_NEEDED', 'A later version takes a decision of the version in force: name it.', { rosterId: roster.rosterId });
        }
        await executeDecision(context, decisionId, rosterDecision(roster));
    }
    await requireAdmitted(context, roster);
    await rosters(context).write(roster, roster.rosterId);
    context.emit('RosterDefined', { rosterId: roster.rosterId, version: roster.version });
    return roster;
}

/**
 * Proposes the next version of a roster to the members of the version in force. The proposer votes like any other.
 * @throws CarnetFailure ROSTER_NOT_FOUND, APPROVER_NOT_ELIGIBLE, ORGANISATION_NOT_ADMITTED, ROSTER_VERSION, and as proposeDecision
 */
export async function proposeRoster(context: LedgerContext, { decisionId, roster, expiry }: RosterProposal): Promise<Decision> {
    const proposed = { decisionId, ...rosterDecision(roster), proposerMayVote: true, expiry };
    const known = await knownDecision(context, proposed);
    if (known !== undefined) return known;
    const current = await readRoster(context, roster.rosterId);
    await requireRosterMember(context, current);
    requireNext(current, roster);
    await requireAdmitted(context, roster);
    return proposeDecision(context, proposed);
}
