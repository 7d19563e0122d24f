// Openings: who may ask, how long the cooling-off lasts by clocks that are wrong, which events count, what is confirmed, and that grants are erased.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type AuditTrail, type Caller, type OpeningState, type PendingPage } from '@carnet/domain';
import { newPair } from './hpke-seal.js';
import { answerTo, grantOf, keyRequest, paper, Papers, type Human, type Paper, type Question } from './papers.js';

let papers: Papers;
let author: Human;
let tax: Human;
let holders: readonly Human[];
before(async () => {
    papers = await Papers.open({ author: 'org1', notary: 'org1', seller: 'org2', buyer: 'org2', tax: 'org2' });
    [author, tax] = [papers.human('author'), papers.human('tax')];
    holders = papers.humans('notary', 'seller', 'buyer');
});
after(async () => papers.close());

const holder = (place: number): Human => {
    const one = holders[place];
    assert.ok(one);
    return one;
};

/** Seconds from now as the caller's clock says. */
const at = (seconds: number): { readonly timestampMs: number } => ({ timestampMs: Date.now() + seconds * 1000 });
const instant = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();

async function ask(made: Paper, expires = instant(3_600), seconds = 0): Promise<Question> {
    const question = await papers.question(tax, made, { expires });
    await papers.submit(tax, 'RequestOpening', question.submission, {}, at(seconds));
    return question;
}

async function approve(made: Paper, question: Question, places: readonly number[], seconds = 0): Promise<void> {
    for (const place of places) {
        await papers.submit(holder(place), 'ApproveOpening', answerTo(question, place + 1), { grant: await grantOf(made, question, place + 1) }, at(seconds));
    }
}

async function read(who: Human, { request: { docId, requestId } }: Question, seconds = 0): Promise<OpeningState> {
    const result = await papers.trade.network.evaluate(who.user, 'SharedDocument:ReadOpening', [docId, requestId], at(seconds));
    return JSON.parse(Buffer.from(result).toString('utf8')) as OpeningState;
}

/** This many days after an instant. */
const instantAfter = (from: string, days: number): string => new Date(Date.parse(from) + days * 86_400_000).toISOString();

const opened = ({ request: { docId, requestId } }: Question): object => ({ docId, requestId, used: { g1: [1, 2] } });
const handover = (...attesters: readonly Human[]) =>
    ({ release: { events: [{ event: 'handover', k: 1, attesters: attesters.map(({ person }) => person) }], delaySeconds: 0, veto: [] } });

describe('the cooling-off', () => {
    test('is not made shorter by a clock that is wrong, and a veto counts as long as nothing can be handed out', async () => {
        const policy = { release: { events: [], delaySeconds: 1, veto: [author.person] } };
        const made = await papers.inForce({ docId: 'backdated', author, holders, requesters: [tax], policy });
        const question = await ask(made, instant(3_600), -115);
        await approve(made, question, [0, 1]);
        for (const seconds of [0, 115]) {
            const { status, grants, opening } = await read(tax, question, seconds);
            assert.deepEqual([status, grants, opening.earliest < instant(0)], ['PENDING', {}, true]);
        }
        assert.equal((await papers.refused(tax, 'ConfirmOpened', opened(question), {}, at(115))).code, 'NOT_GRANTED');
        await papers.submit(author, 'VetoOpening', ['backdated', question.request.requestId, 'too early']);
        assert.equal((await read(tax, question)).status, 'VETOED');
    });

    test('of a year leaves another to open; a request cannot expire before it is over', async () => {
        const made = await papers.inForce({ docId: 'year', author, holders, requesters: [tax], policy: { release: { events: [], delaySeconds: 366 * 86_400, veto: [] } } });
        for (const days of [366, 734]) {
            const { submission } = await papers.question(tax, made, { expires: instant(days * 86_400) });
            const { code, parameters } = await papers.refused(tax, 'RequestOpening', submission);
            assert.deepEqual([code, parameters['field']], ['INVALID_DATE', 'opening.request.expires']);
        }
        await ask(made, instant(700 * 86_400));
    });
});

