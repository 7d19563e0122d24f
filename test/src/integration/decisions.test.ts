// Managers of two companies on a network: votes cast at the same moment, a roster changed by its own decision, the charter by a majority.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Carnet } from '@carnet/client';
import { onceSeen } from '@carnet/demo/dist/once-seen.js';
import type { Decision, Roster, RosterMember } from '@carnet/domain';
import { refusalOf } from '../client/refusal.js';
import { commandOnceSeen, done, runCarnet, type Outcome } from './command-process.js';
import { gatherMembers, type Members, type OrgName } from './members.js';

let members: Members;
/** Inspector and garage, then their administrators: two of each company. */
let managers: readonly Carnet[];
let listed: readonly RosterMember[];
before(async () => {
    members = await gatherMembers();
    managers = [members.inspector, members.garage, members.inspectionAdmin, members.garageAdmin];
    listed = await Promise.all(managers.map(async (manager, index) => {
        const { mspId, publicKeyHash } = await manager.membership.whoAmI();
        return { mspId, publicKeyHash, name: `Manager ${index}` };
    }));
});
after(async () => { await members.close(); });

const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

/** A roster in force, and its next version. */
async function roster(rules: Partial<Roster> = {}): Promise<{ readonly current: Roster; readonly next: Roster }> {
    const current = await members.inspector.decisions.defineRoster({
        rosterId: `managers-${randomUUID()}`, version: 1, members: listed, threshold: 3, minOrganisations: 2, ...rules,
    });
    return { current, next: { ...current, version: 2, threshold: 2 } };
}

const propose = (next: Roster): Promise<Decision> => onceSeen('ROSTER_NOT_FOUND', () => members.inspector.decisions.proposeRoster({
    decisionId: `decision-${randomUUID()}`, roster: next, expiry: inAnHour(),
}));

/** At a peer that may be a block behind. */
const vote = async (manager: Carnet, { decisionId, contentHash }: Decision): Promise<void> => {
    const { vote: { approves } } = await onceSeen('DECISION_NOT_FOUND', () => manager.decisions.approve(decisionId, contentHash));
    assert.ok(approves);
};

test('votes that all managers cast at the same moment all count, and a roster changes by them', async () => {
    const { current, next } = await roster();
    const decision = await propose(next);
    const { decisionId, contentHash } = decision;
    const { garage } = members;
    await onceSeen('DECISION_NOT_FOUND', () => garage.decisions.read(decisionId));
    const early = await refusalOf(garage.decisions.defineRoster({ ...next, decisionId }));
    assert.equal(early.code, 'APPROVAL_INSUFFICIENT');
    await Promise.all(managers.map(manager => vote(manager, decision)));
    const state = await members.inspectionAdmin.decisions.read(decisionId);
    assert.deepEqual([state.content, state.decision.contentHash], [next, contentHash]);
    await onceSeen('APPROVAL_INSUFFICIENT', () => garage.decisions.defineRoster({ ...next, decisionId }));
    assert.deepEqual(await garage.decisions.roster(current.rosterId), next);
    assert.equal((await refusalOf(garage.decisions.defineRoster({ ...current, version: 3, decisionId }))).code, 'APPROVAL_STALE');
});

test('a vote stands; one rejection closes; what is closed is not pending', async () => {
    const { next } = await roster({ threshold: 2 });
    const [yes, no] = [await propose(next), await propose(next)];
    await vote(members.garage, yes);
    const otherwise = await refusalOf(members.garage.decisions.reject(yes.decisionId, yes.contentHash));
    assert.deepEqual([otherwise.code, otherwise.outcome], ['APPROVER_DUPLICATE', 'rejected']);
    const { status } = await onceSeen('DECISION_NOT_FOUND', () => members.garage.decisions.reject(no.decisionId, no.contentHash));
    assert.equal(status, 'REJECTED');
    assert.equal((await refusalOf(members.garageAdmin.decisions.approve(no.decisionId, no.contentHash))).code, 'DECISION_CLOSED');
    const pending: Decision[] = [];
    for await (const decision of members.garage.decisions.pending(next.rosterId, { pageSize: 1 })) pending.push(decision);
    assert.deepEqual(pending, [yes]);
    assert.equal((await members.inspector.decisions.withdraw(yes.decisionId)).status, 'WITHDRAWN');
});

test('pages of what is pending go through in the order of expiry', async () => {
    const { next } = await roster();
    const proposed: Decision[] = [];
    for (const seconds of [500, 300, 400]) {
        proposed.push(await onceSeen('ROSTER_NOT_FOUND', () => members.inspector.decisions.proposeRoster({
            decisionId: `decision-${randomUUID()}`, roster: next, expiry: new Date(Date.now() + seconds * 1_000).toISOString(),
        })));
    }
    const found: Decision[] = [];
    for await (const decision of members.inspector.decisions.pending(next.rosterId, { pageSize: 2 })) found.push(decision);
    assert.deepEqual(found, [proposed[1], proposed[2], proposed[0]]);
});

