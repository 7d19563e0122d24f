// What the functions of `Decisions` take: rosters and the proposals of new versions.
import { flag, identifier, instant, integer, list, object, optional, refuseField, required, sha256Text, text, type Decoder } from '../codec/decoder';
import { requestCodec } from '../codec/request';
import { requirePossibleQuorum } from './quorum';
import { ROSTER_MEMBERS_MAX, type Roster, type RosterMember } from './roster';

const ROSTER_MAX_BYTES = 16 * 1024;

/** Sent as JSON to `Decisions:DefineRoster(roster)`. */
export interface RosterRequest extends Roster {
    /** The decision of the version before, for every version but the first. */
    readonly decisionId?: string;
}

/** Sent as JSON to `Decisions:ProposeRoster(proposal)`, by a member of the version in force. */
export interface RosterProposal {
    readonly decisionId: string;
    /** The next version; DefineRoster puts it in force once it is approved. */
    readonly roster: Roster;
    /** Instant from which it can no longer be voted on or put in force; at most 366 days ahead. */
    readonly expiry: string;
}

const member: Decoder<RosterMember> = object({
    mspId: required(identifier),
    publicKeyHash: required(sha256Text),
    name: required(text({ max: 100 })),
});

const rosterShape = {
    rosterId: required(identifier),
    version: required(integer(1, 1_000_000)),
    members: required(list(member, { min: 2, max: ROSTER_MEMBERS_MAX })),
    // Whether the members can give as many is told as such, whatever the number.
    threshold: required(integer(0, Number.MAX_SAFE_INTEGER)),
    minOrganisations: required(integer(0, Number.MAX_SAFE_INTEGER)),
    ordered: optional(flag),
};

/** One key is one member, under whatever organisation and name. */
function requirePossible<T extends Roster>(roster: T, field: string): T {
    const seen = new Set<string>();
    roster.members.forEach(({ publicKeyHash }, index) => {
        if (seen.has(publicKeyHash)) refuseField('INVALID_VALUE', `${field}.members[${index}].publicKeyHash`, 'Name each key once.');
        seen.add(publicKeyHash);
    });
    requirePossibleQuorum(roster, field);
    return roster;
}

const rosterFields = object(rosterShape);
const requestFields = object({ ...rosterShape, decisionId: optional(identifier) });

const roster: Decoder<Roster> = (value, field) => requirePossible(rosterFields(value, field), field);

export const rosterCodec = requestCodec<RosterRequest>('roster', (value, field) => requirePossible(requestFields(value, field), field), ROSTER_MAX_BYTES);

export const rosterProposalCodec = requestCodec<RosterProposal>('proposal', object({
    decisionId: required(identifier),
    roster: required(roster),
    expiry: required(instant),
}), ROSTER_MAX_BYTES);
