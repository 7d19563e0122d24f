// The money cases on approvals, quorum and rosters, by the numbers of the list; and what attackers try with votes.
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { before, describe, test } from 'node:test';
import type { Caller, Decision, ParsedFailure, Roster, RosterRequest } from '@carnet/domain';
import { Council, type Manager } from './council.js';
// After the identities' own, which loads the metadata that this library needs.
import * as x509 from '@peculiar/x509';

let council: Council;
/** Of Org1MSP, Org2MSP, Org3MSP, Org1MSP. */
let people: Manager[];
let rosters = 0;
before(async () => {
    council = await Council.open(3);
    people = await council.managers('Org1MSP', 'Org2MSP', 'Org3MSP', 'Org1MSP');
});

const person = (index: number): Manager => {
    const found = people[index];
    assert.ok(found);
    return found;
};

/** A roster of these people that is not defined yet. */
function rosterOf(of: readonly Manager[], rules: Partial<Roster> = {}): Roster {
    rosters += 1;
    return { rosterId: `roster-${rosters}`, version: 1, members: of.map(({ member }) => member), threshold: 2, minOrganisations: 1, ...rules };
}

interface Case { readonly roster: Roster; readonly next: Roster; readonly decision: Decision }

/** A roster of the first three in force, and a decision to change it that nobody has voted on. */
async function open(rules: Partial<Roster> = {}, seconds = 3_600): Promise<Case> {
    const roster = rosterOf(people.slice(0, 3), rules);
    await council.define(person(0), roster);
    const next: Roster = { ...roster, version: 2, threshold: 1, minOrganisations: 1 };
    return { roster, next, decision: await council.propose(person(0), `change-${roster.rosterId}`, next, seconds) };
}

const execute = ({ next, decision: { decisionId } }: Case, changes: Partial<Roster> = {}): Promise<ParsedFailure> =>
    council.refused(person(0), 'Decisions:DefineRoster', JSON.stringify({ ...next, ...changes, decisionId }));
const executed = ({ next, decision: { decisionId } }: Case): Promise<Roster> => council.define(person(0), { ...next, decisionId });
const definition = (roster: RosterRequest): Promise<ParsedFailure> => council.refused(person(0), 'Decisions:DefineRoster', JSON.stringify(roster));

