// Every refusal of a certificate has its sentence in both languages, and the ledger's answers reach the dashboard check unchanged.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CarnetError, BUNDLE_CODES, CLIENT_CODES } from '@carnet/client';
import { ledgerCheck, refusalSentence, REFUSALS } from '@carnet/portal';

test('every code with which a certificate is refused has a sentence in both languages', () => {
    const codes = Object.keys(CLIENT_CODES).filter(code => code.startsWith('PROOF_') && !Object.hasOwn(BUNDLE_CODES, code));
    assert.ok(codes.length > 30);
    assert.deepEqual(Object.keys(REFUSALS).sort(), codes.sort());
    for (const code of codes) {
        const [english, french] = [refusalSentence(code, 'en'), refusalSentence(code, 'fr')];
        assert.match(english, /^[A-Z].*\.$/);
        assert.match(french, /^[A-ZÀÉ].*\.$/);
        assert.notEqual(english, french);
    }
    assert.match(refusalSentence('PROOF_OF_TOMORROW', 'en'), /too old to explain/);
    assert.match(refusalSentence('toString', 'fr'), /trop ancienne/);
});

const now = (): number => Date.parse('2024-06-10T23:59:00Z');

test('the check asks the ledger with the day, and hands on its answer', async () => {
    const asked: (readonly string[])[] = [];
    const ask = ledgerCheck({ evaluate: (contract, fn, args) => {
        asked.push([contract, fn, ...args ?? []]);
        return Promise.resolve('{"answer":"IMPLAUSIBLY_HIGH"}');
    } }, now);
    assert.equal(await ask('VF1JM0D0641234567', { value: 5, unit: 'mi' }), 'IMPLAUSIBLY_HIGH');
    assert.deepEqual(asked, [['VehicleRecord', 'CheckOdometer', 'VF1JM0D0641234567', '{"date":"2024-06-10","unit":"mi","value":5}']]);
});

test('a car that is not registered has no data; another failure, or another answer, is a failure', async () => {
    const failing = (code: string): Promise<unknown> =>
        ledgerCheck({ evaluate: () => Promise.reject(new CarnetError(code, 'No.')) }, now)('VF1JM0D0641234567', { value: 5, unit: 'km' });
    assert.equal(await failing('VEHICLE_NOT_FOUND'), 'NO_DATA');
    await assert.rejects(failing('GATEWAY_UNAVAILABLE'), { code: 'GATEWAY_UNAVAILABLE' });
    const other = ledgerCheck({ evaluate: () => Promise.resolve('{"answer":"93320"}') }, now);
    await assert.rejects(other('VF1JM0D0641234567', { value: 5, unit: 'km' }), /compare the versions of portal and chaincode/);
});
