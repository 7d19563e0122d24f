// Changes of the charter: one vote for each organisation, a majority of those that are not suspended, and what a change does at once.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { charterHash, type Caller, type CharterState, type DecisionPage } from '@carnet/domain';
import { Council } from './council.js';

let council: Council;
const admin = (number: number): ReturnType<Council['admin']> => council.admin(`Org${number}MSP`);
beforeEach(async () => council = await Council.open(3));

describe('an admission', () => {
    const ADMISSION = { decisionId: 'admit-4', type: 'ADMIT', mspId: 'Org4MSP', name: 'Four', capabilities: ['workshop'] } as const;

    test('takes a majority of the organisations, and gives the organisation its say at once', async () => {
        const { decisionId, kind, subject, rosterId, rosterVersion, ...decision } = await council.change('Org1MSP', ADMISSION);
        assert.deepEqual([kind, subject, rosterId, rosterVersion], ['CHARTER', 'Org4MSP', '@charter', 1]);
        const whole = { decisionId, kind, subject, rosterId, rosterVersion, ...decision };
        const pending = await council.done(admin(3), 'Decisions:ListPending', '@charter', '10', '') as DecisionPage;
        assert.deepEqual(pending.decisions, [whole]);
        await council.approve(whole, admin(1));
        const short = await council.refused(admin(1), 'Membership:ChangeCharter', decisionId);
        assert.deepEqual([short.code, short.parameters['needed'], short.parameters['given']], ['APPROVAL_INSUFFICIENT', 2, 1]);
        await council.approve(whole, admin(3));
        const before = await council.charter();
        const after = await council.done(admin(2), 'Membership:ChangeCharter', decisionId) as CharterState;
        assert.deepEqual(after.charter.organisations.slice(0, 3), before.charter.organisations);
        assert.deepEqual(after.charter.organisations[3], { mspId: 'Org4MSP', name: 'Four', capabilities: ['workshop'] });
        assert.deepEqual([after.charterHash, after.inForce, after.acceptedBy], [charterHash(after.charter), true, before.acceptedBy]);
        assert.deepEqual(await council.charter(), after);
        assert.deepEqual(await council.done(admin(2), 'Membership:ChangeCharter', decisionId), after, 'again changes nothing');
        const four = { mspId: 'Org4MSP', certificate: (await council.authority.issue({ commonName: 'Admin@org4', unit: 'admin' })).certificate };
        const { organisation } = await council.done(four, 'Membership:WhoAmI') as Caller;
        assert.deepEqual(organisation, { capabilities: ['workshop'], suspended: false });
        const next = await council.change('Org2MSP', { decisionId: 'suspend-3', type: 'SUSPEND', mspId: 'Org3MSP' });
        await council.approve(next, four);
        assert.deepEqual((await council.read('suspend-3')).tally, { needed: 3, given: 1, against: 0, neededOrganisations: 1, organisations: 1 });
    });

    test('the same proposal again is harmless also once it was carried out; another organisation of that id is refused', async () => {
        const decision = await council.change('Org1MSP', ADMISSION);
        await council.approve(decision, admin(1), admin(2));
        await council.done(admin(1), 'Membership:ChangeCharter', decision.decisionId);
        assert.equal((await council.change('Org1MSP', ADMISSION)).status, 'EXECUTED');
        const again = await council.refused(admin(1), 'Membership:ProposeCharterChange',
            JSON.stringify({ ...ADMISSION, decisionId: 'again', expiry: council.instant(60) }));
        assert.deepEqual([again.code, again.parameters], ['ALREADY_EXISTS', { mspId: 'Org4MSP' }]);
        const other = await council.refused(admin(1), 'Membership:ProposeCharterChange',
            JSON.stringify({ ...ADMISSION, mspId: 'Org5MSP', expiry: council.instant(60) }));
        assert.deepEqual([other.code, other.parameters], ['ALREADY_EXISTS', { decisionId: 'admit-4' }]);
    });

    test('is refused to the 33rd organisation', async () => {
        council = await Council.open(32);
        const failure = await council.refused(admin(1), 'Membership:ProposeCharterChange',
            JSON.stringify({ ...ADMISSION, mspId: 'Org33MSP', expiry: council.instant(60) }));
        assert.deepEqual([failure.code, failure.parameters], ['OUT_OF_RANGE', { field: 'change.mspId' }]);
    });
});

