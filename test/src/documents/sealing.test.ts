// Sealing and opening a document: every set of holders that suffices opens it, no other does, and nothing of it shows from outside.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { canonicalJson, manifestCodec, manifestHash, type ReleaseTree } from '@carnet/domain';
import { FilesystemStore, joinJson, openSections, keysFromShares, forgetKeys, sealDocument } from '@carnet/client';
import { holder, holders } from './people.js';
import { CONTRACT, contractDraft, mayOpen, opened, seal, sectionsOf, subsets } from './sealed.js';
import { bytesOf, collected, inPieces, refused } from './store-cases.js';

let dir: string;
before(() => { dir = mkdtempSync(join(tmpdir(), 'carnet-sealing-')); });
after(() => { rmSync(dir, { recursive: true }); });

test('a contract opens part by part, and what is sealed shows nowhere', async () => {
    const { manifest, manifestHash: hash, store, of } = await seal();
    assert.equal(hash, manifestHash(manifest));
    assert.equal(manifestCodec.encode(manifest), canonicalJson(manifest));
    const stores = [store];
    assert.deepEqual(await opened(manifest, [], { stores }), { '': '{"car":"VF1JZ0J0H48812345","terms":{"months":12}}' });
    const all = [...of('price', 1, 3), ...of('reserve', 5, 2, 3)];
    const parts = Object.entries(await opened(manifest, all, { stores })).map(([path, text]) => ({ path, value: JSON.parse(text) as number }));
    assert.deepEqual(joinJson(parts), CONTRACT);
    assert.deepEqual(await opened(manifest, of('price', 2, 3), { stores, paths: ['/price'] }), { '/price': '8000' });
    const seen = `${canonicalJson(manifest)}${JSON.stringify(store.collected)}`;
    for (const secret of ['8000', '7000', 'reserve"}', ...all.map(({ share }) => share)]) assert.ok(!seen.includes(secret));
    const [reserve] = manifest.sections.filter(section => section.visibility === 'sealed' && section.group === 'reserve');
    assert.ok(reserve?.visibility === 'sealed' && reserve.path.startsWith('opaque/') && reserve.length === 64 && reserve.mediaType === 'application/octet-stream');
});

test('every set of k shares opens; every set of k − 1 is told how many there are', async () => {
    for (const [k, n] of [[2, 2], [2, 3], [3, 5], [5, 5], [4, 6]] as const) {
        const { manifest, store, of } = await seal(contractDraft({
            sections: [{ path: 'note', mediaType: 'text/plain', group: 'g', content: Buffer.from('consent') }], groups: { g: { k, holders: holders(n) } },
        }));
        for (const set of subsets(n, k)) assert.deepEqual(await opened(manifest, of('g', ...set), { stores: [store] }), { note: 'consent' });
        for (const set of subsets(n, k - 1)) {
            await assert.rejects(opened(manifest, of('g', ...set), { stores: [store], paths: ['note'] }), error => {
                assert.ok(refused('NOT_ENOUGH_SHARES')(error));
                const { have = 0, need = k } = (error as { details: { have?: number; need?: number } }).details;
                assert.deepEqual([have, need], [k - 1, k]);
                return true;
            });
        }
    }
});

test('a release rule opens for exactly those who satisfy it', async () => {
    const notaries: ReleaseTree = { k: 1, of: [{ holder: 1 }, { holder: 2 }] };
    const tree: ReleaseTree = { k: 2, of: [notaries, { k: 2, of: [{ holder: 3 }, { holder: 4 }, { holder: 5 }] }] };
    const { manifest, store, of } = await seal(contractDraft({
        type: 'will', sections: [{ path: 'will.txt', mediaType: 'text/plain', group: 'heirs', content: Buffer.from('to my heirs') }],
        groups: { heirs: { k: 2, holders: holders(5), tree } },
    }));
    for (let mask = 1; mask < 32; mask++) {
        const set = [1, 2, 3, 4, 5].filter(index => (mask >> index - 1 & 1) === 1);
        const opening = opened(manifest, of('heirs', ...set), { stores: [store], paths: ['will.txt'] });
        if (mayOpen(manifest, 'heirs', set)) assert.deepEqual(await opening, { 'will.txt': 'to my heirs' });
        else await assert.rejects(opening, refused('NOT_ENOUGH_SHARES'), set.join());
    }
});

