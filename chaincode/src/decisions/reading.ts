// What of decisions is read: one with its content and votes, and what waits for a roster.
import { tally, voterIdIn, type Decision, type DecisionPage, type DecisionState, type Vote } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { contents, decisions, PENDING, requireDecision } from './decision-state';
import { readElectorate, suspendedOf } from './electorates';

/** More than an electorate can cast. */
const VOTES_PAGE = 100;

/** @throws CarnetFailure DECISION_NOT_FOUND */
export async function readDecision(context: LedgerContext, decisionId: string): Promise<DecisionState> {
    const decision = await requireDecision(context, decisionId);
    const content = await contents(context).read(decisionId);
    if (content === undefined) throw new Error('A decision has no content.');
    const votes = (await context.state.page<Vote>('vote', [decisionId], VOTES_PAGE, '')).rows.map(({ value }) => value);
    const electorate = await readElectorate(context, decision.rosterId);
    const cast = new Map(votes.map(vote => [voterIdIn(decision.rosterId, vote), vote.approves]));
    const valid = electorate.version === decision.rosterVersion;
    return { decision, content, votes, tally: valid ? tally(electorate, cast, await suspendedOf(context, electorate)) : null };
}

/** @throws CarnetFailure INVALID_BOOKMARK */
export async function listPending(context: LedgerContext, rosterId: string, pageSize: number, bookmark: string): Promise<DecisionPage> {
    // The key goes on with the expiry: what has expired stands before now, and is not even read.
    const page = await context.state.page<string>(PENDING, [rosterId], pageSize, bookmark === '' ? context.time.iso : bookmark);
    const found: Decision[] = [];
    for (const { value: decisionId } of page.rows) {
        const decision = await decisions(context).read(decisionId);
        if (decision === undefined) throw new Error('A listed decision has no record.');
        found.push(decision);
    }
    return { decisions: found, bookmark: page.bookmark };
}
