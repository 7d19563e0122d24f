// Who takes over a lost signing key, what the old key is still good for, and that nobody counts twice afterwards.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    canonicalHash, FORMER_KEYS_MAX, rebindingContent, shareName,
    type Caller, type Decision, type DocumentState, type IdentityState, type OpeningState, type PendingPage, type RebindingRequest,
    type SharesPurged, type ShareStatement, type SigningReceipt, type VersionState,
} from '@carnet/domain';
import { newPair } from './hpke-seal.js';
import { acknowledgementOf, answerTo, grantOf, keyRequest, paper, Papers, transientOf, type Human } from './papers.js';

let papers: Papers;
let managers: readonly Human[];
before(async () => {
    papers = await Papers.open({ m1: 'org1', m2: 'org2', m3: 'org2', author: 'org1', first: 'org1', second: 'org2', third: 'org2', director: 'org2' });
    managers = papers.humans('m1', 'm2', 'm3');
    const members = managers.map(({ person, name }) => ({ ...person, name }));
    const roster = { rosterId: 'guardians', version: 1, members, threshold: 2, minOrganisations: 2 };
    await papers.trade.submit(managerAt(0).user, 'Decisions:DefineRoster', JSON.stringify(roster));
});
after(async () => papers.close());

function managerAt(place: number): Human {
    const manager = managers[place];
    assert.ok(manager);
    return manager;
}

let people = 0;

/** Somebody who has done nothing with documents yet. */
async function newcomer(org: 'org1' | 'org2', withRole = true): Promise<Human> {
    people += 1;
    const name = `newcomer${people}`;
    const user = withRole ? await papers.trade.issued(org, name, 'dealer') : await papers.trade.network.issueUser(org, { name });
    const { mspId, publicKeyHash } = await papers.trade.evaluate(user, 'Membership:WhoAmI') as Caller;
    return { name, user, person: { mspId, publicKeyHash }, pair: await newPair() };
}

/** Somebody with an encryption key who has named the roster. */
async function guarded(org: 'org1' | 'org2'): Promise<Human> {
    const human = await newcomer(org);
    await papers.submit(human, 'RegisterEncryptionKey', { ...keyRequest(human), roster: 'guardians', rebindingDelaySeconds: 0 });
    return human;
}

async function approved(old: Human, heir: Human, kind: RebindingRequest['kind'] = 'lost'): Promise<RebindingRequest> {
    const rebinding = { decisionId: `rebind-${old.name}-${heir.name}`, person: old.person, newKeyHash: heir.person.publicKeyHash, kind };
    await papers.submit(managerAt(0), 'ProposeRebinding', rebinding);
    const contentHash = canonicalHash(rebindingContent(rebinding));
    for (const place of [0, 1]) await papers.trade.submit(managerAt(place).user, 'Decisions:Approve', rebinding.decisionId, contentHash);
    return rebinding;
}

async function rebind(old: Human, heir: Human): Promise<void> {
    await papers.submit(heir, 'RebindIdentity', await approved(old, heir));
}

