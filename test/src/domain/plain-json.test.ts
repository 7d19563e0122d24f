// The quick reader gives and refuses exactly what the strict reader does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalJson, CarnetFailure, readJson, readPlainJson, type JsonValue } from '@carnet/domain';
import fc from 'fast-check';

const LIMITS = { name: 'entries', maxBytes: 10_000 };

function outcome(read: () => JsonValue): unknown {
    try {
        return { read: canonicalJson(read()) };
    } catch (error) {
        if (error instanceof CarnetFailure) return { code: error.code, message: error.message, parameters: error.parameters };
        throw error;
    }
}

function assertAlike(text: string): void {
    assert.deepEqual(outcome(() => readPlainJson(text, LIMITS)), outcome(() => readJson(text, LIMITS)), text.slice(0, 200));
}

const SPECIAL = [
    '', 'null', '[]', '{}', '1', '-0', '0', '-1', '1.0', '1.5', '1e3', '1E400', '9007199254740991', '9007199254740992', '-9007199254740992', ' 1', '1 ', '[1, 2]',
    '{"a":1,"a":1}', '{"a":1,"a":2}', '{"b":1,"a":2}', '{"1":0,"0":0}', '{"__proto__":{"a":1}}', '{"__proto__":1,"__proto__":2}', '{"constructor":1}',
    '"\u0000"', '"\u001f"', '"\u007f"', '"\u0085"', '"\ud800"', '"\udc00"', '"\u{1f697}"', '"\u{1fffe}"', '"\ufdd0"', '"\ufffe"', '"\uffff"', '"é"', '"\u2028"',
    '"\\n"', '"\\u0041"', '"\\ud800"', '"a\\"b"', '{"\u0001":1}', '{"\\u0001":1}', '\ufeff1', '[1', '{"a":', '"a', '[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]',
    '[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]', '['.repeat(4_000) + ']'.repeat(4_000), `"${'a'.repeat(9_998)}"`, `"${'a'.repeat(9_999)}"`, `"${'é'.repeat(5_000)}"`,
];

test('texts at every border are read or refused alike', () => {
    for (const text of SPECIAL) assertAlike(text);
});

test('any JSON, as JSON.stringify writes it, canonically, and with one character changed', () => {
    const objects = fc.array(fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.string(), fc.boolean())));
    const json = fc.oneof(fc.jsonValue(), objects).map(value => JSON.stringify(value));
    const character = fc.constantFrom('"', '\\', ' ', '0', '.', '-', 'e', '}', ']', ',', ':', '\u0007', 'é', '\ud800');
    fc.assert(fc.property(json, fc.nat(), character, (text, place, changed) => {
        assertAlike(text);
        const at = place % (text.length + 1);
        assertAlike(text.slice(0, at) + changed + text.slice(at));
        assertAlike(text.slice(0, at) + changed + text.slice(at + 1));
    }), { numRuns: 3_000, seed: 20_262 });
});
