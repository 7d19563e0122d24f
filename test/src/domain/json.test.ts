// The strict JSON reader: what it refuses by code and path, what it agrees on with JSON.parse, and that its work grows with the size alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CarnetFailure, readJson, type FailureCode } from '@carnet/domain';
import fc from 'fast-check';

/** The same cases in every run: a failure is a change, not luck. */
fc.configureGlobal({ seed: 20_260 });

const LIMITS = { name: 'entry', maxBytes: 10_000 };

function refusal(text: string, limits = LIMITS): CarnetFailure {
    try {
        readJson(text, limits);
    } catch (error) {
        if (error instanceof CarnetFailure) return error;
        throw error;
    }
    return assert.fail(`read although it should be refused: ${text.slice(0, 80)}`);
}

const REFUSED: readonly (readonly [string, FailureCode, string])[] = [
    ['', 'MALFORMED_JSON', 'entry'],
    [' ', 'MALFORMED_JSON', 'entry'],
    ['{', 'MALFORMED_JSON', 'entry'],
    ['[1,]', 'MALFORMED_JSON', 'entry[1]'],
    ['{"a":1,}', 'MALFORMED_JSON', 'entry'],
    ['{"a" 1}', 'MALFORMED_JSON', 'entry.a'],
    ['{a:1}', 'MALFORMED_JSON', 'entry'],
    ['\'a\'', 'MALFORMED_JSON', 'entry'],
    ['1 2', 'MALFORMED_JSON', 'entry'],
    ['tru', 'MALFORMED_JSON', 'entry'],
    ['undefined', 'MALFORMED_JSON', 'entry'],
    ['"a', 'MALFORMED_JSON', 'entry'],
    ['"\\x41"', 'MALFORMED_JSON', 'entry'],
    ['"\\u12g4"', 'MALFORMED_JSON', 'entry'],
    ['\ufeff{}', 'MALFORMED_JSON', 'entry'],
    ['{"a":/* */1}', 'MALFORMED_JSON', 'entry.a'],
    ['{"a":01}', 'MALFORMED_JSON', 'entry.a'],
    ['{"a":+1}', 'MALFORMED_JSON', 'entry.a'],
    ['{"a":0x10}', 'MALFORMED_JSON', 'entry.a'],
    ['{"a":Infinity}', 'MALFORMED_JSON', 'entry.a'],
    ['{"a":٣}', 'MALFORMED_JSON', 'entry.a'],
    ['{"a":-}', 'MALFORMED_JSON', 'entry.a'],
    ['{"a":1.0}', 'WRONG_TYPE', 'entry.a'],
    ['{"a":1e3}', 'WRONG_TYPE', 'entry.a'],
    ['{"a":1E400}', 'WRONG_TYPE', 'entry.a'],
    ['{"a":-0}', 'WRONG_TYPE', 'entry.a'],
    ['{"a":9007199254740992}', 'OUT_OF_RANGE', 'entry.a'],
    ['{"a":-9007199254740993}', 'OUT_OF_RANGE', 'entry.a'],
    ['{"a":1,"b":2,"a":1}', 'DUPLICATE_FIELD', 'entry.a'],
    ['{"o":{"x":1,"\\u0078":2}}', 'DUPLICATE_FIELD', 'entry.o.x'],
    ['{"__proto__":1,"__proto__":2}', 'DUPLICATE_FIELD', 'entry.__proto__'],
    ['{"o":["a","b\\u0000"]}', 'FORBIDDEN_CHARACTER', 'entry.o[1]'],
    ['{"a":"x\\ny"}', 'FORBIDDEN_CHARACTER', 'entry.a'],
    ['{"a":"x\u0007y"}', 'FORBIDDEN_CHARACTER', 'entry.a'],
    ['{"a":"\\u007f"}', 'FORBIDDEN_CHARACTER', 'entry.a'],
    ['{"a":"\\u0085"}', 'FORBIDDEN_CHARACTER', 'entry.a'],
    ['{"a":"\\ud800"}', 'FORBIDDEN_CHARACTER', 'entry.a'],
    ['{"a":"\\udc00x"}', 'FORBIDDEN_CHARACTER', 'entry.a'],
    ['{"a":"\ud83d"}', 'FORBIDDEN_CHARACTER', 'entry.a'],
    ['{"a":"\\uffff"}', 'FORBIDDEN_CHARACTER', 'entry.a'],
    ['{"a":"\\udbff\\udfff"}', 'FORBIDDEN_CHARACTER', 'entry.a'],
    ['{"a\\u0000":1}', 'FORBIDDEN_CHARACTER', 'entry.?'],
    ['['.repeat(17) + ']'.repeat(17), 'TOO_DEEP', `entry${'[0]'.repeat(16)}`],
    ['['.repeat(9_999), 'TOO_DEEP', `entry${'[0]'.repeat(16)}`],
    [`"${'x'.repeat(10_000)}"`, 'TOO_LARGE', 'entry'],
    [`"${'é'.repeat(5_000)}"`, 'TOO_LARGE', 'entry'],
];