test('where an organisation may ask, it is who has a role there that does', async () => {
    const made = await papers.inForce({ docId: 'office', author, holders, policy: { requesters: [{ mspId: 'Org2MSP' }] } });
    const user = await papers.trade.network.issueUser('org2', { name: 'visitor' });
    const { mspId, publicKeyHash } = await papers.trade.evaluate(user, 'Membership:WhoAmI') as Caller;
    const visitor: Human = { name: 'visitor', user, person: { mspId, publicKeyHash }, pair: await newPair() };
    await papers.submit(visitor, 'RegisterEncryptionKey', keyRequest(visitor));
    assert.equal((await papers.refused(visitor, 'RequestOpening', (await papers.question(visitor, made)).submission)).code, 'NOT_A_MEMBER');
    assert.equal((await papers.refused(author, 'RequestOpening', (await papers.question(author, made)).submission)).code, 'NOT_A_REQUESTER');
    await ask(made);
});

describe('an event', () => {
    test('counts under the rule under which it was attested, and no other', async () => {
        const made = await papers.inForce({ docId: 'rules', author, holders, requesters: [tax], policy: handover(author, holder(0)) });
        await papers.submit(author, 'AttestEvent', { docId: 'rules', event: 'handover' });
        const next = await paper({ docId: 'rules', author, holders, requesters: [tax], after: made.manifest, keep: true, policy: handover(author, holder(1)) });
        await papers.change(author, 'AmendDocument', next);
        await papers.sign(author, next);
        const question = await ask(next);
        assert.deepEqual((await read(tax, question)).events, [{ event: 'handover', attested: 0, needed: 1 }]);
        await papers.submit(author, 'AttestEvent', { docId: 'rules', event: 'handover' });
        assert.deepEqual((await read(tax, question)).events, [{ event: 'handover', attested: 1, needed: 1 }]);
    });

    test('that was attested under an old rule does not count when the rule comes back; an amendment of something else keeps it', async () => {
        const [old, other] = [handover(author, holder(0)), handover(author, holder(1))];
        let last = await papers.inForce({ docId: 'revived', author, holders, requesters: [tax], policy: old });
        await papers.submit(author, 'AttestEvent', { docId: 'revived', event: 'handover' });
        for (const [policy, title, attested] of [[old, 'Another', 1], [other, 'Another', 0], [old, 'Another', 0], [old, 'A third', 0]] as const) {
            last = await paper({ docId: 'revived', author, holders, requesters: [tax], after: last.manifest, keep: true, policy, changes: { title } });
            await papers.change(author, 'AmendDocument', last);
            await papers.sign(author, last);
            assert.deepEqual((await read(tax, await ask(last))).events, [{ event: 'handover', attested, needed: 1 }], `version ${last.manifest.version}`);
        }
        await papers.submit(author, 'AttestEvent', { docId: 'revived', event: 'handover' });
        assert.deepEqual((await read(tax, await ask(last))).events, [{ event: 'handover', attested: 1, needed: 1 }]);
    });

    test('that comes after the expiry opens nothing, and what was not granted is not confirmed', async () => {
        for (const [docId, seconds, code] of [['late', 0, 'NOT_GRANTED'], ['timely', -60, undefined]] as const) {
            const made = await papers.inForce({ docId, author, holders, requesters: [tax], policy: handover(author) });
            const question = await ask(made, instant(-40), -100);
            await approve(made, question, [0, 1], -90);
            await papers.submit(author, 'AttestEvent', { docId, event: 'handover' }, {}, at(seconds));
            if (code === undefined) await papers.submit(tax, 'ConfirmOpened', opened(question));
            else assert.equal((await papers.refused(tax, 'ConfirmOpened', opened(question))).code, code);
        }
    });

    test('and an amendment later nobody knows any more whether it was granted', async () => {
        const made = await papers.inForce({ docId: 'amended', author, holders, requesters: [tax] });
        const question = await ask(made);
        await approve(made, question, [0, 1]);
        const next = await paper({ docId: 'amended', author, holders, requesters: [tax], after: made.manifest, keep: true, changes: { title: 'Another' } });
        await papers.change(author, 'AmendDocument', next);
        await papers.sign(author, next);
        assert.equal((await papers.refused(tax, 'ConfirmOpened', opened(question))).code, 'POLICY_CHANGED');
    });
});

