// Confidential details: what their hash covers, what a disclosure proves and keeps to itself, and every way of forging one.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import {
    CarnetFailure, DETAIL_VALUE_MAX, detailLeaf, DETAILS_MAX, DETAILS_MAX_BYTES, detailsCodec, disclose, disclosureCodec, hashDetails, saltDetails,
    sameValues, verifyDisclosure, type Detail, type Disclosure,
} from '@carnet/domain';
import fc from 'fast-check';
import { DETAILS, VIN } from '../chaincode/valid-requests.js';

/** The same cases in every run: a failure is a change, not luck. */
fc.configureGlobal({ seed: 20_260 });

const NAME = { vin: VIN, mspId: 'Org1MSP', entryId: 'wo-118' };
const ENTRY = { ...NAME, detailsHash: hashDetails(NAME, DETAILS) };
const STORED = { ...ENTRY, details: DETAILS };

function refusal(work: () => unknown): CarnetFailure {
    try {
        work();
    } catch (error) {
        if (error instanceof CarnetFailure) return error;
        throw error;
    }
    return assert.fail('accepted although it should be refused');
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

test('the hash as another program computes it', () => {
    const leaves = DETAILS.map(({ name, salt, value }) => sha256(`["carnet-detail-1","${name}","${salt}","${value}"]`));
    assert.deepEqual(DETAILS.map(detailLeaf), leaves);
    const sorted = [...leaves].sort().map(leaf => `"${leaf}"`).join(',');
    assert.equal(ENTRY.detailsHash, sha256(`["carnet-details-1","${VIN}","Org1MSP","wo-118",[${sorted}]]`));
});

test('a disclosure shows what was named and the number of the others', () => {
    const disclosure = disclose(STORED, ['invoice']);
    assert.deepEqual(verifyDisclosure(ENTRY, disclosure), {
        ...ENTRY, details: [{ name: 'invoice', value: 'Timing belt and water pump, 684.20 EUR' }], withheld: 2,
    });
    const file = disclosureCodec.encode(disclosure);
    for (const { name, salt, value } of DETAILS.filter(detail => detail.name !== 'invoice')) {
        for (const secret of [name, salt, value]) assert.ok(!file.includes(secret), 'nothing of a withheld detail but its hash');
    }
    assert.deepEqual(disclosureCodec.decode(file), disclosure);
});

test('all details may be shown', () => {
    const all = disclose(STORED, ['plate', 'invoice', 'customerNumber']);
    assert.deepEqual([all.withheld, verifyDisclosure(ENTRY, all).details.map(({ name }) => name)], [[], ['customerNumber', 'invoice', 'plate']]);
});

test('what is not there, or named twice, or nothing at all cannot be disclosed', () => {
    for (const [names, field] of [[['price'], 'names[0]'], [['invoice', 'invoice'], 'names[1]'], [[], 'names']] as const) {
        const { code, parameters } = refusal(() => disclose(STORED, names));
        assert.deepEqual([code, parameters['field']], ['INVALID_VALUE', field]);
    }
});

const honest = disclose(STORED, ['invoice']);
const [shown] = honest.shown as [Detail];
const [withheld = '', second = ''] = honest.withheld;
const FORGERIES: readonly (readonly [string, Disclosure])[] = [
    ['another value', { ...honest, shown: [{ ...shown, value: `${shown.value}0` }] }],
    ['another name', { ...honest, shown: [{ ...shown, name: 'estimate' }] }],
    ['another salt', { ...honest, shown: [{ ...shown, salt: sha256('four') }] }],
    ['another withheld hash', { ...honest, withheld: [withheld, sha256('four')].sort() }],
    ['one withheld hash fewer', { ...honest, withheld: [withheld] }],
    ['one withheld hash more', { ...honest, withheld: [withheld, second, 'f'.repeat(64)] }],
    ['a shown detail counted as withheld too', { ...honest, withheld: [...honest.withheld, detailLeaf(shown)].sort() }],
    ['a name and value cut elsewhere', { ...honest, shown: [{ ...shown, name: 'invoic', value: `e${shown.value}` }] }],
];
for (const [what, forged] of FORGERIES) {
    test(`forged: ${what}`, () => {
        const { code, parameters } = refusal(() => verifyDisclosure(ENTRY, forged));
        assert.deepEqual([code, parameters], ['DISCLOSURE_MISMATCH', NAME]);
    });
}

test('a disclosure of another entry, vehicle or organisation, and an entry without details', () => {
    for (const change of [{ entryId: 'wo-119' }, { vin: 'VF1KG1PBE34488861' }, { mspId: 'Org2MSP' }]) {
        assert.equal(refusal(() => verifyDisclosure(ENTRY, { ...honest, ...change })).code, 'DISCLOSURE_OF_OTHER_ENTRY');
        // Copied into an entry of one's own the hash proves nothing: it covers the entry's name.
        assert.equal(refusal(() => verifyDisclosure({ ...ENTRY, ...change }, { ...honest, ...change })).code, 'DISCLOSURE_MISMATCH');
    }
    assert.equal(refusal(() => verifyDisclosure(NAME, honest)).code, 'ENTRY_WITHOUT_DETAILS');
});

const BAD_DETAILS: readonly (readonly [string, unknown, string, string])[] = [
    ['none', [], 'OUT_OF_RANGE', 'details'],
    ['too many', Array.from({ length: DETAILS_MAX + 1 }, () => DETAILS[0]), 'OUT_OF_RANGE', 'details'],
    ['not a list', { plate: 'AB-123-CD' }, 'WRONG_TYPE', 'details'],
    ['a name with a space', [{ ...DETAILS[0], name: 'customer number' }], 'INVALID_VALUE', 'details[0].name'],
    ['an empty value', [{ ...DETAILS[0], value: '' }], 'INVALID_VALUE', 'details[0].value'],
    ['a long value', [{ ...DETAILS[0], value: 'x'.repeat(DETAIL_VALUE_MAX + 1) }], 'TOO_LONG', 'details[0].value'],
    ['a number', [{ ...DETAILS[0], value: 684 }], 'WRONG_TYPE', 'details[0].value'],
    ['no salt', [{ name: 'plate', value: 'AB-123-CD' }], 'MISSING_FIELD', 'details[0].salt'],
    ['a short salt', [{ ...DETAILS[0], salt: 'ab' }], 'INVALID_VALUE', 'details[0].salt'],
    ['a salt that is none', [{ ...DETAILS[0], salt: '0'.repeat(64) }], 'INVALID_VALUE', 'details[0].salt'],
    ['one salt for two', [DETAILS[0], { ...DETAILS[1], salt: DETAILS[0].salt }], 'INVALID_VALUE', 'details[1].salt'],
    ['a name twice', [DETAILS[0], { ...DETAILS[1], name: DETAILS[0].name }], 'INVALID_VALUE', 'details[1].name'],
    ['out of order', [DETAILS[1], DETAILS[0]], 'INVALID_VALUE', 'details[1].name'],
];
for (const [what, details, code, field] of BAD_DETAILS) {
    test(`details: ${what}`, () => {
        const failure = refusal(() => detailsCodec.decode(JSON.stringify(details)));
        assert.deepEqual([failure.code, failure.parameters['field']], [code, field]);
    });
}

const BAD_DISCLOSURES: readonly (readonly [string, object, string, string])[] = [
    ['a newer version', { v: 2 }, 'INVALID_VALUE', 'disclosure.v'],
    ['a VIN in another spelling', { vin: VIN.toLowerCase() }, 'INVALID_VALUE', 'disclosure.vin'],
    ['nothing shown', { shown: [] }, 'OUT_OF_RANGE', 'disclosure.shown'],
    ['withheld hashes out of order', { withheld: [second, withheld] }, 'INVALID_VALUE', 'disclosure.withheld[1]'],
    ['a withheld hash twice', { withheld: [withheld, withheld] }, 'INVALID_VALUE', 'disclosure.withheld[1]'],
    ['a withheld name', { withheld: ['plate'] }, 'INVALID_VALUE', 'disclosure.withheld[0]'],
    ['a hash of its own', { detailsHash: ENTRY.detailsHash }, 'UNKNOWN_FIELD', 'disclosure.detailsHash'],
    ['more than an entry can have', { withheld: Array.from({ length: DETAILS_MAX }, (_, index) => sha256(String(index))).sort() }, 'OUT_OF_RANGE',
        'disclosure.withheld'],
];
for (const [what, change, code, field] of BAD_DISCLOSURES) {
    test(`disclosure: ${what}`, () => {
        const failure = refusal(() => disclosureCodec.decode(JSON.stringify({ ...honest, ...change })));
        assert.deepEqual([failure.code, failure.parameters['field']], [code, field]);
    });
}

test('the largest details fit into the limit of their JSON', () => {
    const details = Array.from({ length: DETAILS_MAX }, (_, index) => ({
        name: `${'n'.repeat(62)}${String.fromCharCode(65 + Math.floor(index / 26))}${String.fromCharCode(65 + index % 26)}`,
        salt: sha256(String(index)), value: 'x'.repeat(DETAIL_VALUE_MAX),
    }));
    assert.deepEqual(detailsCodec.decode(detailsCodec.encode(details)), details);
    const wide = details.map(detail => ({ ...detail, value: '\u20ac'.repeat(DETAIL_VALUE_MAX) }));
    assert.deepEqual(refusal(() => detailsCodec.encode(wide)).parameters, { field: 'details', limit: DETAILS_MAX_BYTES });
});

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9._-]{0,20}$/);
const values = fc.dictionary(name, fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/), { minKeys: 1, maxKeys: 8 });
const salts = (seed: number): () => string => {
    let count = 0;
    return () => sha256(`${seed}/${count++}`);
};