describe('who may', () => {
    const SUSPENSION = { decisionId: 'suspend-3', type: 'SUSPEND', mspId: 'Org3MSP' } as const;

    test('administrators of the charter\'s organisations, one vote for each organisation', async () => {
        const { certificate } = await council.issue('clerk');
        const clerk = { mspId: 'Org1MSP', certificate };
        const outsider = { ...admin(1), mspId: 'Org9MSP' };
        const json = JSON.stringify({ ...SUSPENSION, expiry: council.instant(60) });
        assert.equal((await council.refused(clerk, 'Membership:ProposeCharterChange', json)).code, 'NOT_ADMINISTRATOR');
        assert.equal((await council.refused(outsider, 'Membership:ProposeCharterChange', json)).code, 'ORGANISATION_NOT_ADMITTED');
        const decision = await council.change('Org1MSP', SUSPENSION);
        assert.equal((await council.refusedVote(decision, clerk)).code, 'NOT_ADMINISTRATOR');
        assert.equal((await council.refusedVote(decision, outsider)).code, 'ORGANISATION_NOT_ADMITTED');
        const second = { mspId: 'Org1MSP', certificate: (await council.authority.issue({ commonName: 'Admin2@org1', unit: 'admin' })).certificate };
        await council.approve(decision, admin(1), second);
        assert.equal((await council.refusedVote(decision, second, 'Reject')).code, 'APPROVER_DUPLICATE');
        assert.deepEqual((await council.read('suspend-3')).tally, { needed: 2, given: 1, against: 0, neededOrganisations: 1, organisations: 1 });
    });

    test('any administrator of the proposer\'s organisation withdraws', async () => {
        const decision = await council.change('Org1MSP', SUSPENSION);
        assert.equal((await council.refused(admin(2), 'Decisions:Withdraw', decision.decisionId)).code, 'NOT_YOUR_DECISION');
        const clerk = { mspId: 'Org1MSP', certificate: (await council.issue('clerk')).certificate };
        assert.equal((await council.refused(clerk, 'Decisions:Withdraw', decision.decisionId)).code, 'NOT_ADMINISTRATOR');
        const second = { mspId: 'Org1MSP', certificate: (await council.authority.issue({ commonName: 'Admin2@org1', unit: 'admin' })).certificate };
        await council.done(second, 'Decisions:Withdraw', decision.decisionId);
        assert.equal((await council.refusedVote(decision, admin(2))).code, 'DECISION_CLOSED');
    });

    test('a decision of a roster is none about the charter', async () => {
        const [one, two] = await council.managers('Org1MSP', 'Org2MSP');
        assert.ok(one && two);
        const roster = { rosterId: 'r', version: 1, members: [one.member, two.member], threshold: 1, minOrganisations: 1 };
        await council.define(one, roster);
        const decision = await council.propose(one, 'd', { ...roster, version: 2 });
        await council.approve(decision, one);
        assert.equal((await council.refused(admin(1), 'Membership:ChangeCharter', 'd')).code, 'DECISION_NOT_FOUND');
        assert.equal((await council.refused(admin(1), 'Membership:ChangeCharter', 'unknown')).code, 'DECISION_NOT_FOUND');
    });
});

