// Attackers on documents: lying peers and holders, replays, late answers, a store that rolls back; and no secret in any file of the network.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { FilesystemStore } from '@carnet/client';
import { approveOpening, denyOpening, vetoOpening } from '@carnet/client/dist/documents/consent/answering.js';
import { reportBadShare } from '@carnet/client/dist/documents/consent/opening-ends.js';
import { openOwnShare, sharesOf } from '@carnet/client/dist/documents/consent/own-shares.js';
import { readerPrivateKey } from '@carnet/client/dist/documents/consent/reader-keys.js';
import { readBoundKey } from '@carnet/client/dist/documents/consent/registered-keys.js';
import { reviewOpening, type OpeningReview } from '@carnet/client/dist/documents/consent/reviewing.js';
import { newEncryptionKey } from '@carnet/client/dist/secrets/encryption-keys.js';
import { sealTo } from '@carnet/client/dist/secrets/hpke.js';
import {
    documentPolicyHash, grantContext, manifestHash, openingText,
    type BadShare, type DocumentPolicy, type EncryptionKey, type Manifest, type OpeningState, type VersionState,
} from '@carnet/domain';
import { refusalOf } from '../client/refusal.js';
import { people } from '../documents/people.js';
import { approveAll, onceThere, putInForce, type DocumentPerson } from './document-people.js';
import { DocumentTrial, PLAINTEXT, readerKeyFor, referenceOf } from './document-trial.js';
import { honestly, throughLiar, type Answer } from './lying-peer.js';
import { filesWithSecrets } from './secret-search.js';

/** What one peer alone is caught at; what two confirm, document-confirmations tests. */
const ALONE = { unconfirmed: true };