describe('money cases', () => {
    test('H01: all three approve, in any order', async () => {
        const opened = await open({ threshold: 3 });
        await council.approve(opened.decision, person(2), person(0), person(1));
        assert.equal((await executed(opened)).version, 2);
    });

    test('H03: in an ordered roster the third cannot approve first', async () => {
        const { decision } = await open({ threshold: 3, ordered: true });
        const third = await council.refusedVote(decision, person(2));
        assert.deepEqual([third.code, third.parameters['mspId']], ['APPROVAL_OUT_OF_ORDER', 'Org1MSP']);
        await council.approve(decision, person(0));
        assert.deepEqual((await council.refusedVote(decision, person(2))).parameters['mspId'], 'Org2MSP');
        await council.approve(decision, person(1), person(2));
    });

    test('H05: what was withdrawn cannot be approved', async () => {
        const { decision } = await open();
        await council.done(person(0), 'Decisions:Withdraw', decision.decisionId);
        const failure = await council.refusedVote(decision, person(1));
        assert.deepEqual([failure.code, failure.parameters['status']], ['DECISION_CLOSED', 'WITHDRAWN']);
        await council.done(person(0), 'Decisions:Withdraw', decision.decisionId);
    });

    test('H07: one rejection closes it', async () => {
        const opened = await open();
        await council.approve(opened.decision, person(0), person(1));
        await council.reject(opened.decision, person(2));
        assert.equal((await council.read(opened.decision.decisionId)).decision.status, 'REJECTED');
        const failure = await execute(opened);
        assert.deepEqual([failure.code, failure.parameters['status']], ['APPROVAL_STALE', 'REJECTED']);
        assert.equal((await council.refusedVote(opened.decision, person(3))).code, 'DECISION_CLOSED');
        await council.reject(opened.decision, person(2));
    });

    test('H09, H27: an approval is used up by the first execution, and void once the roster has a new version', async () => {
        const opened = await open();
        const rival = await council.propose(person(1), `rival-${opened.roster.rosterId}`, { ...opened.next, threshold: 3 });
        await council.approve(opened.decision, person(0), person(1));
        await council.approve(rival, person(0), person(1));
        await executed(opened);
        const back = await council.propose(person(0), `back-${opened.roster.rosterId}`, { ...opened.roster, version: 3 });
        await council.approve(back, person(0));
        await council.define(person(0), { ...opened.roster, version: 3, decisionId: back.decisionId });
        assert.equal((await definition({ ...opened.next, version: 4, decisionId: opened.decision.decisionId })).code, 'APPROVAL_STALE');
        assert.equal((await definition({ ...opened.next, threshold: 3, version: 4, decisionId: rival.decisionId })).code, 'APPROVAL_STALE');
        assert.equal((await execute(opened)).code, 'ROSTER_VERSION', 'an old version does not come back');
    });

    test('H11, H19: a threshold of 0 or above the members, too many organisations, no members', async () => {
        const roster = rosterOf(people.slice(0, 3));
        for (const [changes, code, field] of [
            [{ threshold: 0 }, 'QUORUM_IMPOSSIBLE', 'roster.threshold'], [{ threshold: 4 }, 'QUORUM_IMPOSSIBLE', 'roster.threshold'],
            [{ minOrganisations: 0 }, 'QUORUM_IMPOSSIBLE', 'roster.minOrganisations'],
            [{ threshold: 3, minOrganisations: 4 }, 'QUORUM_IMPOSSIBLE', 'roster.minOrganisations'],
            [{ threshold: 2, minOrganisations: 3 }, 'QUORUM_IMPOSSIBLE', 'roster.minOrganisations'],
            [{ members: [] }, 'OUT_OF_RANGE', 'roster.members'],
        ] as const) {
            const failure = await definition({ ...roster, ...changes });
            assert.deepEqual([failure.code, failure.parameters['field']], [code, field], JSON.stringify(changes));
        }
        const { next, decision: { decisionId } } = await open();
        const json = JSON.stringify({ decisionId: `${decisionId}-0`, roster: { ...next, threshold: 0 }, expiry: council.instant(60) });
        assert.equal((await council.refused(person(0), 'Decisions:ProposeRoster', json)).code, 'QUORUM_IMPOSSIBLE', 'nor is it proposed');
    });

    test('H13: a roster keeps two members', async () => {
        const { next, decision: { decisionId } } = await open();
        const json = JSON.stringify({ decisionId, roster: { ...next, members: next.members.slice(0, 1) }, expiry: council.instant(60) });
        const failure = await council.refused(person(0), 'Decisions:ProposeRoster', json);
        assert.deepEqual([failure.code, failure.parameters['field']], ['OUT_OF_RANGE', 'proposal.roster.members']);
    });

    test('H15: two certificates for one key are one vote', async () => {
        const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
        const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
        const certify = async (name: string): Promise<string> =>
            (await x509.X509CertificateGenerator.createSelfSigned({ name: `CN=${name}`, keys, signingAlgorithm: algorithm })).toString('pem');
        const owner = await council.manager({ mspId: 'Org1MSP', certificate: await certify('owner') }, 'Owner');
        const renewed = { mspId: 'Org1MSP', certificate: await certify('owner-renewed') };
        const { identity } = await council.done(owner, 'Membership:WhoAmI') as Caller;
        assert.notEqual((await council.done(renewed, 'Membership:WhoAmI') as Caller).identity, identity);
        const roster = rosterOf([owner, person(1), person(2)]);
        await council.define(owner, roster);
        const next = { ...roster, version: 2, threshold: 1 };
        const decision = await council.propose(owner, `change-${roster.rosterId}`, next);
        await council.approve(decision, owner, renewed);
        assert.equal((await council.read(decision.decisionId)).tally?.given, 1);
        const failure = await definition({ ...next, decisionId: decision.decisionId });
        assert.deepEqual([failure.code, failure.parameters['given']], ['APPROVAL_INSUFFICIENT', 1]);
    });

    test('H17, H21: fewer approvals than the threshold', async () => {
        const opened = await open({ minOrganisations: 2 });
        assert.deepEqual((await execute(opened)).parameters['given'], 0);
        await council.approve(opened.decision, person(1));
        const failure = await execute(opened);
        assert.deepEqual([failure.code, failure.parameters['needed'], failure.parameters['given']], ['APPROVAL_INSUFFICIENT', 2, 1]);
    });

    test('H29: a member twice, under another name or organisation too', async () => {
        const roster = rosterOf(people.slice(0, 3));
        const [first] = roster.members;
        assert.ok(first);
        for (const twin of [first, { ...first, name: 'Other' }, { ...first, mspId: 'Org2MSP' }]) {
            const failure = await definition({ ...roster, members: [...roster.members, twin] });
            assert.deepEqual([failure.code, failure.parameters], ['INVALID_VALUE', { field: 'roster.members[3].publicKeyHash' }]);
        }
    });

    test('H37: another content than the one that was approved', async () => {
        const opened = await open();
        await council.approve(opened.decision, person(0), person(1));
        const failure = await execute(opened, { threshold: 3 });
        assert.deepEqual([failure.code, failure.parameters['contentHash']], ['APPROVAL_STALE', opened.decision.contentHash]);
        await executed(opened);
    });
});

