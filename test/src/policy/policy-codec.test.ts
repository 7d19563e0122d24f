// What a policy may say: each refusal by code and field, and what policy hashes depend on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CarnetFailure, decodePolicyFile, policyCodec, policyHash, type Limit } from '@carnet/domain';
import { VOUCHER } from './policies.js';

function refusal(work: () => unknown): readonly [string, unknown] {
    try {
        work();
    } catch (error) {
        if (error instanceof CarnetFailure) return [error.code, error.parameters['field']];
        throw error;
    }
    return assert.fail('accepted although it should be refused');
}

const HASH = 'a'.repeat(64);
const [LIMIT] = VOUCHER.limits as readonly [Limit];

const REFUSED: readonly (readonly [string, object, string, string])[] = [
    ['another language', { lang: 'carnet-policy/2' }, 'INVALID_VALUE', 'policy.lang'],
    ['a field that is none', { owner: 'x' }, 'UNKNOWN_FIELD', 'policy.owner'],
    ['version 0', { version: 0 }, 'OUT_OF_RANGE', 'policy.version'],
    ['version 2^31', { version: 2 ** 31 }, 'OUT_OF_RANGE', 'policy.version'],
    ['a first version after another', { previousHash: HASH }, 'INVALID_VALUE', 'policy.previousHash'],
    ['a second version after none', { version: 2 }, 'INVALID_VALUE', 'policy.previousHash'],
    ['a hash that is none', { version: 2, previousHash: 'A'.repeat(64) }, 'INVALID_VALUE', 'policy.previousHash'],
    ['a first version that tightens', { mode: 'tighten-only' }, 'INVALID_VALUE', 'policy.mode'],
    ['a currency in small letters', { currency: { code: 'eur', scale: 2 } }, 'INVALID_VALUE', 'policy.currency.code'],
    ['seven decimals', { currency: { code: 'EUR', scale: 7 } }, 'OUT_OF_RANGE', 'policy.currency.scale'],
    ['a validity that ends as it begins', { validity: { notBefore: VOUCHER.validity.notBefore, notAfter: VOUCHER.validity.notBefore } },
        'INVALID_VALUE', 'policy.validity.notAfter'],
    ['30 February', { validity: { ...VOUCHER.validity, notBefore: '2026-02-30T00:00:00.000Z' } }, 'INVALID_DATE', 'policy.validity.notBefore'],
    ['an instant without milliseconds', { validity: { ...VOUCHER.validity, notBefore: '2026-02-03T00:00:00Z' } }, 'INVALID_DATE', 'policy.validity.notBefore'],
    ['a second 60', { validity: { ...VOUCHER.validity, notBefore: '2026-02-03T00:00:60.000Z' } }, 'INVALID_DATE', 'policy.validity.notBefore'],
    ['an instant before 1970', { validity: { ...VOUCHER.validity, notBefore: '1969-12-31T23:59:59.999Z' } }, 'INVALID_DATE', 'policy.validity.notBefore'],
    ['an offset of 14 hours and a minute', { calendar: { utcOffsetMinutes: 841, weekStart: 1 } }, 'OUT_OF_RANGE', 'policy.calendar.utcOffsetMinutes'],
    ['weekday 0', { calendar: { utcOffsetMinutes: 0, weekStart: 0 } }, 'OUT_OF_RANGE', 'policy.calendar.weekStart'],
    ['a rule id twice', { rules: [VOUCHER.rules[0], VOUCHER.rules[0]] }, 'INVALID_VALUE', 'policy.rules[1].id'],
    ['65 rules', { rules: Array.from({ length: 65 }, (_, n) => ({ id: `r${n}`, effect: 'allow', when: {} })) }, 'OUT_OF_RANGE', 'policy.rules'],
    ['another effect', { rules: [{ id: 'r', effect: 'maybe', when: {} }] }, 'INVALID_VALUE', 'policy.rules[0].effect'],
    ['a note with a line', { rules: [{ id: 'r', effect: 'allow', when: {}, note: 'a\nb' }] }, 'FORBIDDEN_CHARACTER', 'policy.rules[0].note'],
    ['a limit without a maximum', { limits: [{ ...LIMIT, max: '0' }] }, 'AMOUNT_INVALID', 'policy.limits[0].max'],
    ['a maximum of 19 digits', { limits: [{ ...LIMIT, max: '1000000000000000000' }] }, 'AMOUNT_INVALID', 'policy.limits[0].max'],
    ['a maximum as a number', { limits: [{ ...LIMIT, max: 5000 }] }, 'AMOUNT_INVALID', 'policy.limits[0].max'],
    ['more stripes than the maximum', { limits: [{ ...LIMIT, max: '3', stripes: 4 }] }, 'OUT_OF_RANGE', 'policy.limits[0].stripes'],
    ['65 stripes', { limits: [{ ...LIMIT, stripes: 65 }] }, 'OUT_OF_RANGE', 'policy.limits[0].stripes'],
    ['an approval with the id of a limit', { approvals: [{ id: 'day', match: {}, above: '0', roster: 'board' }] }, 'INVALID_VALUE', 'policy.approvals[0].id'],
    ['a sum of single payments', { approvals: [{ id: 'a', match: {}, above: '0', roster: 'board', cumulative: { period: 'tx', above: '1' } }] },
        'INVALID_VALUE', 'policy.approvals[0].cumulative.period'],
    ['a roster that is no id', { approvals: [{ id: 'a', match: {}, above: '0', roster: 'the board' }] }, 'INVALID_VALUE', 'policy.approvals[0].roster'],
    ['refunds after eleven years', { refund: { ...VOUCHER.refund, withinSeconds: 11 * 366 * 86_400 } }, 'OUT_OF_RANGE', 'policy.refund.withinSeconds'],
    ['an assertion of nothing', { assertions: [{ id: 'a' }] }, 'MISSING_FIELD', 'policy.assertions[0].never'],
    ['an assertion of both', { assertions: [{ id: 'a', never: {}, always: {} }] }, 'INVALID_VALUE', 'policy.assertions[0].always'],
];
for (const [what, change, code, field] of REFUSED) {
    test(`${what} is refused`, () => assert.deepEqual(refusal(() => policyCodec.decode(JSON.stringify({ ...VOUCHER, ...change }))), [code, field]));
}

