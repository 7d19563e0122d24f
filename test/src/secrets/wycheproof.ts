// Vectors of Project Wycheproof, from files that may lie beside the project: without one, its tests are skipped.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../../../../shared/data/crypto/', import.meta.url);

/** What every vector has. */
export interface Vector {
    readonly tcId: number;
    readonly comment: string;
    /** `acceptable`: right by the standard, and yet a careful program may refuse it. */
    readonly result: 'valid' | 'invalid' | 'acceptable';
    readonly flags: readonly string[];
}

/** Vectors in groups, which say the key that theirs have in common. */
export interface VectorFile<T extends Vector, G = unknown> {
    readonly numberOfTests: number;
    readonly testGroups: readonly (G & { readonly tests: readonly T[] })[];
}

/** Why the tests of a file are skipped; false where it is there. */
export function withoutFile(name: string): string | false {
    return existsSync(new URL(name, FOLDER)) ? false : `the vector file ${name} is not beside the project`;
}

/** To be named by the caller as a `VectorFile`. */
export function readVectorFile(name: string): unknown {
    return JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
}

/** All vectors, each with its group. */
export function vectorsOf<T extends Vector, G>({ numberOfTests, testGroups }: VectorFile<T, G>): readonly (T & { readonly group: G })[] {
    const vectors = testGroups.flatMap(group => group.tests.map(vector => ({ ...vector, group })));
    assert.equal(vectors.length, numberOfTests);
    return vectors;
}

export const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
