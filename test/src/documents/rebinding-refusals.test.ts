// What the ledger refuses of those who replace a lost key: rosters that cannot decide, people who have no say, and anything but what was approved.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
    canonicalHash, MILLISECONDS_PER_DAY, personId, rebindingContent,
    type Caller, type Decision, type IdentityState, type RebindingRequest, type Roster,
} from '@carnet/domain';
import type { CallOptions } from '../in-process/network.js';
import { newPair } from './hpke-seal.js';
import { keyRequest, paper, Papers, type Human } from './papers.js';

let papers: Papers;
let managers: readonly [Human, Human, Human];
before(async () => {
    papers = await Papers.open({ m1: 'org1', m2: 'org2', m3: 'org2' });
    managers = papers.humans('m1', 'm2', 'm3') as [Human, Human, Human];
    for (const rosterId of ['guardians', 'others']) await define(rosterId, managers);
});
after(async () => papers.close());

const rosterOf = (rosterId: string, people: readonly Human[], changes: Partial<Roster> = {}): Roster =>
    ({ rosterId, version: 1, members: people.map(({ person, name }) => ({ ...person, name })), threshold: 2, minOrganisations: 2, ...changes });

async function define(rosterId: string, people: readonly Human[], changes: Partial<Roster> = {}): Promise<void> {
    await papers.trade.submit(managers[0].user, 'Decisions:DefineRoster', JSON.stringify(rosterOf(rosterId, people, changes)));
}

let people = 0;

async function newcomer(): Promise<Human> {
    people += 1;
    const name = `newcomer${people}`;
    const user = await papers.trade.issued('org2', name, 'dealer');
    const { mspId, publicKeyHash } = await papers.trade.evaluate(user, 'Membership:WhoAmI') as Caller;
    return { name, user, person: { mspId, publicKeyHash }, pair: await newPair() };
}

const guardedBy = (human: Human, roster: string, rebindingDelaySeconds = 0): object => ({ ...keyRequest(human), roster, rebindingDelaySeconds });

/** Somebody whose key these managers may replace. */
async function guarded(roster = 'guardians', delaySeconds = 0): Promise<Human> {
    const human = await newcomer();
    await papers.submit(human, 'RegisterEncryptionKey', guardedBy(human, roster, delaySeconds));
    return human;
}

const rebindingOf = (decisionId: string, old: Human, heir: Human): RebindingRequest =>
    ({ decisionId, person: old.person, newKeyHash: heir.person.publicKeyHash, kind: 'lost' });

async function approved(rebinding: RebindingRequest): Promise<Decision> {
    const { answer } = await papers.submit(managers[0], 'ProposeRebinding', rebinding);
    for (const { user } of managers.slice(0, 2)) {
        await papers.trade.submit(user, 'Decisions:Approve', rebinding.decisionId, canonicalHash(rebindingContent(rebinding)));
    }
    return answer as Decision;
}

async function refusedAs(by: Human, name: string, argument: unknown, options: CallOptions = {}): Promise<readonly unknown[]> {
    const { code, parameters } = await papers.refused(by, name, argument, {}, options);
    return 'field' in parameters ? [code, parameters['field']] : [code];
}