const CLAUSES: readonly (readonly [string, object, string, string])[] = [
    ['no payees', { payees: [] }, 'OUT_OF_RANGE', 'payees'],
    ['33 payees', { payees: Array.from({ length: 33 }, (_, n) => `p${n}`) }, 'OUT_OF_RANGE', 'payees'],
    ['a payee twice', { payees: ['a', 'b', 'a'] }, 'INVALID_VALUE', 'payees[2]'],
    ['a group that is no id', { payeeGroups: ['a b'] }, 'INVALID_VALUE', 'payeeGroups[0]'],
    ['a category of three digits', { categories: [['541', '5499']] }, 'INVALID_VALUE', 'categories[0][0]'],
    ['a category as a number', { categories: [[5411, 5499]] }, 'WRONG_TYPE', 'categories[0][0]'],
    ['a range of one', { categories: [['5411']] }, 'OUT_OF_RANGE', 'categories[0]'],
    ['a range backwards', { categories: [['5499', '5411']] }, 'INVALID_VALUE', 'categories[0]'],
    ['a range twice', { categories: [['5411', '5499'], ['5411', '5499']] }, 'INVALID_VALUE', 'categories[1]'],
    ['a country of three letters', { countries: ['FRA'] }, 'TOO_LONG', 'countries[0]'],
    ['a country in small letters', { countries: ['fr'] }, 'INVALID_VALUE', 'countries[0]'],
    ['a region without its country', { regions: ['75'] }, 'INVALID_VALUE', 'regions[0]'],
    ['another channel', { channels: ['phone'] }, 'INVALID_VALUE', 'channels[0]'],
    ['a channel twice', { channels: ['pos', 'pos'] }, 'INVALID_VALUE', 'channels[1]'],
    ['an amount without bounds', { amount: {} }, 'MISSING_FIELD', 'amount'],
    ['an amount backwards', { amount: { min: '10', max: '9' } }, 'INVALID_VALUE', 'amount.max'],
    ['an amount with a sign', { amount: { min: '-1' } }, 'AMOUNT_INVALID', 'amount.min'],
    ['weekday 8', { window: { days: [8], fromMinute: 0, toMinute: 1 } }, 'OUT_OF_RANGE', 'window.days[0]'],
    ['a weekday twice', { window: { days: [1, 1], fromMinute: 0, toMinute: 1 } }, 'INVALID_VALUE', 'window.days[1]'],
    ['a window over midnight', { window: { days: [1], fromMinute: 1320, toMinute: 360 } }, 'INVALID_VALUE', 'window.toMinute'],
    ['a window of nothing', { window: { days: [1], fromMinute: 360, toMinute: 360 } }, 'INVALID_VALUE', 'window.toMinute'],
    ['minute 1441', { window: { days: [1], fromMinute: 0, toMinute: 1441 } }, 'OUT_OF_RANGE', 'window.toMinute'],
    ['a time without ends', { between: {} }, 'MISSING_FIELD', 'between'],
    ['a time that ends as it begins', { between: { from: '2026-01-01T00:00:00.000Z', until: '2026-01-01T00:00:00.000Z' } }, 'INVALID_VALUE', 'between.until'],
    ['a clause that is none', { category: [] }, 'UNKNOWN_FIELD', 'category'],
];
for (const [what, when, code, field] of CLAUSES) {
    test(`${what} is refused in rules, limits, approvals and assertions alike`, () => {
        const places = [
            [{ rules: [{ id: 'x', effect: 'deny', when }] }, 'rules[0].when'],
            [{ limits: [{ ...LIMIT, match: when }] }, 'limits[0].match'],
            [{ approvals: [{ id: 'x', match: when, above: '0', roster: 'board' }] }, 'approvals[0].match'],
            [{ assertions: [{ id: 'x', never: when }] }, 'assertions[0].never'],
            [{ assertions: [{ id: 'x', always: when }] }, 'assertions[0].always'],
        ] as const;
        for (const [change, place] of places) {
            assert.deepEqual(refusal(() => policyCodec.decode(JSON.stringify({ ...VOUCHER, ...change }))), [code, `policy.${place}.${field}`]);
        }
    });
}