describe('grants', () => {
    test('are erased once the opening was confirmed, and none is given any more', async () => {
        const made = await papers.inForce({ docId: 'erased', author, holders, requesters: [tax] });
        const question = await ask(made);
        await approve(made, question, [0, 1]);
        const { request: { requestId } } = question;
        assert.equal((await papers.refused(holder(2), 'PurgeGrants', ['erased', requestId])).code, 'GRANTS_IN_USE');
        await papers.submit(tax, 'ConfirmOpened', opened(question));
        const stranger = await papers.trade.member('org1', 'dealer');
        const other: Human = { ...author, user: stranger };
        assert.equal((await papers.refused(other, 'PurgeGrants', ['erased', requestId])).code, 'NOT_A_PARTY');
        assert.equal(Object.keys((await read(tax, question)).grants).length, 2);
        for (const other of [holder(2), author]) {
            const { code, parameters } = await papers.refused(other, 'PurgeGrants', ['erased', requestId]);
            assert.deepEqual([code, parameters['kept']], ['GRANTS_IN_USE', instantAfter(question.request.expires, 30)]);
        }
        const purged = await papers.submit(tax, 'PurgeGrants', ['erased', requestId]);
        assert.deepEqual(purged.event, { v: 1, type: 'GrantsPurged', items: [{ docId: 'erased', requestId }] });
        const again = await papers.submit(tax, 'PurgeGrants', ['erased', requestId]);
        assert.deepEqual([again.answer, again.writes], [purged.answer, []]);
        assert.deepEqual((await read(tax, question)).grants, {});
        const late = await papers.refused(holder(2), 'ApproveOpening', answerTo(question, 3), { grant: await grantOf(made, question, 3) });
        assert.equal(late.code, 'GRANTS_PURGED');
        const report = { docId: 'erased', requestId, group: 'g1', index: 1 };
        assert.equal((await papers.refused(tax, 'ReportBadShare', report, { readerKey: question.keys['g1/1']?.privateKey ?? '' })).code, 'SHARE_NOT_FOUND');
        const { rows } = await papers.evaluate(author, 'ReadAudit', 'erased', '100', '') as AuditTrail;
        assert.equal(rows.at(-1)?.action, 'GRANTS_PURGED');
    });

    test('prove who lied: a holder erases none before whoever asked had time to report, and what was reported never', async t => {
        const made = await papers.inForce({ docId: 'evidence', author, holders, requesters: [tax] });
        const question = await ask(made);
        const { request: { requestId, expires } } = question;
        await approve(made, question, [0, 1]);
        const liar = holder(2);
        await papers.submit(liar, 'ApproveOpening', answerTo(question, 3), { grant: await grantOf(made, question, 3, 'f'.repeat(64)) });
        await papers.submit(tax, 'ConfirmOpened', opened(question));
        assert.equal((await papers.refused(liar, 'PurgeGrants', ['evidence', requestId])).code, 'GRANTS_IN_USE');
        await papers.submit(tax, 'ReportBadShare', { docId: 'evidence', requestId, group: 'g1', index: 3 }, { readerKey: question.keys['g1/3']?.privateKey ?? '' });
        t.mock.timers.enable({ apis: ['Date'], now: Date.parse(instantAfter(expires, 30)) });
        const erased = await papers.submit(liar, 'PurgeGrants', ['evidence', requestId]);
        const late = { docId: 'evidence', requestId, group: 'g1', index: 1 };
        assert.equal((await papers.refused(tax, 'ReportBadShare', late, { readerKey: question.keys['g1/1']?.privateKey ?? '' })).code, 'SHARE_NOT_FOUND');
        assert.deepEqual((await papers.submit(author, 'PurgeGrants', ['evidence', requestId])).writes, [], 'nothing is left for a party to erase');
        t.mock.timers.tick(1_000);
        const last = await papers.submit(tax, 'PurgeGrants', ['evidence', requestId]);
        assert.equal(last.event?.type, 'GrantsPurged', 'for whoever asked the one that was reported is');
        assert.deepEqual(last.answer, erased.answer, 'at the time of the first');
        assert.deepEqual((await papers.submit(tax, 'PurgeGrants', ['evidence', requestId])).writes, []);
    });

    test('are erased of what was denied, vetoed, has expired or is superseded', async () => {
        const policy = { release: { events: [], delaySeconds: 600, veto: [author.person] } };
        const made = await papers.inForce({ docId: 'ended', author, holders, requesters: [tax], policy });
        const [denied, vetoed, superseded] = [await ask(made), await ask(made), await ask(made)];
        for (const question of [denied, vetoed, superseded]) await approve(made, question, [0]);
        for (const place of [1, 2]) await papers.submit(holder(place), 'DenyOpening', { ...answerTo(denied, place + 1), reason: 'no' });
        await papers.submit(author, 'VetoOpening', ['ended', vetoed.request.requestId, 'no']);
        assert.equal((await papers.refused(tax, 'PurgeGrants', ['ended', superseded.request.requestId])).code, 'GRANTS_IN_USE');
        const next = await paper({ docId: 'ended', author, holders, requesters: [tax], after: made.manifest, keep: true, policy, changes: { title: 'Another' } });
        await papers.change(author, 'AmendDocument', next);
        await papers.sign(author, next);
        for (const { request: { requestId } } of [denied, vetoed, superseded]) await papers.submit(tax, 'PurgeGrants', ['ended', requestId]);
        const brief = await papers.inForce({ docId: 'brief', author, holders, requesters: [tax] });
        const expired = await ask(brief, instant(-50), -100);
        await approve(brief, expired, [0], -90);
        await papers.submit(tax, 'PurgeGrants', ['brief', expired.request.requestId]);
    });
});

