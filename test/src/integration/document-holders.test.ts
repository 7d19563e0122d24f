// When the holders change: a key shared anew, a lost share repaired, groups rotated; who cheats is named, and nobody has the key meanwhile.
import assert from 'node:assert/strict';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { CarnetError, keysFromShares, newSigner, writeKeyFile, type Roots } from '@carnet/client';
import { resharingLines } from '@carnet/client/dist/cli/document/resharing-lines.js';
import { DocumentLedger } from '@carnet/client/dist/documents/consent/document-ledger.js';
import { openOwnShare, sharedGroup, sharesOf } from '@carnet/client/dist/documents/consent/own-shares.js';
import { partContext, REDEALING, type JoiningMessage, type RedealingMessage } from '@carnet/client/dist/documents/resharing/messages.js';
import type { SignedProposal } from '@carnet/client/dist/documents/resharing/proposal.js';
import type { ResharingReview } from '@carnet/client/dist/documents/resharing/reviewing.js';
import { repairContext, REPAIR_CONTRIBUTION, REPAIR_SUM, type RepairContributionMessage } from '@carnet/client/dist/documents/repair/messages.js';
import { signMessage } from '@carnet/client/dist/documents/signed-message.js';
import type { HolderShare } from '@carnet/client/dist/secrets/combining.js';
import { newEncryptionKey, type EncryptionKeyPair } from '@carnet/client/dist/secrets/encryption-keys.js';
import { sealTo } from '@carnet/client/dist/secrets/hpke.js';
import { dealAnew } from '@carnet/client/dist/secrets/resharing.js';
import { shareCommitment, type AuditRow } from '@carnet/domain';
import { refusalOf } from '../client/refusal.js';
import { runCarnet, type Outcome } from './command-process.js';
import { approveAll, onceThere, policyOf, putInForce, sharedDocuments, soon, type DocumentNetwork, type DocumentPerson } from './document-people.js';

const PLAINTEXT = 'Four of them know where it lies; none of them knows it alone.';