test('property: any choice of names verifies, gives back exactly these values, and any salt of its own gives another hash', () => {
    fc.assert(fc.property(values, fc.integer(), fc.func(fc.boolean()), (chosen, seed, choose) => {
        const details = saltDetails(chosen, salts(seed));
        assert.deepEqual(detailsCodec.decode(detailsCodec.encode(details)), details);
        assert.ok(sameValues(details, chosen));
        const entry = { ...NAME, detailsHash: hashDetails(NAME, details) };
        assert.equal(hashDetails(NAME, [...details].reverse()), entry.detailsHash, 'the order does not count');
        assert.notEqual(hashDetails(NAME, saltDetails(chosen, salts(seed + 1))), entry.detailsHash);
        const names = Object.keys(chosen).filter((one, index) => index === 0 || choose(one));
        const disclosure = disclosureCodec.decode(disclosureCodec.encode(disclose({ ...entry, details }, names)));
        const proved = verifyDisclosure(entry, disclosure);
        assert.deepEqual(new Map(proved.details.map(({ name: shownName, value }) => [shownName, value])),
            new Map([...names].sort().map(one => [one, chosen[one] ?? ''])));
        assert.equal(proved.withheld, details.length - names.length);
    }));
});

test('property: no change of one character of a disclosure verifies', () => {
    const file = disclosureCodec.encode(disclose(STORED, ['customerNumber', 'plate']));
    fc.assert(fc.property(fc.nat(file.length - 1), fc.stringMatching(/^[0-9a-fXYZ"{}[\],: ]$/), (place, character) => {
        fc.pre(file[place] !== character);
        const changed = `${file.slice(0, place)}${character}${file.slice(place + 1)}`;
        const { code } = refusal(() => verifyDisclosure(ENTRY, disclosureCodec.decode(changed)));
        assert.ok(code.length > 0);
    }), { numRuns: 2_000 });
});