describe('taking over a lost key', () => {
    test('nobody takes a key over unasked, nor with a key that stands for somebody already', async () => {
        const [spare, director] = [await guarded('org2'), papers.human('director')];
        const attack = await approved(spare, director);
        assert.equal((await papers.refused(managerAt(0), 'RebindIdentity', attack)).code, 'NOT_A_PARTY', 'a manager alone');
        assert.equal((await papers.refused(director, 'RebindIdentity', attack)).code, 'ALREADY_EXISTS', 'a key with documents');
        const unasked = await approved(spare, await newcomer('org2'));
        assert.equal((await papers.refused(managerAt(0), 'RebindIdentity', unasked)).code, 'NOT_A_PARTY');
        // So the managers have no say in the director's key.
        const next = { decisionId: 'steal', person: director.person, newKeyHash: spare.person.publicKeyHash, kind: 'lost' };
        assert.equal((await papers.refused(managerAt(0), 'ProposeRebinding', next)).code, 'QUORUM_IMPOSSIBLE');
    });

    test('who holds the new key takes it over, once, and again changes nothing', async () => {
        const [old, heir] = [await guarded('org2'), await newcomer('org2')];
        const rebinding = await approved(old, heir);
        await papers.submit(heir, 'RebindIdentity', rebinding);
        const shown = async ({ mspId, publicKeyHash }: Human['person']): Promise<IdentityState> =>
            await papers.evaluate(managerAt(0), 'ReadIdentity', mspId, publicKeyHash) as IdentityState;
        const { roster, formers, rebinding: how } = await shown(old.person);
        assert.deepEqual([roster, formers, how?.heir, how?.decision.status], ['guardians', [], heir.person, 'EXECUTED']);
        assert.deepEqual(how?.votes.map(({ publicKeyHash, approves }) => [publicKeyHash, approves]).sort(),
            [0, 1].map(place => [managerAt(place).person.publicKeyHash, true]).sort());
        assert.deepEqual([how.content, how.decision.contentHash], [rebindingContent(rebinding), canonicalHash(rebindingContent(rebinding))]);
        assert.deepEqual(await shown(heir.person), { ...heir.person, roster: 'guardians', formers: [old.person], rebinding: null });
        const nobody = { mspId: 'Org1MSP', publicKeyHash: '0'.repeat(64) };
        assert.deepEqual(await shown(nobody), { ...nobody, roster: null, formers: [], rebinding: null });
        assert.deepEqual((await papers.submit(heir, 'RebindIdentity', rebinding)).writes, []);
        assert.equal((await papers.refused(old, 'RegisterEncryptionKey', keyRequest(old, 'k2'))).code, 'IDENTITY_SUPERSEDED');
    });

    test('it takes three days unless the person said otherwise, in which he who finds the key again objects', async () => {
        const [old, heir] = [await newcomer('org2'), await newcomer('org2')];
        await papers.submit(old, 'RegisterEncryptionKey', { ...keyRequest(old), roster: 'guardians' });
        const other = await papers.refused(old, 'RegisterEncryptionKey', { ...keyRequest(old), roster: 'guardians', rebindingDelaySeconds: 0 });
        assert.deepEqual([other.code, other.parameters['rebindingDelaySeconds']], ['ALREADY_EXISTS', 259_200]);
        const rebinding = await approved(old, heir);
        assert.equal((await papers.refused(heir, 'RebindIdentity', rebinding)).code, 'DECISION_TOO_EARLY');
        for (const other of [heir, papers.human('director'), managerAt(0)]) {
            assert.equal((await papers.refused(other, 'CancelRebinding', rebinding.decisionId)).code, 'NOT_A_PARTY');
        }
        const ended = await papers.submit(old, 'CancelRebinding', rebinding.decisionId);
        assert.deepEqual([(ended.answer as { status: string }).status, ended.event?.type], ['WITHDRAWN', 'DecisionWithdrawn']);
        assert.deepEqual((await papers.submit(old, 'CancelRebinding', rebinding.decisionId)).writes, [], 'the same again changes nothing');
        assert.equal((await papers.refused(heir, 'RebindIdentity', rebinding)).code, 'APPROVAL_STALE');
    });

    test('whoever has stolen the key cannot stop it', async () => {
        const [old, heir] = [await guarded('org2'), await newcomer('org2')];
        const rebinding = await approved(old, heir, 'stolen');
        assert.equal((await papers.refused(old, 'CancelRebinding', rebinding.decisionId)).code, 'RECOVERY_NOT_CANCELLABLE');
        await papers.submit(heir, 'RebindIdentity', rebinding);
    });

    test('after sixteen times a further one is refused, and the last key still acts for the first one', async () => {
        let last = await guarded('org2');
        await papers.inForce({ docId: 'old', author: papers.human('author'), holders: [last, ...papers.humans('first', 'second')] });
        for (let count = 0; count < FORMER_KEYS_MAX; count++) {
            const next = await newcomer('org2');
            await rebind(last, next);
            last = next;
        }
        const further = { decisionId: 'further', person: last.person, newKeyHash: (await newcomer('org2')).person.publicKeyHash, kind: 'lost' };
        assert.equal((await papers.refused(managerAt(0), 'ProposeRebinding', further)).code, 'REPLACED_TOO_OFTEN');
        await papers.evaluate(last, 'ReadShare', JSON.stringify({ docId: 'old', group: 'g1', epoch: 1, index: 1 }));
    });
});

