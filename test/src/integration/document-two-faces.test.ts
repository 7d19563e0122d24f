// An author who wants two readers to find two contents under one hash, two groups or two versions: one finds what the leaf says, the other an error.
import assert from 'node:assert/strict';
import { createHash, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import { CarnetError, LedgerStore, sealDocument } from '@carnet/client';
import { sealedContent } from '@carnet/client/dist/documents/content/sealed-content.js';
import type { Handover } from '@carnet/client/dist/documents/consent/handing-in.js';
import { keysFromShares } from '@carnet/client/dist/documents/opening/group-keys.js';
import { dealNewGroup } from '@carnet/client/dist/documents/sealing/seal-document.js';
import type { HolderShare } from '@carnet/client/dist/secrets/combining.js';
import { sealGcm } from '@carnet/client/dist/secrets/aes-gcm.js';
import { sealTo } from '@carnet/client/dist/secrets/hpke.js';
import {
    canonicalJson, manifestHash, sectionLeaf, sha256Hex, shareContext, shareName, treeRoot, type Manifest, type SealedSection,
} from '@carnet/domain';
import { faceOf, newSalt, opened, twoFaced } from '../secrets/two-faces.js';
import { collected, inPieces } from '../documents/store-cases.js';
import { approveAll, onceThere, putInForce } from './document-people.js';
import { DocumentTrial } from './document-trial.js';

/** With what stands around it, whole blocks of AES. */
const TRUTH = 'The reserve price is 7 250 euros, whoever may read it, today.  ';
const MEDIA_TYPE = 'text/plain';

interface Named { readonly path: string; readonly group: string }
interface Place extends Named { readonly docId: string; readonly keyEpoch: number; readonly policyHash: string }

/** As the client binds a content to its place. */
const contextOf = ({ docId, path }: Place): Buffer => Buffer.from(`carnet/section/v1\0${canonicalJson([docId, path, MEDIA_TYPE])}`);

/** As the client wraps the key of a section, which is its own choice there. */
function wrapped(sectionKey: Uint8Array, groupKey: Uint8Array, { docId, group, keyEpoch, path, policyHash }: Place): string {
    const key = Buffer.from(hkdfSync('sha256', groupKey, '', `carnet/section-keys/v1\0${canonicalJson([docId, group, keyEpoch])}`, 32));
    const aad = Buffer.from(`carnet/section-key/v1\0${canonicalJson([docId, group, keyEpoch, path, policyHash])}`);
    const nonce = randomBytes(12);
    const sealed = sealGcm({ key: createSecretKey(key), nonce, aad }, sectionKey);
    return Buffer.concat([nonce, sealed]).toString('base64');
}

suite('a document with two faces', { skip: process.env['CARNET_ORGANIZATIONS'] !== undefined && 'needs people of a network of our own' }, () => {
    let trial: DocumentTrial;
    before(async () => { trial = await DocumentTrial.start(); });
    after(() => trial.stop());

    /** A manifest with one ciphertext, which both keys open as far as AES-GCM is concerned, and commits to the first. */
    async function forged(docId: string, first: Named, second: Named): Promise<{ readonly version: Handover; readonly secondKey: Buffer }> {
        const places = [first, ...second.path === first.path ? [] : [second]];
        const sealed = await sealDocument({
            ...trial.draftOf(docId), author: trial.author.person,
            sections: places.map(({ path, group }) => ({ path, group, mediaType: MEDIA_TYPE, content: Buffer.from(TRUTH) })),
            groups: Object.fromEntries(places.map(({ group }) => [group, { k: 2, holders: trial.holders.map(({ holder }) => holder) }])),
        }, { ledger: new LedgerStore() });
        const groupKeys = keysFromShares(sealed.manifest, [...sealed.shares.values()].map(({ share }) => share));
        const placeOf = ({ path, group }: Named): Place => {
            const { keyEpoch = 0, policyHash = '' } = sealed.manifest.groups[group] ?? {};
            return { docId, path, group, keyEpoch, policyHash };
        };
        const [salt, one, two] = [newSalt(), randomBytes(32), randomBytes(32)];
        const faces = [faceOf(one, salt, contextOf(placeOf(first))), faceOf(two, salt, contextOf(placeOf(second)))] as const;
        const header = { salt: randomBytes(32), path: first.path, mediaType: MEDIA_TYPE };
        const chunk = twoFaced(...faces, await collected(sealedContent(header, inPieces(Buffer.from(TRUTH)))));
        assert.notDeepEqual(opened(faces[0], chunk), opened(faces[1], chunk), 'AES-GCM alone: two contents');
        const ciphertext = Buffer.concat([salt, faces[0].commitment, chunk]);
        const leaf = sectionLeaf({ docId, path: first.path, mediaType: MEDIA_TYPE, contentHash: sha256Hex(TRUTH), salt: opened(faces[0], chunk).subarray(0, 32).toString('hex') });
        const hash = createHash('sha256').update(ciphertext).digest('hex');
        const sections = (sealed.manifest.sections as readonly SealedSection[]).map((section, place) => ({
            ...section, leaf, ciphertext: { ...section.ciphertext, hash, length: ciphertext.length },
            wrappedKey: wrapped(place === 0 ? one : two, groupKeys.get(section.group) ?? Buffer.alloc(0), placeOf(section)),
        }));
        const manifest = { ...sealed.manifest, sections, root: treeRoot(sections.map(section => section.leaf)) };
        const shares = await sealedShares(manifest, [...sealed.shares.values()].map(({ share }) => share));
        return { version: { manifest, contents: { [hash]: ciphertext.toString('base64') }, shares }, secondKey: two };
    }

    async function sealedShares({ groups }: Manifest, shares: readonly HolderShare[]): Promise<Record<string, string>> {
        const messages: Record<string, string> = {};
        for (const share of shares) {
            const [holder, keyGroup] = [trial.holders[share.index - 1], groups[share.group]];
            assert.ok(holder !== undefined && keyGroup !== undefined);
            const message = await sealTo(holder.key.publicKey, Buffer.from(share.share), shareContext(share, holder.holder.keyId, keyGroup));
            messages[shareName(share.group, share.index)] = Buffer.from(message).toString('base64');
        }
        return messages;
    }

    /** What the reader finds in each section: a text, or the code and part of the refusal. */
    async function found(docId: string, requestId: string, paths: readonly string[]): Promise<unknown[]> {
        await trial.asked(docId, requestId);
        await approveAll(docId, requestId, trial.holders.slice(0, 2));
        const texts: unknown[] = [];
        for (const path of paths) {
            const reading = async (): Promise<string> => {
                const document = await onceThere(async () => trial.tax.carnet.documents.open(await trial.review(trial.tax, docId, requestId), trial.tax.key), 'NOT_GRANTED', 'NOT_ENOUGH_SHARES');
                for await (const section of document) if (section.path === path) return (await section.bytes()).toString();
                return assert.fail(path);
            };
            texts.push(await reading().catch((error: unknown) => {
                if (!(error instanceof CarnetError)) throw error;
                return [error.code, error.details['part']];
            }));
        }
        return texts;
    }

    test('two groups that are given one ciphertext and one leaf: one reads what the leaf says, the other is told', async () => {
        const docId = 'two-groups';
        const { version } = await forged(docId, { path: 'terms.txt', group: 'terms' }, { path: 'copy.txt', group: 'others' });
        await onceThere(() => trial.author.carnet.documents.handIn({ fn: 'CreateDocument', ...version }));
        await putInForce(docId, trial.holders, [trial.author]);
        assert.deepEqual(await found(docId, 'r1', ['terms.txt', 'copy.txt']), [TRUTH, ['CIPHERTEXT_CORRUPT', 'header']]);
    });

    test('a rotation that leaves leaf and ciphertext as they are, and wraps another key for them, opens nothing', async () => {
        const docId = 'two-versions';
        const place = { path: 'terms.txt', group: 'terms' };
        const { secondKey, version } = await forged(docId, place, place);
        await onceThere(() => trial.author.carnet.documents.handIn({ fn: 'CreateDocument', ...version }));
        await putInForce(docId, trial.holders, [trial.author]);
        assert.deepEqual(await found(docId, 'r1', [place.path]), [TRUTH]);

        const { manifest: before } = version;
        const policyHash = before.groups['terms']?.policyHash ?? '';
        const { dealt, keyGroup } = dealNewGroup(docId, 'terms', 2, policyHash, { k: 2, holders: trial.holders.map(({ holder }) => holder) });
        const wrappedKey = wrapped(secondKey, dealt.groupKey, { docId, ...place, keyEpoch: 2, policyHash });
        const manifest: Manifest = {
            ...before, version: 2, previous: manifestHash(before), groups: { terms: keyGroup },
            sections: before.sections.map(section => ({ ...section as SealedSection, wrappedKey })),
        };
        const shares = await sealedShares(manifest, dealt.shares.map(({ index, share }) => ({ docId, group: 'terms', epoch: 2, index, share })));
        await onceThere(() => trial.author.carnet.documents.handIn({ fn: 'RotateGroup', manifest, contents: {}, shares }), 'VERSION_CONFLICT');
        await putInForce(docId, trial.holders, [trial.author]);
        assert.deepEqual(await found(docId, 'r2', [place.path]), [['CIPHERTEXT_CORRUPT', 'header']]);
    });
});
