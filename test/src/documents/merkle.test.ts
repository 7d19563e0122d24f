// Hash trees against the vectors of the certificate-transparency reference implementation (merkletree tests, "leaf inputs" of RFC 6962).
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { inclusionProof, treeRoot, verifyInclusion } from '@carnet/domain';

const INPUTS = [
    '', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f',
];
/** Roots of the first 1, 2 … 8 of them. */
const ROOTS = [
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d', 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4', '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c', '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
/** Audit paths, by place and size. */
const PATHS: readonly (readonly [place: number, size: number, path: readonly string[]])[] = [
    [0, 1, []],
    [0, 8, [
        '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7', '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]],
    [5, 8, [
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b', 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
        'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]],
    [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
    [1, 5, [
        '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d', '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ]],
];

function leafHash(input: string): string {
    return createHash('sha256').update(Buffer.from(`00${input}`, 'hex')).digest('hex');
}
const LEAVES = INPUTS.map(leafHash);

describe('trees of RFC 6962', () => {
    it('have the roots of the reference implementation', () => {
        assert.equal(treeRoot([]), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
        ROOTS.forEach((root, index) => { assert.equal(treeRoot(LEAVES.slice(0, index + 1)), root); });
    });

    it('have its audit paths', () => {
        for (const [place, size, path] of PATHS) assert.deepEqual(inclusionProof(LEAVES.slice(0, size), place), path);
    });

    it('prove every leaf of every size, and nothing else', () => {
        const many = Array.from({ length: 70 }, (_, index) => leafHash(index.toString(16).padStart(4, '0')));
        for (let size = 1; size <= many.length; size++) {
            const leaves = many.slice(0, size);
            const root = treeRoot(leaves);
            leaves.forEach((leaf, place) => {
                const proof = { leaf, place, size, path: inclusionProof(leaves, place), root };
                assert.equal(verifyInclusion(proof), true);
                if (size === 1) return;
                assert.equal(verifyInclusion({ ...proof, place: (place + 1) % size }), false, 'another place');
                assert.equal(verifyInclusion({ ...proof, leaf: many[(place + 1) % size] ?? '' }), false, 'another leaf');
                assert.equal(verifyInclusion({ ...proof, path: proof.path.slice(1) }), false, 'a shorter path');
                assert.equal(verifyInclusion({ ...proof, path: [...proof.path, leaf] }), false, 'a longer path');
            });
        }
    });

    it('refuse a place outside and whatever is malformed', () => {
        assert.throws(() => inclusionProof(LEAVES, 8), RangeError);
        assert.throws(() => inclusionProof(LEAVES, -1), RangeError);
        const proof = { leaf: LEAVES[0] ?? '', place: 0, size: 8, path: inclusionProof(LEAVES, 0), root: ROOTS[7] ?? '' };
        assert.equal(verifyInclusion(proof), true);
        for (const spoilt of [{ place: 8 }, { place: -1 }, { place: 0.5 }, { size: 0 }, { leaf: 'xx' }, { root: '' }, { path: ['00'] }]) {
            assert.equal(verifyInclusion({ ...proof, ...spoilt }), false, JSON.stringify(spoilt));
        }
    });
});