test('the command line shows what is decided, and votes for what was read', async context => {
    if (members.own === undefined) {
        context.skip('needs the environment of a network of our own');
        return;
    }
    const { network } = members.own;
    const carnet = (org: OrgName, ...args: string[]): Outcome => runCarnet(network.environment(org, 'User1'), args);
    const dir = mkdtempSync(join(tmpdir(), 'carnet-decisions-'));
    try {
        const file = join(dir, 'roster.json');
        const current: Roster = { rosterId: `managers-${randomUUID()}`, version: 1, members: listed, threshold: 2, minOrganisations: 2 };
        writeFileSync(file, JSON.stringify(current));
        assert.match(carnet('org1', 'roster', 'define', file).out, /approvals +2 of 4, of 2 or more organisations/);
        writeFileSync(file, JSON.stringify({ ...current, version: 2, threshold: 4 }));
        const id = `decision-${randomUUID()}`;
        const proposed = await commandOnceSeen(/^ROSTER_NOT_FOUND$/, () => carnet('org1', 'roster', 'propose', file, '--id', id, '--json'));
        const { contentHash } = JSON.parse(done(proposed)) as Decision;
        await onceSeen('DECISION_NOT_FOUND', () => members.garage.decisions.read(id));
        const shown = carnet('org2', 'decision', 'show', id);
        for (const part of [/^status +OPEN$/m, /^approvals +0 of 2 needed/m, /^ {4}"threshold": 4,$/m, new RegExp(`^hash {2}${contentHash}$`, 'm')]) {
            assert.match(shown.out, part);
        }
        const wrong = carnet('org2', 'approve', id, '--hash', 'a'.repeat(64));
        assert.deepEqual([wrong.status, wrong.err.split(':')[0]], [1, 'CONTENT_MISMATCH']);
        assert.deepEqual([carnet('org2', 'approve', id).status, carnet('org2', 'approve').status], [2, 2]);
        for (const org of ['org1', 'org2'] as const) assert.match(carnet(org, 'approve', id, '--hash', contentHash).out, /^vote +for$/m);
        assert.match(carnet('org2', 'decision', 'list', current.rosterId).out, new RegExp(`^${id}  ROSTER`, 'm'));
        await onceSeen('APPROVAL_INSUFFICIENT', () => members.garage.decisions.defineRoster({ ...current, version: 2, threshold: 4, decisionId: id }));
        assert.match(carnet('org2', 'roster', 'show', current.rosterId).out, /^version +2$/m);
    } finally {
        rmSync(dir, { recursive: true });
    }
});

test('the organisations change the charter by majority', async context => {
    if (members.own === undefined) {
        context.skip('would change somebody else\'s charter');
        return;
    }
    const { inspectionAdmin, garageAdmin, garage } = members;
    const before = await inspectionAdmin.membership.charter();
    const change = { type: 'ADMIT', mspId: 'Org3MSP', name: 'Inspection Nord', capabilities: ['inspector'] } as const;
    const decision = await inspectionAdmin.membership.proposeChange({ decisionId: `admit-${randomUUID()}`, ...change, expiry: inAnHour() });
    await onceSeen('DECISION_NOT_FOUND', () => garage.decisions.read(decision.decisionId));
    assert.equal((await refusalOf(garage.decisions.approve(decision.decisionId, decision.contentHash))).code, 'NOT_ADMINISTRATOR');
    await vote(inspectionAdmin, decision);
    assert.equal((await refusalOf(inspectionAdmin.membership.changeCharter(decision.decisionId))).code, 'APPROVAL_INSUFFICIENT');
    await vote(garageAdmin, decision);
    const after = await onceSeen('APPROVAL_INSUFFICIENT', () => inspectionAdmin.membership.changeCharter(decision.decisionId));
    assert.deepEqual(after.charter.organisations, [...before.charter.organisations, { mspId: 'Org3MSP', name: 'Inspection Nord', capabilities: ['inspector'] }]);
    assert.notEqual(after.charterHash, before.charterHash);
    const again = await inspectionAdmin.membership.changeCharter(decision.decisionId);
    assert.deepEqual(again, after);
});

test('the charter from the command line: shown, a change proposed, decided by a majority and carried out', async context => {
    if (members.own === undefined) {
        context.skip('would change somebody else\'s charter');
        return;
    }
    const { network } = members.own;
    const carnet = (org: OrgName, ...args: string[]): Outcome => runCarnet(network.environment(org, 'Admin'), args);
    const id = `set-${randomUUID()}`;
    const propose = ['charter', 'propose', 'set-capabilities', 'Org2MSP', '--id', id, '--capability', 'workshop', '--capability', 'dealer', '--capability', 'auditor'];
    const { contentHash } = JSON.parse(carnet('org1', ...propose, '--json').out) as { contentHash: string };
    for (const org of ['org1', 'org2'] as const) {
        const voted = await commandOnceSeen(/^DECISION_NOT_FOUND$/, () => carnet(org, 'approve', id, '--hash', contentHash));
        assert.match(done(voted), /^vote +for$/m);
    }
    assert.match(done(await commandOnceSeen(/^APPROVAL_INSUFFICIENT$/, () => carnet('org1', 'charter', 'change', id))), /^Org2MSP +Garage +workshop dealer auditor$/m);
    assert.match(carnet('org1', 'charter', 'show').out, /^in force +yes$/m);
    assert.equal(carnet('org1', 'charter', 'propose', 'expel', 'Org2MSP', '--id', 'x').status, 2);
    const unnamed = carnet('org1', 'charter', 'propose', 'admit', 'Org4MSP', '--id', 'x', '--capability', 'dealer');
    assert.deepEqual([unnamed.status, /^MISSING_FIELD: /.test(unnamed.err)], [1, true], unnamed.err);
});