describe('a proposal to replace a key', () => {
    test('is among what waits for its owner until it is closed, by whomever', async () => {
        const [old, heir] = [await newcomer('org2'), await newcomer('org2')];
        await papers.submit(old, 'RegisterEncryptionKey', { ...keyRequest(old), roster: 'guardians' });
        const waiting = async (): Promise<PendingPage['items']> => (await papers.evaluate(old, 'ListPending', '10', '') as PendingPage).items;
        const propose = (decisionId: string): RebindingRequest => ({ decisionId, person: old.person, newKeyHash: heir.person.publicKeyHash, kind: 'lost' });
        const { answer } = await papers.submit(heir, 'ProposeRebinding', propose('noticed-1'));
        const { expiry } = answer as Decision;
        assert.deepEqual(await waiting(), [{ kind: 'REBINDING', decisionId: 'noticed-1', expires: expiry }]);
        assert.deepEqual((await papers.submit(heir, 'ProposeRebinding', propose('noticed-1'))).writes, [], 'the same again changes nothing');
        await papers.submit(old, 'CancelRebinding', 'noticed-1');
        assert.deepEqual(await waiting(), []);
        await papers.submit(heir, 'ProposeRebinding', propose('noticed-2'));
        await papers.trade.submit(heir.user, 'Decisions:Withdraw', 'noticed-2');
        assert.deepEqual(await waiting(), []);
    });

    test('is made by a manager, or with a role: nobody calls managers up whom the CA knows and nobody else', async () => {
        const old = await guarded('org2');
        const heir = await newcomer('org2', false);
        const rebinding = { decisionId: 'unknown-heir', person: old.person, newKeyHash: heir.person.publicKeyHash, kind: 'lost' };
        assert.equal((await papers.refused(heir, 'ProposeRebinding', rebinding)).code, 'NOT_A_MEMBER');
        await rebind(old, heir);
    });

    test('is carried out no sooner than the delay, by clocks that are wrong at both ends', async () => {
        const [old, heir] = [await newcomer('org2'), await newcomer('org2')];
        await papers.submit(old, 'RegisterEncryptionKey', { ...keyRequest(old), roster: 'guardians', rebindingDelaySeconds: 200 });
        const rebinding = { decisionId: 'backdated', person: old.person, newKeyHash: heir.person.publicKeyHash, kind: 'lost' } as const;
        const [back, ahead] = [-115, 115].map(seconds => ({ timestampMs: Date.now() + seconds * 1000 }));
        const { answer } = await papers.submit(managerAt(0), 'ProposeRebinding', rebinding, {}, back);
        for (const place of [0, 1]) await papers.trade.submit(managerAt(place).user, 'Decisions:Approve', 'backdated', canonicalHash(rebindingContent(rebinding)));
        const { code, parameters } = await papers.refused(heir, 'RebindIdentity', rebinding, {}, ahead);
        const end = new Date(Date.parse((answer as Decision).earliest) + 240_000).toISOString();
        assert.deepEqual([code, parameters['earliest']], ['DECISION_TOO_EARLY', end]);
    });
});

