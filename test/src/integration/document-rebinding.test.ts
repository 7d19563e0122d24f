// A signing key that is lost: managers bind its owner's documents to a new one, which does in his place what he did; and what a peer forges of that.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { readRoots, serialiseBundle, verifyBundle, type Roots, type SignedAnswer } from '@carnet/client';
import type { DrillStatement } from '@carnet/client/dist/documents/consent/drill.js';
import type { DocumentLedger } from '@carnet/client/dist/documents/consent/document-ledger.js';
import { reviewOpening } from '@carnet/client/dist/documents/consent/reviewing.js';
import type { RepairReview } from '@carnet/client/dist/documents/repair/reviewing.js';
import type { ResharingReview } from '@carnet/client/dist/documents/resharing/reviewing.js';
import { newEncryptionKey } from '@carnet/client/dist/secrets/encryption-keys.js';
import { openingText, type IdentityState, type OpeningState, type Person, type RebindingRequest, type VersionState } from '@carnet/domain';
import { refusalOf } from '../client/refusal.js';
import { onceThere, policyOf, putInForce, sharedDocuments, soon, type DocumentNetwork, type DocumentPerson } from './document-people.js';
import { ownLedger } from './own-ledger.js';

const PRICE = '8 000 euros';
const DRILL = { docId: 'sale', drillId: '2026' };

