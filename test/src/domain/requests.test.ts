// The codecs of every request: what is valid comes back unchanged, and encoding refuses exactly what decoding refuses.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    BATCH_MAX_ENTRIES, CarnetFailure, charterCodec, charterHash, decodeBookmark, decodePageSize, entriesCodec, entryCodec, roleGrantCodec,
    vehicleCodec, type RequestCodec,
} from '@carnet/domain';
import { CHARTER, ENTRY, GRANT, VEHICLE } from '../chaincode/valid-requests.js';

const CODECS: readonly (readonly [string, RequestCodec<never>, unknown])[] = [
    ['charter', charterCodec as RequestCodec<never>, CHARTER],
    ['grant', roleGrantCodec as RequestCodec<never>, GRANT],
    ['vehicle', vehicleCodec as RequestCodec<never>, VEHICLE],
    ['entry', entryCodec as RequestCodec<never>, ENTRY],
    ['entries', entriesCodec as RequestCodec<never>, [{ vin: 'VF1KG1PBE34488860', ...ENTRY }]],
];

for (const [name, codec, valid] of CODECS) {
    test(`${name}: decoding what was encoded gives the request`, () => {
        assert.deepEqual(codec.decode(codec.encode(valid as never)), valid);
        assert.equal(codec.encode(codec.decode(JSON.stringify(valid, null, 2))), codec.encode(valid as never));
    });
}

function refusal(work: () => unknown): readonly [string, unknown] {
    try {
        work();
    } catch (error) {
        if (error instanceof CarnetFailure) return [error.code, error.parameters['field']];
        throw error;
    }
    return assert.fail('accepted although it should be refused');
}

const WRONG_ENTRIES: readonly (readonly [string, object, string, string])[] = [
    ['a READ meter without value', { odometer: { unit: 'km', status: 'READ', method: 'DASH' } }, 'MISSING_FIELD', 'entry.odometer.value'],
    ['a value without READ', { odometer: { value: 1, unit: 'km', status: 'UNREADABLE', method: 'DASH' } }, 'INVALID_VALUE', 'entry.odometer.value'],
    ['an inspection without its result', { type: 'INSPECTION' }, 'MISSING_FIELD', 'entry.inspection'],
    ['a service with an inspection', { inspection: { nature: 'PERIODIC', result: 'PASSED', defects: [] } }, 'INVALID_VALUE', 'entry.inspection'],
    ['a service that corrects', { refs: { corrects: 'x' } }, 'INVALID_VALUE', 'entry.refs.corrects'],
    ['a day that is none', { date: '2023-02-30' }, 'INVALID_DATE', 'entry.date'],
    ['a year before the motor car', { date: '1850-01-01' }, 'INVALID_DATE', 'entry.date'],
    ['a lone surrogate', { publicNote: '\ud800' }, 'FORBIDDEN_CHARACTER', 'entry.publicNote'],
    ['a direction override', { work: ['oil \u202eegnahc'] }, 'FORBIDDEN_CHARACTER', 'entry.work[0]'],
    ['NaN', { odometer: { ...ENTRY.odometer, value: NaN } }, 'WRONG_TYPE', 'entry.odometer.value'],
    ['ten million', { odometer: { ...ENTRY.odometer, value: 10_000_000 } }, 'OUT_OF_RANGE', 'entry.odometer.value'],
    ['a field of the ledger', { sequence: 1 }, 'UNKNOWN_FIELD', 'entry.sequence'],
    ['a type of the ledger', { type: 'VEHICLE_REGISTERED' }, 'INVALID_VALUE', 'entry.type'],
];
for (const [what, change, code, field] of WRONG_ENTRIES) {
    test(`${what} is refused before it is sent`, () => {
        assert.deepEqual(refusal(() => entryCodec.encode({ ...ENTRY, ...change })), [code, field]);
    });
}

test('an odd field name is not repeated in the error', () => {
    assert.deepEqual(refusal(() => entryCodec.decode(JSON.stringify({ ...ENTRY, 'x {"code"}': 1 }))), ['UNKNOWN_FIELD', 'entry.?']);
});

test('`__proto__` is an unknown field', () => {
    assert.deepEqual(refusal(() => entryCodec.decode(JSON.stringify(ENTRY).replace('{', '{"__proto__":{},'))), ['UNKNOWN_FIELD', 'entry.__proto__']);
});

test('a batch names the element', () => {
    const batch = [{ vin: 'V', ...ENTRY }, { vin: 'V', ...ENTRY, entryId: '' }];
    assert.deepEqual(refusal(() => entriesCodec.encode(batch)), ['INVALID_VALUE', 'entries[1].entryId']);
    assert.deepEqual(refusal(() => entriesCodec.encode([])), ['OUT_OF_RANGE', 'entries']);
    assert.deepEqual(refusal(() => entriesCodec.encode(Array.from({ length: BATCH_MAX_ENTRIES + 1 }, () => ({ vin: 'V', ...ENTRY })))), ['OUT_OF_RANGE', 'entries']);
});

test('a charter names each organisation once, and its hash depends on every byte of it', () => {
    const twice = { ...CHARTER, organisations: [...CHARTER.organisations, ...CHARTER.organisations] };
    assert.deepEqual(refusal(() => charterCodec.encode(twice)), ['INVALID_VALUE', `charter.organisations[${CHARTER.organisations.length}].mspId`]);
    assert.match(charterHash(CHARTER), /^[0-9a-f]{64}$/);
    assert.notEqual(charterHash(CHARTER), charterHash({ ...CHARTER, name: `${CHARTER.name}!` }));
});

test('page sizes are 1 to 100 in decimal', () => {
    assert.equal(decodePageSize('1'), 1);
    assert.equal(decodePageSize('100'), 100);
    for (const text of ['0', '101']) assert.deepEqual(refusal(() => decodePageSize(text)), ['OUT_OF_RANGE', 'pageSize']);
    for (const text of ['', ' 1', '01', '1.0', '1e1', '-1', '+1', '0x10', '١', '9'.repeat(400)]) {
        assert.deepEqual(refusal(() => decodePageSize(text)), ['WRONG_TYPE', 'pageSize']);
    }
});

test('bookmarks are numbers joined by points', () => {
    assert.deepEqual(decodeBookmark('', 2), [0, 0]);
    assert.deepEqual(decodeBookmark('12.3', 2), [12, 3]);
    for (const text of ['1', '1.2.3', '1.', 'a.b', '-1.0', '1.02', '1'.repeat(100)]) {
        assert.deepEqual(refusal(() => decodeBookmark(text, 2)), ['INVALID_BOOKMARK', 'bookmark']);
    }
});
