// Hash trees of RFC 6962 (certificate transparency): the root of a list of leaves, and the proof that a leaf stands at its place in it.
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils';

/** Before the two halves of an inner node (RFC 6962, 2.1). */
const NODE_PREFIX = Uint8Array.of(0x01);

function parent(left: Uint8Array, right: Uint8Array): Uint8Array {
    return sha256.create().update(NODE_PREFIX).update(left).update(right).digest();
}

/** The largest power of two that is smaller than `size` (2 or more). */
function split(size: number): number {
    let power = 1;
    while (power * 2 < size) power *= 2;
    return power;
}

function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
    const [only] = leaves;
    if (only === undefined) return sha256(new Uint8Array());
    if (leaves.length === 1) return only;
    const half = split(leaves.length);
    return parent(rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)));
}

/** The Merkle tree hash of RFC 6962, 2.1. @param leaves leaf hashes, hex; of none the root is the hash of nothing. @returns lower-case hex */
export function treeRoot(leaves: readonly string[]): string {
    return bytesToHex(rootOf(leaves.map(hexToBytes)));
}

function pathTo(place: number, leaves: readonly Uint8Array[]): Uint8Array[] {
    if (leaves.length <= 1) return [];
    const half = split(leaves.length);
    const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
    return place < half ? [...pathTo(place, left), rootOf(right)] : [...pathTo(place - half, right), rootOf(left)];
}

/**
 * The audit path of RFC 6962, 2.1.1: the hashes, from the leaf upwards, that with it give the root.
 * @param place of the leaf, from 0
 * @throws RangeError where no leaf stands at that place
 */
export function inclusionProof(leaves: readonly string[], place: number): readonly string[] {
    if (!Number.isInteger(place) || place < 0 || place >= leaves.length) throw new RangeError(`There is no leaf at place ${place}.`);
    return pathTo(place, leaves.map(hexToBytes)).map(bytesToHex);
}

export interface InclusionProof {
    readonly leaf: string;
    /** From 0. */
    readonly place: number;
    /** Leaves of the whole tree. */
    readonly size: number;
    /** Audit path, from the leaf upwards. */
    readonly path: readonly string[];
    readonly root: string;
}

const HASH = /^[0-9a-f]{64}$/;

/** Whether the leaf stands at its place in the tree of this root and size (RFC 9162, 2.1.3.2). False for whatever is malformed. */
export function verifyInclusion({ leaf, place, size, path, root }: InclusionProof): boolean {
    if (!Number.isSafeInteger(size) || !Number.isSafeInteger(place) || place < 0 || place >= size) return false;
    if (![leaf, root, ...path].every(hash => HASH.test(hash))) return false;
    let [node, last] = [place, size - 1];
    let hash = hexToBytes(leaf);
    for (const sibling of path.map(hexToBytes)) {
        if (last === 0) return false;
        if (node % 2 === 1 || node === last) {
            hash = parent(sibling, hash);
            // Right edges that are no pair in their row rise until they are one.
            while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
        } else {
            hash = parent(hash, sibling);
        }
        [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    }
    return last === 0 && bytesToHex(hash) === root;
}