test('a policy is at most 16 KiB; a file may be laid out wider', () => {
    const rules = Array.from({ length: 64 }, (_, n) => ({ id: `r${n}`, effect: 'allow', when: {}, note: 'n'.repeat(200) }));
    const written = JSON.stringify({ ...VOUCHER, rules: rules.slice(0, 60) }, null, 8);
    assert.deepEqual(refusal(() => policyCodec.decode(written)), ['TOO_LARGE', 'policy']);
    assert.equal(decodePolicyFile(written).rules.length, 60);
    assert.deepEqual(refusal(() => decodePolicyFile(JSON.stringify({ ...VOUCHER, rules }))), ['TOO_LARGE', 'policy']);
});

test('a later version is decoded, also one that tightens', () => {
    const later = { ...VOUCHER, version: 2, previousHash: policyHash(VOUCHER), mode: 'tighten-only' as const };
    assert.deepEqual(policyCodec.decode(JSON.stringify(later)), later);
});

test('the policy hash is of the content, in whatever order its fields are written', () => {
    const turned = Object.fromEntries(Object.entries(VOUCHER).reverse());
    assert.equal(policyHash(policyCodec.decode(JSON.stringify(turned, null, 1))), policyHash(VOUCHER));
    assert.match(policyHash(VOUCHER), /^[0-9a-f]{64}$/);
    assert.notEqual(policyHash({ ...VOUCHER, version: 2 }), policyHash(VOUCHER));
});
