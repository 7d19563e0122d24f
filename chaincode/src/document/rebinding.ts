// A signing key that is lost: the managers whom its owner named bind his documents to a new one. No key is kept anywhere for that.
import {
    CarnetFailure, FORMER_KEYS_MAX, formatInstant, isManager, isOnRoster, isSamePerson, MILLISECONDS_PER_DAY, personId, rebindingContent,
    requireRecoveryQuorum, type Decision, type Person, type RebindingRequest, type Roster,
} from '@carnet/domain';
import { withdraw } from '../decisions/deciding';
import { contents, readRoster, requireDecision } from '../decisions/decision-state';
import { executeDecision, type ExpectedDecision } from '../decisions/executing';
import { knownDecision, proposeDecision, type NewDecision } from '../decisions/proposing';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireActiveOrganisation, requireMember } from '../membership/authorisation';
import { identities, requireActing, type IdentityRecord } from './acting';
import { endOfCoolingOff } from './cooling-off';
import { addPending } from './trail';

/** Days from the end of the delay in which the decision may be carried out. */
const DECISION_DAYS = 30;

/**
 * Managers of two organisations, of whom one is not enough and one who is lost does not block; nobody manages himself.
 * @throws CarnetFailure QUORUM_IMPOSSIBLE
 */
export function requireGuardians(roster: Roster, ownKeys: readonly string[]): void {
    requireRecoveryQuorum(roster);
    if (!ownKeys.some(key => isOnRoster(roster, key))) return;
    throw new CarnetFailure('QUORUM_IMPOSSIBLE', 'The person is on the roster: nobody decides on his own key.', { rosterId: roster.rosterId });
}

interface Case {
    readonly before: IdentityRecord;
    readonly roster: Roster;
    readonly newPerson: Person;
    /** Whether the caller holds the new key. */
    readonly isHeir: boolean;
    /** Whether he stands on the roster. */
    readonly manages: boolean;
}

/** @throws CarnetFailure QUORUM_IMPOSSIBLE, INVALID_VALUE, ROSTER_NOT_FOUND, NOT_A_MANAGER, and those of requireActiveOrganisation */
async function requireCase(context: LedgerContext, { person, newKeyHash }: RebindingRequest): Promise<Case> {
    await requireActiveOrganisation(context);
    const before = await identities(context).read(personId(person));
    if (before === undefined || before.roster === null) {
        throw new CarnetFailure('QUORUM_IMPOSSIBLE', 'The person named no roster with his encryption keys: nobody can decide this.', { ...person });
    }
    if (newKeyHash === person.publicKeyHash) {
        throw new CarnetFailure('INVALID_VALUE', 'Name a new key.', { field: 'rebinding.newKeyHash' });
    }
    const roster = await readRoster(context, before.roster);
    requireGuardians(roster, [person.publicKeyHash, newKeyHash]);
    const newPerson = { mspId: person.mspId, publicKeyHash: newKeyHash };
    const isHeir = isSamePerson(context.caller, newPerson);
    const manages = isManager(roster, context.caller);
    if (!manages && !isHeir) {
        throw new CarnetFailure('NOT_A_MANAGER', 'Only who holds the new key, for the organisation of the person, or a manager may do this.', {
            roster: roster.rosterId,
        });
    }
    return { before, roster, newPerson, isHeir, manages };
}

/** @throws CarnetFailure IDENTITY_SUPERSEDED, REPLACED_TOO_OFTEN */
function requireReplaceable({ supersededBy, formers }: IdentityRecord): void {
    if (supersededBy !== null) throw new CarnetFailure('IDENTITY_SUPERSEDED', 'The key was replaced already.', { ...supersededBy });
    if (formers.length < FORMER_KEYS_MAX) return;
    throw new CarnetFailure('REPLACED_TOO_OFTEN', `The person's key was replaced ${FORMER_KEYS_MAX} times.`, { most: FORMER_KEYS_MAX });
}

function rebindingDecision(request: RebindingRequest, { rosterId }: Roster): ExpectedDecision {
    return { kind: 'DOCUMENT', subject: personId(request.person), content: rebindingContent(request), rosterId };
}

/**
 * Proposes to the managers to bind a person's documents to a new key, which is done once the person's delay is over at the earliest; it is among what
 * waits for him meanwhile. Whoever holds the new key has a role, or has a manager propose it: not everybody whom the CA knows calls managers up.
 * @throws CarnetFailure as requireCase, requireReplaceable and proposeDecision, NOT_A_MEMBER
 */