describe('attackers', () => {
    test('a proxy: another key of the same organisation under the same name, and the same certificate under another organisation', async () => {
        const { decision } = await open();
        const [twin] = await council.managers('Org1MSP');
        assert.ok(twin);
        const { certificate } = await council.issue('manager1');
        for (const stranger of [{ mspId: 'Org1MSP', certificate }, twin, { ...person(0), mspId: 'Org2MSP' }, council.admin('Org1MSP')]) {
            assert.equal((await council.refusedVote(decision, stranger)).code, 'APPROVER_NOT_ELIGIBLE');
            assert.equal((await council.refusedVote(decision, stranger, 'Reject')).code, 'APPROVER_NOT_ELIGIBLE');
        }
        assert.equal((await council.refusedVote(decision, { ...person(0), mspId: 'Org9MSP' })).code, 'ORGANISATION_NOT_ADMITTED');
        assert.deepEqual((await council.read(decision.decisionId)).votes, []);
    });

    test('colluding below k, of one organisation, voting again and again', async () => {
        const roster = rosterOf([person(0), person(3), person(1)], { minOrganisations: 2 });
        await council.define(person(0), roster);
        const next = { ...roster, version: 2, threshold: 1, minOrganisations: 1 };
        const decision = await council.propose(person(0), `change-${roster.rosterId}`, next);
        for (let round = 0; round < 3; round++) await council.approve(decision, person(0), person(3));
        const failure = await definition({ ...next, decisionId: decision.decisionId });
        assert.deepEqual(failure.parameters, { decisionId: decision.decisionId, needed: 2, given: 2, neededOrganisations: 2, organisations: 1 });
    });

    test('late: neither voted on nor executed at the expiry or after; withdrawn still', async () => {
        const opened = await open({}, 100);
        await council.approve(opened.decision, person(0), person(1));
        const before = council.now;
        council.now += 100_000;
        const vote = await council.refusedVote(opened.decision, person(2));
        assert.deepEqual([vote.code, vote.parameters['expiry']], ['APPROVAL_EXPIRED', opened.decision.expiry]);
        assert.equal((await execute(opened)).code, 'APPROVAL_EXPIRED');
        await council.done(person(0), 'Decisions:Withdraw', opened.decision.decisionId);
        council.now = before;
    });

    test('an expiry that is over, or more than 366 days away', async () => {
        const { next } = await open();
        for (const seconds of [-1, 0, 366 * 86_400 + 1]) {
            const json = JSON.stringify({ decisionId: 'times', roster: next, expiry: council.instant(seconds) });
            const failure = await council.refused(person(0), 'Decisions:ProposeRoster', json);
            assert.deepEqual([failure.code, failure.parameters['field']], ['INVALID_DATE', 'expiry']);
        }
        await council.propose(person(0), 'times', next, 366 * 86_400);
    });

    test('a vote after the organisation was suspended, and one before it', async () => {
        const opened = await open({ threshold: 2 });
        await council.approve(opened.decision, person(0), person(2));
        await council.done(council.admin('Org3MSP'), 'Membership:SuspendOrganisation', 'Org3MSP');
        const failure = await execute(opened);
        assert.deepEqual([failure.code, failure.parameters['given']], ['APPROVAL_INSUFFICIENT', 1]);
        const { decision } = await open();
        assert.equal((await council.refusedVote(decision, person(2))).code, 'ORGANISATION_SUSPENDED');
        const lift = await council.change('Org1MSP', { decisionId: 'lift-3', type: 'LIFT_SUSPENSION', mspId: 'Org3MSP' });
        await council.approve(lift, council.admin('Org1MSP'), council.admin('Org2MSP'));
        await council.done(council.admin('Org1MSP'), 'Membership:ChangeCharter', 'lift-3');
        await executed(opened);
    });

    test('an outsider proposes a new version, or a member the one after the next', async () => {
        const { next } = await open();
        const ask = (by: Manager, roster: Roster): Promise<ParsedFailure> =>
            council.refused(by, 'Decisions:ProposeRoster', JSON.stringify({ decisionId: 'mine', roster, expiry: council.instant(60) }));
        assert.equal((await ask(person(3), next)).code, 'APPROVER_NOT_ELIGIBLE');
        const skipped = await ask(person(0), { ...next, version: 3 });
        assert.deepEqual([skipped.code, skipped.parameters['next']], ['ROSTER_VERSION', 2]);
    });

    test('an id that is taken', async () => {
        const { decision, next } = await open();
        const again = await council.propose(person(0), decision.decisionId, next, 7_200);
        assert.deepEqual(again, decision, 'the same proposal answers what exists');
        const json = JSON.stringify({ decisionId: decision.decisionId, roster: next, expiry: council.instant(60) });
        assert.equal((await council.refused(person(1), 'Decisions:ProposeRoster', json)).code, 'ALREADY_EXISTS', 'another proposer');
        assert.equal((await council.refused(person(1), 'Decisions:Withdraw', decision.decisionId)).code, 'NOT_YOUR_DECISION');
    });
});
