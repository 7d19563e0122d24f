// What lying peers, chaincodes, authors, holders and stores cannot do: each is found out by a code, and nobody reads what he should not.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { FilesystemStore, readRoots, sealDocument } from '@carnet/client';
import { acknowledgeShares } from '@carnet/client/dist/documents/consent/acknowledging.js';
import { exportFromLedger } from '@carnet/client/dist/documents/consent/exporting.js';
import { OpenedDocument } from '@carnet/client/dist/documents/consent/opened-document.js';
import { openOwnShare, sharesOf } from '@carnet/client/dist/documents/consent/own-shares.js';
import { readBoundKey } from '@carnet/client/dist/documents/consent/registered-keys.js';
import { reviewOpening } from '@carnet/client/dist/documents/consent/reviewing.js';
import { sealTo } from '@carnet/client/dist/secrets/hpke.js';
import { splitKey } from '@carnet/client/dist/secrets/index.js';
import {
    manifestHash, shareCommitment, shareContext, shareName,
    type EncryptionKey, type InlineContent, type Manifest, type OpeningState, type SealedShare, type VersionState,
} from '@carnet/domain';
import { refusalOf } from '../client/refusal.js';
import { approveAll, onceThere, putInForce, type DocumentPerson } from './document-people.js';
import { DocumentTrial, PLAINTEXT, referenceOf } from './document-trial.js';
import { honestly, throughLiar, type Answer } from './lying-peer.js';

/** One answer of the network changed, all others as they are. */
const onlyOf = (changed: string, change: (answer: never) => unknown): Answer => (fn, answer) => fn === changed ? change(answer as never) : answer;

/** One bit of a base64 text's bytes. */
function flippedBit(base64: string, bit: number): string {
    const bytes = Buffer.from(base64, 'base64');
    bytes[(bit >> 3) % bytes.length] = (bytes[(bit >> 3) % bytes.length] ?? 0) ^ 1 << (bit & 7);
    return bytes.toString('base64');
}

