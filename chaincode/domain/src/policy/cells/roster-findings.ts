// Approvals that can never be given, by the rosters that are known.
import type { Roster } from '../../decisions/roster';
import type { Policy } from '../policy';
import type { PolicyFinding } from '../policy-check';

/** What makes a roster unable to approve; undefined where it can. */
function impossibility(roster: Roster): string | undefined {
    const members = new Map(roster.members.map(({ publicKeyHash, mspId }) => [publicKeyHash, mspId]));
    const organisations = new Set(members.values()).size;
    if (roster.threshold < 1) return 'asks for no approval at all';
    if (roster.threshold > members.size) return `asks for ${roster.threshold} approvals and has ${members.size} members`;
    if (roster.minOrganisations > organisations) return `asks for ${roster.minOrganisations} organisations and has members of ${organisations}`;
    if (roster.minOrganisations > roster.threshold) return `asks for ${roster.minOrganisations} organisations among ${roster.threshold} approvals`;
    return undefined;
}

/** Refuses approvals of a roster that is not known or cannot approve. */
export function rosterRefusals({ approvals }: Policy, rosters: ReadonlyMap<string, Roster>, report: (finding: PolicyFinding) => void): void {
    for (const { id, roster } of approvals) {
        const known = rosters.get(roster);
        const reason = known === undefined ? 'is not defined' : impossibility(known);
        if (reason === undefined) continue;
        report({ code: 'QUORUM_IMPOSSIBLE', id, sentence: `Approval '${id}' can never be given: roster '${roster}' ${reason}. Define the roster, or name another.` });
    }
}
