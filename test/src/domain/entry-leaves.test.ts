// The hash of an entry by leaves: fixed values computed apart (Python's hashlib and json), and what changes it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENTRY_GROUPS, entryHash, groupsOf, joinGroups, leafHash, saltOf, sha256Hex, skeletonHash, skeletonOf, type RecordedEntry } from '@carnet/domain';
import fc from 'fast-check';

fc.configureGlobal({ seed: 20_261 });

const SERVICE: Omit<RecordedEntry, 'hash'> = {
    entryId: 'wo-118', type: 'SERVICE', date: '2016-03-18', odometer: { value: 51_499, unit: 'mi', status: 'READ', method: 'DASH' }, source: 'independent',
    work: ['vidange', 'courroie crantée'], refs: { workOrder: 'WO-118', recall: 'R-7' },
    vin: 'VF1KG1PBE34488860', sequence: 3, mspId: 'Org1MSP', writer: 'x509::/CN=mechanic::/CN=ca', recordedAt: '2016-03-18T16:20:05.000Z',
    transactionId: '5d'.repeat(32), previousHash: '0f'.repeat(32), verdict: 'LOGICAL', reason: '00_ASCENDING', rulesVersion: 1,
};

/** Every field of an entry at once, which no real entry has. */
const FULL: Omit<RecordedEntry, 'hash'> = {
    ...SERVICE, publicNote: 'note', inspection: { nature: 'PERIODIC', result: 'PASSED', defects: [{ code: '1.1', severity: 'MINOR' }] },
    replacement: { oldValue: 1, newValue: 2, unit: 'km' }, battery: { soh: 91, method: 'OBD' }, imported: { country: 'DE' }, technical: { make: 'OPEL' },
    detailsHash: 'aa'.repeat(32), evidence: [{ sha256: 'bb'.repeat(32), mediaType: 'application/pdf', size: 1, label: 'invoice' }], confirm: true,
    refs: { workOrder: 'w', corrects: 'c', disputes: { mspId: 'm', entryId: 'e' }, closes: { mspId: 'm', entryId: 'f' }, recall: 'r' },
    correction: { value: 3, unit: 'km' }, outcome: 'UPHELD', vehicle: { make: 'OPEL', model: 'CORSA', firstRegistration: '2000-01-01', odometerUnit: 'km' },
};

test('salt, leaves and hash of an entry, by fixed values', () => {
    assert.equal(saltOf(SERVICE, 'work'), '694655da801ed65f12a927af0ddb8825e8787e67356aaad607c4b15458d1eb50');
    assert.deepEqual(skeletonOf(SERVICE).leaves, [
        'b37d06cf82b1900ceed85fd6ff9e375c7e63d8e77099e94a954706ea0f9c7b54',
        '11161e1ecac3091c1ee59c82ad5714ec627a33dd375738bf5712a0c8f7fd1b5b',
        '95462ff0c446040ae8a49e81b426725f308a1b6e42d0f44c1670344f3c6d9dc9',
        '40baf2b6b860fd7d15502d587b9a8fb632a35eb35fc0b11450128dbfc88e75dd',
        '6c9b5a011baad1a6a5bab77db2ebcb53a61dba56c24da2b39f2c85912b92e293',
        '9ef04f6934ea798982e20b0c0d9c57870765838c32ea177618f8baa5b27ef4a9',
        '88c4047d6c01237a44db3172a979143f3ce3aea5815deae6c69266d45f3c946c',
    ]);
    assert.equal(entryHash(SERVICE), '479aebe424a75a63c0822599e5ba0101548c859a0d891715d2f9da0338f8abc9');
    assert.equal(leafHash('00'.repeat(32), 'work', {}), sha256Hex(`${'00'.repeat(32)}["work",{}]`));
});

test('the groups of an entry hold each of its fields once, and make up the entry again', () => {
    for (const entry of [SERVICE, FULL, { ...SERVICE, refs: {} }]) {
        const groups = groupsOf(entry);
        assert.deepEqual(Object.keys(groups), [...ENTRY_GROUPS]);
        const { sequence, previousHash } = entry;
        assert.deepEqual({ ...joinGroups(groups), sequence, previousHash }, entry);
    }
    assert.deepEqual(groupsOf(FULL).papers['refs'], { workOrder: 'w' });
    assert.deepEqual(groupsOf(SERVICE).inspection, {});
});

test('a field that belongs to no group is refused rather than left out of the hash', () => {
    assert.throws(() => entryHash({ ...SERVICE, price: 1 } as never), /The field price of an entry belongs to no group/);
    assert.throws(() => entryHash({ ...SERVICE, refs: { owner: 'x' } } as never), /The field owner of an entry belongs to no group/);
    assert.throws(() => entryHash({ ...SERVICE, toString: 'x' } as never), /The field toString of an entry belongs to no group/);
});

type Path = readonly (string | number)[];
function leavesBelow(value: unknown, path: Path = []): Path[] {
    if (typeof value !== 'object' || value === null) return [path];
    return Object.entries(value).flatMap(([key, member]) => leavesBelow(member, [...path, Array.isArray(value) ? Number(key) : key]));
}
const PATHS = leavesBelow(FULL);

function changed(path: Path, change: (value: unknown) => unknown): Omit<RecordedEntry, 'hash'> {
    const copy = structuredClone(FULL) as unknown as Record<string | number, unknown>;
    const owner = path.slice(0, -1).reduce((inner, key) => inner[key] as Record<string | number, unknown>, copy);
    const last = path.at(-1) ?? '';
    owner[last] = change(owner[last]);
    return copy as unknown as Omit<RecordedEntry, 'hash'>;
}

test('whatever changes in an entry changes its hash', () => {
    const original = entryHash(FULL);
    assert.ok(PATHS.length > 40);
    for (const path of PATHS) {
        assert.notEqual(entryHash(changed(path, value => typeof value === 'number' ? value + 1 : value === true ? undefined : `${String(value)}x`)), original, path.join('.'));
        // An element of a list cannot be left out by itself.
        if (typeof path.at(-1) === 'string') assert.notEqual(entryHash(changed(path, () => undefined)), original, `${path.join('.')} left out`);
    }
    fc.assert(fc.property(fc.constantFrom(...PATHS), fc.jsonValue(), (path, value) => {
        const entry = changed(path, () => value);
        if (JSON.stringify(entry) !== JSON.stringify(FULL)) assert.notEqual(entryHash(entry), original);
    }));
});

test('no two groups have one salt: not in an entry, not in a transaction, not in another book', () => {
    const entries = [SERVICE, { ...SERVICE, sequence: 4 }, { ...SERVICE, vin: 'VF1KG1PBE34488861' }, { ...SERVICE, transactionId: '5e'.repeat(32) }];
    const salts = entries.flatMap(entry => ENTRY_GROUPS.map(group => saltOf(entry, group)));
    assert.equal(new Set(salts).size, entries.length * ENTRY_GROUPS.length);
});

test('the hash of the skeleton is the hash of the entry, and covers place, chain and order of the leaves', () => {
    const skeleton = skeletonOf(SERVICE);
    assert.equal(skeletonHash(skeleton), entryHash({ ...SERVICE, hash: 'ignored' } as never));
    for (const other of [
        { ...skeleton, sequence: 4 }, { ...skeleton, previousHash: '0e'.repeat(32) }, { ...skeleton, leaves: skeleton.leaves.toReversed() },
        { ...skeleton, leaves: skeleton.leaves.slice(1) },
    ]) assert.notEqual(skeletonHash(other), skeletonHash(skeleton));
});
