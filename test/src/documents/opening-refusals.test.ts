// What the ledger refuses of openings: questions, answers, vetoes, receipts and reports that are not whole, not one's own, too early or too late.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { manifestHash, treeRoot, type HolderAnswer, type OpeningRequest, type OpeningState, type OpeningStatus, type PendingPage, type Veto } from '@carnet/domain';
import type { CallOptions } from '../in-process/network.js';
import { newPair, sealTo } from './hpke-seal.js';
import { acknowledgementOf, answerTo, grantOf, paper, Papers, questionOf, type Human, type Paper, type PaperOptions, type Question } from './papers.js';

let papers: Papers;
let author: Human;
let tax: Human;
let holders: readonly [Human, Human, Human];
let sale: Paper;
before(async () => {
    papers = await Papers.open({ author: 'org1', notary: 'org1', seller: 'org2', buyer: 'org2', tax: 'org2' });
    [author, tax] = [papers.human('author'), papers.human('tax')];
    holders = papers.humans('notary', 'seller', 'buyer') as [Human, Human, Human];
    sale = await inForce('sale');
});
after(async () => papers.close());

const inForce = (docId: string, options: Partial<PaperOptions> = {}): Promise<Paper> =>
    papers.inForce({ docId, author, holders, requesters: [tax], ...options });
const at = (milliseconds: number): { readonly timestampMs: number } => ({ timestampMs: milliseconds });
const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

async function asked(made: Paper, changes: Partial<OpeningRequest> = {}, now = Date.now()): Promise<Question> {
    const question = await papers.question(tax, made, changes);
    await papers.submit(tax, 'RequestOpening', question.submission, {}, at(now));
    return question;
}

async function approved(made: Paper, question: Question, places: readonly number[], now = Date.now()): Promise<void> {
    for (const place of places) {
        const grant = await grantOf(made, question, place + 1);
        await papers.submit(holders[place] ?? assert.fail(), 'ApproveOpening', answerTo(question, place + 1), { grant }, at(now));
    }
}

async function read(by: Human, { request: { docId, requestId } }: Question, now = Date.now()): Promise<OpeningState> {
    const answer = await papers.trade.network.evaluate(by.user, 'SharedDocument:ReadOpening', [docId, requestId], at(now));
    return JSON.parse(Buffer.from(answer).toString('utf8')) as OpeningState;
}

const statusOf = async (question: Question, now?: number): Promise<OpeningStatus> => (await read(tax, question, now)).status;
/** Code and field, where it names one. */
async function refusedAs(by: Human, name: string, argument: unknown, transient: CallOptions['transient'] = {}, now = Date.now()): Promise<readonly unknown[]> {
    const { code, parameters } = await papers.refused(by, name, argument, transient, at(now));
    return 'field' in parameters ? [code, parameters['field']] : [code];
}

const openedBy = ({ request: { docId, requestId } }: Question, ...g1: readonly number[]): object => ({ docId, requestId, used: { g1 } });
const vetoOf = ({ request: { docId, requestId } }: Question, reason = 'no'): readonly string[] => [docId, requestId, reason];
const denialOf = (question: Question, index: number, reason = 'no'): object => ({ ...answerTo(question, index), reason });