test('content of any length opens as it was, from a folder, in pieces of any size', async () => {
    const [pieces, padding] = [fc.integer({ min: 1, max: 100_000 }), fc.option(fc.integer({ min: 1, max: 70_000 }))];
    await fc.assert(fc.asyncProperty(fc.nat(200_000), pieces, padding, async (length, piece, padTo) => {
        const bytes = bytesOf(length);
        const store = new FilesystemStore(join(dir, 'lengths'));
        const source = { path: 'film.mp4', mediaType: 'video/mp4', group: 'g', content: inPieces(bytes, piece), ...padTo === null ? {} : { padTo } };
        const draft = contractDraft({ sections: [source], groups: { g: { k: 2, holders: holders(2) } } });
        const { manifest, shares } = await sealDocument(draft, { store });
        const [only] = await sectionsOf(manifest, [...shares.values()].map(({ share }) => share), { stores: [store] });
        assert.ok(only !== undefined && only[1].equals(bytes));
        assert.deepEqual([only[0].path, only[0].mediaType, only[0].group], ['film.mp4', 'video/mp4', 'g']);
    }), { seed: 20260303, numRuns: 12 });
});

test('100 of 255 holders', async () => {
    const group = { k: 100, holders: Array.from({ length: 255 }, (_, place) => ({ ...holder(place + 1), keyId: 'k' })) };
    const { manifest, store, of } = await seal(contractDraft({
        sections: [{ path: 'n', mediaType: 'text/plain', group: 'g', content: Buffer.from('many') }], groups: { g: group },
    }));
    const set = Array.from({ length: 100 }, (_, place) => 255 - 2 * place);
    assert.deepEqual(await opened(manifest, of('g', ...set), { stores: [store] }), { n: 'many' });
    await assert.rejects(opened(manifest, of('g', ...set.slice(1)), { stores: [store] }), refused('NOT_ENOUGH_SHARES'));
});

test('an amendment keeps leaf, ciphertext and key of what stays, and deals new keys for what is new', async () => {
    const first = await seal();
    const [, price] = first.manifest.sections;
    const second = await sealDocument(contractDraft({
        previous: first.manifest,
        sections: [{ keep: '' }, { keep: '/price' }, { path: '/note', mediaType: 'text/plain', group: 'note', content: Buffer.from('new') }],
        groups: { note: { k: 2, holders: holders(3) } },
    }), { ledger: first.store });
    const { manifest } = second;
    assert.deepEqual([manifest.version, manifest.previous, manifest.sections[1], manifest.groups['price']], [2, first.manifestHash, price, first.manifest.groups['price']]);
    assert.deepEqual([manifest.groups['note']?.epoch, manifest.groups['note']?.keyEpoch, Object.keys(manifest.groups).sort()], [2, 2, ['note', 'price']]);
    const notes = ['note/1', 'note/2'].map(name => second.shares.get(name)?.share).flatMap(share => share ?? []);
    assert.deepEqual(await opened(manifest, [...first.of('price', 1, 2), ...notes], { stores: [first.store], paths: ['/price', '/note'] }), { '/price': '8000', '/note': 'new' });
});