describe('one person after a re-binding', () => {
    test('has one voice among those who may amend', async () => {
        const [author, old, heir] = [papers.human('author'), await guarded('org2'), await newcomer('org2')];
        // The heir is named by the policy, and has no key on the ledger.
        const policy = { amend: { k: 2, of: [old.person, heir.person, author.person] } };
        const holders = papers.humans('first', 'second', 'third');
        const made = await papers.inForce({ docId: 'amended', author, holders, policy });
        const next = await paper({ docId: 'amended', author, holders, after: made.manifest, keep: true, policy, changes: { title: 'Another' } });
        await papers.change(author, 'AmendDocument', next);
        await papers.sign(old, next);
        await rebind(old, heir);
        await papers.sign(heir, next);
        const { missing, status, signatures } = await papers.evaluate(author, 'ReadVersion', 'amended', '2') as VersionState;
        assert.deepEqual(signatures.map(({ signer, onBehalfOf }) => [signer, onBehalfOf]), [[heir.person, old.person], [heir.person, undefined]]);
        assert.deepEqual([status, missing.amending], ['DRAFT', 1]);
        await papers.sign(author, next);
        assert.equal((await papers.evaluate(author, 'ReadDocument', 'amended') as DocumentState).current?.version, 2);
    });

    test('has one voice among those who erase shares, also where he takes back what the old key said', async () => {
        const [author, old, heir] = [papers.human('author'), await guarded('org2'), await newcomer('org2')];
        const holders = papers.humans('first', 'second');
        const agree = async (by: Human, docId: string): Promise<number> =>
            ((await papers.submit(by, 'PurgeShares', [docId, 'g1', '1'])).answer as SharesPurged).missing;
        const rules = [['erased-by-three', { k: 3, of: [old.person, heir.person, author.person] }], ['erased-for', { k: 2, of: [old.person, author.person] }]] as const;
        for (const [docId, amend] of rules) {
            const made = await papers.inForce({ docId, author, holders });
            const next = await paper({ docId, author, holders, after: made.manifest, policy: { amend } });
            await papers.change(author, 'AmendDocument', next);
            await papers.acknowledge(next, holders);
            await papers.sign(author, next);
        }
        assert.equal(await agree(old, 'erased-by-three'), 2);
        await rebind(old, heir);
        assert.deepEqual([await agree(heir, 'erased-by-three'), await agree(author, 'erased-by-three')], [2, 1]);
        assert.deepEqual([await agree(heir, 'erased-for'), await agree(author, 'erased-for')], [1, 0], 'for whom he acts');
    });

    test('attests once', async () => {
        const [author, old, heir, asks] = [papers.human('author'), await guarded('org2'), await newcomer('org2'), papers.human('third')];
        const events = [{ event: 'handover', k: 2, attesters: [heir.person, old.person, author.person] }, { event: 'payment', k: 1, attesters: [old.person] }];
        const release = { events, delaySeconds: 0, veto: [] };
        const made = await papers.inForce({ docId: 'attested', author, holders: papers.humans('first', 'second'), requesters: [asks], policy: { release } });
        await papers.submit(old, 'AttestEvent', { docId: 'attested', event: 'handover' });
        await rebind(old, heir);
        for (const event of ['handover', 'payment']) await papers.submit(heir, 'AttestEvent', { docId: 'attested', event });
        const question = await papers.question(asks, made);
        await papers.submit(asks, 'RequestOpening', question.submission);
        const state = await papers.evaluate(asks, 'ReadOpening', 'attested', question.request.requestId) as OpeningState;
        assert.deepEqual(state.events, [{ event: 'handover', attested: 1, needed: 2 }, { event: 'payment', attested: 1, needed: 1 }]);
    });

    test('finds what waits for the key of before after what waits for his own', async () => {
        const [author, old, heir] = [papers.human('author'), await guarded('org2'), await newcomer('org2')];
        const made = await paper({ docId: 'inherited', author, holders: [old, ...papers.humans('first', 'second')], policy: { parties: [author.person, heir.person] } });
        await papers.create(author, made);
        await rebind(old, heir);
        const pages: PendingPage[] = [];
        do pages.push(await papers.evaluate(heir, 'ListPending', '1', pages.at(-1)?.bookmark ?? '') as PendingPage); while (pages.at(-1)?.bookmark !== '');
        // The page between them has nothing: it stood for the proposal that was carried out.
        assert.deepEqual(pages.map(({ items }) => items.map(({ kind }) => kind)), [['SIGNATURE'], [], ['SHARE']]);
        for (const bookmark of ['2/x', 'x', '0']) await assert.rejects(papers.evaluate(heir, 'ListPending', '1', bookmark), /INVALID_BOOKMARK/);
        const { answer } = await papers.submit(heir, 'AcknowledgeShare', acknowledgementOf(made, 1));
        assert.deepEqual((answer as ShareStatement).holder, old.person, 'as the manifest names him');
        assert.deepEqual((await papers.evaluate(heir, 'ListPending', '10', '') as PendingPage).items.map(({ kind }) => kind), ['SIGNATURE']);
    });

    test('finds each of them once, in pages of any size, also where a page ends with his own', async () => {
        const [author, old, heir] = [papers.human('author'), await guarded('org2'), await newcomer('org2')];
        for (const docId of ['paged-1', 'paged-2']) {
            await papers.create(author, await paper({
                docId, author, holders: [old, ...papers.humans('first', 'second')], policy: { parties: [author.person, heir.person] },
            }));
        }
        await rebind(old, heir);
        for (let size = 1; size <= 6; size++) {
            const pages: PendingPage[] = [];
            do pages.push(await papers.evaluate(heir, 'ListPending', String(size), pages.at(-1)?.bookmark ?? '') as PendingPage); while (pages.at(-1)?.bookmark !== '');
            const found = pages.flatMap(({ items }) => items.map(({ kind, docId }) => `${kind} ${docId ?? ''}`));
            assert.deepEqual(found, ['SIGNATURE paged-1', 'SIGNATURE paged-2', 'SHARE paged-1', 'SHARE paged-2'], `pages of ${size}`);
            assert.ok(pages.every(({ items }) => items.length <= size), `pages of ${size}`);
        }
    });

    test('takes no other\'s place once his key has been counted for himself', async () => {
        const [author, old, heir] = [papers.human('author'), await guarded('org2'), await newcomer('org2')];
        const release = { events: [{ event: 'handover', k: 2, attesters: [heir.person, old.person] }], delaySeconds: 0, veto: [] };
        await papers.inForce({ docId: 'twice', author, holders: papers.humans('first', 'second'), policy: { release } });
        const rebinding = await approved(old, heir);
        for (const who of [old, heir]) await papers.submit(who, 'AttestEvent', { docId: 'twice', event: 'handover' });
        assert.equal((await papers.refused(heir, 'RebindIdentity', rebinding)).code, 'ALREADY_EXISTS');
    });

    test('has nothing sealed to the keys of before, and may revoke them', async () => {
        const [author, old, heir] = [papers.human('author'), await guarded('org2'), await newcomer('org2')];
        const others = papers.humans('first', 'second');
        await rebind(old, heir);
        const made = await paper({ docId: 'late', author, holders: [old, ...others] });
        assert.equal((await papers.refused(author, 'CreateDocument', [made.manifest, made.contents], transientOf(made.shares))).code, 'IDENTITY_SUPERSEDED');
        const { answer } = await papers.submit(heir, 'RevokeEncryptionKey', 'k1');
        const { owner, revokedAt } = answer as { owner: object; revokedAt: string | null };
        assert.deepEqual([owner, revokedAt !== null], [old.person, true]);
        assert.equal((await papers.refused(heir, 'RevokeEncryptionKey', 'k7')).code, 'ENCRYPTION_KEY_NOT_FOUND');
        await papers.submit(heir, 'RegisterEncryptionKey', keyRequest(heir));
        const again = await papers.submit(heir, 'RevokeEncryptionKey', 'k1');
        assert.deepEqual((again.answer as { owner: object }).owner, heir.person, 'his own first');
        const [before, taker] = [await guarded('org2'), await newcomer('org2')];
        await rebind(before, taker);
        await papers.submit(taker, 'RegisterEncryptionKey', keyRequest(taker));
        const owners = [];
        for (let count = 0; count < 2; count++) owners.push(((await papers.submit(taker, 'RevokeEncryptionKey', 'k1')).answer as { owner: object }).owner);
        assert.deepEqual(owners, [taker.person, before.person], 'then the one that is not revoked yet');
    });

    test('gets the grants of what he asked for, and confirms; the old key gets nothing', async () => {
        const [author, old, heir] = [papers.human('author'), await guarded('org2'), await newcomer('org2')];
        const holders = papers.humans('first', 'second');
        const made = await papers.inForce({ docId: 'asked', author, holders, requesters: [old] });
        const question = await papers.question(old, made);
        await papers.submit(old, 'RequestOpening', question.submission);
        for (const [place, holder] of holders.entries()) {
            await papers.submit(holder, 'ApproveOpening', answerTo(question, place + 1), { grant: await grantOf(made, question, place + 1) });
        }
        await rebind(old, heir);
        const { requestId } = question.request;
        await assert.rejects(papers.evaluate(old, 'ReadOpening', 'asked', requestId), /IDENTITY_SUPERSEDED/);
        const { grants } = await papers.evaluate(heir, 'ReadOpening', 'asked', requestId) as OpeningState;
        assert.deepEqual(Object.keys(grants), [shareName('g1', 1), shareName('g1', 2)]);
        assert.deepEqual((await papers.evaluate(author, 'ReadOpening', 'asked', requestId) as OpeningState).grants, {});
        await papers.submit(heir, 'ConfirmOpened', { docId: 'asked', requestId, used: { g1: [1, 2] } });
    });

    test('is granted nothing any more by the old key; it is denied as any request, and the new one asks again', async () => {
        const [author, old, heir] = [papers.human('author'), await guarded('org2'), await newcomer('org2')];
        const [first, second] = papers.humans('first', 'second');
        assert.ok(first && second);
        const made = await papers.inForce({ docId: 'asked-before', author, holders: [first, second], requesters: [old] });
        const question = await papers.question(old, made);
        await papers.submit(old, 'RequestOpening', question.submission);
        await papers.submit(first, 'ApproveOpening', answerTo(question, 1), { grant: await grantOf(made, question, 1) });
        await rebind(old, heir);
        const { code, parameters } = await papers.refused(second, 'ApproveOpening', answerTo(question, 2), { grant: await grantOf(made, question, 2) });
        assert.deepEqual([code, parameters], ['IDENTITY_SUPERSEDED', heir.person]);
        await papers.submit(second, 'DenyOpening', { ...answerTo(question, 2), reason: 'The key was replaced' });
        const inHisName = await papers.question(heir, made, { requester: old.person });
        assert.equal((await papers.refused(heir, 'RequestOpening', inHisName.submission)).code, 'INVALID_VALUE', 'with the new key, in the name of the old one');
        const again = await papers.question(heir, made);
        await papers.submit(heir, 'RequestOpening', again.submission);
        await papers.submit(second, 'ApproveOpening', answerTo(again, 2), { grant: await grantOf(made, again, 2) });
    });

    test('signs no version that is in force already: what the old key signed stands', async () => {
        const [old, heir] = [await guarded('org2'), await newcomer('org2')];
        const author = papers.human('author');
        const holders = papers.humans('first', 'second');
        const made = await paper({ docId: 'signed-before', author, holders, policy: { parties: [author.person, old.person] } });
        await papers.create(author, made);
        await papers.acknowledge(made, holders);
        for (const party of [author, old]) await papers.sign(party, made);
        const before = await papers.evaluate(author, 'ReadVersion', 'signed-before', '1') as VersionState;
        await rebind(old, heir);
        const { answer, writes } = await papers.sign(heir, made);
        assert.deepEqual([(answer as SigningReceipt).signature.signer, writes], [old.person, []]);
        assert.deepEqual((await papers.evaluate(author, 'ReadVersion', 'signed-before', '1') as VersionState).signatures, before.signatures);
    });
});