describe('a question', () => {
    test('is about the version in force, by number and by manifest', async () => {
        const made = await inForce('amended');
        const next = await paper({ docId: 'amended', author, holders, requesters: [tax], after: made.manifest, keep: true, changes: { title: 'B' } });
        await papers.change(author, 'AmendDocument', next);
        await papers.sign(author, next);
        for (const changes of [{ version: 1 }, { manifestHash: manifestHash(made.manifest) }, { version: 3 }]) {
            assert.deepEqual(await refusedAs(tax, 'RequestOpening', (await papers.question(tax, next, changes)).submission), ['POLICY_CHANGED']);
        }
        const draft = await paper({ docId: 'draft', author, holders, requesters: [tax] });
        await papers.create(author, draft);
        assert.deepEqual(await refusedAs(tax, 'RequestOpening', (await papers.question(tax, draft)).submission), ['NOT_IN_FORCE']);
    });

    test('is its sender\'s own, and each of its name once', async () => {
        const foreign = await papers.question(tax, sale, { requester: author.person });
        assert.deepEqual(await refusedAs(tax, 'RequestOpening', foreign.submission), ['INVALID_VALUE', 'opening.request.requester']);
        const question = await asked(sale, { requestId: 'once' });
        assert.deepEqual((await papers.submit(tax, 'RequestOpening', question.submission)).writes, [], 'the same again');
        assert.deepEqual(await refusedAs(tax, 'RequestOpening', (await papers.question(tax, sale, { requestId: 'once' })).submission), ['ALREADY_EXISTS']);
    });

    test('asks for sections that are sealed for its groups, with a key of its own for each holder', async () => {
        const { readerKeys } = (await papers.question(tax, sale)).request;
        const { 'g1/3': third = '', ...two } = readerKeys;
        const wrong: readonly (readonly [Partial<OpeningRequest>, ...string[]])[] = [
            [{ sections: ['/subject'] }, 'INVALID_VALUE', 'opening.request.sections[0]'],
            [{ sections: ['/price', '/none'] }, 'INVALID_VALUE', 'opening.request.sections[1]'],
            [{ readerKeys: two }, 'INVALID_VALUE', 'opening.request.readerKeys'],
            [{ readerKeys: { ...readerKeys, 'g1/4': (await newPair()).publicKey } }, 'INVALID_VALUE', 'opening.request.readerKeys'],
            [{ readerKeys: { ...two, 'g1/4': third } }, 'INVALID_VALUE', 'opening.request.readerKeys'],
            [{ readerKeys: { ...two, 'g1/3': two['g1/1'] ?? '' } }, 'INVALID_VALUE', 'opening.request.readerKeys'],
            [{ groups: ['g1', 'g2'] }, 'GROUP_NOT_FOUND'],
        ];
        for (const [changes, ...refusal] of wrong) {
            assert.deepEqual(await refusedAs(tax, 'RequestOpening', (await papers.question(tax, sale, changes)).submission), refusal, JSON.stringify(changes));
        }
    });

    test('expires after the cooling-off, and at most a year and a day after its end', async () => {
        const now = Date.now();
        const year = 366 * 86_400_000;
        const will = await inForce('expiry', { policy: { release: { events: [], delaySeconds: 100, veto: [] } } });
        const refused = async (made: Paper, expires: number): Promise<readonly unknown[]> =>
            refusedAs(tax, 'RequestOpening', (await papers.question(tax, made, { expires: iso(expires) })).submission, {}, now);
        for (const expires of [now, now + year + 1]) assert.deepEqual(await refused(sale, expires), ['INVALID_DATE', 'opening.request.expires']);
        // By clocks that are wrong by 120 seconds at both ends.
        for (const expires of [now + 340_000, now + 100_000 + year + 1]) assert.deepEqual(await refused(will, expires), ['INVALID_DATE', 'opening.request.expires']);
        for (const [made, expires] of [[sale, now + 1], [sale, now + year], [will, now + 340_001], [will, now + 100_000 + year]] as const) {
            const { answer } = await papers.submit(tax, 'RequestOpening', (await papers.question(tax, made, { expires: iso(expires) })).submission, {}, at(now));
            const { requestedAt, earliest } = answer as OpeningState['opening'];
            assert.deepEqual([requestedAt, earliest], [iso(now), iso(made === will ? now + 100_000 : now)]);
        }
    });
});