for (const [text, code, field] of REFUSED) {
    test(`${JSON.stringify(text.slice(0, 40))} is refused as ${code} at ${field}`, () => {
        const failure = refusal(text);
        assert.equal(failure.code, code);
        assert.equal(failure.parameters['field'], field);
        assert.ok(failure.message.startsWith(`${code}: `));
    });
}

test('where a text of several lines is no JSON is said by the line', () => {
    assert.equal(refusal('{\n  "a": 1\n  "b": 2\n}').sentence, 'This is not JSON at character 3 of line 3.');
    assert.equal(refusal('{"a" 1}').sentence, 'This is not JSON at character 6.');
});

test('a fault in the text is told by its position, counted from 1', () => {
    assert.equal(refusal('{"a":1,}').parameters['position'], 8);
});

test('`__proto__` is a field like any other and touches no prototype', () => {
    const value = readJson('{"__proto__":{"polluted":1},"constructor":2}', LIMITS) as Record<string, unknown>;
    assert.deepEqual(Object.keys(value), ['__proto__', 'constructor']);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
});

test('what both accept, JSON.parse and the strict reader read alike', () => {
    const clean = fc.string({ unit: 'grapheme' }).filter(text => !/[\p{Cc}\p{Cs}]/u.test(text));
    const value = fc.letrec(tie => ({
        value: fc.oneof({ maxDepth: 4 }, clean, fc.maxSafeInteger().map(n => n === 0 ? 0 : n), fc.boolean(), fc.constant(null),
            fc.array(tie('value'), { maxLength: 5 }), fc.dictionary(clean, tie('value'), { maxKeys: 5 })),
    })).value;
    fc.assert(fc.property(value, fc.constantFrom(0, 1, '\t'), (original, indent) => {
        const text = JSON.stringify(original, null, indent);
        assert.equal(JSON.stringify(readJson(text, { name: 'x', maxBytes: 1_000_000 })), JSON.stringify(original));
    }));
});

test('any text at all is read or refused with a code, and what is read JSON.parse reads too', () => {
    const nearJson = fc.oneof(fc.string(), fc.json().map(text => text.replace(/[0-9]/, '"')), fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '\\', 'u', '0', 'e', 'E', '-', '+', '.', '1', ' ') }));
    fc.assert(fc.property(nearJson, text => {
        try {
            readJson(text, LIMITS);
        } catch (error) {
            assert.ok(error instanceof CarnetFailure);
            return;
        }
        JSON.parse(text);
    }), { numRuns: 2_000 });
});

/** Each would be refused with another code, or read, if its size were not looked at first. */
const HOSTILE: readonly (readonly [string, string])[] = [
    ['numbers', `[${'1,'.repeat(5_000_000)}1]`],
    ['brackets', '['.repeat(10_000_000)],
    ['backslashes', `"${'\\\\'.repeat(5_000_000)}"`],
    ['three-byte characters', `"${'€'.repeat(3_400_000)}"`],
    ['keys', `{${Array.from({ length: 600_000 }, (_, i) => `"k${i}":${i}`).join(',')}}`],
];
for (const [what, text] of HOSTILE) {
    test(`10 MB of ${what} is refused before it is read`, () => {
        const work = workOn(() => assert.equal(refusal(text, { name: 'entries', maxBytes: 1024 * 1024 }).code, 'TOO_LARGE'));
        assert.ok(work < 1_000, `${work} looks, where only the refusal is to be written`);
    });
}

/** Characters that regular expressions, slices and single looks cover while `read` runs: the reader has no other way to look at a text. */
function workOn(read: () => void): number {
    let work = 0;
    const [exec, slice, charCodeAt] = [
        // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the receiver they are given, and put back below
        RegExp.prototype.exec, String.prototype.slice, String.prototype.charCodeAt,
    ];
    RegExp.prototype.exec = function (text) {
        const found = exec.call(this, text);
        work += 1 + (this.sticky ? found?.[0].length ?? 0 : text.length);
        return found;
    };
    String.prototype.slice = function (start, end) {
        const part = slice.call(this, start, end);
        work += part.length;
        return part;
    };
    String.prototype.charCodeAt = function (index) {
        work += 1;
        return charCodeAt.call(this, index);
    };
    try {
        read();
    } finally {
        Object.assign(RegExp.prototype, { exec });
        Object.assign(String.prototype, { slice, charCodeAt });
    }
    return work;
}

for (const unit of ['[', '"\\u0041",', '"\\u0041', '1,', '1', '{"a":', '{"a":1},', '\\', ' ', '"€",', '"', '-']) {
    test(`a text of nothing but ${unit} is looked at a few times for each of its characters, however long it is`, () => {
        for (const length of [5_000, 50_000]) {
            const text = `[${unit.repeat(Math.floor(length / unit.length))}`;
            const work = workOn(() => assert.throws(() => readJson(text, { name: 'x', maxBytes: 1024 * 1024 }), CarnetFailure));
            assert.ok(work <= 8 * length, `${work} looks at ${length} characters`);
        }
    });
}