suite('lies about documents', { skip: process.env['CARNET_ORGANIZATIONS'] !== undefined && 'needs people of a network of our own' }, () => {
    let trial: DocumentTrial;
    let author: DocumentPerson;
    let holders: readonly [DocumentPerson, DocumentPerson, DocumentPerson];
    let tax: DocumentPerson;
    let folder: string;
    before(async () => {
        folder = mkdtempSync(join(tmpdir(), 'carnet-lies-'));
        trial = await DocumentTrial.start();
        ({ author, tax } = trial);
        holders = trial.holders as unknown as typeof holders;
    });
    after(async () => {
        await trial.stop();
        rmSync(folder, { recursive: true });
    });

    /** What the requester gets through a peer that changes answers. */
    async function openedThrough(change: Answer, docId: string, requestId: string): Promise<string> {
        const { ledger } = throughLiar(tax, change);
        const opened = await OpenedDocument.open(ledger, await reviewOpening(ledger, { docId, requestId }, {}), tax.key, {});
        const texts: string[] = [];
        for await (const section of opened) texts.push((await section.bytes()).toString());
        return texts.join();
    }

    async function granted(docId: string, requestId: string): Promise<OpeningState> {
        return onceThere(async () => {
            const { state } = await trial.review(tax, docId, requestId);
            assert.equal(state.status, 'GRANTED');
            return state;
        }, 'ERR_ASSERTION');
    }

    test('a chaincode that lowers k, or grants too early, opens nothing', async () => {
        const all = { terms: { k: 3, holders: holders.map(({ holder }) => holder) } };
        await onceThere(() => author.carnet.documents.seal({ ...trial.draftOf('early'), groups: all }));
        await putInForce('early', holders, [author]);
        await trial.asked('early', 'r1');
        await approveAll('early', 'r1', holders);
        const { grants } = await granted('early', 'r1');
        const two = Object.fromEntries(Object.entries(grants).slice(1));
        const early = onlyOf('ReadOpening', (state: OpeningState) => ({ ...state, status: 'GRANTED', grants: two }));
        const refused = await refusalOf(() => openedThrough(early, 'early', 'r1'));
        assert.deepEqual([refused.code, refused.details['have'], refused.details['need']], ['NOT_ENOUGH_SHARES', 2, 3]);

        const lowered = (manifest: Manifest): Manifest => {
            const terms = manifest.groups['terms'];
            assert.ok(terms !== undefined);
            return { ...manifest, groups: { terms: { ...terms, k: 2 } } };
        };
        const shown = (fits: boolean): Answer => (fn, answer) => {
            if (fn !== 'ReadVersion') return early(fn, answer, []);
            const version = answer as VersionState;
            const manifest = lowered(version.manifest);
            return { ...version, manifest, ...fits ? { manifestHash: manifestHash(manifest) } : {} };
        };
        assert.equal((await refusalOf(() => openedThrough(shown(false), 'early', 'r1'))).code, 'CONTENT_MISMATCH');
        assert.equal((await refusalOf(() => openedThrough(shown(true), 'early', 'r1'))).code, 'PROOF_SIGNATURE_WRONG');
        assert.equal(await openedThrough((_, answer) => answer, 'early', 'r1'), PLAINTEXT);
    });

    test('a holder acknowledges no share that a peer made up, nor of a draft the one that took its place meanwhile', async () => {
        const [first] = holders;
        const replaced = async (title: string): Promise<void> => { await onceThere(() => author.carnet.documents.seal({ ...trial.draftOf('raced'), title })); };
        await replaced('The first draft');
        const seen = new Map<string, unknown>();
        const recording = throughLiar(first, (fn, answer) => {
            seen.set(fn, answer);
            return answer;
        });
        await onceThere(() => acknowledgeShares(recording.ledger, 'raced', first.key, {}).catch((error: unknown) => {
            if (recording.submitted.length === 0) throw error;
        }));
        const acknowledging = async (change: Answer): Promise<string> => {
            const submit = (fn: string, args: readonly string[]): Promise<unknown> => first.carnet.submit('SharedDocument', fn, args);
            const ledger = Object.assign(throughLiar(first, change).ledger, { submit });
            return (await refusalOf(acknowledgeShares(ledger, 'raced', first.key, {}))).code;
        };
        const { manifest } = seen.get('ReadVersion') as VersionState;
        const [held] = sharesOf([first.person], manifest);
        assert.ok(held !== undefined);
        const { share } = await openOwnShare(honestly(first), held, first.key, {});
        const made = await sealTo(first.key.publicKey, Buffer.from(share), shareContext(held, held.keyId, held.keyGroup));
        const message = Buffer.from(made).toString('base64');
        assert.equal(await acknowledging(onlyOf('ReadShare', (sealed: SealedShare) => ({ ...sealed, message }))), 'DEALING_REPLACED');
        await replaced('Another draft');
        assert.equal(await acknowledging((fn, answer) => seen.get(fn) ?? answer), 'DEALING_REPLACED');
    });

    test('a bundle is handed out only if it proves what it should: a peer leaves no signature out', async () => {
        await trial.sealed('bundled');
        const roots = readRoots(join(trial.documents.own.network.dir, 'organizations'));
        const exported = (change: Answer): Promise<unknown> =>
            exportFromLedger(throughLiar(author, change).ledger, { docId: 'bundled', withoutLedger: true }, {}, { roots });
        await onceThere(() => exported((_, answer) => answer));
        const silent = onlyOf('ReadVersion', (version: VersionState) => ({ ...version, signatures: [] }));
        assert.equal((await refusalOf(exported(silent))).code, 'PROOF_NOT_SIGNED');
    });

    test('a single bit that a peer changes in a share, a grant, a content or a key raises an error by name', async () => {
        const [first, second] = holders;
        await trial.sealed('flipped');
        await trial.asked('flipped', 'r1');
        const { shares: [held] } = await trial.review(first, 'flipped', 'r1');
        assert.ok(held !== undefined);
        for (let bit = 0; bit < 8 * 147; bit += 61) {
            const { ledger } = throughLiar(first, onlyOf('ReadShare', (share: SealedShare) => ({ ...share, message: flippedBit(share.message, bit) })));
            assert.equal((await refusalOf(openOwnShare(ledger, held, first.key, {}))).code, 'WRONG_RECIPIENT_KEY', `share, bit ${bit}`);
            const changedKey = throughLiar(author, onlyOf('ReadEncryptionKey', (key: EncryptionKey) => ({ ...key, publicKey: flippedBit(key.publicKey, bit) })));
            assert.equal((await refusalOf(readBoundKey(changedKey.ledger, { ...first.person, keyId: 'main' }, {}))).code, 'PROOF_SIGNATURE_WRONG', `key, bit ${bit}`);
        }
        await approveAll('flipped', 'r1', [first, second]);
        await granted('flipped', 'r1');
        for (let bit = 0; bit < 8 * 147; bit += 149) {
            const grant = onlyOf('ReadOpening', (state: OpeningState) => ({ ...state, grants: { ...state.grants, 'terms/2': flippedBit(state.grants['terms/2'] ?? '', bit) } }));
            const refused = await refusalOf(() => openedThrough(grant, 'flipped', 'r1'));
            assert.deepEqual([refused.code, (refused.details['bad'] as { fault: string }[]).map(({ fault }) => fault)], ['NOT_ENOUGH_SHARES', ['CONTENT_MISMATCH']]);
            const content = onlyOf('ReadCiphertext', (inline: InlineContent) => ({ ...inline, content: flippedBit(inline.content, bit) }));
            assert.equal((await refusalOf(() => openedThrough(content, 'flipped', 'r1'))).code, 'CIPHERTEXT_CORRUPT');
            const signature = onlyOf('ReadVersion', (version: VersionState) => ({
                ...version, signatures: version.signatures.map(one => ({ ...one, signature: flippedBit(one.signature, bit) })),
            }));
            assert.match((await refusalOf(() => openedThrough(signature, 'flipped', 'r1'))).code, /^PROOF_SIGNATURE_(WRONG|MALFORMED)$/);
        }
    });

    test('a dealer who deals inconsistent shares is found at the first opening, and stops nobody who has enough good ones', async () => {
        const [first, second, third] = holders;
        const prepared = await onceThere(() => author.carnet.documents.prepare(trial.draftOf('dealt-badly')));
        const terms = prepared.manifest.groups['terms'];
        assert.ok(terms !== undefined);
        // The first holder gets a share of another key, and the manifest commits to it.
        const foreign = splitKey(Buffer.alloc(32, 7), { k: 2, n: 3 }).get(1) ?? '';
        const reference = referenceOf('dealt-badly', 1);
        const committed = shareCommitment(reference, foreign);
        const dealt = { ...terms, holders: terms.holders.map(one => one.index === 1 ? { ...one, shareCommitment: committed } : one) };
        const message = await sealTo(first.key.publicKey, Buffer.from(foreign), shareContext(reference, first.holder.keyId, dealt));
        await onceThere(() => author.carnet.documents.handIn({
            ...prepared, manifest: { ...prepared.manifest, groups: { terms: dealt } },
            shares: { ...prepared.shares, [shareName('terms', 1)]: Buffer.from(message).toString('base64') },
        }));
        // Every holder finds the share that was committed to: before the first opening nobody can see more.
        await putInForce('dealt-badly', holders, [author]);
        await trial.asked('dealt-badly', 'r1');
        await approveAll('dealt-badly', 'r1', [first, second]);
        await granted('dealt-badly', 'r1');
        const found = await refusalOf(async () => tax.carnet.documents.open(await trial.review(tax, 'dealt-badly', 'r1'), tax.key));
        assert.deepEqual([found.code, found.details['indexes']], ['KEY_COMMITMENT_MISMATCH', [1, 2]]);
        await approveAll('dealt-badly', 'r1', [third]);
        const opened = await onceThere(async () => tax.carnet.documents.open(await trial.review(tax, 'dealt-badly', 'r1'), tax.key), 'KEY_COMMITMENT_MISMATCH');
        assert.deepEqual([opened.used, opened.bad], [{ terms: [2, 3] }, [{ group: 'terms', index: 1, holder: first.person, fault: 'KEY_COMMITMENT_MISMATCH' }]]);
        for await (const section of opened) assert.equal((await section.bytes()).toString(), PLAINTEXT);
        await onceThere(() => tax.carnet.documents.confirmOpened(opened), 'NOT_GRANTED');
    });

    test('a foreign document\'s share, and shares of 10 and 20 bits, are no good as a grant, and their holder is named', async () => {
        const [first, second, third] = holders;
        await trial.sealed('one');
        await trial.sealed('other');
        await trial.asked('one', 'r1');
        const [ofOther] = sharesOf([first.person], (await onceThere(() => first.carnet.documents.read('other'))).manifest);
        assert.ok(ofOther !== undefined);
        const { share } = await openOwnShare(honestly(first), ofOther, first.key, {});
        await trial.grantText(first, 'one', 'r1', 1, share);
        await trial.grantText(second, 'one', 'r1', 2, `a002${'0'.repeat(96)}`);
        await trial.grantText(third, 'one', 'r1', 3, `k00003${'0'.repeat(96)}`);
        await granted('one', 'r1');
        const refused = await refusalOf(async () => tax.carnet.documents.open(await trial.review(tax, 'one', 'r1'), tax.key));
        const bad = refused.details['bad'] as { index: number; fault: string }[];
        assert.deepEqual([refused.code, bad.map(({ index, fault }) => [index, fault])],
            ['NOT_ENOUGH_SHARES', [[1, 'SHARE_COMMITMENT_MISMATCH'], [2, 'UNSUPPORTED_FIELD'], [3, 'UNSUPPORTED_FIELD']]]);
        assert.ok(!JSON.stringify(refused.details).includes(share.slice(3)));
    });

    test('truncated, spliced, reordered and lengthened ciphertext in a store is refused, and a second store with the right one serves', async () => {
        const store = new FilesystemStore(join(folder, 'store'));
        const large = Buffer.alloc(200_000, 'terms of a long contract ');
        const draft = { ...trial.draftOf('long'), sections: [{ path: 'terms.txt', mediaType: 'text/plain', group: 'terms', content: large }] };
        await onceThere(() => author.carnet.documents.seal(draft, { store }));
        await putInForce('long', holders, [author]);
        await trial.asked('long', 'r1');
        await approveAll('long', 'r1', holders.slice(0, 2));
        await granted('long', 'r1');
        const [file] = readdirSync(join(folder, 'store'), { recursive: true, encoding: 'utf8' }).map(name => join(folder, 'store', name)).filter(path => statSync(path).isFile());
        assert.ok(file !== undefined);
        const honest = readFileSync(file);
        const read = async (...stores: readonly FilesystemStore[]): Promise<Buffer> => {
            const opened = await tax.carnet.documents.open(await trial.review(tax, 'long', 'r1'), tax.key, { stores });
            for await (const section of opened) return await section.bytes();
            return assert.fail('no section');
        };
        const chunk = 16_400;
        const [head, one, two] = [honest.subarray(0, 56), honest.subarray(56, 56 + chunk), honest.subarray(56 + chunk, 56 + 2 * chunk)];
        const foreign = await sealDocument({ ...draft, author: author.person }, { store: new FilesystemStore(join(folder, 'foreign')) });
        const [section] = foreign.manifest.sections;
        assert.ok(section?.visibility === 'sealed');
        const { hash } = section.ciphertext;
        const other = readFileSync(join(folder, 'foreign', hash.slice(0, 2), hash));
        const changed: Readonly<Record<string, readonly [Buffer, string]>> = {
            truncated: [honest.subarray(0, -1), 'CIPHERTEXT_TRUNCATED'], spliced: [Buffer.concat([honest.subarray(0, 100_000), other.subarray(100_000)]), 'CIPHERTEXT_CORRUPT'],
            reordered: [Buffer.concat([head, two, one, honest.subarray(56 + 2 * chunk)]), 'CIPHERTEXT_CORRUPT'],
            lengthened: [Buffer.concat([honest, Buffer.alloc(16)]), 'CIPHERTEXT_CORRUPT'], exchanged: [other, 'CIPHERTEXT_CORRUPT'],
        };
        for (const [what, [bytes, code]] of Object.entries(changed)) {
            writeFileSync(file, bytes);
            assert.equal((await refusalOf(read(store))).code, code, what);
        }
        rmSync(file);
        assert.equal((await refusalOf(read(store))).code, 'CIPHERTEXT_MISSING');
        const copy = new FilesystemStore(join(folder, 'copy'));
        await copy.put((async function* () { yield await Promise.resolve(honest); })());
        assert.ok((await read(store, copy)).equals(large));
    });

    test('a version that the ledger refuses leaves no ciphertext in the store', async () => {
        const place = join(folder, 'refused');
        const store = new FilesystemStore(place);
        const documents = author.carnet.documents.using({ store });
        const sections = [{ path: 'terms.txt', mediaType: 'text/plain', group: 'terms', content: Buffer.alloc(100_000, 'a') }];
        await onceThere(() => documents.seal({ ...trial.draftOf('once'), sections }));
        await putInForce('once', holders, [author]);
        const kept = (): string[] => readdirSync(place, { recursive: true, encoding: 'utf8' }).filter(name => statSync(join(place, name)).isFile());
        const before = kept();
        assert.equal(before.length, 1);
        const twice = { ...trial.draftOf('once'), sections, title: 'Another document of this id' };
        assert.equal((await refusalOf(() => documents.seal(twice))).code, 'ALREADY_EXISTS');
        assert.deepEqual(kept(), before);
    });
});