describe('an answer', () => {
    test('is not given any more from the moment at which the request expires, nor after a veto, nor twice', async () => {
        const now = Date.now();
        const expired = await asked(sale, { expires: iso(now + 1_000) }, now);
        const grant = await grantOf(sale, expired, 1);
        for (const late of [now + 1_000, now + 1_001]) {
            assert.deepEqual(await refusedAs(holders[0], 'ApproveOpening', answerTo(expired, 1), { grant }, late), ['REQUEST_EXPIRED']);
            assert.deepEqual(await refusedAs(holders[0], 'DenyOpening', denialOf(expired, 1), {}, late), ['REQUEST_EXPIRED']);
        }
        await approved(sale, expired, [0], now + 999);
        const denied = await asked(sale);
        const { answer } = await papers.submit(holders[0], 'DenyOpening', denialOf(denied, 1));
        const again = await papers.submit(holders[0], 'DenyOpening', denialOf(denied, 1));
        const waiting = async (holder: Human): Promise<boolean> => (await papers.evaluate(holder, 'ListPending', '100', '') as PendingPage).items
            .some(({ requestId }) => requestId === denied.request.requestId);
        assert.deepEqual([await waiting(holders[0]), await waiting(holders[1])], [false, true]);
        assert.deepEqual([again.answer, again.writes], [answer, []]);
        assert.deepEqual([(answer as HolderAnswer).holder, (answer as HolderAnswer).reason], [holders[0].person, 'no']);
        assert.deepEqual(await refusedAs(holders[0], 'DenyOpening', denialOf(denied, 1, 'another')), ['ALREADY_DENIED']);
        assert.deepEqual(await refusedAs(holders[1], 'DenyOpening', { ...denialOf(denied, 2), requestHash: expired.requestHash }), ['REQUEST_MISMATCH']);
        assert.deepEqual(await refusedAs(holders[1], 'DenyOpening', denialOf(denied, 1)), ['NOT_A_HOLDER']);
        const will = await inForce('vetoed', { policy: { release: { events: [], delaySeconds: 600, veto: [author.person] } } });
        const vetoed = await asked(will);
        await papers.submit(author, 'VetoOpening', vetoOf(vetoed));
        assert.deepEqual(await refusedAs(holders[0], 'DenyOpening', denialOf(vetoed, 1)), ['VETOED']);
    });

    test('is about the groups of the request, and so is the receipt', async () => {
        const two = await withTwoGroups();
        const question = await questionOf(tax, two.manifest, { requestId: 'first-group' });
        await papers.submit(tax, 'RequestOpening', question.submission);
        const ofOther = { ...answerTo(question, 1), group: 'g2' };
        const { code, sentence } = await papers.refused(holders[0], 'ApproveOpening', ofOther, { grant: await grantOf(two, question, 1) });
        assert.deepEqual([code, sentence], ['GROUP_NOT_FOUND', 'The request does not ask for this group.']);
        const sections = await questionOf(tax, two.manifest, { requestId: 'other-section', sections: ['/price', '/reserve'] });
        assert.deepEqual(await refusedAs(tax, 'RequestOpening', sections.submission), ['INVALID_VALUE', 'opening.request.sections[1]']);
        await approved(two, question, [0, 1]);
        const receipt = { docId: 'two-groups', requestId: 'first-group' };
        for (const used of [{ g1: [1, 2], g2: [1, 2] }, { g2: [1, 2] }, { g1: [1, 4] }]) {
            assert.deepEqual(await refusedAs(tax, 'ConfirmOpened', { ...receipt, used }), ['INVALID_VALUE', 'opened.used'], JSON.stringify(used));
        }
        await papers.submit(tax, 'ConfirmOpened', { ...receipt, used: { g1: [1, 2] } });
    });

    /** The same section again, sealed for a second group of the same holders. */
    async function withTwoGroups(): Promise<Paper> {
        const made = await paper({ docId: 'two-groups', author, holders, requesters: [tax] });
        const { sections, groups } = made.manifest;
        const [open, price] = sections;
        assert.ok(open && price?.visibility === 'sealed');
        const reserve = { ...price, path: '/reserve', group: 'g2' };
        const three = [open, price, reserve];
        const whole = { ...made.manifest, groups: { ...groups, g2: made.group }, sections: three, root: treeRoot(three.map(({ leaf }) => leaf)) };
        const second = Object.fromEntries(Object.entries(made.shares).map(([name, share]) => [name.replace('g1', 'g2'), share]));
        const two = { ...made, manifest: whole, shares: { ...made.shares, ...second } };
        await papers.create(author, two);
        for (const group of ['g1', 'g2']) {
            for (const [place, holder] of holders.entries()) await papers.submit(holder, 'AcknowledgeShare', { ...acknowledgementOf(two, place + 1), group });
        }
        await papers.sign(author, two);
        return two;
    }
});

