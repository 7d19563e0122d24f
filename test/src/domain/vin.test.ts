// The VIN check on VINs of public tests and documents, each group with its source.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkVin, vinCheckDigit } from '@carnet/domain';

/** VIN, whether it is accepted, the warnings, and the check digit by 49 CFR 565 where it has the form of a VIN. */
const VECTORS: readonly (readonly [string, boolean, readonly string[], string | undefined])[] = [
    // 49 CFR 565 (older edition, sample VIN 1G4AH59H45G118341)
    ['1G4AH59H45G118341', true, [], '4'],
    // idlesign/vininfo tests/test_module.py
    ['1M8GDM9AXKP042788', true, [], 'X'],
    ['WBY21CF090CU47924', true, [], '9'],
    ['JSA12345678901234', true, [], '9'],
    ['200BL8EV9AX604020', true, ['CHECK_DIGIT_NA'], '2'],
    // idlesign/vininfo tests/test_renault.py
    ['VF1KG1PBE34488860', true, [], '3'],
    // idlesign/vininfo tests/test_opel.py
    ['W0LPC6DB3CC123456', true, [], '1'],
    // idlesign/vininfo tests/test_nissan.py
    ['5N1NJ01CXST000001', true, [], 'X'],
    // idlesign/vininfo tests/test_bajaj.py
    ['92TC41CX1TMB90948', true, [], '9'],
    // sunrise-php/vin tests/VinTest.php
    ['WVWZZZ1KZ6W612305', true, [], '2'],
    ['WVWZZZ1KZZW612305', true, [], '7'],
    ['AZWZZZ1KZ6W612305', true, [], '1'],
    // adaptant-labs/vin-decoder-dart test/vin_decoder_test.dart
    ['WP0ZZZ99ZTS392124', true, [], '8'],
    ['5TENL42N94Z436445', true, [], '9'],
    // Lukasz-pluszczewski/vin-decode test/decoder.js
    ['WF0PXXGCDP8K23759', true, [], '7'],
    // hacf-fr/renault-api tests/const.py + fixtures
    ['VF1AAAAA555777999', true, [], '8'],
    ['VF1AAAA1234567876', true, [], '1'],
    // ShaggyTech/nhtsa-api-wrapper isValidVin.test.ts
    ['3VWD07AJ5EM388202', true, [], '5'],
    ['1FMJK2AT1KEA36140', true, [], '1'],
    ['00000000000000000', false, [], '0'],
    ['WA1A4AFY2J2008189', true, [], '2'],
    // cardog-ai/corgi test/fixtures.ts|comprehensive.test.ts
    ['1HGCM82643A004352', true, ['CHECK_DIGIT_NA'], '3'],
    ['KM8K2CAB4PU001140', true, [], '4'],
    ['WBAVL1C5XFVY41004', true, [], 'X'],
    ['LRWYGDEE1PC010116', true, [], '1'],
    ['7SAXCAE50NF344293', true, [], '0'],
    ['11111111111111111', false, [], '1'],
    // Wal33D/nhtsa-vin-decoder examples/test_vins.txt
    ['4JGDA5HB7JB158144', true, [], '7'],
    ['WDB9061131N590143', true, [], '4'],
    ['JH4KA96632C005859', true, [], '3'],
    ['WAUFFAFL5CN002974', true, [], '1'],
    ['1FVACYDC39HAJ2405', true, ['CHECK_DIGIT_NA'], '1'],
    ['1HGCM82633AOIQ352', false, [], undefined],
    ['1HGCM82633A0043522', false, [], undefined],
    // vroomlabs/vin-validate (npm @vroomlabs/vin-validate test/vinTests.js)
    ['WDDUG8CB9FA092680', true, [], '9'],
    ['3FI6P0PU0ER395281', false, [], undefined],
    ['00042512110000705', true, [], '2'],
    // wegolook/vin-validator (npm vin-validator test)
    ['WVWUK63B92P54681', false, [], undefined],
    ['WVWUK63B92P54681I', false, [], undefined],
];

for (const [vin, accept, warnings, checkDigit] of VECTORS) {
    test(`${vin} is ${accept ? 'accepted' : 'rejected'}${warnings.length > 0 ? ` with ${warnings.join(', ')}` : ''}`, () => {
        assert.deepEqual(checkVin(vin), { accept, vin, warnings });
        if (checkDigit !== undefined) assert.equal(vinCheckDigit(vin), checkDigit);
    });
}

test('space around it and small letters are put right', () => {
    assert.deepEqual(checkVin('  vf1kg1pbe34488860\t'), { accept: true, vin: 'VF1KG1PBE34488860', warnings: [] });
});

test('the other two warnings: a serial number that is not numeric, a maker known only with characters 12 to 14', () => {
    assert.deepEqual(checkVin('WBAVL1C5XFVY4100A').warnings, ['SERIAL_NOT_NUMERIC']);
    assert.deepEqual(checkVin('SA9KG1PBE34488860').warnings, ['SMALL_MANUFACTURER']);
    assert.deepEqual(checkVin('1H9CM82643A00435Z').warnings, ['CHECK_DIGIT_NA', 'SERIAL_NOT_NUMERIC', 'SMALL_MANUFACTURER']);
});

// Letters that become ASCII only when upper-cased, look-alikes, full-width digits, invisible characters.
for (const text of ['', ' ', 'VF1KG1PBE3448886', 'VF1KG1PBE344888600', 'VF1KG1PBEı4488860', 'VF1KG1PBEſ4488860', 'VF1KG1PBE3448886O', 'VF1KG1PBE3448886Q',
    'VF1KG1PBI34488860', 'VF1 KG1PBE3448886', 'VF1KG1PBE３4488860', 'ＶF1KG1PBE34488860', 'VF1KG1PBЕ34488860', 'VF1KG1PBE3448886\u200b', 'VF1KG1PBE\u00004488860',
    'VF1KG1PBE3448886\ud83d', 'vvvvvvvvvvvvvvvvv', 'V'.repeat(1_000_000)]) {
    test(`${JSON.stringify(text.slice(0, 24))} is rejected`, () => {
        const checked = checkVin(text);
        assert.deepEqual([checked.accept, checked.warnings], [false, []]);
    });
}
