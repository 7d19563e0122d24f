// Rotation: the same contents under new keys, with the leaves that were signed; old shares open nothing of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Manifest } from '@carnet/domain';
import { keysFromShares, LedgerStore } from '@carnet/client';
import { rotateDocument, type RotatedDocument, type Rotation } from '@carnet/client/dist/documents/sealing/rotate-document.js';
import type { HolderShare } from '@carnet/client/dist/secrets/combining.js';
import { refusalOf } from '../client/refusal.js';
import { holders } from './people.js';
import { CONTRACT, contractDraft, opened, seal, type Sealed } from './sealed.js';

interface Rotated extends RotatedDocument { readonly store: LedgerStore }

async function rotated({ manifest, of, store: before }: Sealed, changes: Partial<Rotation> = {}): Promise<Rotated> {
    const keys = changes.keys ?? keysFromShares(manifest, [...of('price', 1, 3), ...of('reserve', 2, 4, 5)]);
    const store = new LedgerStore();
    const groups = { price: { k: 2, holders: holders(4) }, reserve: { k: 3, holders: holders(5) } };
    const rotation = { previous: manifest, author: manifest.author, groups, keys, stores: [before], ...changes };
    return { ...await rotateDocument(rotation, { ledger: store }), store };
}

function sharesOf({ shares }: RotatedDocument, group: string, ...indexes: readonly number[]): HolderShare[] {
    return indexes.map(index => shares.get(`${group}/${index}`)?.share ?? assert.fail());
}

const leavesOf = ({ sections }: Manifest): readonly string[] => sections.map(({ leaf }) => leaf);

test('all sections of a group open with new shares, and keep leaf, path, length and filling', async () => {
    const sealed = await seal();
    const { manifest, store, ...rest } = await rotated(sealed);
    assert.deepEqual([manifest.version, manifest.root, leavesOf(manifest)], [2, sealed.manifest.root, leavesOf(sealed.manifest)]);
    for (const [place, section] of manifest.sections.entries()) {
        const before = sealed.manifest.sections[place];
        if (section.visibility === 'public' || before?.visibility !== 'sealed') assert.deepEqual(section, before);
        else {
            assert.deepEqual([section.path, section.mediaType, section.length], [before.path, before.mediaType, before.length]);
            assert.notEqual(section.wrappedKey, before.wrappedKey);
            assert.notEqual(section.ciphertext.hash, before.ciphertext.hash);
        }
    }
    const shares = [...sharesOf({ manifest, ...rest }, 'price', 3, 4), ...sharesOf({ manifest, ...rest }, 'reserve', 1, 2, 3)];
    const texts = await opened(manifest, shares, { stores: [store, sealed.store] });
    assert.deepEqual([texts['/price'], texts['/terms/reserve']], [String(CONTRACT.price), String(CONTRACT.terms.reserve)]);
});

test('old shares open nothing of it, alone or with new ones', async () => {
    const sealed = await seal();
    const made = await rotated(sealed);
    const old = sealed.of('price', 1, 2);
    for (const shares of [old, [...old.slice(1), ...sharesOf(made, 'price', 1)]]) {
        assert.equal((await refusalOf(() => keysFromShares(made.manifest, shares))).code, 'WRONG_EPOCH');
        const renamed = shares.map(share => ({ ...share, epoch: 2 }));
        assert.equal((await refusalOf(() => keysFromShares(made.manifest, renamed))).code, 'SHARE_COMMITMENT_MISMATCH');
    }
});

test('what is filled up stays as long as it was, also where it is empty', async () => {
    for (const [text, padTo] of [['', 64], ['', 1], ['1', 1], ['12345', 64], ['x'.repeat(64), 64], ['x'.repeat(65), 64]] as const) {
        const section = { path: 'note.txt', mediaType: 'text/plain', group: 'price', content: Buffer.from(text), padTo };
        const sealed = await seal(contractDraft({ sections: [section], groups: { price: { k: 2, holders: holders(3) } } }));
        const keys = keysFromShares(sealed.manifest, sealed.of('price', 1, 2));
        const made = await rotated(sealed, { keys, groups: { price: { k: 2, holders: holders(3) } } });
        const [now, before] = [made.manifest.sections[0], sealed.manifest.sections[0]];
        assert.ok(now?.visibility === 'sealed' && before?.visibility === 'sealed');
        assert.deepEqual([now.length, now.ciphertext.length], [before.length, before.ciphertext.length]);
        assert.deepEqual(await opened(made.manifest, sharesOf(made, 'price', 2, 3), { stores: [made.store] }), { 'note.txt': text });
    }
});

test('a group that was not opened, or is not there, is not rotated, nor one whose ciphertext or key is another', async () => {
    const sealed = await seal();
    const code = async (changes: Partial<Rotation>): Promise<string> => (await refusalOf(rotated(sealed, changes))).code;
    const groups = { price: { k: 2, holders: holders(3) } };
    assert.equal(await code({ groups, keys: new Map() }), 'NOT_ENOUGH_SHARES');
    assert.equal(await code({ groups: { other: groups.price } }), 'GROUP_NOT_FOUND');
    assert.equal(await code({ groups: { price: { k: 4, holders: holders(3) } } }), 'THRESHOLD_INVALID');
    assert.equal(await code({ groups, stores: [] }), 'CIPHERTEXT_MISSING');
    assert.equal(await code({ groups, keys: new Map([['price', Buffer.alloc(32)]]) }), 'CIPHERTEXT_CORRUPT');
});
