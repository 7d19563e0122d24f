// Whoever changes a share, a ciphertext, a manifest or a store is found out by name, and never gives a wrong plaintext.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import {
    canonicalJson, keyCommitment, manifestCodec, manifestHash, shareCommitment, treeRoot, CarnetFailure, type Manifest, type SealedSection,
} from '@carnet/domain';
import { CarnetError, type CiphertextStore } from '@carnet/client';
import type { HolderShare } from '@carnet/client/dist/secrets/combining.js';
import { dealGroup } from '@carnet/client/dist/secrets/dealing.js';
import { holders } from './people.js';
import { contractDraft, opened, seal, type Sealed } from './sealed.js';
import { bytesOf, inPieces, refused } from './store-cases.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function flipped(bytes: Uint8Array, bit: number): Buffer {
    const copy = Buffer.from(bytes);
    copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ 1 << (bit & 7);
    return copy;
}

/** A store that answers with these bytes whatever it is asked for. */
function answering(bytes: Uint8Array): CiphertextStore {
    return { description: 'a store that lies', put: () => Promise.reject(new Error('not here')), get: () => inPieces(bytes, 5_000), has: () => Promise.resolve(true), delete: () => Promise.resolve() };
}

function isRefusal(error: unknown, code: RegExp): boolean {
    return error instanceof CarnetError && code.test(error.code);
}

const sealedAt = (manifest: Manifest, path: string): SealedSection => {
    const section = manifest.sections.find(one => one.path === path);
    if (section?.visibility !== 'sealed') throw new Error(`${path} is not sealed`);
    return section;
};

/** The manifest as an author would write it who changes a section: with leaves and root that fit. */
function rewritten(manifest: Manifest, path: string, changes: Partial<SealedSection>): Manifest {
    const sections = manifest.sections.map(section => section.path === path && section.visibility === 'sealed' ? { ...section, ...changes } : section);
    return { ...manifest, sections, root: treeRoot(sections.map(({ leaf }) => leaf)) };
}

async function ciphertextOf({ store }: Sealed, { ciphertext: { hash } }: SealedSection): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    for await (const piece of store.get(hash)) pieces.push(piece);
    return Buffer.concat(pieces);
}

const price = (sealed: Sealed, manifest = sealed.manifest, shares: readonly HolderShare[] = sealed.of('price', 1, 2), stores: readonly CiphertextStore[] = [sealed.store]): Promise<unknown> =>
    opened(manifest, shares, { stores, paths: ['/price'] });

/** 60 000 bytes in each of two sections of one group: several chunks of encryption. */
function longDraft(): ReturnType<typeof contractDraft> {
    const source = (path: string): { readonly path: string; readonly mediaType: string; readonly group: string; readonly content: Buffer } =>
        ({ path, mediaType: 'text/plain', group: 'price', content: bytesOf(60_000, path) });
    return contractDraft({ sections: [source('/price'), source('/other')], groups: { price: { k: 2, holders: holders(3) } } });
}

test('a single bit of a share that is changed is refused by name', async () => {
    const sealed = await seal();
    const [first, second] = sealed.of('price', 1, 2);
    assert.ok(first !== undefined && second !== undefined);
    const bytes = Buffer.from(first.share);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
        const share = flipped(bytes, bit).toString('latin1');
        const opening = price(sealed, sealed.manifest, [{ ...first, share }, second]);
        // Upper and lower case are one share.
        if (share.toLowerCase() === first.share) assert.deepEqual(await opening, { '/price': '8000' });
        else await assert.rejects(opening, error => isRefusal(error, /SHARE|FIELD/) && !(error as Error).message.includes(first.share));
    }
});

test('a single bit of a ciphertext that is changed is refused by name, also where the manifest was made to fit', async () => {
    const sealed = await seal();
    const section = sealedAt(sealed.manifest, '/price');
    const bytes = await ciphertextOf(sealed, section);
    // One bit of every byte, another one each time.
    for (let bit = 0; bit < bytes.length * 8; bit += 7) {
        const changed = flipped(bytes, bit);
        await assert.rejects(price(sealed, sealed.manifest, undefined, [answering(changed)]), refused('CIPHERTEXT_CORRUPT'));
        const fitting = rewritten(sealed.manifest, '/price', { ciphertext: { ...section.ciphertext, hash: sha256(changed) } });
        await assert.rejects(price(sealed, fitting, undefined, [answering(changed)]), refused('CIPHERTEXT_CORRUPT'));
    }
});

