// Whose signature counts for whom: heirs one after the other, one voice for whoever stands for several, and no way round in a circle.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Manifest, Person } from '@carnet/domain';
import { Heirs, NO_HEIRS } from '@carnet/client/dist/documents/heirs/heirs.js';
import { requireSigned } from '@carnet/client/dist/documents/version-chain.js';
import { refused } from './store-cases.js';

const person = (digit: string): Person => ({ mspId: 'Org1MSP', publicKeyHash: digit.repeat(64) });
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(person) as [Person, Person, Person, Person];

function manifestOf(parties: readonly Person[], amend: { readonly k: number; readonly of: readonly Person[] }): Manifest {
    return { version: 2, policy: { parties, amend } } as unknown as Manifest;
}

const signersOf = (...people: readonly Person[]) => people.map(one => ({ person: one, subject: '', vouched: true }));

test('keys follow one another, and a circle ends', () => {
    const heirs = new Heirs([{ person: b, heir: c }, { person: a, heir: b }]);
    assert.deepEqual([heirs.line(a), heirs.line(c), NO_HEIRS.line(a)], [[a, b, c], [c], [a]]);
    assert.deepEqual([heirs.actsFor(a, c), heirs.actsFor(c, a), heirs.actsFor(a, d)], [true, false, false]);
    assert.deepEqual([heirs.heirOf(a), heirs.heirOf(b), heirs.heirOf(c), heirs.heirOf(d)], [c, c, undefined, undefined]);
    assert.deepEqual(new Heirs([{ person: a, heir: b }, { person: b, heir: a }]).line(a), [a, b]);
});

test('an heir signs for whom he replaced, and for nobody else', () => {
    const heirs = new Heirs([{ person: a, heir: b }]);
    requireSigned(manifestOf([a, d], { k: 0, of: [] }), undefined, signersOf(b, d), heirs);
    assert.throws(() => { requireSigned(manifestOf([a], { k: 0, of: [] }), undefined, signersOf(b)); }, refused('PROOF_NOT_SIGNED'), 'unproved');
    assert.throws(() => { requireSigned(manifestOf([b], { k: 0, of: [] }), undefined, signersOf(a), heirs); }, refused('PROOF_NOT_SIGNED'), 'the other way round');
});

test('whoever stands for several has one voice among those who amend, also where his old signature is shown beside the new one', () => {
    const heirs = new Heirs([{ person: a, heir: b }]);
    const before = manifestOf([], { k: 2, of: [a, b, d] });
    const next = manifestOf([], { k: 1, of: [a] });
    assert.throws(() => { requireSigned(next, before, signersOf(b), heirs); }, refused('PROOF_NOT_SIGNED'));
    assert.throws(() => { requireSigned(next, before, signersOf(a, b), heirs); }, refused('PROOF_NOT_SIGNED'));
    requireSigned(next, before, signersOf(a, d), heirs);
});