test('by a rule of release it is granted to those who satisfy it, and denied once they cannot', async () => {
    const [one, two, three] = holders as [Human, Human, Human];
    const tree = { k: 2, of: [{ holder: 1 }, { k: 1, of: [{ holder: 2 }, { holder: 3 }] }] };
    const made = await papers.inForce({ docId: 'will', author, holders: [one, two, three], requesters: [tax], tree });
    const [granted, hopeless] = [await ask(made), await ask(made)];
    await approve(made, granted, [1, 2]);
    assert.equal((await read(tax, granted)).status, 'PENDING', 'both heirs, and no notary');
    await approve(made, granted, [0]);
    assert.equal((await read(tax, granted)).status, 'GRANTED');
    assert.equal((await papers.refused(tax, 'ConfirmOpened', { ...opened(granted), used: { g1: [2, 3] } })).code, 'NOT_GRANTED');
    await papers.submit(tax, 'ConfirmOpened', { ...opened(granted), used: { g1: [1, 3] } });
    await papers.submit(one, 'DenyOpening', { ...answerTo(hopeless, 1), reason: 'no' });
    assert.equal((await read(tax, hopeless)).status, 'DENIED');
});

test('what waits is listed page by page', async () => {
    const made = await papers.inForce({ docId: 'pages', author, holders, requesters: [tax] });
    for (let count = 0; count < 3; count++) await ask(made);
    const listed: string[] = [];
    let bookmark = '';
    do {
        const page = await papers.evaluate(holder(0), 'ListPending', '2', bookmark) as PendingPage;
        assert.ok(page.items.length <= 2);
        listed.push(...page.items.filter(({ docId }) => docId === 'pages').map(({ requestId = '' }) => requestId));
        bookmark = page.bookmark;
    } while (bookmark !== '');
    assert.equal(new Set(listed).size, 3);
});
