// Canonical JSON against the vectors of RFC 8785's reference implementation, and what it cannot write.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { canonicalHash, canonicalJson, sha256Hex } from '@carnet/domain';
import fc from 'fast-check';

/** The same cases in every run: a failure is a change, not luck. */
fc.configureGlobal({ seed: 20_260 });

/** RFC 8785, 3.2.2 to 3.2.4 and appendix B, restated. */
const RESTATED: readonly (readonly [string, string])[] = [
    [
        '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],'
        + '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    ],
    [
        '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\\ud83d\\ude00":"Emoji","\\u0080":"Control","\\u00f6":"o"}',
        '{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"o","€":"Euro Sign","😀":"Emoji","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    ],
    ['[-0, 0, 1e21, 123456789012345680000, 5e-324]', '[0,0,1e+21,123456789012345680000,5e-324]'],
    ['{"b":{"d":1,"c":[]},"a":{}}', '{"a":{},"b":{"c":[],"d":1}}'],
];

for (const [input, output] of RESTATED) {
    test(`RFC 8785: ${output.slice(0, 40)}`, () => {
        assert.equal(canonicalJson(JSON.parse(input)), output);
    });
}

const FOLDER = new URL('../../../../shared/data/crypto/rfc8785/', import.meta.url);
for (const name of ['arrays', 'french', 'structures', 'unicode', 'values', 'weird']) {
    test(`cyberphone/json-canonicalization ${name}`, { skip: existsSync(FOLDER) ? false : 'the vector files are not beside the project' }, () => {
        const read = (kind: string): string => readFileSync(new URL(`${kind}-${name}.json`, FOLDER), 'utf8');
        assert.equal(canonicalJson(JSON.parse(read('input'))), read('output').trim());
    });
}

test('what JSON cannot hold is a TypeError, not a silent null', () => {
    for (const value of [NaN, Infinity, 1n, undefined, () => 1, Symbol('x'), ['\ud800'], { '\udfff': 1 }, [undefined]]) {
        assert.throws(() => canonicalJson(value), TypeError);
    }
});

test('members that are undefined are left out', () => {
    assert.equal(canonicalJson({ b: undefined, a: 1 }), '{"a":1}');
});

test('it says the same as JSON.parse reads, whatever the order of keys', () => {
    fc.assert(fc.property(fc.jsonValue(), value => {
        const text = canonicalJson(value);
        // JSON.stringify reorders nothing, so it only serves to drop -0, which JSON text has not.
        assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
        assert.equal(canonicalJson(JSON.parse(text)), text);
    }));
});

test('a long list is written as its elements one by one', () => {
    fc.assert(fc.property(fc.array(fc.jsonValue(), { minLength: 1, maxLength: 8 }), elements => {
        const long = Array.from({ length: 100 }, (_, at) => elements[at % elements.length]);
        const inOrder = long.map(element => JSON.parse(canonicalJson(element)) as unknown);
        const written = `[${long.map(canonicalJson).join(',')}]`;
        assert.equal(canonicalJson(long), written);
        assert.equal(canonicalJson(inOrder), written);
    }));
    const numbers = Array.from({ length: 100 }, (_, at) => at);
    for (const wrong of [NaN, undefined, 1n, '\ud800', { '\udfff': 1 }, [Infinity]]) assert.throws(() => canonicalJson([...numbers, wrong]), TypeError);
    assert.equal(canonicalJson([...numbers, '\\ud800', { b: undefined, a: -0 }, new Date(0)]), `[${numbers.join(',')},"\\\\ud800",{"a":0},{}]`);
});

test('objects of many keys are sorted by code units like those of few', () => {
    const object = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.integer(), { minKeys: 30, maxKeys: 60 });
    fc.assert(fc.property(object, value => {
        const keys = Object.keys(JSON.parse(canonicalJson(value)) as object).filter(key => !/^(0|[1-9][0-9]*)$/.test(key));
        const sorted = [...keys].sort((a, b) => a < b ? -1 : a > b ? 1 : 0);
        assert.deepEqual(keys, sorted);
    }));
});

test('hashes are SHA-256 of the UTF-8 text (FIPS 180-4 example "abc")', () => {
    assert.equal(sha256Hex('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    assert.equal(canonicalHash({ b: 1, a: 'é' }), sha256Hex('{"a":"é","b":1}'));
});
