// Where rosters, decisions and votes stand on the ledger.
import { CarnetFailure, type Decision, type Roster, type Vote } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import type { StateCollection } from '../ledger/world-state';

/** The version in force, by roster id. */
export function rosters(context: LedgerContext): StateCollection<Roster> {
    return context.state.collection<Roster>('roster');
}

export function decisions(context: LedgerContext): StateCollection<Decision> {
    return context.state.collection<Decision>('decision');
}

/** What is decided, by decision id; apart, so that a vote does not read it. */
export function contents(context: LedgerContext): StateCollection<object> {
    return context.state.collection<object>('decided');
}

/** By decision id and voter: one key for each vote, so that votes never conflict. */
export function votes(context: LedgerContext): StateCollection<Vote> {
    return context.state.collection<Vote>('vote');
}

/** Decision ids by electorate, expiry and decision id: what is still open, the first to expire at the beginning. */
export const PENDING = 'pending';

export function pendingKey({ rosterId, expiry, decisionId }: Decision): [string, string, string] {
    return [rosterId, expiry, decisionId];
}

/** @throws CarnetFailure ROSTER_NOT_FOUND */
export async function readRoster(context: LedgerContext, rosterId: string): Promise<Roster> {
    const roster = await rosters(context).read(rosterId);
    if (roster !== undefined) return roster;
    throw new CarnetFailure('ROSTER_NOT_FOUND', 'No roster with this id is defined.', { rosterId });
}

/** @throws CarnetFailure DECISION_NOT_FOUND */
export async function requireDecision(context: LedgerContext, decisionId: string): Promise<Decision> {
    const decision = await decisions(context).read(decisionId);
    if (decision !== undefined) return decision;
    throw new CarnetFailure('DECISION_NOT_FOUND', 'No decision with this id was proposed.', { decisionId });
}

/** Writes how a decision ended, and takes it from the list of what is open. */
export async function closeDecision(context: LedgerContext, decision: Decision, status: Exclude<Decision['status'], 'OPEN'>): Promise<Decision> {
    const closed: Decision = { ...decision, status };
    await decisions(context).write(closed, decision.decisionId);
    await context.state.collection<string>(PENDING).remove(...pendingKey(decision));
    return closed;
}
