// One peer that lies to a holder about how things stand: what he gives cannot be taken back, so peers of two organisations confirm it before.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import { CarnetError, type Roots, type SignedAnswer } from '@carnet/client';
import { approveOpening } from '@carnet/client/dist/documents/consent/answering.js';
import type { DocumentLedger } from '@carnet/client/dist/documents/consent/document-ledger.js';
import { reportBadShare } from '@carnet/client/dist/documents/consent/opening-ends.js';
import { readBoundKey } from '@carnet/client/dist/documents/consent/registered-keys.js';
import { reviewOpening } from '@carnet/client/dist/documents/consent/reviewing.js';
import { contribute, sumUp } from '@carnet/client/dist/documents/repair/helping.js';
import { reviewRepair } from '@carnet/client/dist/documents/repair/reviewing.js';
import { dealForResharing } from '@carnet/client/dist/documents/resharing/dealing.js';
import { reviewResharing } from '@carnet/client/dist/documents/resharing/reviewing.js';
import { newEncryptionKey } from '@carnet/client/dist/secrets/encryption-keys.js';
import type { OpeningState } from '@carnet/domain';
import { refusalOf } from '../client/refusal.js';
import { approveAll, onceThere, putInForce, soon, type DocumentPerson } from './document-people.js';
import { DocumentTrial } from './document-trial.js';
import { ownLedger } from './own-ledger.js';

/** The signed answer with another status, of the same length. */
const granted = (responsePayload: string): string =>
    Buffer.from(Buffer.from(responsePayload, 'base64').toString('latin1').replace('PENDING', 'GRANTED'), 'latin1').toString('base64');

type Signs = (signed: SignedAnswer) => SignedAnswer | Promise<SignedAnswer>;

type Shown = (fn: string, answer: unknown) => unknown;

interface Liar { readonly ledger: DocumentLedger; readonly submitted: string[] }