export async function proposeRebinding(context: LedgerContext, request: RebindingRequest): Promise<Decision> {
    const { before, roster, manages } = await requireCase(context, request);
    requireReplaceable(before);
    if (!manages) await requireMember(context);
    const { decisionId, person } = request;
    const earliest = context.time.milliseconds + before.delaySeconds * 1000;
    const expires = formatInstant(earliest + DECISION_DAYS * MILLISECONDS_PER_DAY);
    const proposed: NewDecision = {
        decisionId, ...rebindingDecision(request, roster), proposerMayVote: true, earliest: formatInstant(earliest), expiry: expires,
    };
    const known = await knownDecision(context, proposed);
    if (known !== undefined) return known;
    await addPending(context, person, { kind: 'REBINDING', decisionId, expires });
    return proposeDecision(context, proposed);
}

/** Nobody makes the delay shorter who dates back the proposal or dates ahead the deed. @throws CarnetFailure DECISION_TOO_EARLY */
function requireDelayOver(context: LedgerContext, { decisionId, proposedAt, earliest }: Decision): void {
    const end = endOfCoolingOff({ requestedAt: proposedAt, earliest });
    if (context.time.iso >= end) return;
    throw new CarnetFailure('DECISION_TOO_EARLY', 'The delay is not over yet, by clocks that differ as much as peers allow.', { decisionId, earliest: end });
}

/**
 * The person objects, with the key that was said to be lost. Of a stolen one nobody can but the managers, who reject it, and the proposer.
 * @throws CarnetFailure those of requireActing, DECISION_NOT_FOUND, NOT_A_PARTY, RECOVERY_NOT_CANCELLABLE, DECISION_CLOSED
 */
export async function cancelRebinding(context: LedgerContext, decisionId: string): Promise<Decision> {
    const { own } = await requireActing(context);
    const decision = await requireDecision(context, decisionId);
    const { kind, subject, status } = decision;
    if (kind !== 'DOCUMENT' || subject !== personId(own)) throw new CarnetFailure('NOT_A_PARTY', 'The decision is not about your key.', { decisionId });
    if (status === 'WITHDRAWN') return decision;
    const content = await contents(context).read(decisionId) as Pick<RebindingRequest, 'kind'>;
    if (content.kind === 'stolen') {
        throw new CarnetFailure('RECOVERY_NOT_CANCELLABLE', 'The key was reported stolen: only the managers can end this.', { decisionId });
    }
    return withdraw(context, decision);
}

/**
 * Nobody's key takes another's documents over unasked, nor one that they may name themselves: it would count twice in them.
 * @throws CarnetFailure NOT_A_PARTY, ALREADY_EXISTS
 */
async function requireHeir(context: LedgerContext, { newPerson, isHeir }: Case): Promise<void> {
    if (!isHeir) throw new CarnetFailure('NOT_A_PARTY', 'Only who holds the new key takes the documents over.', { ...newPerson });
    if (await identities(context).read(personId(newPerson)) === undefined) return;
    throw new CarnetFailure('ALREADY_EXISTS', 'The new key stands for somebody already: take one that is not used for documents yet.', { ...newPerson });
}

/**
 * Carries it out, by the new key, once the managers have approved exactly this and the delay is over: the old key acts for nothing any more. Done
 * again it changes nothing.
 * @throws CarnetFailure as requireCase and requireReplaceable, NOT_A_PARTY, ALREADY_EXISTS, and as executeDecision
 */
export async function rebindIdentity(context: LedgerContext, request: RebindingRequest): Promise<RebindingRequest> {
    const found = await requireCase(context, request);
    const { before, roster, newPerson } = found;
    const { decisionId, person, newKeyHash } = request;
    if (before.supersededBy?.publicKeyHash !== newKeyHash) {
        requireReplaceable(before);
        await requireHeir(context, found);
        requireDelayOver(context, await executeDecision(context, decisionId, rebindingDecision(request, roster)));
        await identities(context).write({ ...before, supersededBy: newPerson, reboundBy: decisionId }, personId(person));
        await identities(context).write({ ...before, formers: [...before.formers, person] }, personId(newPerson));
        context.emit('IdentityRebound', { mspId: person.mspId, oldKeyHash: person.publicKeyHash, newKeyHash });
    }
    return request;
}