describe('suspension', () => {
    test('by majority, against the vote of the organisation itself; its people then neither write nor vote, and lifting it takes the others', async () => {
        const decision = await council.change('Org1MSP', { decisionId: 's', type: 'SUSPEND', mspId: 'Org3MSP' });
        await council.reject(decision, admin(3));
        assert.equal((await council.read('s')).decision.status, 'OPEN', 'one vote against is one vote');
        await council.approve(decision, admin(1), admin(2));
        assert.deepEqual((await council.done(admin(1), 'Membership:ChangeCharter', 's') as CharterState).suspended, ['Org3MSP']);
        const lift = await council.change('Org1MSP', { decisionId: 'l', type: 'LIFT_SUSPENSION', mspId: 'Org3MSP' });
        assert.equal((await council.refusedVote(lift, admin(3))).code, 'ORGANISATION_SUSPENDED');
        await council.approve(lift, admin(1), admin(2));
        assert.deepEqual((await council.done(admin(1), 'Membership:ChangeCharter', 'l') as CharterState).suspended, []);
    });

    test('of the own organisation leaves the decisions to the others; the last one stays', async () => {
        await council.done(admin(3), 'Membership:SuspendOrganisation', 'Org3MSP');
        await council.done(admin(2), 'Membership:SuspendOrganisation', 'Org2MSP');
        const last = await council.refused(admin(1), 'Membership:SuspendOrganisation', 'Org1MSP');
        assert.deepEqual([last.code, last.parameters], ['LAST_ORGANISATION', { mspId: 'Org1MSP' }]);
        const lift = await council.change('Org1MSP', { decisionId: 'l', type: 'LIFT_SUSPENSION', mspId: 'Org2MSP' });
        await council.approve(lift, admin(1));
        assert.deepEqual((await council.done(admin(1), 'Membership:ChangeCharter', 'l') as CharterState).suspended, ['Org3MSP']);
    });

    test('an approval by an organisation that is suspended afterwards does not count', async () => {
        const decision = await council.change('Org1MSP', { decisionId: 'c', type: 'SET_CAPABILITIES', mspId: 'Org1MSP', capabilities: ['inspector'] });
        await council.approve(decision, admin(2), admin(3));
        await council.done(admin(3), 'Membership:SuspendOrganisation', 'Org3MSP');
        const failure = await council.refused(admin(1), 'Membership:ChangeCharter', 'c');
        assert.deepEqual([failure.code, failure.parameters['needed'], failure.parameters['given']], ['APPROVAL_INSUFFICIENT', 2, 1]);
    });
});

describe('a change of capabilities', () => {
    test('counts at once for roles that were granted, and voids the votes on other changes', async () => {
        const { certificate } = await council.issue('dealer');
        const dealer = { mspId: 'Org3MSP', certificate };
        const { identity } = await council.done(dealer, 'Membership:WhoAmI') as Caller;
        await council.done(admin(3), 'Membership:GrantRole', JSON.stringify({ identity, roles: ['dealer'] }));
        const other = await council.change('Org2MSP', { decisionId: 'other', type: 'SUSPEND', mspId: 'Org1MSP' });
        await council.approve(other, admin(2), admin(3));
        const decision = await council.change('Org1MSP', { decisionId: 'c', type: 'SET_CAPABILITIES', mspId: 'Org3MSP', capabilities: ['workshop'] });
        await council.approve(decision, admin(1), admin(2));
        await council.done(admin(1), 'Membership:ChangeCharter', 'c');
        const me = await council.done(dealer, 'Membership:WhoAmI') as Caller;
        assert.deepEqual([me.roles, me.organisation?.capabilities], [['dealer'], ['workshop']]);
        assert.equal(await council.outcome(dealer, 'VehicleRecord:RegisterVehicle', 'VF1KG1PBE34488860',
            JSON.stringify({ make: 'RENAULT', model: 'SCENIC', firstRegistration: '2009-03-17', odometerUnit: 'km' })), 'NOT_A_MEMBER');
        const void_ = await council.refused(admin(1), 'Membership:ChangeCharter', 'other');
        assert.deepEqual([void_.code, void_.parameters['rosterVersion'], void_.parameters['inForce']], ['APPROVAL_STALE', 1, 2]);
        assert.equal((await council.refusedVote(other, admin(1))).code, 'APPROVAL_STALE');
        assert.equal((await council.read('other')).tally, null);
    });

    test('is of an organisation of the charter', async () => {
        const json = JSON.stringify({ decisionId: 'x', type: 'SET_CAPABILITIES', mspId: 'Org9MSP', capabilities: ['dealer'], expiry: council.instant(60) });
        const failure = await council.refused(admin(1), 'Membership:ProposeCharterChange', json);
        assert.deepEqual([failure.code, failure.parameters], ['ORGANISATION_NOT_ADMITTED', { mspId: 'Org9MSP' }]);
    });
});