describe('a veto', () => {
    const release = { events: [], delaySeconds: 600, veto: [] as Human['person'][] };

    test('is laid once, by whom the policy names, about the version in force', async () => {
        const veto = [author.person, tax.person];
        const will = await inForce('will', { policy: { release: { ...release, veto } } });
        const [first, second] = [await asked(will), await asked(will)];
        assert.deepEqual(await refusedAs(holders[0], 'VetoOpening', vetoOf(first)), ['NOT_A_PARTY']);
        const done = await papers.submit(author, 'VetoOpening', vetoOf(first));
        const again = await papers.submit(author, 'VetoOpening', vetoOf(first));
        assert.deepEqual([again.answer, again.writes, (done.answer as Veto).by], [done.answer, [], author.person]);
        assert.deepEqual(await refusedAs(author, 'VetoOpening', vetoOf(first, 'another reason')), ['VETOED']);
        assert.deepEqual(await refusedAs(tax, 'VetoOpening', vetoOf(first)), ['VETOED'], 'by another');
        const after = { after: will.manifest, keep: true, policy: { release: { ...release, veto } }, changes: { title: 'B' } };
        const next = await paper({ docId: 'will', author, holders, requesters: [tax], ...after });
        await papers.change(author, 'AmendDocument', next);
        await papers.sign(author, next);
        assert.deepEqual(await refusedAs(author, 'VetoOpening', vetoOf(second)), ['POLICY_CHANGED']);
        const others = await inForce('others', { policy: { parties: [author.person], release: { ...release, veto: [tax.person] } } });
        assert.deepEqual(await refusedAs(author, 'VetoOpening', vetoOf(await asked(others))), ['NOT_A_PARTY'], 'by a party who is not named for it');
    });

    test('comes too late from the moment at which grants are handed out, by clocks that are wrong', async t => {
        const will = await inForce('too-late', { policy: { release: { ...release, veto: [author.person] } } });
        const question = await asked(will);
        await approved(will, question, [0, 1]);
        const end = Date.parse((await read(tax, question)).opening.earliest) + 240_000;
        t.mock.timers.enable({ apis: ['Date'], now: end });
        assert.deepEqual(await refusedAs(author, 'VetoOpening', vetoOf(question), {}, end), ['VETO_TOO_LATE']);
        assert.deepEqual([await statusOf(question, end - 1), await statusOf(question, end)], ['PENDING', 'GRANTED']);
        const handedOut = async (now: number): Promise<readonly string[]> => Object.keys((await read(tax, question, now)).grants);
        assert.deepEqual([await handedOut(end - 1), await handedOut(end)], [[], ['g1/1', 'g1/2']]);
        assert.deepEqual(await refusedAs(tax, 'ConfirmOpened', openedBy(question, 1, 2), {}, end - 1), ['NOT_GRANTED']);
        await papers.submit(author, 'VetoOpening', vetoOf(question), {}, at(end - 1));
        assert.deepEqual(await refusedAs(tax, 'ConfirmOpened', openedBy(question, 1, 2), {}, end), ['VETOED']);
    });
});

describe('an event', () => {
    const attest = (by: Human, docId: string, event: string, evidence = 'a'): Promise<unknown> =>
        papers.submit(by, 'AttestEvent', { docId, event, evidenceHash: evidence.repeat(64) });

    test('is attested by whom the policy names, once, with one paper; all events by as many as it asks', async () => {
        const events = [
            { event: 'death', k: 2, attesters: [tax.person, holders[0].person] }, { event: 'probate', k: 1, attesters: [tax.person] },
        ];
        const will = await inForce('events', { policy: { release: { events, delaySeconds: 0, veto: [] } } });
        const question = await asked(will);
        await approved(will, question, [0, 1]);
        assert.deepEqual(await refusedAs(author, 'AttestEvent', { docId: 'events', event: 'death' }), ['NOT_A_PARTY'], 'a party who is no attester');
        await attest(tax, 'events', 'death');
        assert.deepEqual((await papers.submit(tax, 'AttestEvent', { docId: 'events', event: 'death', evidenceHash: 'a'.repeat(64) })).writes, []);
        assert.deepEqual(await refusedAs(tax, 'AttestEvent', { docId: 'events', event: 'death', evidenceHash: 'b'.repeat(64) }), ['ALREADY_EXISTS']);
        await attest(tax, 'events', 'probate');
        assert.deepEqual([await statusOf(question), (await read(tax, question)).grants], ['PENDING', {}], 'one of two');
        assert.deepEqual(await refusedAs(tax, 'ConfirmOpened', openedBy(question, 1, 2)), ['NOT_GRANTED']);
        await attest(holders[0], 'events', 'death');
        assert.equal(await statusOf(question), 'GRANTED');
    });

    test('that is attested at the moment of the expiry comes too late, a moment before it in time', async () => {
        const events = [{ event: 'death', k: 1, attesters: [tax.person] }];
        for (const [docId, late] of [['at-expiry', 0], ['before-expiry', 1]] as const) {
            const will = await inForce(docId, { policy: { release: { events, delaySeconds: 0, veto: [] } } });
            const now = Date.now();
            const question = await asked(will, { expires: iso(now + 5_000) }, now);
            await approved(will, question, [0, 1], now);
            await papers.submit(tax, 'AttestEvent', { docId, event: 'death' }, {}, at(now + 5_000 - late));
            const { events: counted } = await read(author, question, now + 6_000);
            assert.deepEqual(counted, [{ event: 'death', attested: late, needed: 1 }]);
            if (late === 0) assert.deepEqual(await refusedAs(tax, 'ConfirmOpened', openedBy(question, 1, 2), {}, now + 6_000), ['NOT_GRANTED']);
            else await papers.submit(tax, 'ConfirmOpened', openedBy(question, 1, 2), {}, at(now + 6_000));
        }
    });
});