test('a single bit of a manifest that is changed is refused by name, or gives another hash than was signed and the same plaintext', async () => {
    const sealed = await seal();
    const text = Buffer.from(canonicalJson(sealed.manifest));
    const refusals = new Set<string>();
    for (let byte = 0; byte < text.length; byte += 2) {
        let manifest: Manifest;
        try {
            manifest = manifestCodec.decode(flipped(text, byte * 8 + byte % 8).toString('utf8'));
        } catch (error) {
            assert.ok(error instanceof CarnetFailure, String(error));
            continue;
        }
        assert.notEqual(manifestHash(manifest), sealed.manifestHash);
        try {
            assert.deepEqual(await price(sealed, manifest), { '/price': '8000' });
        } catch (error) {
            assert.ok(error instanceof CarnetError, String(error));
            refusals.add(error.code);
        }
    }
    for (const code of ['KEY_COMMITMENT_MISMATCH', 'SHARE_COMMITMENT_MISMATCH', 'CIPHERTEXT_MISSING']) assert.ok(refusals.has(code), [...refusals].join());
});

test('truncated, lengthened, spliced and reordered ciphertext is refused, also where the manifest was made to fit', async () => {
    const sealed = await seal(longDraft());
    const [section, other] = [sealedAt(sealed.manifest, '/price'), sealedAt(sealed.manifest, '/other')];
    const [bytes, foreign] = [await ciphertextOf(sealed, section), await ciphertextOf(sealed, other)];
    const half = bytes.length >> 1;
    const changed: Readonly<Record<string, Buffer>> = {
        nothing: Buffer.alloc(0), begin: bytes.subarray(0, 20), 'without its last byte': bytes.subarray(0, -1), 'without its last chunk': bytes.subarray(0, half),
        'without its beginning': bytes.subarray(half), lengthened: Buffer.concat([bytes, Buffer.alloc(16)]), doubled: Buffer.concat([bytes, bytes]),
        reordered: Buffer.concat([bytes.subarray(0, 56), bytes.subarray(half), bytes.subarray(56, half)]),
        spliced: Buffer.concat([bytes.subarray(0, half), foreign.subarray(half)]), foreign,
    };
    for (const [what, given] of Object.entries(changed)) {
        const code = given.length < bytes.length ? 'CIPHERTEXT_TRUNCATED' : 'CIPHERTEXT_CORRUPT';
        const stored = await price(sealed, sealed.manifest, undefined, [answering(given)]).then(() => 'opened', (error: unknown) => (error as CarnetError).code);
        assert.ok(stored === code || stored === 'CIPHERTEXT_CORRUPT', `${what}: ${stored}`);
        const fitting = rewritten(sealed.manifest, '/price', { ciphertext: { ...section.ciphertext, hash: sha256(given), length: given.length, at: 'store' } });
        await assert.rejects(price(sealed, fitting, undefined, [answering(given)]),
            error => isRefusal(error, /^(CIPHERTEXT_(CORRUPT|TRUNCATED)|SECTION_MALFORMED|LEAF_MISMATCH)$/), what);
    }
});

test('a store that rolls back to what it held before is caught', async () => {
    const before = await seal();
    const now = await seal(contractDraft({ previous: before.manifest }));
    const old = await ciphertextOf(before, sealedAt(before.manifest, '/price'));
    await assert.rejects(price(now, now.manifest, undefined, [answering(old)]), refused('CIPHERTEXT_CORRUPT'));
    await assert.rejects(price(now, now.manifest, undefined, [before.store]), refused('CIPHERTEXT_MISSING'));
});

test('an author who seals something else than he commits to is caught: two-faced content', async () => {
    const sealed = await seal();
    const another = await seal(contractDraft({ sections: contractDraft().sections.map(section => 'path' in section && section.path === '/price' ? { ...section, content: Buffer.from('9000') } : section) }));
    const leaf = sealedAt(another.manifest, '/price').leaf;
    await assert.rejects(price(sealed, rewritten(sealed.manifest, '/price', { leaf })), refused('LEAF_MISMATCH'));
    await assert.rejects(price(sealed, rewritten(sealed.manifest, '/price', { length: 5 })), refused('LEAF_MISMATCH'));
});

