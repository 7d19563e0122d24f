// Release rules: who may open, what is refused, and how a rule reads.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    CarnetFailure, isSatisfied, releaseHolders, releaseSentence, releaseTree, thresholdRule, type JsonValue, type ReleaseTree,
} from '@carnet/domain';

/** (1 of 2 notaries) and (2 of 3 heirs). */
const WILL: ReleaseTree = { k: 2, of: [{ k: 1, of: [{ holder: 1 }, { holder: 2 }] }, { k: 2, of: [{ holder: 3 }, { holder: 4 }, { holder: 5 }] }] };

const read = (tree: unknown): ReleaseTree => releaseTree(JSON.parse(JSON.stringify(tree)) as JsonValue, 'tree');

function refused(tree: unknown): [string, unknown] {
    try {
        read(tree);
    } catch (error) {
        assert.ok(error instanceof CarnetFailure);
        return [error.code, error.parameters['field']];
    }
    throw new Error('The rule was accepted.');
}

function subsets(holders: readonly number[]): number[][] {
    return holders.reduce<number[][]>((all, one) => [...all, ...all.map(subset => [...subset, one])], [[]]);
}

test('a will opens by one notary and two heirs, and by nobody else', () => {
    const tree = read(WILL);
    for (const together of subsets([1, 2, 3, 4, 5])) {
        const notaries = together.filter(holder => holder <= 2).length;
        assert.equal(isSatisfied(tree, new Set(together)), notaries >= 1 && together.length - notaries >= 2, String(together));
    }
    assert.deepEqual(releaseHolders(tree), [1, 2, 3, 4, 5]);
});

test('a group without a rule opens by any k of its holders', () => {
    const rule = read(thresholdRule(3, 5));
    for (const together of subsets([1, 2, 3, 4, 5])) assert.equal(isSatisfied(rule, new Set(together)), together.length >= 3);
    assert.equal(isSatisfied(rule, new Set([1, 6, 7, 8])), false);
});

test('weights count', () => {
    const rule = read({ k: 3, of: [{ holder: 1, weight: 2 }, { holder: 2 }, { holder: 3 }] });
    assert.deepEqual(subsets([1, 2, 3]).filter(together => isSatisfied(rule, new Set(together))), [[1, 2], [1, 3], [1, 2, 3]]);
});

test('whoever joins never closes what was open', () => {
    const tree = read({ k: 2, of: [WILL, { k: 2, of: [{ holder: 1 }, { holder: 6, weight: 2 }, { holder: 3 }] }, { holder: 7 }] });
    for (const together of subsets([1, 2, 3, 4, 5, 6, 7])) {
        if (!isSatisfied(tree, new Set(together))) continue;
        for (const one of [1, 2, 3, 4, 5, 6, 7]) assert.ok(isSatisfied(tree, new Set([...together, one])));
    }
});

test('what is no rule is refused by the path of its fault', () => {
    const two = [{ holder: 1 }, { holder: 2 }];
    const deep = (depth: number): unknown => depth === 1 ? { k: 2, of: two } : { k: 2, of: [deep(depth - 1), { holder: 3 }] };
    assert.equal(read(deep(4)).k, 2);
    const cases: readonly (readonly [unknown, string, string])[] = [
        [deep(5), 'TOO_DEEP', 'tree.of[0].of[0].of[0].of[0]'],
        [{ k: 3, of: two }, 'RELEASE_IMPOSSIBLE', 'tree.k'],
        [{ k: 0, of: two }, 'OUT_OF_RANGE', 'tree.k'],
        [{ k: 2, of: [{ holder: 1 }] }, 'OUT_OF_RANGE', 'tree.of'],
        [{ k: 2, of: [{ holder: 1 }, { holder: 1 }] }, 'INVALID_VALUE', 'tree.of[1].holder'],
        [{ k: 2, of: [{ holder: 0 }, { holder: 1 }] }, 'OUT_OF_RANGE', 'tree.of[0].holder'],
        [{ k: 2, of: [{ holder: 256 }, { holder: 1 }] }, 'OUT_OF_RANGE', 'tree.of[0].holder'],
        [{ k: 256, of: [{ holder: 1, weight: 255 }, { holder: 2 }] }, 'OUT_OF_RANGE', 'tree.k'],
        [{ k: 255, of: [{ holder: 1, weight: 255 }, { holder: 2 }] }, 'OUT_OF_RANGE', 'tree.of'],
        [{ k: 2, of: [{ holder: 1, weight: 2 }, { holder: 2 }] }, 'RELEASE_BY_ONE', 'tree'],
        [{ k: 1, of: two }, 'RELEASE_BY_ONE', 'tree'],
        [{ k: 2, of: [{ k: 1, of: two }, { k: 1, of: two }] }, 'RELEASE_BY_ONE', 'tree'],
        [{ k: 2, of: [{ holder: 1, of: two }, { holder: 3 }] }, 'UNKNOWN_FIELD', 'tree.of[0].holder'],
        [{ k: 2, of: [{}, { holder: 3 }] }, 'MISSING_FIELD', 'tree.of[0].holder'],
        [{ k: 2, of: [null, { holder: 3 }] }, 'WRONG_TYPE', 'tree.of[0]'],
        [{ k: 2 }, 'MISSING_FIELD', 'tree.of'],
    ];
    for (const [tree, code, field] of cases) assert.deepEqual(refused(tree), [code, field], JSON.stringify(tree));
});

test('255 holders are a rule, and the largest is read and asked at once', () => {
    assert.equal(releaseHolders(read(thresholdRule(100, 255))).length, 255);
});

test('a rule reads as a phrase', () => {
    const names = ['', 'Ada', 'Ben', 'Carl', 'Dora', 'Emil'];
    const say = (tree: ReleaseTree): string => releaseSentence(tree, holder => names[holder] ?? '?');
    assert.equal(say(WILL), '(1 of Ada, Ben) and (2 of Carl, Dora, Emil)');
    assert.equal(say({ k: 3, of: [{ holder: 1, weight: 2 }, { holder: 2 }, { holder: 3 }] }), '3 of Ada ×2, Ben, Carl');
    assert.equal(say({ k: 3, of: [{ holder: 1, weight: 2 }, { holder: 2 }] }), 'Ada and Ben');
});
