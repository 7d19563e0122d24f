// carnet policy decide, show and cedar: files in, decisions and sentences out, without a network.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { cedarText, CEDAR_SCHEMA, policyHash, policySentences } from '@carnet/domain';
import { VOUCHER } from '../policy/policies.js';
import { carnetCommand } from './command.js';

const REQUEST = { payee: { id: 'k', category: '7995', country: 'FR', groups: [] }, channel: 'pos', amount: '2001', time: '2026-03-04T11:00:00Z', used: { day: '3000' } };

let dir: string;
let policy: string;
let request: string;
before(() => {
    dir = mkdtempSync(join(tmpdir(), 'carnet-policy-'));
    [policy, request] = [join(dir, 'policy.json'), join(dir, 'request.json')];
    writeFileSync(policy, JSON.stringify(VOUCHER, null, 2));
    writeFileSync(request, JSON.stringify(REQUEST));
});
after(() => { rmSync(dir, { recursive: true }); });

test('decide answers decision, reasons and what allowed it as JSON', async () => {
    const { status, out } = await carnetCommand(['policy', 'decide', policy, '--request', request, '--json']);
    assert.equal(status, 0);
    assert.deepEqual(JSON.parse(out), {
        decision: 'DENY', allowedBy: [],
        reasons: [
            { code: 'DENY_RULE', layer: 'programme', id: 'no-casino', parameters: {} },
            { code: 'NO_ALLOW_RULE', layer: 'programme', id: 'food', parameters: { clauses: ['categories'] } },
            { code: 'LIMIT_AMOUNT', layer: 'programme', id: 'day', parameters: { limit: 'day', period: 'day', max: '5000', used: '3000', asked: '2001' } },
        ],
    });
});

test('decide explains each reason by the sentence of its rule or limit', async () => {
    assert.equal((await carnetCommand(['policy', 'decide', policy, '--request', request])).out, [
        'DENY',
        'DENY_RULE no-casino',
        '  Forbids payments at payees of category 7995 or an unknown one.',
        'NO_ALLOW_RULE food (clauses categories)',
        '  Allows payments at payees of category 5411 to 5499 or 5812 to 5814 in FR.',
        'LIMIT_AMOUNT day (limit day, period day, max 5000, used 3000, asked 2001)',
        '  Limits the sum of all payments to 50.00 EUR per day, for each wallet.',
    ].join('\n'));
    const lunch = JSON.stringify({ ...REQUEST, payee: { id: 'cafe', category: '5814', country: 'FR' }, used: {} });
    assert.equal((await carnetCommand(['policy', 'decide', policy, '--request', '-'], [lunch])).out, 'ALLOW by food');
});

test('decide refuses a request by its field, and two files from standard input', async () => {
    const wrong = await carnetCommand(['policy', 'decide', policy, '--request', '-', '--json'], [JSON.stringify({ ...REQUEST, amount: '1.5' })]);
    assert.equal(wrong.status, 1);
    assert.match(wrong.err, /"AMOUNT_INVALID"[^]*request\.amount/);
    const both = await carnetCommand(['policy', 'decide', '-', '--request', '-']);
    assert.equal(both.status, 2);
    assert.match(both.err, /only one of the two files is standard input/);
});

test('show says what a policy is, in English, in French and as JSON', async () => {
    const { out } = await carnetCommand(['policy', 'show', policy]);
    assert.match(out, /^meal-voucher version 1\nValid from 2026-01-01 00:00 UTC/);
    assert.match(out, /^ {2}no-casino: Forbids payments at payees of category 7995 or an unknown one\.$/m);
    assert.match(out, new RegExp(`^policyHash ${policyHash(VOUCHER)}$`, 'm'));
    assert.match((await carnetCommand(['policy', 'show', policy, '--language', 'fr'])).out, /^ {2}no-casino: Interdit les paiements/m);
    assert.deepEqual(JSON.parse((await carnetCommand(['policy', 'show', policy, '--json'])).out), { policyHash: policyHash(VOUCHER), ...policySentences(VOUCHER) });
});

test('cedar writes the rules and the schema', async () => {
    assert.equal(`${(await carnetCommand(['policy', 'cedar', policy])).out}\n`, cedarText(VOUCHER));
    assert.equal(`${(await carnetCommand(['policy', 'cedar', policy, '--schema'])).out}\n`, CEDAR_SCHEMA);
    assert.deepEqual(JSON.parse((await carnetCommand(['policy', 'cedar', policy, '--json'])).out), { cedar: cedarText(VOUCHER), schema: CEDAR_SCHEMA });
});