describe('what is left of an opening', () => {
    test('a receipt is whoever asked\'s own, once, of holders who granted their share', async () => {
        const question = await asked(sale);
        await approved(sale, question, [0, 1]);
        await papers.submit(holders[2], 'ApproveOpening', answerTo(question, 3), { grant: await grantOf(sale, question, 3, 'f'.repeat(64)) });
        assert.deepEqual(await refusedAs(author, 'ConfirmOpened', openedBy(question, 1, 2)), ['NOT_A_REQUESTER']);
        assert.deepEqual((await read(author, question)).grants, {});
        const report = { docId: 'sale', requestId: question.request.requestId, group: 'g1', index: 3 };
        await papers.submit(tax, 'ReportBadShare', report, { readerKey: question.keys['g1/3']?.privateKey ?? '' });
        assert.deepEqual(await refusedAs(tax, 'ConfirmOpened', openedBy(question, 1, 3)), ['NOT_GRANTED'], 'with a share that was reported');
        await papers.submit(tax, 'ConfirmOpened', openedBy(question, 1, 2));
        assert.deepEqual(await refusedAs(tax, 'ConfirmOpened', openedBy(question, 2, 1)), ['ALREADY_EXISTS']);
    });

    test('a report is whoever asked\'s own, with his key for that holder, of what was granted', async () => {
        const question = await asked(sale);
        const report = { docId: 'sale', requestId: question.request.requestId, group: 'g1', index: 1 };
        const keyFor = (index: number): { readonly readerKey: string } => ({ readerKey: question.keys[`g1/${index}`]?.privateKey ?? '' });
        assert.deepEqual(await refusedAs(tax, 'ReportBadShare', report, keyFor(1)), ['NOT_GRANTED'], 'nothing');
        await papers.submit(holders[1], 'DenyOpening', denialOf(question, 2));
        assert.deepEqual(await refusedAs(tax, 'ReportBadShare', { ...report, index: 2 }, keyFor(2)), ['NOT_GRANTED'], 'a denial');
        const junk = await sealTo(question.request.readerKeys['g1/1'] ?? '', 'f'.repeat(64), { info: 'x', aad: 'y' });
        await papers.submit(holders[0], 'ApproveOpening', answerTo(question, 1), { grant: junk });
        assert.deepEqual(await refusedAs(author, 'ReportBadShare', report, keyFor(1)), ['NOT_A_REQUESTER']);
        assert.deepEqual(await refusedAs(tax, 'ReportBadShare', report, keyFor(2)), ['REPORT_UNFOUNDED'], 'the key for another');
        assert.deepEqual(await refusedAs(tax, 'ReportBadShare', { ...report, index: 4 }, keyFor(1)), ['NOT_A_HOLDER']);
        const { answer } = await papers.submit(tax, 'ReportBadShare', report, keyFor(1));
        const again = await papers.submit(tax, 'ReportBadShare', report, keyFor(1));
        assert.deepEqual([again.answer, again.writes], [answer, []]);
    });

    test('grants are erased by nobody but whoever asked, holders and parties, the others from the thirtieth day on', async t => {
        const policy = { parties: [author.person], amend: { k: 1, of: [author.person] } };
        const made = await inForce('kept', { holders: holders.slice(0, 2), policy });
        const now = Date.now();
        const question = await asked(made, { expires: iso(now + 60_000) }, now);
        const other = await asked(made, { expires: iso(now + 60_000) }, now);
        for (const one of [question, other]) await approved(made, one, [0, 1]);
        const purge = ({ request: { docId, requestId } }: Question): readonly string[] => [docId, requestId];
        assert.deepEqual(await refusedAs(tax, 'PurgeGrants', purge(question)), ['GRANTS_IN_USE'], 'granted, and not confirmed yet');
        const kept = now + 60_000 + 30 * 86_400_000;
        t.mock.timers.enable({ apis: ['Date'], now: kept });
        assert.deepEqual(await refusedAs(holders[2], 'PurgeGrants', purge(question), {}, kept), ['NOT_A_PARTY'], 'no holder of this document');
        for (const by of [author, holders[0]]) assert.deepEqual(await refusedAs(by, 'PurgeGrants', purge(question), {}, kept - 1), ['GRANTS_IN_USE']);
        const done = await papers.submit(author, 'PurgeGrants', purge(question), {}, at(kept));
        const again = await papers.submit(holders[0], 'PurgeGrants', purge(question), {}, at(kept + 1));
        assert.deepEqual([again.answer, again.writes], [done.answer, []]);
        await papers.submit(holders[0], 'PurgeGrants', purge(other), {}, at(kept));
    });
});
