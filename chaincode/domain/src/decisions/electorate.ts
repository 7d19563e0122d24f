// Who may vote on a decision and how many of them it takes: a roster of managers, or the organisations of the charter; and the count.
import { canonicalHash } from '../canonical/hash';
import type { Roster } from './roster';

/** What `Decision.rosterId` says where the organisations of the charter decide; no roster can have this id. */
export const CHARTER_ELECTORATE = '@charter';

export interface Voter {
    /** What the key of a vote names. */
    readonly voterId: string;
    readonly mspId: string;
    /** Absent where any administrator votes for his organisation. */
    readonly publicKeyHash?: string;
}

export interface Electorate {
    /** A decision is bound to it: votes under another version count for nothing. */
    readonly version: number;
    readonly voters: readonly Voter[];
    /** Approvals needed; of an electorate that decides by majority, a number that follows from how many voters are not suspended. */
    readonly threshold: number | 'majority';
    readonly minOrganisations: number;
    readonly ordered: boolean;
    /** Whether one vote against closes the decision: so it is among managers; organisations decide by majority. */
    readonly rejectionCloses: boolean;
}

/** One vote for each key of each organisation: a certificate more for the same key is no further voter, another key is another one. */
export function voterId(mspId: string, publicKeyHash?: string): string {
    return canonicalHash(publicKeyHash === undefined ? [mspId] : [mspId, publicKeyHash]);
}

/** Under which somebody votes in an electorate: as himself, or for his organisation. */
export function voterIdIn(rosterId: string, { mspId, publicKeyHash }: { readonly mspId: string; readonly publicKeyHash: string }): string {
    return rosterId === CHARTER_ELECTORATE ? voterId(mspId) : voterId(mspId, publicKeyHash);
}

export function electorateOfRoster({ version, members, threshold, minOrganisations, ordered }: Roster): Electorate {
    return {
        version, threshold, minOrganisations, ordered: ordered === true, rejectionCloses: true,
        voters: members.map(({ mspId, publicKeyHash }) => ({ voterId: voterId(mspId, publicKeyHash), mspId, publicKeyHash })),
    };
}

/** Every organisation of the charter has one vote, given by any of its administrators. */
export function electorateOfCharter(version: number, mspIds: readonly string[]): Electorate {
    return {
        version, threshold: 'majority', minOrganisations: 1, ordered: false, rejectionCloses: false,
        voters: mspIds.map(mspId => ({ voterId: voterId(mspId), mspId })),
    };
}

/** What the votes amount to. */
export interface Tally {
    readonly needed: number;
    /** Approvals by voters whose organisation is not suspended. */
    readonly given: number;
    readonly against: number;
    readonly neededOrganisations: number;
    /** Organisations among those who approve. */
    readonly organisations: number;
}

/**
 * Counts the votes of an electorate.
 * @param votes by voterId: whether it approves; those of others do not count
 * @param suspended MSP ids whose members neither count nor make a majority larger
 */
export function tally(electorate: Electorate, votes: ReadonlyMap<string, boolean>, suspended: ReadonlySet<string>): Tally {
    const active = electorate.voters.filter(({ mspId }) => !suspended.has(mspId));
    const approving = active.filter(voter => votes.get(voter.voterId) === true);
    return {
        needed: electorate.threshold === 'majority' ? Math.floor(active.length / 2) + 1 : electorate.threshold,
        given: approving.length,
        against: active.filter(voter => votes.get(voter.voterId) === false).length,
        neededOrganisations: electorate.minOrganisations,
        organisations: new Set(approving.map(({ mspId }) => mspId)).size,
    };
}

export function isApproved({ needed, given, neededOrganisations, organisations }: Tally): boolean {
    return given >= needed && organisations >= neededOrganisations;
}