test('a draft that makes no sense is refused before anything is encrypted', async () => {
    const source = { path: 'a', mediaType: 'text/plain', content: Buffer.from('a') };
    const group = { k: 2, holders: holders(2) };
    const { manifest } = await seal();
    const wrong: [Parameters<typeof contractDraft>[0], string][] = [
        [{ sections: [{ ...source, group: 'nobody' }], groups: {} }, 'CONTENT_INVALID'],
        [{ sections: [source], groups: { g: group } }, 'CONTENT_INVALID'],
        [{ sections: [source, source], groups: {} }, 'CONTENT_INVALID'],
        [{ sections: [{ ...source, opaque: true }], groups: {} }, 'CONTENT_INVALID'],
        [{ sections: [{ ...source, group: 'g', padTo: 0 }], groups: { g: group } }, 'CONTENT_INVALID'],
        [{ sections: [{ ...source, path: 'opaque/0123456789abcdef', group: 'g' }], groups: { g: group } }, 'CONTENT_INVALID'],
        [{ sections: [{ keep: '/price' }], groups: {} }, 'SECTION_NOT_FOUND'],
        [{ sections: [{ keep: '/x' }], groups: {}, previous: manifest }, 'SECTION_NOT_FOUND'],
        [{ sections: [{ keep: '/price' }, { ...source, group: 'price' }], groups: { price: group }, previous: manifest }, 'CONTENT_INVALID'],
        [{ sections: [{ ...source, group: 'g' }], groups: { g: { k: 1, holders: holders(2) } } }, 'THRESHOLD_INVALID'],
        [{ sections: [{ ...source, group: 'g' }], groups: { g: { k: 3, holders: holders(2) } } }, 'THRESHOLD_INVALID'],
        [{ sections: [{ ...source, mediaType: 'Text' }], groups: {} }, 'INVALID_VALUE'],
    ];
    for (const [changes, code] of wrong) await assert.rejects(seal(contractDraft(changes)), refused(code), JSON.stringify(changes));
});

test('what was sealed is removed where the sealing fails or is ended, and is told to need a store', async () => {
    const folder = join(dir, 'failing');
    const store = new FilesystemStore(folder);
    const source = { path: 'a', mediaType: 'text/plain', group: 'g', content: bytesOf(100_000) };
    const draft = contractDraft({ sections: [source, { ...source, path: 'b', mediaType: 'NOT' }], groups: { g: { k: 2, holders: holders(2) } } });
    await assert.rejects(sealDocument(draft, { store }), refused('INVALID_VALUE'));
    const controller = new AbortController();
    const ended = contractDraft({ sections: [source, { ...source, path: 'b', content: inPieces(bytesOf(100_000)) }], groups: draft.groups });
    await assert.rejects(sealDocument(ended, { store }, { signal: controller.signal, onProgress: ({ path }) => { if (path === 'b') controller.abort(); } }), refused('ABORTED_BY_CALLER'));
    assert.deepEqual(readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(({ name }) => name), []);
    await assert.rejects(seal(contractDraft({ sections: [{ ...source, content: bytesOf(70_000) }], groups: draft.groups })), (error: unknown) => {
        assert.ok(refused('STORE_NEEDED')(error));
        assert.match((error as Error).message, /The content of a has more than the \d+ bytes/);
        return true;
    });
    const unread = (): never => assert.fail('a content was read of a document whose name is none');
    const content = { [Symbol.asyncIterator]: unread };
    await assert.rejects(sealDocument({ ...contractDraft({ sections: [{ ...source, content }], groups: draft.groups }), docId: 'sale 4711' }, { store }), refused('INVALID_VALUE'));
});

test('an opening that is ended, or asks for what is not there, says so; keys are overwritten', async () => {
    const { manifest, store, of } = await seal();
    const stores = [store];
    await assert.rejects(opened(manifest, of('price', 1, 2), { stores, paths: ['/nothing'] }), refused('SECTION_NOT_FOUND'));
    await assert.rejects(opened(manifest, [], { stores, paths: ['/price'] }), refused('NOT_ENOUGH_SHARES'));
    await assert.rejects(opened(manifest, of('price', 1, 2), { stores: [] }), refused('CIPHERTEXT_MISSING'));
    await assert.rejects(opened(manifest, of('price', 1, 2), { stores, signal: AbortSignal.abort() }), refused('ABORTED_BY_CALLER'));
    const keys = keysFromShares(manifest, of('price', 1, 2));
    const progress: number[] = [];
    for await (const { content } of openSections(manifest, keys, { stores, paths: ['/price'], onProgress: ({ bytes }) => progress.push(bytes) })) await collected(content);
    assert.deepEqual(progress, [4]);
    forgetKeys(keys);
    assert.ok([...keys.values()].every(key => key.every(byte => byte === 0)));
});
