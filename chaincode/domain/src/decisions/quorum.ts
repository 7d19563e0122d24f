// Which thresholds a roster can have at all, and which it needs so that a lost manager neither blocks nor suffices.
import { CarnetFailure } from '../failure/failure';
import type { Roster, RosterMember } from './roster';

function refuse(sentence: string, parameters: { readonly field?: string; readonly rosterId?: string }): never {
    throw new CarnetFailure('QUORUM_IMPOSSIBLE', sentence, parameters);
}

function organisationsOf(members: readonly RosterMember[]): number {
    return new Set(members.map(({ mspId }) => mspId)).size;
}

/** Refuses a threshold, or a number of organisations, that is none or more than the members can give. @throws CarnetFailure QUORUM_IMPOSSIBLE */
export function requirePossibleQuorum({ members, threshold, minOrganisations }: Roster, field: string): void {
    if (threshold < 1) refuse('At least one approval must be needed.', { field: `${field}.threshold` });
    if (threshold > members.length) refuse(`${members.length} members cannot give ${threshold} approvals.`, { field: `${field}.threshold` });
    if (minOrganisations < 1) refuse('At least one organisation must be among those who approve.', { field: `${field}.minOrganisations` });
    if (minOrganisations > threshold) refuse(`${threshold} approvals cannot be of ${minOrganisations} organisations.`, { field: `${field}.minOrganisations` });
    const organisations = organisationsOf(members);
    if (minOrganisations > organisations) refuse(`The members are of ${organisations} organisations only.`, { field: `${field}.minOrganisations` });
}

/**
 * For power over somebody's money or key: 2 ≤ k ≤ n − 1, so that one manager is not enough and one who is lost does not block; and managers of two
 * organisations at least, so that no company recovers a wallet alone.
 * @throws CarnetFailure QUORUM_IMPOSSIBLE
 */
export function requireRecoveryQuorum({ rosterId, members, threshold, minOrganisations }: Roster): void {
    if (threshold < 2) refuse('To recover and unfreeze, a roster must need at least 2 approvals.', { rosterId });
    if (threshold > members.length - 1) refuse('To recover and unfreeze, a roster must need fewer approvals than it has members.', { rosterId });
    if (minOrganisations < 2) refuse('To recover and unfreeze, a roster must need at least 2 organisations.', { rosterId });
}

/** Whether this is one of those who decide, by organisation and key. */
export function isManager({ members }: Roster, { mspId, publicKeyHash }: Pick<RosterMember, 'mspId' | 'publicKeyHash'>): boolean {
    return members.some(member => member.mspId === mspId && member.publicKeyHash === publicKeyHash);
}

/** Whether a key is a member's, of whatever organisation: nobody manages what is his own. */
export function isOnRoster({ members }: Roster, publicKeyHash: string): boolean {
    return members.some(member => member.publicKeyHash === publicKeyHash);
}