suite('one peer that lies about how things stand', { skip: process.env['CARNET_ORGANIZATIONS'] !== undefined && 'needs people of a network of our own' }, () => {
    let trial: DocumentTrial;
    let roots: Roots;
    let author: DocumentPerson;
    let holders: readonly [DocumentPerson, DocumentPerson, DocumentPerson];
    const honest = new Map<DocumentPerson, DocumentLedger>();
    const open: (() => void)[] = [];

    before(async () => {
        trial = await DocumentTrial.start();
        ({ author } = trial);
        ({ roots } = author);
        holders = trial.holders as unknown as typeof holders;
        for (const person of [trial.tax, ...holders]) {
            const { ledger, close } = await ownLedger(trial.documents.own.network.environment(person.org, person.name));
            honest.set(person, ledger);
            open.push(close);
        }
    });
    after(async () => {
        for (const close of open) close();
        await trial.stop();
    });

    const ledgerOf = (who: DocumentPerson): DocumentLedger => honest.get(who) ?? assert.fail();

    /** The ledger through a peer that answers what it likes; what organisations have signed it can only pass on. Nothing is submitted. */
    function throughPeer(who: DocumentPerson, shows: Shown, signs: Signs = signed => signed): Liar {
        const own = ledgerOf(who);
        const submitted: string[] = [];
        const calls = {
            evaluate: async (fn: string, args: readonly string[]) => shows(fn, await own.evaluate(fn, args, {})),
            endorsed: async (fn: string, args: readonly string[]) => signs(await own.endorsed(fn, args, {})),
            submit: (fn: string) => {
                submitted.push(fn);
                return Promise.reject(new Error(`${fn} was submitted`));
            },
        };
        return { ledger: Object.assign(Object.create(own) as DocumentLedger, calls), submitted };
    }

    /** A peer that goes on showing what it showed until now of one function. */
    async function frozenAt(who: DocumentPerson, frozen: string, ...args: readonly string[]): Promise<Liar> {
        const before = await onceThere(() => ledgerOf(who).evaluate(frozen, args, {}));
        return throughPeer(who, (fn, answer) => fn === frozen ? before : answer);
    }

    /** What comes of approving, and what was submitted. */
    async function approving(
        who: DocumentPerson, { ledger, submitted }: Liar, docId: string, requestId: string, checks: object = { roots },
    ): Promise<readonly unknown[]> {
        const code = await reviewOpening(ledger, { docId, requestId }, {}).then(review => approveOpening(ledger, review, who.key, {}, checks)).then(
            () => assert.fail('it was answered without being submitted'),
            (error: unknown) => error instanceof CarnetError ? error.code : String(error),
        );
        return [code, submitted];
    }

    test('hides a veto, a denial or the end of an opening, or that the document was amended: no share leaves its holder', async () => {
        const [holder, second, third] = holders;
        await trial.sealed('hidden', { delaySeconds: 600, veto: [second.person] });
        await trial.asked('hidden', 'vetoed');
        const vetoed = await frozenAt(holder, 'ReadOpening', 'hidden', 'vetoed');
        await onceThere(async () => second.carnet.documents.veto(await trial.review(second, 'hidden', 'vetoed'), 'not agreed'));
        assert.deepEqual(await approving(holder, vetoed, 'hidden', 'vetoed', {}), ['ROOTS_NEEDED', []], 'one peer is not enough');
        assert.deepEqual(await approving(holder, vetoed, 'hidden', 'vetoed'), ['VETOED', []]);

        await trial.sealed('ended');
        for (const requestId of ['denied', 'too-many', 'done', 'amended']) await trial.asked('ended', requestId);
        const [denied, tooMany, done, amended] = [
            await frozenAt(holder, 'ReadOpening', 'ended', 'denied'), await frozenAt(holder, 'ReadOpening', 'ended', 'too-many'),
            await frozenAt(holder, 'ReadOpening', 'ended', 'done'), await frozenAt(holder, 'ReadOpening', 'ended', 'amended'),
        ];
        await holder.carnet.documents.deny(await trial.review(holder, 'ended', 'denied'), 'not agreed');
        assert.deepEqual(await approving(holder, denied, 'ended', 'denied'), ['ALREADY_DENIED', []]);
        for (const who of [second, third]) await who.carnet.documents.deny(await trial.review(who, 'ended', 'too-many'), 'not agreed');
        assert.deepEqual(await approving(holder, tooMany, 'ended', 'too-many'), ['NOT_GRANTED', []]);
        await approveAll('ended', 'done', [second, third]);
        const { carnet, key } = trial.tax;
        const opened = await onceThere(async () => carnet.documents.open(await trial.review(trial.tax, 'ended', 'done'), key), 'NOT_GRANTED', 'NOT_ENOUGH_SHARES');
        await onceThere(() => carnet.documents.confirmOpened(opened), 'NOT_GRANTED');
        await opened.close();
        assert.deepEqual(await approving(holder, done, 'ended', 'done'), ['ALREADY_OPENED', []]);
        await onceThere(() => author.carnet.documents.amend(trial.draftOf('ended')));
        await putInForce('ended', holders, [author]);
        assert.deepEqual(await approving(holder, amended, 'ended', 'amended'), ['POLICY_CHANGED', []]);
        assert.deepEqual(await approving(holder, amended, 'ended', 'amended', { roots, unconfirmed: true }), ['Error: ApproveOpening was submitted', ['ApproveOpening']], 'where he relies on one peer');
    });

    test('where one organisation alone can be asked a holder relies on one peer, if he says so, and proves names by his roots all the same', async () => {
        const [holder] = holders;
        await trial.sealed('alone');
        await trial.asked('alone', 'r1');
        await onceThere(() => trial.review(holder, 'alone', 'r1'));
        const { ledger } = throughPeer(holder, (_, answer) => answer, () => { throw new CarnetError('SIGNERS_UNAVAILABLE', 'The others are away.'); });
        const question = { docId: 'alone', requestId: 'r1' };
        assert.equal((await refusalOf(reviewOpening(ledger, question, {}, { roots }))).code, 'SIGNERS_UNAVAILABLE');
        const { requester, replacedBy } = await reviewOpening(ledger, question, {}, { roots, unconfirmed: true });
        assert.deepEqual([requester.vouched, replacedBy], [true, undefined]);
    });

    test('passes on what one organisation signed, or what was signed of another request, or changes it', async () => {
        const [holder] = holders;
        await trial.sealed('passed-on', { delaySeconds: 600, veto: [holder.person] });
        for (const requestId of ['r1', 'r2']) await trial.asked('passed-on', requestId);
        const own = ledgerOf(holder);
        const of = (signed: SignedAnswer, of: string): boolean => Buffer.from(signed.proposalPayload, 'base64').includes(of);
        const attempt = (signs: Signs): Promise<readonly unknown[]> =>
            approving(holder, throughPeer(holder, (_, answer) => answer, signed => of(signed, 'ReadOpening') ? signs(signed) : signed), 'passed-on', 'r1');
        const lies: readonly (readonly [string, Signs])[] = [
            ['PROOF_TOO_FEW_ORGANISATIONS', signed => ({ ...signed, endorsements: signed.endorsements.slice(1) })],
            ['PROOF_ORGANISATION_TWICE', signed => ({ ...signed, endorsements: signed.endorsements.flatMap(one => [one, one]) })],
            ['PROOF_WRONG_FUNCTION', () => own.endorsed('ReadOpening', ['passed-on', 'r2'], {})],
            ['PROOF_WRONG_FUNCTION', () => own.endorsed('ReadDocument', ['passed-on'], {})],
            ['PROOF_SIGNATURE_WRONG', signed => ({ ...signed, responsePayload: granted(signed.responsePayload) })],
        ];
        for (const [code, signs] of lies) assert.deepEqual(await attempt(signs), [code, []]);
        // Of a request that the peer made up from another, which its requester signed.
        const other = await own.evaluate<OpeningState>('ReadOpening', ['passed-on', 'r2'], {});
        const renamed = throughPeer(holder, (fn, answer) => fn === 'ReadOpening' ? other : answer);
        assert.deepEqual(await approving(holder, renamed, 'passed-on', 'r1'), ['REQUEST_MISMATCH', []]);
        assert.deepEqual(await approving(holder, throughPeer(holder, (_, answer) => answer), 'passed-on', 'r1'), ['Error: ApproveOpening was submitted', ['ApproveOpening']], 'and the truth');
    });

    test('hides that an encryption key was revoked, or that another version is in force: nothing is sealed to it, and no share is cut', async () => {
        const [owner, helper, other] = holders;
        await trial.sealed('helped');
        await owner.carnet.documents.registerKey({ keyId: 'stolen', publicKey: Buffer.from(newEncryptionKey().publicKey).toString('base64') });
        const named = [owner.person.mspId, owner.person.publicKeyHash, 'stolen'] as const;
        const order = { docId: 'helped', group: 'terms', keyId: 'stolen', helpers: [{ index: 2 }, { index: 3 }], reason: 'My key file is lost' };
        const request = await onceThere(() => owner.carnet.documents.repair.ask(order, { roots }));
        const helped = async ({ ledger }: Liar) => contribute(ledger, await reviewRepair(ledger, request, {}), helper.key, {}, { roots });
        assert.equal((await refusalOf(async () => contribute(ledgerOf(helper), await reviewRepair(ledgerOf(helper), request, {}), helper.key, {}, {}))).code, 'ROOTS_NEEDED');
        const contributions = [await helped(throughPeer(helper, (_, answer) => answer))];
        const { repair } = other.carnet.documents;
        contributions.push(await repair.contribute(await onceThere(() => repair.review(request)), other.key, { roots }));

        const joining = [{ ...owner.holder, keyId: 'stolen' }, helper.holder];
        const change = { docId: 'helped', group: 'terms', k: 2, holders: joining, reason: 'One has left' };
        const proposal = await onceThere(() => author.carnet.documents.resharing.propose(change, { roots }));
        const dealt = async ({ ledger }: Liar) => dealForResharing(ledger, await reviewResharing(ledger, proposal, {}), helper.key, {}, { roots });

        const unrevoked = await frozenAt(helper, 'ReadEncryptionKey', ...named);
        const current = await frozenAt(helper, 'ReadDocument', 'helped');
        await owner.carnet.documents.revokeKey('stolen');
        const ofKey = throughPeer(helper, (fn, answer) => fn === 'ReadEncryptionKey' && (answer as { keyId: string }).keyId === 'stolen' ? { ...answer as object, revokedAt: null } : answer);
        const summed = async ({ ledger }: Liar) => sumUp(ledger, await reviewRepair(ledger, request, {}), contributions, helper.key, {}, { roots });
        const codes = [await refusalOf(readBoundKey(unrevoked.ledger, { ...owner.person, keyId: 'stolen' }, {}, { roots })), await refusalOf(summed(ofKey)), await refusalOf(dealt(ofKey))];
        assert.deepEqual(codes.map(({ code }) => code), ['KEY_REVOKED', 'KEY_REVOKED', 'KEY_REVOKED']);

        const { manifest } = await author.carnet.documents.read('helped');
        const kept = { ...trial.draftOf('helped'), title: 'Corrected', sections: manifest.sections.map(({ path }) => ({ keep: path })), groups: {} };
        await onceThere(() => author.carnet.documents.amend(kept));
        await putInForce('helped', [], [author]);
        for (const deed of [helped, summed, dealt]) assert.equal((await refusalOf(() => deed(current))).code, 'PROPOSAL_OUTDATED');
    });

    test('shows a good grant as another, with a hash that fits: whoever asked sends no reader key for it', async () => {
        const { tax } = trial;
        await trial.sealed('framed');
        await onceThere(() => tax.carnet.documents.requestOpening({ docId: 'framed', requestId: 'r1', purpose: 'Audit', expires: soon() }, tax.key));
        await approveAll('framed', 'r1', holders.slice(0, 2));
        await onceThere(async () => { assert.equal((await trial.review(tax, 'framed', 'r1')).state.status, 'GRANTED'); }, 'ERR_ASSERTION');
        const framing = throughPeer(tax, (fn, answer) => {
            if (fn !== 'ReadOpening') return answer;
            const { grants, answers, ...state } = answer as OpeningState;
            const message = Buffer.from(grants['terms/1'] ?? '', 'base64').fill(7, 40);
            const grantHash = createHash('sha256').update(message).digest('hex');
            return {
                ...state, grants: { ...grants, 'terms/1': message.toString('base64') },
                answers: answers.map(one => one.index === 1 ? { ...one, grantHash } : one),
            };
        });
        const report = async (checks: object): Promise<readonly unknown[]> => {
            const review = await reviewOpening(framing.ledger, { docId: 'framed', requestId: 'r1' }, {});
            const { code } = await refusalOf(reportBadShare(framing.ledger, review, { group: 'terms', index: 1 }, tax.key, {}, checks));
            return [code, framing.submitted];
        };
        assert.deepEqual(await report({}), ['ROOTS_NEEDED', []]);
        assert.deepEqual(await report({ roots }), ['SHARE_IS_GOOD', []]);
    });
});