test('a roster that replaces a key can decide without any one of its members, in two organisations, and without its owner', async () => {
    const human = await newcomer();
    await define('one-enough', managers, { threshold: 1, minOrganisations: 1 });
    await define('all-needed', managers, { threshold: 3 });
    await define('one-organisation', managers, { minOrganisations: 1 });
    await define('with-him', [...managers, human]);
    for (const roster of ['one-enough', 'all-needed', 'one-organisation', 'with-him']) {
        assert.deepEqual(await refusedAs(human, 'RegisterEncryptionKey', guardedBy(human, roster)), ['QUORUM_IMPOSSIBLE'], roster);
    }
    assert.deepEqual(await refusedAs(human, 'RegisterEncryptionKey', guardedBy(human, 'none')), ['ROSTER_NOT_FOUND']);
    await papers.submit(human, 'RegisterEncryptionKey', keyRequest(human));
    await papers.submit(human, 'RegisterEncryptionKey', guardedBy(human, 'guardians', 60));
    assert.deepEqual((await papers.submit(human, 'RegisterEncryptionKey', { ...keyRequest(human), roster: 'guardians' })).writes, [], 'the same again');
    assert.deepEqual(await refusedAs(human, 'RegisterEncryptionKey', guardedBy(human, 'others', 60)), ['ALREADY_EXISTS']);
    await papers.submit(human, 'RegisterEncryptionKey', keyRequest(human, 'k2')); // A further key says nothing of the roster, and leaves it.
    const { roster } = await papers.evaluate(human, 'ReadIdentity', human.person.mspId, human.person.publicKeyHash) as IdentityState;
    assert.equal(roster, 'guardians');
});

test('nor does it decide once it has come to name the owner, or names who is to take over', async () => {
    await define('grown', managers);
    const old = await guarded('grown');
    assert.deepEqual(await refusedAs(managers[0], 'ProposeRebinding', rebindingOf('to-manager', old, managers[1])), ['QUORUM_IMPOSSIBLE']);
    const roster = rosterOf('grown', [...managers, old], { version: 2 });
    const proposal = { decisionId: 'grow', roster, expiry: new Date(Date.now() + 3_600_000).toISOString() };
    await papers.trade.submit(managers[0].user, 'Decisions:ProposeRoster', JSON.stringify(proposal));
    for (const { user } of managers.slice(0, 2)) await papers.trade.submit(user, 'Decisions:Approve', 'grow', canonicalHash(roster));
    await papers.trade.submit(managers[0].user, 'Decisions:DefineRoster', JSON.stringify({ decisionId: 'grow', ...roster }));
    assert.deepEqual(await refusedAs(managers[0], 'ProposeRebinding', rebindingOf('of-manager', old, await newcomer())), ['QUORUM_IMPOSSIBLE']);
});

test('a re-binding is proposed to another key, by a manager or who holds it', async () => {
    const [old, heir, stranger] = [await guarded(), await newcomer(), await newcomer()];
    assert.deepEqual(await refusedAs(managers[0], 'ProposeRebinding', rebindingOf('same', old, old)), ['INVALID_VALUE', 'rebinding.newKeyHash']);
    for (const name of ['ProposeRebinding', 'RebindIdentity']) {
        assert.deepEqual(await refusedAs(stranger, name, rebindingOf('foreign', old, heir)), ['NOT_A_MANAGER'], name);
    }
    // The key of an organisation's person is taken over within it: the same key elsewhere is somebody else's.
    const elsewhere = { ...rebindingOf('elsewhere', old, heir), person: { ...old.person, mspId: 'Org1MSP' } };
    assert.deepEqual(await refusedAs(heir, 'ProposeRebinding', elsewhere), ['QUORUM_IMPOSSIBLE']);
});

test('what is carried out is what the managers have approved, and nothing else', async () => {
    const [old, other, heir, second] = [await guarded(), await guarded(), await newcomer(), await newcomer()];
    const rebinding = rebindingOf('exactly', old, heir);
    await approved(rebinding);
    const changes: readonly (readonly [Human, Partial<RebindingRequest>])[] = [
        [heir, { kind: 'stolen' }], [second, { newKeyHash: second.person.publicKeyHash }], [heir, { person: other.person }],
    ];
    for (const [by, change] of changes) {
        assert.deepEqual(await refusedAs(by, 'RebindIdentity', { ...rebinding, ...change }), ['APPROVAL_STALE'], JSON.stringify(change));
    }
    const another = rebindingOf('another', old, second);
    await approved(another);
    await papers.submit(heir, 'RebindIdentity', rebinding);
    assert.deepEqual(await refusedAs(second, 'RebindIdentity', another), ['IDENTITY_SUPERSEDED'], 'replaced by the first');
    assert.deepEqual(await refusedAs(managers[0], 'ProposeRebinding', rebindingOf('again', old, second)), ['IDENTITY_SUPERSEDED']);
});

