// A decision and a roster, as lines for people: what is decided stands there in full.
import type { Decision, DecisionState, Policy, Roster } from '@carnet/domain';
import { factLines, printable, tableLines } from '../command/output.js';
import { policyLines } from '../policy/file.js';

export function rosterLines({ rosterId, version, threshold, minOrganisations, ordered, members }: Roster): string[] {
    return [
        ...factLines({
            roster: rosterId, version, approvals: `${threshold} of ${members.length}, of ${minOrganisations} or more organisations`,
            order: ordered === true ? 'one after the other' : undefined,
        }),
        '',
        ...tableLines(['organisation', 'key', 'name'], members.map(({ mspId, publicKeyHash, name }) => [mspId, publicKeyHash, name])),
    ];
}

/** A policy is said in sentences first, as managers read it; what the hash is of follows in any case. */
function contentLines({ decision: { kind, contentHash }, content }: DecisionState): string[] {
    const policy = kind === 'PROGRAMME_POLICY' || kind === 'WALLET_POLICY' ? (content as { readonly policy: Policy | null }).policy : null;
    return [
        ...policy === null ? [] : ['What it says', ...policyLines(policy, 'en').map(line => line === '' ? '' : `  ${line}`), ''],
        'What is decided', ...JSON.stringify(content, null, 2).split('\n').map(line => `  ${printable(line)}`), `hash  ${contentHash}`,
    ];
}

export function decisionLines(state: DecisionState): string[] {
    const { decision, votes, tally } = state;
    const { decisionId, kind, subject, status, rosterId, rosterVersion, proposer, proposedAt, earliest, expiry } = decision;
    return [
        ...factLines({
            decision: decisionId, kind, subject, status, roster: `${rosterId} version ${rosterVersion}`,
            proposed: `${proposedAt} by ${proposer.mspId} ${proposer.publicKeyHash}`,
            'not before': earliest === proposedAt ? undefined : earliest, expires: expiry,
            approvals: tally === null ? 'void: the roster has changed since'
                : `${tally.given} of ${tally.needed} needed, of ${tally.organisations} of ${tally.neededOrganisations} organisations needed; ${tally.against} against`,
        }),
        '', ...contentLines(state),
        ...votes.length === 0 ? [] : ['', 'Votes'],
        ...tableLines(['organisation', 'key', 'vote', 'at'], votes.map(({ mspId, publicKeyHash, approves, at }) => [mspId, publicKeyHash, approves ? 'for' : 'against', at])),
    ];
}

export function pendingLines(decisions: readonly Decision[]): string[] {
    if (decisions.length === 0) return ['nothing is pending'];
    return tableLines(['decision', 'kind', 'subject', 'expires'], decisions.map(({ decisionId, kind, subject, expiry }) => [decisionId, kind, subject, expiry]));
}