suite('attackers on documents', { skip: process.env['CARNET_ORGANIZATIONS'] !== undefined && 'the files of a network of our own are searched' }, () => {
    let trial: DocumentTrial;
    let author: DocumentPerson;
    let holders: readonly DocumentPerson[];
    let tax: DocumentPerson;
    let folder: string;
    /** Everything that must be found nowhere. */
    const secrets = new Map<string, Uint8Array>([['the plaintext', Buffer.from(PLAINTEXT)]]);

    before(async () => {
        folder = mkdtempSync(join(tmpdir(), 'carnet-contents-'));
        trial = await DocumentTrial.start();
        ({ author, holders, tax } = trial);
    });
    after(async () => {
        await trial.stop();
        rmSync(folder, { recursive: true });
    });

    test('a peer that swaps the reader key, the requester, the manifest or an encryption key is caught before a key is touched', async () => {
        await trial.sealed('swapped');
        await trial.asked('swapped', 'r1');
        const [holder, other] = holders as [DocumentPerson, DocumentPerson];
        await trial.review(holder, 'swapped', 'r1');
        const mine = Buffer.from(newEncryptionKey().publicKey).toString('base64');
        const lies: readonly (readonly [string, string, Answer])[] = [
            ['reader key', 'PROOF_SIGNATURE_WRONG', (fn, answer) => {
                if (fn !== 'ReadOpening') return answer;
                const { opening, ...state } = answer as OpeningState;
                const readerKeys = { ...opening.request.readerKeys, 'terms/1': mine };
                return { ...state, opening: { ...opening, request: { ...opening.request, readerKeys } } };
            }],
            ['purpose', 'PROOF_SIGNATURE_WRONG', (fn, answer) => {
                const state = answer as OpeningState;
                return fn === 'ReadOpening' ? { ...state, opening: { ...state.opening, request: { ...state.opening.request, purpose: 'As agreed' } } } : answer;
            }],
            ['requester', 'PROOF_SIGNER_MISMATCH', (fn, answer) => {
                const state = answer as OpeningState;
                return fn === 'ReadOpening' ? { ...state, opening: { ...state.opening, request: { ...state.opening.request, requester: other.person } } } : answer;
            }],
            ['policy', 'CONTENT_MISMATCH', (fn, answer) => {
                const version = answer as VersionState;
                const { manifest } = version;
                return fn === 'ReadVersion' ? { ...version, manifest: { ...manifest, policy: { ...manifest.policy, requesters: [other.person] } } } : answer;
            }],
            ['title, with a hash that fits', 'PROOF_SIGNATURE_WRONG', (fn, answer) => {
                const version = answer as VersionState;
                const { manifest } = version;
                const changed = { ...manifest, title: 'Another' };
                return fn === 'ReadVersion' ? { ...version, manifest: changed, manifestHash: manifestHash(changed) } : answer;
            }],
            ['another request', 'REQUEST_MISMATCH', (fn, answer) => {
                const state = answer as OpeningState;
                return fn === 'ReadOpening' ? { ...state, opening: { ...state.opening, request: { ...state.opening.request, requestId: 'r2' } } } : answer;
            }],
        ];
        for (const [what, code, change] of lies) {
            const { ledger, submitted } = throughLiar(holder, change);
            const attempt = async (): Promise<unknown> => approveOpening(ledger, await reviewOpening(ledger, { docId: 'swapped', requestId: 'r1' }, {}), holder.key, {}, ALONE);
            assert.deepEqual([(await refusalOf(attempt)).code, submitted], [code, []], what);
        }
        const { ledger } = throughLiar(author, (_, answer) => ({ ...answer as EncryptionKey, publicKey: mine }));
        assert.equal((await refusalOf(readBoundKey(ledger, { ...holder.person, keyId: 'main' }, {}))).code, 'PROOF_SIGNATURE_WRONG');
    });

    test('a peer that makes up a manifest or its policy, and asks by itself, gets no share', async () => {
        await trial.sealed('forged');
        const [holder] = holders as [DocumentPerson];
        await trial.asked('forged', 'r1');
        const { state, document: { version } } = await trial.review(holder, 'forged', 'r1');
        const { seller: attacker } = await people();
        const policy = { ...version.manifest.policy, requesters: [attacker.identity] };
        const own = { ...policy, parties: [attacker.identity], amend: { k: 1, of: [attacker.identity] } };
        const terms = version.manifest.groups['terms'];
        assert.ok(terms !== undefined);

        /** The peer shows these versions, of which the last is asked for. */
        const attempt = async (forged: readonly Manifest[], signed = true): Promise<readonly [string, readonly string[]]> => {
            const manifest = forged.at(-1) ?? version.manifest;
            const mine = Buffer.from(newEncryptionKey().publicKey).toString('base64');
            const request = {
                ...state.opening.request, requester: attacker.identity, version: manifest.version, manifestHash: manifestHash(manifest),
                readerKeys: Object.fromEntries(Object.keys(state.opening.request.readerKeys).map(name => [name, mine])),
            };
            const { certificate, signature } = await attacker.signText(openingText(request));
            const shown = new Map<string, VersionState>();
            for (const one of forged) {
                const signatures = signed ? [{ ...await attacker.sign(one), at: version.recordedAt }] : [];
                shown.set(String(one.version), { ...version, version: one.version, manifest: one, manifestHash: manifestHash(one), signatures });
            }
            const { ledger, submitted } = throughLiar(holder, (fn, answer, args) => {
                if (fn === 'ReadOpening') return { ...state, opening: { ...state.opening, request, certificate, signature } };
                return fn === 'ReadVersion' ? shown.get(args[1] ?? '') ?? answer : answer;
            });
            const refused = await refusalOf(async () => approveOpening(ledger, await reviewOpening(ledger, request, {}), holder.key, {}, ALONE));
            return [refused.code, submitted];
        };

        const { manifest } = version;
        const second = { ...manifest, version: 2, previous: version.manifestHash };
        const bound = (to: DocumentPolicy) => ({ policy: to, groups: { terms: { ...terms, policyHash: documentPolicyHash(to) } } });
        const other = { ...terms, keyEpoch: 1, policyHash: documentPolicyHash(own), keyCommitment: 'f'.repeat(64) };
        const first = { ...manifest, policy: own, groups: { terms: other } };
        assert.deepEqual(await attempt([{ ...manifest, ...bound(policy) }], false), ['PROOF_NOT_SIGNED', []], 'nobody signed it');
        assert.deepEqual(await attempt([{ ...manifest, policy: own }]), ['INVALID_VALUE', []], 'signed by the forger as its only party');
        assert.deepEqual(await attempt([{ ...manifest, ...bound(own) }]), ['WRONG_RECIPIENT_KEY', []], 'with a policy that fits its group');
        assert.deepEqual(await attempt([{ ...second, policy: own }]), ['PROOF_NOT_SIGNED', []], 'as an amendment nobody agreed to');
        assert.deepEqual(await attempt([{ ...second, policy: own, previous: 'f'.repeat(64) }]), ['PROOF_CHAIN_BROKEN', []], 'as an amendment of something else');
        assert.deepEqual(await attempt([first, { ...second, policy: own, previous: manifestHash(first) }]), ['POLICY_MISMATCH', []], 'with a history of its own');
    });

    test('a holder who lies is named and blamed, and the others open without him', async () => {
        await trial.sealed('liar');
        await trial.asked('liar', 'r1');
        const [liar, honest, third] = holders as [DocumentPerson, DocumentPerson, DocumentPerson];
        const seen = await trial.review(liar, 'liar', 'r1');
        const { share } = await openOwnShare(honestly(honest), held(await trial.review(honest, 'liar', 'r1')), honest.key, {});
        const invented = `801${share.slice(3)}`;
        await trial.grant(liar, seen, 1, await sealTo(readerKeyFor(seen, 1), Buffer.from(invented), grantContext(referenceOf('liar', 1), seen.requestHash)));
        await approveAll('liar', 'r1', [honest]);
        const short = await refusalOf(onceThere(async () => tax.carnet.documents.open(await trial.review(tax, 'liar', 'r1'), tax.key), 'NOT_GRANTED'));
        assert.equal(short.code, 'NOT_ENOUGH_SHARES');
        assert.deepEqual(short.details['bad'], [{ group: 'terms', index: 1, holder: liar.person, fault: 'SHARE_COMMITMENT_MISMATCH' }]);
        assert.ok(!JSON.stringify(short.details).includes(invented), 'the error holds nothing of a share');

        const unfounded = { docId: 'liar', requestId: 'r1', group: 'terms', index: 2 };
        const reader = (index: number): Uint8Array => readerPrivateKey(tax.key, { ...unfounded, index });
        const report = (index: number): Promise<BadShare> =>
            onceThere(async () => tax.carnet.documents.reportBadShare(await trial.review(tax, 'liar', 'r1'), { group: 'terms', index }, tax.key, { roots: tax.roots }));
        assert.deepEqual([(await refusalOf(report(2))).code, (await refusalOf(report(3))).code], ['SHARE_IS_GOOD', 'NOT_GRANTED']);
        const changed = throughLiar(tax, (fn, answer) => {
            const state = answer as OpeningState;
            return fn === 'ReadOpening' ? { ...state, grants: { ...state.grants, 'terms/2': state.grants['terms/1'] } } : answer;
        });
        const altered = await reviewOpening(changed.ledger, unfounded, {});
        assert.equal((await refusalOf(reportBadShare(changed.ledger, altered, unfounded, tax.key, {}, ALONE))).code, 'CONTENT_MISMATCH');
        assert.deepEqual(changed.submitted, [], 'no reader key was sent');
        const sent = { transient: { readerKey: Buffer.from(reader(2)).toString('base64') } };
        assert.equal((await refusalOf(tax.carnet.submit('SharedDocument', 'ReportBadShare', [JSON.stringify(unfounded)], sent))).code, 'REPORT_UNFOUNDED');
        const blamed = await report(1);
        assert.deepEqual([blamed.holder, blamed.fault], [liar.person, 'COMMITMENT']);
        for (const index of [1, 2, 3]) secrets.set(`the reader key for holder ${index}`, reader(index));
        assert.equal((await onceThere(async () => (await trial.review(third, 'liar', 'r1')))).state.status, 'PENDING', 'his approval counts for nothing any more');

        await approveAll('liar', 'r1', [third]);
        const opened = await onceThere(async () => tax.carnet.documents.open(await trial.review(tax, 'liar', 'r1'), tax.key), 'NOT_GRANTED', 'NOT_ENOUGH_SHARES');
        assert.deepEqual(opened.used, { terms: [2, 3] });
        for await (const section of opened) assert.equal((await section.bytes()).toString(), PLAINTEXT);
        await onceThere(() => tax.carnet.documents.confirmOpened(opened), 'NOT_GRANTED');
    });

    test('a grant of one request is of no use for another, not even for its own holder\'s', async () => {
        await trial.sealed('replay');
        await trial.asked('replay', 'r1');
        await trial.asked('replay', 'r2');
        const [first, second] = holders as [DocumentPerson, DocumentPerson];
        await approveAll('replay', 'r1', [first, second]);
        const granted = await onceThere(async () => {
            const { state } = await trial.review(tax, 'replay', 'r1');
            assert.equal(Object.keys(state.grants).length, 2);
            return state;
        }, 'ERR_ASSERTION');
        const old = Buffer.from(granted.grants['terms/1'] ?? '', 'base64');
        await trial.grant(first, await trial.review(first, 'replay', 'r2'), 1, old);
        await approveAll('replay', 'r2', [second]);
        const refused = await refusalOf(onceThere(async () => tax.carnet.documents.open(await trial.review(tax, 'replay', 'r2'), tax.key), 'NOT_GRANTED'));
        assert.deepEqual([refused.code, refused.details['bad']],
            ['NOT_ENOUGH_SHARES', [{ group: 'terms', index: 1, holder: first.person, fault: 'WRONG_RECIPIENT_KEY' }]]);
        const stranger = await refusalOf(async () => second.carnet.documents.open(await trial.review(second, 'replay', 'r1'), second.key));
        assert.equal(stranger.code, 'NOT_A_REQUESTER');
        assert.deepEqual((await trial.review(second, 'replay', 'r1')).state.grants, {}, 'grants are shown to the requester alone');
    });

    test('no approval after a veto or after the expiry: neither by the client nor by the ledger', async () => {
        const [holder, watcher] = holders as [DocumentPerson, DocumentPerson];
        await trial.sealed('late');
        await trial.asked('late', 'r1', new Date(Date.now() + 8_000).toISOString());
        const before = await trial.review(holder, 'late', 'r1');
        await trial.sealed('vetoed', { delaySeconds: 600, veto: [watcher.person] });
        await trial.asked('vetoed', 'r1');
        const undisturbed = await trial.review(holder, 'vetoed', 'r1');
        const veto = await onceThere(async () => watcher.carnet.documents.veto(await trial.review(watcher, 'vetoed', 'r1'), 'not agreed'));
        assert.deepEqual(await watcher.carnet.documents.veto(await trial.review(watcher, 'vetoed', 'r1'), 'not agreed'), veto);
        await new Promise(resolve => { setTimeout(resolve, Math.max(0, Date.parse(before.state.opening.request.expires) - Date.now() + 200)); });
        for (const [docId, code, seen] of [['late', 'REQUEST_EXPIRED', before], ['vetoed', 'VETOED', undisturbed]] as const) {
            const client = await refusalOf(async () => holder.carnet.documents.approve(await trial.review(holder, docId, 'r1'), holder.key, { roots: holder.roots }));
            assert.equal(client.code, code);
            const message = await sealTo(readerKeyFor(seen, 1), Buffer.from('anything'), grantContext(referenceOf(docId, 1), seen.requestHash));
            assert.equal((await refusalOf(trial.grant(holder, seen, 1, message))).code, code);
        }
    });

    test('an answer that a peer makes up stops no denial and no veto, and nobody\'s share leaves him after his own denial', async () => {
        const [holder] = holders as [DocumentPerson];
        await trial.sealed('answered', { delaySeconds: 600, veto: [holder.person] });
        await trial.asked('answered', 'r1');
        const seen = await trial.review(holder, 'answered', 'r1');
        const denial = { group: 'terms', index: 1, holder: holder.person, approves: false, at: seen.state.opening.requestedAt, reason: 'made up' };
        const shown = async (change: Partial<OpeningState>) => {
            const { ledger, submitted } = throughLiar(holder, (fn, answer) => fn === 'ReadOpening' ? { ...answer as OpeningState, ...change } : answer);
            return { ledger, submitted, review: await reviewOpening(ledger, { docId: 'answered', requestId: 'r1' }, {}) };
        };
        const denied = await shown({ answers: [denial] });
        await assert.rejects(denyOpening(denied.ledger, denied.review, 'no', {}));
        assert.deepEqual(denied.submitted, ['DenyOpening']);
        const vetoed = await shown({ veto: { by: holder.person, at: denial.at, reason: 'made up' } });
        await assert.rejects(vetoOpening(vetoed.ledger, vetoed.review, 'no', {}));
        assert.deepEqual(vetoed.submitted, ['VetoOpening']);

        const receipt = { docId: 'answered', requestId: 'r1', used: { terms: [2, 3] }, at: denial.at };
        const late: readonly (readonly [string, Partial<OpeningState>])[] = [
            ['ALREADY_DENIED', { answers: [denial] }], ['NOT_GRANTED', { status: 'DENIED' }], ['VETOED', { status: 'VETOED' }],
            ['REQUEST_EXPIRED', { status: 'EXPIRED' }], ['ALREADY_OPENED', { receipt }],
        ];
        for (const [code, change] of late) {
            const { ledger, submitted, review: after } = await shown(change);
            assert.deepEqual([(await refusalOf(approveOpening(ledger, after, holder.key, {}, ALONE))).code, submitted], [code, []]);
        }
    });

    test('a store that rolls a content back, or loses it, is caught; an amended version leaves nothing of the old shares once they are purged', async () => {
        const store = new FilesystemStore(folder);
        const large = (text: string): Buffer => Buffer.concat([Buffer.from(text), Buffer.alloc(200_000, text)]);
        const draft = (text: string, path = 'terms.txt', group = 'terms') => ({
            ...trial.draftOf('stored'), sections: [{ path, mediaType: 'text/plain', group, content: large(text) }],
            groups: { [group]: { k: 2, holders: holders.map(({ holder }) => holder) } },
        });
        await onceThere(() => author.carnet.documents.seal(draft('former'), { store }));
        await putInForce('stored', holders, [author]);
        const [old] = contentFiles(folder);
        await onceThere(() => author.carnet.documents.amend(draft('second'), { store }));
        await putInForce('stored', holders, [author]);
        const [current] = contentFiles(folder).filter(file => file !== old);
        assert.ok(old !== undefined && current !== undefined);
        await onceThere(() => trial.asked('stored', 'r1'));
        await approveAll('stored', 'r1', holders.slice(1));
        const read = async (): Promise<string> => {
            const opened = await onceThere(async () => tax.carnet.documents.open(await trial.review(tax, 'stored', 'r1'), tax.key, { stores: [store] }), 'NOT_GRANTED');
            for await (const section of opened) return (await section.bytes()).subarray(0, 6).toString();
            return '';
        };
        assert.equal(await read(), 'second');
        cpSync(current, `${current}.kept`);
        cpSync(old, current);
        assert.equal((await refusalOf(read)).code, 'CIPHERTEXT_CORRUPT');
        rmSync(current);
        assert.equal((await refusalOf(read)).code, 'CIPHERTEXT_MISSING');

        const [holder, other] = holders as [DocumentPerson, DocumentPerson];
        const dealt = (who: DocumentPerson, index: number): Promise<string> =>
            who.carnet.evaluate('SharedDocument', 'ReadShare', [JSON.stringify(referenceOf('stored', index))]);
        assert.ok((await onceThere(() => dealt(holder, 1))).includes('message'));
        assert.equal((await refusalOf(author.carnet.documents.purge('stored', 'terms', 2))).code, 'SHARES_IN_USE');
        const purged = await author.carnet.documents.purge('stored', 'terms', 1);
        assert.deepEqual(await author.carnet.documents.purge('stored', 'terms', 1), purged);
        for (const [who, index] of [[holder, 1], [other, 2]] as const) {
            let code = '';
            for (let left = 50; left > 0 && code !== 'SHARE_NOT_FOUND'; left--) code = await dealt(who, index).then(() => '', (error: unknown) => (error as { code: string }).code);
            assert.equal(code, 'SHARE_NOT_FOUND', `at the peer of ${who.org}`);
        }
    });

    test('no file of the network holds a secret: no key, no share, no plaintext', async () => {
        for (const [place, { key }] of [author, tax, ...holders].entries()) secrets.set(`the encryption key of person ${place}`, key.privateKey);
        for (const [place, holder] of holders.entries()) {
            const { share } = await openOwnShare(honestly(holder), held(await trial.review(holder, 'replay', 'r1')), holder.key, {});
            // The text that is sealed, and the share within it as bytes: the first three digits only number it.
            secrets.set(`the share of holder ${place + 1} as text`, Buffer.from(share));
            secrets.set(`the share of holder ${place + 1} as bytes`, Buffer.from(share.slice(3), 'hex'));
        }
        assert.equal(secrets.size, 15);
        assert.deepEqual(filesWithSecrets(trial.documents.own.network.dir, secrets), []);
        const known = (await author.carnet.documents.read('replay')).version.manifestHash;
        assert.ok(filesWithSecrets(trial.documents.own.network.dir, new Map([['what is public', Buffer.from(known)]])).length > 0, 'the search finds what is there');
    });
});

function held({ shares: [share] }: OpeningReview): ReturnType<typeof sharesOf>[number] {
    assert.ok(share !== undefined);
    return share;
}

function contentFiles(folder: string): string[] {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name => join(folder, name)).filter(path => statSync(path).isFile());
}
