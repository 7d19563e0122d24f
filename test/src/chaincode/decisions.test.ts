// Decisions on the network in one process: a roster changes by its own decision, and each vote is refused where it must not count.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { canonicalHash, type DecisionPage, type Decision } from '@carnet/domain';
import { Managers } from './managers.js';
import { Trade } from './trade.js';

let trade: Trade;
let managers: Managers;
before(async () => {
    trade = await Trade.founded();
    managers = await Managers.gather(trade, 'org1', 'org1', 'org2', 'org2');
});
after(async () => trade.close());

describe('a roster', () => {
    test('is defined by one of its members, once', async () => {
        const roster = managers.roster();
        const outsider = await trade.refused(trade.admin('org1'), 'Decisions:DefineRoster', JSON.stringify(roster));
        assert.deepEqual([outsider.code, outsider.parameters], ['APPROVER_NOT_ELIGIBLE', { mspId: 'Org1MSP', rosterId: roster.rosterId }]);
        const done = await managers.define(roster, 3);
        assert.deepEqual([done.answer, done.event], [roster, { v: 1, type: 'RosterDefined', items: [{ rosterId: roster.rosterId, version: 1 }] }]);
        assert.deepEqual(await trade.evaluate(trade.admin('org2'), 'Decisions:ReadRoster', roster.rosterId), roster);
        assert.deepEqual((await managers.define(roster)).writes, [], 'again changes nothing');
        assert.equal((await managers.refusedDefinition({ ...roster, threshold: 1 })).code, 'ALREADY_EXISTS');
        const missing = await trade.refused(managers.user(0), 'Decisions:ReadRoster', 'nobody');
        assert.deepEqual([missing.code, missing.parameters], ['ROSTER_NOT_FOUND', { rosterId: 'nobody' }]);
    });

    test('has version 1 first, and members of organisations of the charter only', async () => {
        const roster = managers.roster();
        const second = await managers.refusedDefinition({ ...roster, version: 2 });
        assert.deepEqual([second.code, second.parameters['next']], ['ROSTER_VERSION', 1]);
        const [first, ...rest] = roster.members;
        assert.ok(first);
        const foreign = { ...roster, members: [first, ...rest.slice(1), { ...first, mspId: 'Org3MSP', publicKeyHash: 'a'.repeat(64) }] };
        const failure = await managers.refusedDefinition(foreign);
        assert.deepEqual([failure.code, failure.parameters], ['ORGANISATION_NOT_ADMITTED', { mspId: 'Org3MSP' }]);
    });

    test('changes by a decision of the version before, for exactly what was approved, once', async () => {
        const { decision, next } = await managers.proposed({ threshold: 3, minOrganisations: 2 });
        assert.deepEqual([decision.contentHash, decision.status, decision.rosterVersion], [canonicalHash(next), 'OPEN', 1]);
        const { decisionId } = decision;
        assert.equal((await managers.refusedDefinition(next)).code, 'DECISION_NEEDED');
        await managers.approveAll(decision, 0, 1);
        const short = await managers.refusedDefinition({ ...next, decisionId });
        assert.deepEqual([short.code, short.parameters], ['APPROVAL_INSUFFICIENT', { decisionId, needed: 3, given: 2, neededOrganisations: 2, organisations: 1 }]);
        await managers.approve(decision, 3);
        const other = await managers.refusedDefinition({ ...next, threshold: 2, decisionId });
        assert.deepEqual([other.code, other.parameters], ['APPROVAL_STALE', { decisionId, contentHash: decision.contentHash }]);
        const state = await managers.read(decisionId);
        assert.deepEqual(state.content, next);
        assert.deepEqual(state.tally, { needed: 3, given: 3, against: 0, neededOrganisations: 2, organisations: 2 });
        const voters = [0, 1, 3].map(index => managers.all[index]?.member.publicKeyHash);
        assert.deepEqual(state.votes.map(({ publicKeyHash }) => publicKeyHash).sort(), voters.sort());
        const done = await managers.define({ ...next, decisionId }, 2);
        assert.deepEqual([done.answer, done.ranges], [next, 0]);
        const executed = await managers.read(decisionId);
        assert.deepEqual([executed.decision.status, executed.tally], ['EXECUTED', null]);
        assert.deepEqual((await managers.define({ ...next, decisionId }, 2)).writes, [], 'again changes nothing');
    });

    test('takes approvals of as many organisations as it asks for', async () => {
        const { decision, next } = await managers.proposed({ minOrganisations: 2 });
        await managers.approveAll(decision, 0, 1);
        const failure = await managers.refusedDefinition({ ...next, decisionId: decision.decisionId });
        assert.deepEqual([failure.code, failure.parameters['given'], failure.parameters['organisations']], ['APPROVAL_INSUFFICIENT', 2, 1]);
    });
});