test('sections that are exchanged, renamed or sealed under another policy do not open', async () => {
    const sealed = await seal(longDraft());
    const { ciphertext, wrappedKey, leaf } = sealedAt(sealed.manifest, '/other');
    const attacks: readonly Manifest[] = [
        rewritten(sealed.manifest, '/price', { ciphertext, wrappedKey, leaf }), rewritten(sealed.manifest, '/price', { wrappedKey }),
        rewritten(sealed.manifest, '/price', { ciphertext }), rewritten(sealed.manifest, '/price', { mediaType: 'text/html' }),
    ];
    for (const manifest of attacks) await assert.rejects(price(sealed, manifest), refused('CIPHERTEXT_CORRUPT'));
    const group = sealed.manifest.groups['price'];
    assert.ok(group !== undefined);
    const otherPolicy = { ...sealed.manifest, version: 2, previous: sealed.manifestHash, groups: { price: { ...group, policyHash: '0'.repeat(64) } } };
    await assert.rejects(price(sealed, otherPolicy), refused('CIPHERTEXT_CORRUPT'));
});

test('a ledger that lowers k gets no key', async () => {
    const sealed = await seal();
    const group = sealed.manifest.groups['reserve'];
    assert.ok(group !== undefined);
    const manifest = { ...sealed.manifest, groups: { ...sealed.manifest.groups, reserve: { ...group, k: 2 } } };
    await assert.rejects(opened(manifest, sealed.of('reserve', 1, 2), { stores: [sealed.store] }), refused('KEY_COMMITMENT_MISMATCH'));
});

test('shares of others, of other fields, twice or contradicting each other are refused by name', async () => {
    const [sealed, foreign] = [await seal(), await seal(contractDraft({ docId: 'sale-4712' }))];
    const [one, two, three] = sealed.of('price', 1, 2, 3);
    assert.ok(one !== undefined && two !== undefined && three !== undefined);
    const wrong: [readonly HolderShare[], string][] = [
        [[one, ...foreign.of('price', 2)], 'WRONG_DOCUMENT'],
        [[one, { ...two, group: 'nobody' }], 'WRONG_GROUP'],
        [[one, { ...two, epoch: 2 }], 'WRONG_EPOCH'],
        [[one, { ...two, index: 3 }], 'SHARE_INDEX_MISMATCH'],
        [[one, { ...two, index: 4 }], 'SHARE_INDEX_MISMATCH'],
        [[one, { ...two, share: `a${two.share.slice(1)}` }], 'UNSUPPORTED_FIELD'],
        [[one, { ...two, share: `k00001${two.share.slice(3)}` }], 'UNSUPPORTED_FIELD'],
        [[one, { ...two, share: two.share.slice(0, -1) }], 'MALFORMED_SHARE'],
        [[one, { ...two, share: '' }], 'MALFORMED_SHARE'],
        [[one, one], 'DUPLICATE_SHARE'],
        [[one, { ...one, share: `${one.share.slice(0, -1)}${one.share.endsWith('0') ? '1' : '0'}` }], 'CONFLICTING_SHARE'],
        [[one], 'NOT_ENOUGH_SHARES'],
    ];
    for (const [shares, code] of wrong) await assert.rejects(price(sealed, sealed.manifest, shares), refused(code), code);
    const lying = { ...two, share: foreign.of('price', 2)[0]?.share ?? '' };
    await assert.rejects(price(sealed, sealed.manifest, [one, lying, three]), (error: unknown) => {
        assert.ok(refused('SHARE_COMMITMENT_MISMATCH')(error));
        assert.deepEqual((error as CarnetError).details, { index: 2, holder: sealed.manifest.groups['price']?.holders[1]?.identity });
        return true;
    });
});

test('a dealer who deals inconsistent shares is found at the first opening that uses them', async () => {
    const sealed = await seal();
    const group = sealed.manifest.groups['price'];
    assert.ok(group !== undefined);
    const binding = { docId: 'sale-4711', group: 'price', epoch: 1 };
    const [a, b] = [dealGroup(binding, { k: 2, n: 3 }), dealGroup(binding, { k: 2, n: 3 })];
    const dealt = [a.shares[0], a.shares[1], b.shares[2]].map((share, place) => ({ ...binding, index: place + 1, share: share?.share ?? '' }));
    const manifest: Manifest = {
        ...sealed.manifest,
        groups: {
            ...sealed.manifest.groups,
            price: {
                ...group, keyCommitment: keyCommitment(a.groupKey, binding),
                holders: group.holders.map((holder, place) => ({ ...holder, shareCommitment: shareCommitment({ ...binding, index: place + 1 }, dealt[place]?.share ?? '') })),
            },
        },
    };
    await assert.rejects(price(sealed, manifest, dealt.slice(1)), refused('KEY_COMMITMENT_MISMATCH'));
});