suite('a lost signing key', { skip: process.env['CARNET_ORGANIZATIONS'] !== undefined && 'needs people of a network of our own' }, () => {
    let documents: DocumentNetwork;
    let roots: Roots;
    let managers: DocumentPerson[];
    /** Author and party, first holder, and one of those who may ask; his key is lost once the first version is in force. */
    let dealer: DocumentPerson;
    let others: DocumentPerson[];
    let tax: DocumentPerson;
    /** With the new key, and the encryption key that was not lost. */
    let heir: DocumentPerson;
    let stranger: DocumentPerson;
    /** With the key that is lost later. */
    let rehearsed: readonly DrillStatement[];
    const open: (() => void)[] = [];

    before(async () => {
        documents = await sharedDocuments.use();
        roots = readRoots(`${documents.own.network.dir}/organizations`);
        managers = await documents.people('org1', 'org2', 'org2');
        dealer = await documents.author('org1');
        others = await documents.people('org2', 'org2');
        tax = await documents.person('org2');
        stranger = await documents.person('org1');
        const [manager] = managers as [DocumentPerson];
        const members = managers.map(({ person, name }) => ({ ...person, name }));
        await manager.carnet.decisions.defineRoster({ rosterId: 'guardians', version: 1, members, threshold: 2, minOrganisations: 2 });
        const publicKey = Buffer.from(dealer.key.publicKey).toString('base64');
        await onceThere(() => dealer.carnet.documents.registerKey({ keyId: 'main', publicKey, roster: 'guardians', rebindingDelaySeconds: 0 }), 'ROSTER_NOT_FOUND');
        await onceThere(() => dealer.carnet.documents.seal(draft()));
        await putInForce('sale', [dealer, ...others], [dealer]);
        await onceThere(() => dealer.carnet.documents.requestOpening({ docId: 'sale', requestId: 'before', purpose: 'Own copy', expires: soon() }, dealer.key));
        rehearsed = await dealer.carnet.documents.drill(DRILL, dealer.key);
        const newcomer = await documents.newcomer('org1');
        heir = { ...newcomer, key: dealer.key, holder: dealer.holder };
    });
    after(async () => {
        for (const close of open) close();
        await sharedDocuments.letGo();
    });

    const draft = (title = 'Sale of a car') => ({
        docId: 'sale', type: 'contract' as const, title, sections: [{ path: '/price', mediaType: 'text/plain', group: 'price', content: Buffer.from(PRICE) }],
        groups: { price: { k: 2, holders: [dealer, ...others].map(({ holder }) => holder) } }, policy: policyOf([dealer], [dealer, tax]),
    });

    test('the managers decide, the new key carries it out, and organisations sign who acts', async () => {
        const [first, second] = managers as [DocumentPerson, DocumentPerson];
        const request: RebindingRequest = { decisionId: 'rebind', person: dealer.person, newKeyHash: heir.person.publicKeyHash, kind: 'lost' };
        const { contentHash } = await onceThere(() => first.carnet.documents.rebinding.propose(request));
        assert.equal((await refusalOf(() => heir.carnet.documents.rebinding.carryOut('rebind'))).code, 'APPROVAL_INSUFFICIENT');
        for (const { carnet } of [first, second]) await onceThere(() => carnet.decisions.approve('rebind', contentHash), 'DECISION_NOT_FOUND');
        const done = await onceThere(() => heir.carnet.documents.rebinding.carryOut('rebind'), 'APPROVAL_INSUFFICIENT', 'DECISION_NOT_FOUND');
        assert.deepEqual(done, request);
        assert.deepEqual(await heir.carnet.documents.rebinding.carryOut('rebind'), request, 'again it changes nothing');
        const { line, rebindings } = await tax.carnet.documents.rebinding.acting(dealer.person, roots);
        assert.deepEqual([line, rebindings.map(({ votes }) => votes.length)], [[dealer.person, heir.person], [2]]);
        assert.equal((await refusalOf(() => heir.carnet.documents.rebinding.object('rebind'))).code, 'NOT_A_PARTY');
        const { formers } = await heir.carnet.documents.rebinding.identity(heir.person);
        assert.deepEqual(formers, [dealer.person]);
    });

    test('what was asked with the old key is shown as such, and no share leaves its holder for it', async () => {
        const [{ carnet, key }] = others as [DocumentPerson];
        for (const options of [{ roots }, {}]) {
            const review = await onceThere(() => carnet.documents.review('sale', 'before', options));
            assert.deepEqual([review.requester.person, review.inPlaceOf, review.replacedBy], [dealer.person, [], heir.person]);
            const { code, details } = await refusalOf(() => carnet.documents.approve(review, key, { roots }));
            assert.deepEqual([code, details], ['IDENTITY_SUPERSEDED', { docId: 'sale', requestId: 'before', ...heir.person }]);
        }
    });

    test('who has the old key gets no lost share back with it, and no share is dealt anew on his word', async () => {
        const [first, second] = others as [DocumentPerson, DocumentPerson];
        const order = { docId: 'sale', group: 'price', reason: 'My laptop is lost' };
        const repair = await onceThere(() => dealer.carnet.documents.repair.ask({ ...order, keyId: 'main', helpers: [{ index: 2 }, { index: 3 }] }));
        const proposal = await dealer.carnet.documents.resharing.propose({ ...order, k: 2, holders: [stranger.holder, second.holder] });
        const { documents: mine } = first.carnet;
        for (const checks of [{ roots }, { unconfirmed: true }]) {
            const refused = [
                await refusalOf(async () => mine.repair.contribute(await mine.repair.review(repair), first.key, checks)),
                await refusalOf(async () => mine.repair.sum(await mine.repair.review(repair), [], first.key, checks)),
                await refusalOf(async () => mine.resharing.deal(await mine.resharing.review(proposal), first.key, checks)),
            ];
            for (const { code, details } of refused) assert.deepEqual([code, details], ['IDENTITY_SUPERSEDED', { docId: 'sale', ...heir.person }]);
        }
    });

    test('he amends and signs in the other\'s place, and who reads it proves that he may', async () => {
        const { manifest } = await onceThere(() => heir.carnet.documents.read('sale'));
        const kept = { ...draft('Sale of a car, corrected'), sections: manifest.sections.map(({ path }) => ({ keep: path })), groups: {} };
        await onceThere(() => heir.carnet.documents.amend(kept));
        await putInForce('sale', [], [heir]);
        const order = { docId: 'sale', requestId: 'audit', purpose: 'VAT audit', expires: soon() };
        await onceThere(() => tax.carnet.documents.requestOpening(order, tax.key), 'POLICY_CHANGED');
        const [holder] = others as [DocumentPerson];
        assert.equal((await refusalOf(onceThere(() => holder.carnet.documents.review('sale', 'audit')))).code, 'ROOTS_NEEDED', 'nobody\'s word is enough');
        const review = await onceThere(() => holder.carnet.documents.review('sale', 'audit', { roots }));
        await holder.carnet.documents.approve(review, holder.key, { roots });
        const own = await onceThere(() => heir.carnet.documents.review('sale', 'audit', { roots }));
        assert.deepEqual(own.shares.map(({ index }) => index), [1], 'the share of the lost key is his');
        await heir.carnet.documents.approve(own, heir.key, { roots });
        const opened = await onceThere(async () =>
            tax.carnet.documents.open(await tax.carnet.documents.review('sale', 'audit', { roots }), tax.key), 'NOT_GRANTED', 'NOT_ENOUGH_SHARES');
        for await (const section of opened) assert.equal((await section.bytes()).toString(), PRICE);
        assert.deepEqual(opened.used, { price: [1, 2] });
    });

    test('he asks where the policy names the other, and rehearses with the other\'s share', async () => {
        await onceThere(() => heir.carnet.documents.requestOpening({ docId: 'sale', requestId: 'own', purpose: 'Own copy', expires: soon() }, heir.key));
        const [holder, other] = others as [DocumentPerson, DocumentPerson];
        for (const { carnet, key } of [holder, other]) {
            const review = await onceThere(() => carnet.documents.review('sale', 'own', { roots }));
            assert.deepEqual([review.requester.person, review.inPlaceOf], [heir.person, [dealer.person]]);
            await carnet.documents.approve(review, key, { roots });
        }
        const opened = await onceThere(async () =>
            heir.carnet.documents.open(await heir.carnet.documents.review('sale', 'own', { roots }), heir.key), 'NOT_GRANTED', 'NOT_ENOUGH_SHARES');
        for await (const section of opened) assert.equal((await section.bytes()).toString(), PRICE);
        await onceThere(() => heir.carnet.documents.confirmOpened(opened), 'NOT_GRANTED');

        const statements = await heir.carnet.documents.drill(DRILL, heir.key);
        assert.equal((await refusalOf(() => tax.carnet.documents.drillResult(DRILL, statements))).code, 'ROOTS_NEEDED');
        const [judged] = await tax.carnet.documents.drillResult(DRILL, statements, { roots });
        assert.deepEqual([judged?.able, judged?.canOpen], [[1], false]);
        for (const options of [{ roots }, {}]) {
            const [before] = await tax.carnet.documents.drillResult(DRILL, rehearsed, options);
            assert.deepEqual(before?.able, [], 'the old key shows nothing any more');
        }
    });

    test('a bundle proves it all without a network', async () => {
        const bundle = await onceThere(() => heir.carnet.documents.exportBundle({ docId: 'sale', reveal: [] }, { roots }));
        const { ledger, rebindings, versions } = await verifyBundle(serialiseBundle(bundle), roots, { onLedger: true });
        assert.deepEqual([ledger?.status, versions.length, rebindings.map(({ heir: by }) => by)], ['CURRENT', 2, [heir.person]]);
        assert.equal((await refusalOf(() => heir.carnet.documents.exportBundle({ docId: 'sale' }))).code, 'ROOTS_NEEDED');
        const bare = await refusalOf(() => heir.carnet.documents.exportBundle({ docId: 'sale', reveal: [], withoutLedger: true }, { roots }));
        assert.equal(bare.code, 'PROOF_NOT_SIGNED', 'without evidence nobody acts for another, and what does not verify is not handed out');
        const stopped = new AbortController();
        stopped.abort();
        assert.equal((await refusalOf(() => heir.carnet.documents.exportBundle({ docId: 'sale' }, { roots, signal: stopped.signal }))).code, 'ABORTED_BY_CALLER');
    });

    test('a peer that makes up who acts for whom is caught before a share leaves its holder', async () => {
        const [holder] = others as [DocumentPerson];
        const ledgerOf = async ({ org, name }: DocumentPerson): Promise<DocumentLedger> => {
            const { ledger, close } = await ownLedger(documents.own.network.environment(org, name));
            open.push(close);
            return ledger;
        };
        const honest = await ledgerOf(holder);
        const person = (fn: string, answer: unknown, change: (state: IdentityState) => object): unknown =>
            fn === 'ReadIdentity' ? change(answer as IdentityState) : answer;
        /** What the peer shows, and what it has signed. */
        const attempt = async (
            shows: (fn: string, answer: unknown) => unknown, signs = (signed: SignedAnswer): Promise<SignedAnswer> => Promise.resolve(signed),
        ): Promise<string> => {
            const ledger = Object.assign(Object.create(honest) as DocumentLedger, {
                evaluate: async (fn: string, args: readonly string[]) => shows(fn, await honest.evaluate(fn, args, {})),
                endorsed: async (fn: string, args: readonly string[]) => signs(await honest.endorsed(fn, args, {})),
            });
            return (await refusalOf(() => reviewOpening(ledger, { docId: 'sale', requestId: 'own' }, {}, { roots }))).code;
        };
        const inPlaceOf = (state: VersionState, onBehalfOf: Person): VersionState =>
            ({ ...state, signatures: state.signatures.map(signature => ({ ...signature, onBehalfOf })) });
        const about = (one: Person): Promise<SignedAnswer> => honest.endorsed('ReadIdentity', [one.mspId, one.publicKeyHash], {});
        const alone = (signed: SignedAnswer): Promise<SignedAnswer> => Promise.resolve({ ...signed, endorsements: signed.endorsements.slice(0, 1) });

        assert.equal(await attempt((fn, answer) => person(fn, answer, state => ({ ...state, formers: [] }))), 'NOT_A_REQUESTER', 'a peer can hide it');
        assert.equal(await attempt((_, answer) => answer, () => about(stranger.person)), 'PROOF_REBINDING_MISMATCH', 'the answer about another');
        assert.equal(await attempt((_, answer) => answer, alone), 'PROOF_TOO_FEW_ORGANISATIONS', 'one organisation');
        assert.equal(await attempt((fn, answer) => fn === 'ReadVersion' ? inPlaceOf(answer as VersionState, stranger.person) : answer), 'PROOF_NOT_SIGNED', 'for somebody else');
        // The stranger asks, and the peer says that he acts for the dealer: the organisations say that another does.
        const { opening: { request } } = await honest.evaluate<OpeningState>('ReadOpening', ['sale', 'own'], {});
        const asked = { ...request, requester: stranger.person };
        const strangers = await ledgerOf(stranger);
        const opening = { request: asked, certificate: strangers.certificate, signature: await strangers.sign(openingText(asked)) };
        const forged = (fn: string, answer: unknown): unknown => {
            if (fn === 'ReadOpening') return { ...answer as OpeningState, opening: { ...(answer as OpeningState).opening, ...opening } };
            return person(fn, answer, state => ({ ...state, formers: [dealer.person] }));
        };
        assert.equal(await attempt(forged), 'NOT_A_REQUESTER', 'a made-up heir');
    });

    test('he helps others to a lost share, and they help him to his', async () => {
        const [first, helper] = others as [DocumentPerson, DocumentPerson];
        const repaired = async (owner: DocumentPerson, helpers: readonly (readonly [DocumentPerson, number])[]): Promise<DocumentPerson> => {
            const { carnet: { documents: { repair } }, person } = owner;
            const again = { ...owner, key: newEncryptionKey(), holder: { identity: person, keyId: 'second' } };
            await owner.carnet.documents.registerKey({ keyId: 'second', publicKey: Buffer.from(again.key.publicKey).toString('base64') });
            const named = helpers.map(([{ holder: { keyId } }, index]) => ({ index, keyId }));
            const order = { docId: 'sale', group: 'price', keyId: 'second', helpers: named, reason: 'My key file is lost' };
            const request = await onceThere(() => repair.ask(order, { roots }));
            const another = { ...request, owner: stranger.person };
            assert.equal((await refusalOf(helper.carnet.documents.repair.review(another, { roots }))).code, 'MESSAGE_MISMATCH', 'a stranger acts for nobody');
            const review = ({ carnet }: DocumentPerson): Promise<RepairReview> => onceThere(() => carnet.documents.repair.review(request, { roots }));
            const contributions = await Promise.all(helpers.map(async ([who]) =>
                who.carnet.documents.repair.contribute(await review(who), who.key, { roots })));
            const sums = await Promise.all(helpers.map(async ([who]) =>
                who.carnet.documents.repair.sum(await review(who), contributions, who.key, { roots })));
            const seen = await review(owner);
            assert.equal((await refusalOf(async () => repair.finish(await repair.review(request), sums, again.key))).code, 'ROOTS_NEEDED');
            assert.equal((await repair.finish(seen, sums, again.key, { roots })).status, 'ACKNOWLEDGED');
            return again;
        };
        const second = await repaired(first, [[heir, 1], [helper, 3]]);
        heir = await repaired(heir, [[second, 2], [helper, 3]]);
    });

    test('he proposes in the other\'s place to share the key anew, deals the other\'s share and holds one of his own', async () => {
        const [, joining] = others as [DocumentPerson, DocumentPerson];
        const joiners = [heir, joining];
        const order = { docId: 'sale', group: 'price', k: 2, holders: joiners.map(({ holder }) => holder), reason: 'The first key is lost' };
        const proposal = await onceThere(() => heir.carnet.documents.resharing.propose(order, { roots }));
        const review = (who: DocumentPerson): Promise<ResharingReview> => onceThere(() => who.carnet.documents.resharing.review(proposal, { roots }));
        const seen = await review(joining);
        assert.deepEqual([seen.agreed, seen.signers.map(({ person }) => person)], [true, [heir.person]], 'the policy names the lost key');
        assert.equal((await heir.carnet.documents.resharing.agree(await review(heir))).signatures.length, 1, 'he has agreed already');
        const dealings = [
            await heir.carnet.documents.resharing.deal(await review(heir), heir.key, { roots }),
            await joining.carnet.documents.resharing.deal(seen, joining.key, { roots }),
        ];
        const unproved = await refusalOf(async () => joining.carnet.documents.resharing.join(seen, dealings, joining.key));
        assert.equal(unproved.code, 'ROOTS_NEEDED');
        const anothers = dealings.map(dealing => ({ ...dealing, signer: stranger.person }));
        const refused = await refusalOf(async () => joining.carnet.documents.resharing.join(seen, anothers, joining.key, { roots }));
        assert.equal(refused.code, 'MESSAGE_MISMATCH', 'nobody else deals it');
        const joinings = await Promise.all(joiners.map(async who =>
            who.carnet.documents.resharing.join(await review(who), dealings, who.key, { roots })));
        await heir.carnet.documents.resharing.finish(await review(heir), { dealings, joinings }, { roots });
        await putInForce('sale', joiners, [heir]);
        const { manifest } = await onceThere(() => heir.carnet.documents.read('sale'));
        assert.deepEqual([manifest.version, manifest.groups['price']?.holders.map(({ identity }) => identity)], [3, joiners.map(({ person }) => person)]);
    });
});