test('a key that has signed a version, or agreed to erase shares, takes nobody\'s place: it would count twice', async () => {
    const [author, ...holders] = managers;
    const [signs, erases] = [await newcomer(), await newcomer()];
    const policy = { parties: [author.person, signs.person], amend: { k: 1, of: [author.person, erases.person] } };
    const first = await paper({ docId: 'counted', author, holders, policy });
    await papers.create(author, first);
    const next = await paper({ docId: 'counted', author, holders, policy, after: first.manifest });
    for (const made of [first, next]) {
        if (made === next) await papers.change(author, 'RotateGroup', next);
        await papers.acknowledge(made, holders);
        for (const party of [author, signs]) await papers.sign(party, made);
    }
    await papers.submit(erases, 'PurgeShares', ['counted', 'g1', '1']);
    for (const heir of [signs, erases]) {
        const rebinding = rebindingOf(`counted-${heir.name}`, await guarded(), heir);
        await approved(rebinding);
        assert.deepEqual(await refusedAs(heir, 'RebindIdentity', rebinding), ['ALREADY_EXISTS']);
    }
});

test('only a proposal about his own key is ended by its owner, and only while it is open', async () => {
    const [old, heir] = [await newcomer(), await newcomer()];
    await papers.submit(old, 'RegisterEncryptionKey', guardedBy(old, 'guardians', 3_600));
    const rejected = rebindingOf('rejected', old, heir);
    await papers.submit(managers[0], 'ProposeRebinding', rejected);
    // The only manager of his organisation: without him the others are of one.
    await papers.trade.submit(managers[0].user, 'Decisions:Reject', 'rejected', canonicalHash(rebindingContent(rejected)));
    assert.deepEqual(await refusedAs(old, 'CancelRebinding', 'rejected'), ['DECISION_CLOSED']);
    assert.deepEqual(await refusedAs(old, 'CancelRebinding', 'none'), ['DECISION_NOT_FOUND']);
    // A roster may be called as a person is: a decision about it is none about him.
    const rosterId = personId(old.person);
    await define(rosterId, managers);
    const proposal = { decisionId: 'of-roster', roster: rosterOf(rosterId, managers, { version: 2 }), expiry: new Date(Date.now() + 3_600_000).toISOString() };
    const { answer } = await papers.trade.submit(managers[0].user, 'Decisions:ProposeRoster', JSON.stringify(proposal));
    assert.equal((answer as Decision).subject, rosterId);
    assert.deepEqual(await refusedAs(old, 'CancelRebinding', 'of-roster'), ['NOT_A_PARTY']);
});

test('a re-binding is carried out from the moment at which the delay is over by clocks that are wrong, for thirty days from its end', async t => {
    const [first, second] = [await guarded('guardians', 200), await guarded('guardians', 200)];
    const [heir, late] = [await newcomer(), await newcomer()];
    const [inTime, tooLate] = [rebindingOf('in-time', first, heir), rebindingOf('too-late', second, late)];
    const { proposedAt, earliest, expiry } = await approved(inTime);
    const { expiry: last } = await approved(tooLate);
    assert.equal(Date.parse(earliest), Date.parse(proposedAt) + 200_000);
    assert.equal(Date.parse(expiry), Date.parse(earliest) + 30 * MILLISECONDS_PER_DAY);
    const end = Date.parse(earliest) + 240_000;
    t.mock.timers.enable({ apis: ['Date'], now: end });
    assert.deepEqual(await refusedAs(heir, 'RebindIdentity', inTime, { timestampMs: end - 1 }), ['DECISION_TOO_EARLY']);
    await papers.submit(heir, 'RebindIdentity', inTime, {}, { timestampMs: end });
    t.mock.timers.setTime(Date.parse(last));
    assert.deepEqual(await refusedAs(late, 'RebindIdentity', tooLate, { timestampMs: Date.parse(last) }), ['APPROVAL_EXPIRED']);
});