describe('a vote', () => {
    test('stands: the same again is harmless, another one is refused', async () => {
        const { decision } = await managers.proposed();
        const first = await managers.approve(decision, 1);
        assert.deepEqual(first.event, { v: 1, type: 'VoteCast', items: [{ decisionId: decision.decisionId, mspId: 'Org1MSP', approves: true, status: 'OPEN' }] });
        assert.deepEqual([first.writes.length, first.ranges], [1, 0]);
        const again = await managers.approve(decision, 1);
        assert.deepEqual([again.writes, again.event, again.answer], [[], undefined, first.answer]);
        assert.equal((await managers.refusedVote(decision, managers.user(1), 'Reject')).code, 'APPROVER_DUPLICATE');
        assert.equal((await managers.read(decision.decisionId)).tally?.given, 1);
    });

    test('names the content that it is for', async () => {
        const { decision } = await managers.proposed();
        const failure = await managers.refusedVote({ ...decision, contentHash: 'b'.repeat(64) }, managers.user(1));
        assert.deepEqual([failure.code, failure.parameters['contentHash']], ['APPROVAL_STALE', decision.contentHash]);
        assert.equal((await managers.refusedVote({ ...decision, decisionId: 'unknown' }, managers.user(1))).code, 'DECISION_NOT_FOUND');
    });

    test('conflicts with no other: those of all members, endorsed before any is committed, are all valid', async () => {
        const { decision: { decisionId, contentHash } } = await managers.proposed({ threshold: 4 });
        const endorsed = await Promise.all([0, 1, 2, 3].map(async by => trade.network.endorse(managers.user(by), 'Decisions:Approve', [decisionId, contentHash])));
        for (const vote of endorsed) assert.equal((await vote.commit()).code, 0);
        assert.equal((await managers.read(decisionId)).tally?.given, 4);
    });

    test('that is withheld until the decision is closed has no effect: it is flagged in the block', async () => {
        const { decision } = await managers.proposed();
        const withheld = await trade.network.endorse(managers.user(1), 'Decisions:Approve', [decision.decisionId, decision.contentHash]);
        await managers.reject(decision, 0);
        const MVCC_READ_CONFLICT = 11;
        assert.equal((await withheld.commit()).code, MVCC_READ_CONFLICT);
        assert.equal((await managers.read(decision.decisionId)).votes.length, 1);
    });

    test('reads 4 keys and writes 1; executing reads one for each member and organisation more', async () => {
        const { decision, next } = await managers.proposed();
        const vote = await managers.approve(decision, 1);
        assert.deepEqual([vote.reads.length, vote.writes.length, vote.ranges], [4, 1, 0], vote.reads.join(' '));
        await managers.approve(decision, 2);
        const done = await managers.define({ ...next, decisionId: decision.decisionId });
        assert.deepEqual([new Set(done.reads).size, done.writes.length, done.ranges], [8, 3, 0], done.reads.join(' '));
    });

    test('on a superseded version is refused, and what was approved under it is void', async () => {
        const { decision, next } = await managers.proposed();
        const rival = await managers.propose({ ...next, threshold: 4 }, { by: 1 });
        await managers.approveAll(rival, 0, 1);
        await managers.approveAll(decision, 2, 3);
        await managers.define({ ...next, decisionId: decision.decisionId });
        const late = await managers.refusedVote(rival, managers.user(2));
        assert.deepEqual([late.code, late.parameters], ['APPROVAL_STALE', { decisionId: rival.decisionId, rosterVersion: 1, inForce: 2 }]);
        assert.equal((await managers.read(rival.decisionId)).tally, null);
    });
});

describe('what is pending', () => {
    test('is listed by pages, the first to expire at the beginning, without what is closed', async () => {
        const { decision, next } = await managers.proposed({}, { seconds: 5_000 });
        const second = await managers.propose(next, { by: 1, seconds: 3_000 });
        const decisions = [decision, second, await managers.propose(next, { by: 2, seconds: 4_000 })];
        const [last, first, middle] = decisions.map(({ decisionId }) => decisionId);
        const page = async (size: string, bookmark: string): Promise<DecisionPage> =>
            await trade.evaluate(managers.user(0), 'Decisions:ListPending', next.rosterId, size, bookmark) as DecisionPage;
        const one = await page('2', '');
        assert.deepEqual(one.decisions.map(({ decisionId }) => decisionId), [first, middle]);
        const two = await page('2', one.bookmark);
        assert.deepEqual([two.decisions.map(({ decisionId }) => decisionId), two.bookmark], [[last], '']);
        await trade.submit(managers.user(1), 'Decisions:Withdraw', first ?? '');
        const rejected: Decision | undefined = decisions[2];
        assert.ok(rejected);
        await managers.reject(rejected, 0);
        assert.deepEqual((await page('100', '')).decisions, [decision]);
    });
});