suite('when the holders of a document change', { skip: process.env['CARNET_ORGANIZATIONS'] !== undefined && 'needs people of a network of our own' }, () => {
    let documents: DocumentNetwork;
    let author: DocumentPerson;
    let partner: DocumentPerson;
    let tax: DocumentPerson;
    let old: DocumentPerson[];
    let fresh: DocumentPerson[];
    let roots: Roots;
    before(async () => {
        documents = await sharedDocuments.use();
        ({ roots } = documents);
        author = await documents.author('org1');
        [partner, tax] = await documents.people('org2', 'org2') as [DocumentPerson, DocumentPerson];
        old = await documents.people('org1', 'org2', 'org1', 'org2');
        fresh = await documents.people('org1', 'org2', 'org1');
    });
    after(() => sharedDocuments.letGo());

    /** A paper that two of four open to the tax office, and to its author. */
    async function sealed(docId: string): Promise<void> {
        await onceThere(() => author.carnet.documents.seal({
            docId, type: 'contract', title: null, policy: policyOf([author, partner], [tax, author]),
            sections: [{ path: 'where.txt', mediaType: 'text/plain', group: 'where', content: Buffer.from(PLAINTEXT), padTo: 128 }],
            groups: { where: { k: 2, holders: old.map(({ holder }) => holder) } },
        }));
        await putInForce(docId, old, [author, partner]);
    }

    /** What the tax office reads with the shares of these holders. */
    async function openedWith(docId: string, requestId: string, holders: readonly DocumentPerson[]): Promise<string> {
        await onceThere(() => tax.carnet.documents.requestOpening({ docId, requestId, purpose: 'Audit', expires: soon() }, tax.key));
        await approveAll(docId, requestId, holders);
        const opened = await onceThere(async () => tax.carnet.documents.open(await tax.carnet.documents.review(docId, requestId), tax.key), 'NOT_GRANTED');
        let text = '';
        for await (const section of opened) text += (await section.bytes()).toString();
        await tax.carnet.documents.confirmOpened(opened);
        return text;
    }

    /** What somebody can always do who does not use this client. */
    function ledgerOf({ carnet, person, org, name }: DocumentPerson): DocumentLedger {
        const env = documents.own.network.environment(org, name);
        const sign = newSigner(createPrivateKey(readFileSync(env['KEY_PATH'] ?? '')));
        const calls = {
            person, certificate: readFileSync(env['CERT_PATH'] ?? '', 'utf8'),
            evaluate: async (fn: string, args: readonly string[]) => JSON.parse(await carnet.evaluate('SharedDocument', fn, args)) as unknown,
            sign: async (text: string) => Buffer.from(await sign(Buffer.from(text))).toString('base64'),
        };
        return Object.assign(Object.create(DocumentLedger.prototype) as object, calls) as unknown as DocumentLedger;
    }

    /** The share of a holder, as he himself has it. */
    async function shareOf(who: DocumentPerson, docId: string, version: number): Promise<HolderShare> {
        const { manifest } = await onceThere(() => who.carnet.documents.read(docId, { version }));
        const [held] = sharesOf([who.person], manifest);
        return onceThere(() => openOwnShare(ledgerOf(who), held ?? assert.fail(), who.key, {}));
    }

    /** Deals a value that is not his share, sealed, committed to and signed as it should be. */
    async function dealtWrongly(who: DocumentPerson, { signed: { proposal }, proposalHash, held }: ResharingReview): Promise<RedealingMessage> {
        const { docId, group, version, k, holders } = proposal;
        const { index, keyGroup } = held ?? assert.fail();
        const wrong = { ...await shareOf(who, docId, version), share: `8${index.toString(16).padStart(2, '0')}${randomBytes(48).toString('hex')}` };
        const committed = keyGroup.holders.map(one => one.index === index ? { ...one, shareCommitment: shareCommitment(wrong, wrong.share) } : one);
        const sharing = { epoch: version + 1, k, n: holders.length };
        const { redealing, parts } = dealAnew(wrong, sharedGroup(docId, group, { ...keyGroup, holders: committed }), sharing);
        const messages: string[] = [];
        for (const [place, { keyId }] of holders.entries()) {
            const context = partContext(redealing, { proposalHash, to: place + 1, keyId });
            messages.push(Buffer.from(await sealTo(joiners[place]?.key.publicKey ?? assert.fail(), Buffer.from(parts[place]?.points ?? '', 'hex'), context)).toString('base64'));
        }
        return await signMessage(ledgerOf(who), REDEALING, { proposalHash, redealing, parts: messages });
    }

    /** The command asks before it touches the key: with the hash of something else, or where nobody can be asked, it writes nothing. */
    async function requireShownFirst({ org, name, key }: DocumentPerson, proposal: SignedProposal): Promise<void> {
        const folder = mkdtempSync(join(tmpdir(), 'carnet-proposal-'));
        try {
            writeFileSync(join(folder, 'proposal.json'), JSON.stringify(proposal));
            writeFileSync(join(folder, 'dealer.key'), await writeKeyFile(key, 'a phrase'));
            const environment = { ...documents.own.network.environment(org, name), CARNET_PASSPHRASE: 'a phrase' };
            const given = ['--roots', join(documents.own.network.dir, 'organizations'), '--key', 'dealer.key', '--out', 'dealt.json'];
            const deal = (...args: string[]): Outcome => runCarnet(environment, ['document', 'reshare-deal', 'proposal.json', ...given, ...args], folder);
            const [other, unseen] = [deal('--hash', '0'.repeat(64)), deal()];
            assert.deepEqual([other.status, unseen.status], [1, 2]);
            assert.match(other.err, /REQUEST_MISMATCH/);
            assert.match(unseen.err, /nobody can be asked: give --hash/);
            assert.ok(!existsSync(join(folder, 'dealt.json')));
        } finally {
            rmSync(folder, { recursive: true });
        }
    }

    /** Two of the old, who stay, and three others. */
    let joiners: readonly DocumentPerson[];

    test('two of four become three of five: by proposal, agreement, dealings and new shares, and a holder who deals something else is named', async () => {
        await sealed('reshared');
        joiners = [...fresh, ...old.slice(0, 2)];
        const { resharing } = author.carnet.documents;
        const order = { docId: 'reshared', group: 'where', k: 3, holders: joiners.map(({ holder }) => holder), reason: 'Two have left' };
        const proposed = await onceThere(() => resharing.propose(order));
        const [dealer] = old as [DocumentPerson];
        const early = await onceThere(() => dealer.carnet.documents.resharing.review(proposed));
        assert.equal(early.agreed, false);
        assert.equal((await refusalOf(dealer.carnet.documents.resharing.deal(early, dealer.key, { roots }))).code, 'PROOF_NOT_SIGNED', 'nobody deals before all have agreed');
        assert.equal((await refusalOf(async () => fresh[0]?.carnet.documents.resharing.agree(await fresh[0].carnet.documents.resharing.review(proposed)))).code, 'NOT_A_PARTY');
        const proposal = await partner.carnet.documents.resharing.agree(await partner.carnet.documents.resharing.review(proposed));
        const changed = { ...proposal, proposal: { ...proposal.proposal, k: 2 } };
        assert.equal((await refusalOf(dealer.carnet.documents.resharing.review(changed))).code, 'PROOF_SIGNATURE_WRONG');

        const review = (who: DocumentPerson): Promise<ResharingReview> => onceThere(() => who.carnet.documents.resharing.review(proposal));
        const seen = await review(dealer);
        assert.deepEqual([seen.agreed, seen.signed.proposal.reason, seen.before.k, seen.held?.index, seen.index, seen.opens.length], [true, 'Two have left', 2, 1, 4, 1]);
        await requireShownFirst(dealer, proposal);
        const deal = async (who: DocumentPerson): Promise<RedealingMessage> =>
            who.carnet.documents.resharing.deal(await review(who), who.key, { roots });
        const join = (dealings: readonly RedealingMessage[]): Promise<JoiningMessage[]> =>
            Promise.all(joiners.map(async who => who.carnet.documents.resharing.join(await review(who), dealings, who.key)));
        const dealings = await Promise.all(old.map(deal));
        assert.equal((await refusalOf(async () => tax.carnet.documents.resharing.deal(await review(tax), tax.key, { roots }))).code, 'NOT_A_HOLDER');

        // A part that is not the one that he committed to: found by the one who gets it, and nobody has learnt more.
        const [third, fourth] = old.slice(2) as [DocumentPerson, DocumentPerson];
        const swapped = dealings.map(one => one.redealing.from !== 3 ? one : { ...one, parts: [...one.parts.slice(1), one.parts[0] ?? ''] });
        assert.equal((await refusalOf(join(swapped))).code, 'PROOF_SIGNATURE_WRONG', 'nor can others exchange parts');
        const resigned = await signMessage(ledgerOf(third), REDEALING, {
            proposalHash: seen.proposalHash, redealing: { ...(dealings[2] ?? assert.fail()).redealing, commitments: joiners.map(() => '0'.repeat(64)) }, parts: dealings[2]?.parts ?? [],
        });
        const blamed = await refusalOf(join([...dealings.slice(0, 2), resigned]));
        assert.deepEqual([blamed.code, blamed.details['index'], blamed.details['holder']], ['SHARE_COMMITMENT_MISMATCH', 3, third.person]);
        // Another value than his share, committed to: no commitment shows it, the sums of the new holders do, before the version is handed in.
        const lying = [...dealings.slice(0, 3), await dealtWrongly(fourth, await review(fourth))];
        const inconsistent = await refusalOf(async () => resharing.finish(await review(author), { dealings: lying, joinings: await join(lying) }));
        assert.deepEqual([inconsistent.code, inconsistent.details['dealer']], ['INCONSISTENT_DEALING', { index: 4, identity: fourth.person }]);

        const joinings = await join(dealings);
        const dealtAnew = [await deal(dealer), ...dealings.slice(1)];
        const other = await join(dealtAnew);
        const mixed = { dealings, joinings: [...joinings.slice(1), ...other.slice(0, 1)] };
        const differ = await refusalOf(async () => resharing.finish(await review(author), mixed));
        const suspects = { docId: 'reshared', group: 'where', index: 1, dealer: { index: 1, identity: dealer.person } };
        assert.deepEqual([differ.code, differ.details], ['DEALINGS_DIFFER', suspects], 'the one who dealt twice is named with the one who shows it');
        const fewer = { dealings, joinings: [...joinings.slice(1), ...(await join(dealings.slice(1))).slice(0, 1)] };
        const others = await refusalOf(async () => resharing.finish(await review(author), fewer));
        assert.deepEqual([others.code, others.details], ['DEALINGS_DIFFER', { docId: 'reshared', group: 'where', index: 1 }]);
        assert.equal((await refusalOf(async () => resharing.finish(await review(author), { dealings, joinings: joinings.slice(1) }))).code, 'NOT_ENOUGH_SHARES');
        const { checked, ...receipt } = await resharing.finish(await review(author), { dealings, joinings });
        assert.deepEqual([receipt.origin, receipt.version, checked], ['RESHARED', 2, { dealers: [1, 2, 3, 4], finds: 2 }]);
        const again = await onceThere(async () => resharing.finish(await review(author), { dealings, joinings }));
        assert.equal(again.transactionId, receipt.transactionId, 'handed in again, it is the same version');
        const { manifestHash } = await onceThere(async () => partner.carnet.documents.resharing.check(await review(partner), { dealings, joinings }));
        assert.equal(manifestHash, receipt.manifestHash);
        const unlike = await refusalOf(async () =>
            partner.carnet.documents.resharing.check(await review(partner), { dealings: dealtAnew, joinings: other }));
        assert.equal(unlike.code, 'CONTENT_MISMATCH', 'sound messages, but not those of the draft');
        await putInForce('reshared', joiners, [author, partner]);
        assert.equal((await refusalOf(onceThere(() => dealer.carnet.documents.resharing.review(proposal)))).code, 'PROPOSAL_OUTDATED');
    });

    test('it opens with three new shares; with old ones, or mixed, it does not, and who left cannot approve', async () => {
        assert.equal(await openedWith('reshared', 'by-three', joiners.slice(1, 4)), PLAINTEXT);
        await onceThere(() => tax.carnet.documents.requestOpening({ docId: 'reshared', requestId: 'by-old', purpose: 'Audit', expires: soon() }, tax.key));
        const left = old[2] ?? assert.fail();
        const refused = await refusalOf(async () => left.carnet.documents.approve(await onceThere(() => left.carnet.documents.review('reshared', 'by-old')), left.key, { roots }));
        assert.equal(refused.code, 'NOT_A_HOLDER');
        const { manifest } = await onceThere(() => author.carnet.documents.read('reshared', { version: 2 }));
        const mine = await Promise.all(joiners.slice(0, 2).map(who => shareOf(who, 'reshared', 2)));
        const dead = await shareOf(left, 'reshared', 1);
        assert.equal((await refusalOf(() => keysFromShares(manifest, [...mine, dead]))).code, 'WRONG_EPOCH');
        assert.equal((await refusalOf(() => keysFromShares(manifest, [...mine, { ...dead, epoch: 2 }]))).code, 'SHARE_COMMITMENT_MISMATCH');
        assert.equal((await refusalOf(() => keysFromShares(manifest, mine))).code, 'NOT_ENOUGH_SHARES');
    });

    test('where the last dealing is bad, the key is shared anew from the one before it', async () => {
        const order = { docId: 'reshared', group: 'where', k: 2, holders: old.slice(0, 3).map(({ holder }) => holder), reason: 'A new share is bad', dealing: 1 };
        const proposed = await onceThere(() => author.carnet.documents.resharing.propose(order));
        const proposal = await partner.carnet.documents.resharing.agree(await partner.carnet.documents.resharing.review(proposed));
        const review = (who: DocumentPerson): Promise<ResharingReview> => onceThere(() => who.carnet.documents.resharing.review(proposal));
        const lines = resharingLines(await review(author));
        assert.ok(lines.some(line => /opens with +2 of 3, in place of 3 of 5: FEWER THAN BEFORE/.test(line)), 'compared with what is in force, whatever is dealt anew');
        assert.deepEqual(lines.flatMap(line => /^\d .* (yes|no)$/.exec(line.trimEnd())?.[1] ?? []), ['yes', 'yes', 'no']);
        const dealings = await Promise.all(old.slice(1).map(async who => who.carnet.documents.resharing.deal(await review(who), who.key, { roots })));
        const join = async (who: DocumentPerson): Promise<JoiningMessage> =>
            who.carnet.documents.resharing.join(await review(who), dealings, who.key);
        const joinings = await Promise.all(old.slice(0, 3).map(join));
        const { origin } = await author.carnet.documents.resharing.finish(await review(author), { dealings, joinings });
        assert.equal(origin, 'AMENDED', 'fewer may open than before, so it is called an amendment');
        await putInForce('reshared', old.slice(0, 3), [author, partner]);
        assert.equal(await openedWith('reshared', 'after-all', old.slice(1, 3)), PLAINTEXT);
        const unknown = await refusalOf(onceThere(() => author.carnet.documents.resharing.propose({ ...order, dealing: 7 })));
        assert.equal(unknown.code, 'WRONG_EPOCH');
    });

    test('a holder who lost his key gets his share back from two others, who learn nothing of it', async () => {
        await sealed('repaired');
        const [owner, ...helpers] = old.slice(0, 3) as [DocumentPerson, DocumentPerson, DocumentPerson];
        const key: EncryptionKeyPair = newEncryptionKey();
        await owner.carnet.documents.registerKey({ keyId: 'second', publicKey: Buffer.from(key.publicKey).toString('base64') });
        const order = { docId: 'repaired', group: 'where', keyId: 'second', helpers: [{ index: 3 }, { index: 2 }], reason: 'My key file is lost' };
        for (const [wrong, code] of [[[{ index: 2 }], 'NOT_ENOUGH_SHARES'], [[{ index: 1 }, { index: 2 }], 'SHARE_INDEX_MISMATCH'], [[{ index: 2 }, { index: 2 }], 'DUPLICATE_SHARE']] as const) {
            assert.equal((await refusalOf(onceThere(() => owner.carnet.documents.repair.ask({ ...order, helpers: wrong })))).code, code);
        }
        const request = await onceThere(() => owner.carnet.documents.repair.ask(order));
        const review = (who: DocumentPerson) => onceThere(() => who.carnet.documents.repair.review(request));
        const [first, second] = helpers;
        const seen = await review(first);
        assert.deepEqual([seen.request.lost, seen.request.reason, seen.held?.index, seen.opens.length], [1, 'My key file is lost', 2, 1]);
        assert.equal((await refusalOf(first.carnet.documents.repair.review({ ...request, lost: 2 }))).code, 'MESSAGE_MISMATCH');
        const contributions = await Promise.all(helpers.map(async who =>
            who.carnet.documents.repair.contribute(await review(who), who.key, { roots })));
        assert.equal((await refusalOf(async () => tax.carnet.documents.repair.contribute(await review(tax), tax.key, { roots }))).code, 'NOT_A_HOLDER');

        // A part that he did not commit to: the other helper finds it and names him.
        const { statement, parts, requestHash } = contributions[0] ?? assert.fail();
        const lying: RepairContributionMessage = await signMessage(ledgerOf(first), REPAIR_CONTRIBUTION, {
            requestHash, parts, statement: { ...statement, commitments: statement.commitments.map(() => '0'.repeat(64)) },
        });
        const withLie = [lying, ...contributions.slice(1)];
        const blamed = await refusalOf(async () => second.carnet.documents.repair.sum(await review(second), withLie, second.key, { roots }));
        assert.deepEqual([blamed.code, blamed.details['index'], blamed.details['holder']], ['SHARE_COMMITMENT_MISMATCH', 2, first.person]);

        const sum = async (who: DocumentPerson, of = contributions) => who.carnet.documents.repair.sum(await review(who), of, who.key, { roots });
        const sums = await Promise.all(helpers.map(who => sum(who)));
        // His own mistake is nobody's fault.
        const mistaken = await refusalOf(async () => second.carnet.documents.repair.sum(await review(second), contributions, first.key, { roots }));
        assert.deepEqual([mistaken.code, mistaken.details], ['WRONG_RECIPIENT_KEY', { keyId: second.holder.keyId }]);
        const forgotten = await refusalOf(async () => owner.carnet.documents.repair.finish(await review(owner), sums, owner.key));
        assert.deepEqual([forgotten.code, forgotten.details], ['WRONG_RECIPIENT_KEY', { keyId: 'second' }]);
        // A wrong sum: the share is not the one of the manifest, and is not stored.
        const context = repairContext('sum', request, { requestHash, from: 2, to: 1, keyId: 'second' });
        const wrong = await signMessage(ledgerOf(first), REPAIR_SUM, {
            requestHash, contributionsHash: sums[0]?.contributionsHash ?? '', from: 2, sum: Buffer.from(await sealTo(key.publicKey, randomBytes(48), context)).toString('base64'),
        });
        const finish = async (given = sums) => owner.carnet.documents.repair.finish(await review(owner), given, key);
        const unequal = await refusalOf(finish([wrong, ...sums.slice(1)]));
        assert.deepEqual([unequal.code, unequal.details], ['SHARE_COMMITMENT_MISMATCH', { docId: 'repaired', group: 'where', index: 1, helpers: [2, 3] }]);
        assert.match(unequal.message, /A helper gave a wrong sum/);
        const others = await Promise.all(helpers.map(async who =>
            who.carnet.documents.repair.contribute(await review(who), who.key, { roots })));
        const apart = await refusalOf(async () => finish([await sum(first, others), ...sums.slice(1)]));
        assert.deepEqual([apart.code, apart.details], ['DEALINGS_DIFFER', { docId: 'repaired', group: 'where', index: 3 }]);
        assert.equal((await refusalOf(finish(sums.slice(1)))).code, 'NOT_ENOUGH_SHARES');
        const repaired = await finish();
        assert.deepEqual([repaired.status, repaired.index], ['ACKNOWLEDGED', 1]);
        assert.equal((await onceThere(() => finish())).index, 1, 'done again, it is the same share');

        const back: DocumentPerson = { ...owner, key };
        assert.equal(await openedWith('repaired', 'by-repaired', [back, first]), PLAINTEXT);
        await helpsAndIsRotated(back, first);
    });

    /** Who got his share back under a new key is written to under that one: when he helps somebody else, and when the group is rotated. */
    async function helpsAndIsRotated(back: DocumentPerson, other: DocumentPerson): Promise<void> {
        const lost = old[3] ?? assert.fail();
        const key = newEncryptionKey();
        await lost.carnet.documents.registerKey({ keyId: 'third', publicKey: Buffer.from(key.publicKey).toString('base64') });
        const { repair } = lost.carnet.documents;
        const request = await onceThere(() => repair.ask({ docId: 'repaired', group: 'where', keyId: 'third', helpers: [{ index: 1 }, { index: 2 }], reason: 'Mine, too' }));
        assert.deepEqual(request.helpers, [{ index: 1, keyId: 'second' }, { index: 2, keyId: 'main' }]);
        const review = (who: DocumentPerson) => onceThere(() => who.carnet.documents.repair.review(request));
        const former = old[0] ?? assert.fail(); // The same person, with the key that he had lost.
        const unable = await refusalOf(async () => former.carnet.documents.repair.contribute(await review(former), former.key, { roots }));
        assert.deepEqual([unable.code, unable.details['share'], unable.details['keyId']], ['WRONG_RECIPIENT_KEY', 'where/1', 'second']);
        assert.match(unable.message, /it is sealed to your key second\. If that is lost, have others give you the share back/);
        const contributions = await Promise.all([back, other].map(async who =>
            who.carnet.documents.repair.contribute(await review(who), who.key, { roots })));
        const forgotten = await refusalOf(async () => former.carnet.documents.repair.sum(await review(former), contributions, former.key, { roots }));
        assert.deepEqual([forgotten.code, forgotten.details], ['WRONG_RECIPIENT_KEY', { keyId: 'second' }]);
        assert.match(forgotten.message, /use that one, or have the request made again for the one that you have/);
        const sums = await Promise.all([back, other].map(async who =>
            who.carnet.documents.repair.sum(await review(who), contributions, who.key, { roots })));
        assert.equal((await repair.finish(await repair.review(request), sums, key)).keyId, 'third');

        const { documents: mine } = author.carnet;
        await onceThere(() => mine.requestOpening({ docId: 'repaired', requestId: 'rotation', purpose: 'New keys', expires: soon() }, author.key));
        await approveAll('repaired', 'rotation', [back, other]);
        const granted = await onceThere(async () => {
            const seen = await mine.review('repaired', 'rotation');
            if (seen.state.status !== 'GRANTED') throw new CarnetError('NOT_GRANTED', 'Not yet.');
            return seen;
        }, 'NOT_GRANTED');
        const refusing = mine.using({});
        refusing.confirmOpened = () => Promise.reject(new CarnetError('POLICY_CHANGED', 'The peers have it so.'));
        assert.equal((await refusalOf(refusing.rotate(granted, author.key))).code, 'POLICY_CHANGED');
        assert.equal((await mine.read('repaired')).version.status, 'CURRENT', 'where the opening is not confirmed, nothing is handed in');
        const { version, confirmed } = await mine.rotate(granted, author.key);
        assert.deepEqual([version, confirmed.used], [2, { where: [1, 2] }]);
        assert.deepEqual((await onceThere(() => mine.read('repaired', { version: 2 }))).manifest.groups['where']?.holders.map(({ keyId }) => keyId), ['second', 'main', 'main', 'third']);
        await putInForce('repaired', [back, other, old[2] ?? assert.fail(), { ...lost, key }], [author, partner]);
        assert.equal(await openedWith('repaired', 'by-rotated', [back, { ...lost, key }]), PLAINTEXT);
    }

    test('rotated, the same contents open with new shares under new keys, and the sections keep their leaves', async () => {
        await sealed('rotated');
        const { documents: mine } = author.carnet;
        await onceThere(() => mine.requestOpening({ docId: 'rotated', requestId: 'rotation', purpose: 'New keys for all', expires: soon() }, author.key));
        const review = () => onceThere(() => mine.review('rotated', 'rotation'));
        assert.equal((await refusalOf(async () => mine.rotate(await review(), author.key))).code, 'NOT_GRANTED');
        await approveAll('rotated', 'rotation', old.slice(0, 2));
        const holders = fresh.map(({ holder }) => holder);
        const prepared = await onceThere(async () => mine.prepareRotation(await review(), author.key, { where: { k: 2, holders } }), 'NOT_GRANTED');
        const receipt = await mine.handIn(prepared);
        assert.equal((await onceThere(() => mine.handIn(prepared))).transactionId, receipt.transactionId, 'handed in again, it is the same version');
        await mine.confirmOpened(prepared.opened);
        await putInForce('rotated', fresh, [author, partner]);

        const [before, now] = await Promise.all([1, 2].map(version => onceThere(() => mine.read('rotated', { version }))));
        assert.equal(now?.version.origin, 'ROTATED');
        assert.equal(now.manifest.root, before?.manifest.root);
        assert.notEqual(now.manifest.groups['where']?.keyCommitment, before?.manifest.groups['where']?.keyCommitment);
        assert.equal(await openedWith('rotated', 'by-new', fresh.slice(1)), PLAINTEXT);
        const dead = await Promise.all(old.slice(0, 2).map(who => shareOf(who, 'rotated', 1)));
        assert.equal((await refusalOf(() => keysFromShares(now.manifest, dead))).code, 'WRONG_EPOCH');
        const rows: AuditRow[] = [];
        for await (const row of mine.audit('rotated')) rows.push(row);
        assert.ok(rows.some(({ action }) => action === 'ROTATED'));

        // At once: what was opened and used comes back with the receipt.
        await onceThere(() => mine.requestOpening({ docId: 'rotated', requestId: 'again', purpose: 'New keys', expires: soon() }, author.key));
        await approveAll('rotated', 'again', fresh.slice(0, 2));
        const { version, opened, bad } = await onceThere(async () => mine.rotate(await onceThere(() => mine.review('rotated', 'again')), author.key), 'NOT_GRANTED');
        assert.deepEqual([version, opened, bad], [3, { docId: 'rotated', requestId: 'again', used: { where: [1, 2] } }, []]);
        assert.equal((await mine.confirmOpened(opened)).requestId, 'again');
    });
});
