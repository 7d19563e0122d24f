// carnet policy bound and replay: from files, without a network.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { JournalRow, Policy } from '@carnet/domain';
import { NOON, VOUCHER } from '../policy/policies.js';
import { carnetCommand } from './command.js';

let folder: string;
let policy: string;
before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'carnet-policy-'));
    policy = await file('policy.json', VOUCHER);
});
after(() => rmSync(folder, { recursive: true }));

async function file(name: string, content: unknown): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
}

test('policy bound says the most that can be moved, and by which limits', async () => {
    const { status, out, err } = await carnetCommand(['policy', 'bound', policy, '--days', '1', '--at', '2026-03-04T11:00:00Z']);
    assert.deepEqual({ status, err }, { status: 0, err: '' });
    assert.deepEqual(out.split('\n'), [
        'At most 100.00 EUR can be moved within a day: 50.00 today and 50.00 tomorrow by limit day.',
        'Exact: there are payments that come to it, from 2026-03-04T11:00:00.000Z to 2026-03-05T11:00:00.000Z.',
    ]);
});

test('policy bound takes what was used, coins that expire, and the wallet\'s own policy', async () => {
    const state = await file('state.json', {
        at: '2026-03-04T11:00:00Z', used: { day: '1000' }, walletUsed: { week: '500' },
        coins: [{ amount: '3000' }, { amount: '9000', expiresAt: '2026-03-05T00:00:00Z' }],
    });
    const own: Policy = { ...VOUCHER, id: 'own', limits: [{ id: 'week', match: {}, measure: 'amount', period: 'week', max: '9000', scope: 'wallet' }] };
    const { out } = await carnetCommand(['policy', 'bound', policy, '--wallet-policy', await file('own.json', own), '--state', state, '--days', '3', '--json']);
    const { bound, exact, by, from, until } = JSON.parse(out) as Record<string, unknown>;
    // The coins expire at 01:00 local time: 40.00 of today's and 50.00 of tomorrow's before, and 30.00 after; of the week 85.00 are left.
    assert.deepEqual({ bound, exact }, { bound: '8500', exact: true }, out);
    assert.deepEqual({ from, until }, { from: '2026-03-04T11:00:00.000Z', until: '2026-03-07T11:00:00.000Z' });
    assert.deepEqual(by, [{
        by: 'limit', layer: 'wallet', id: 'week', measure: 'amount', period: 'week', max: '9000', periods: 1, amount: '8500', present: '8500',
    }]);
});

test('policy bound refuses what it cannot read, by its field', async () => {
    const refused = async (...args: readonly string[]): Promise<string> => (await carnetCommand(['policy', 'bound', policy, ...args])).err;
    assert.match(await refused('--days', '367'), /^OUT_OF_RANGE: days: Send 0 to 366\.$/);
    assert.match(await refused('--coins', '1e3'), /^AMOUNT_INVALID: coins: /);
    assert.match(await refused('--at', 'tomorrow'), /^INVALID_DATE: at: /);
    assert.match(await refused('--state', await file('unknown.json', { used: { week: '1' } })), /^UNKNOWN_FIELD: state\.used\.week: /);
    assert.match(await refused('--days', 'x'), /usage: carnet policy bound/);
});

function row(id: string, amount: string, at: number): JournalRow {
    return {
        type: 'PAID', id, programmeId: 'meals', transactionId: `t-${id}`, at: new Date(at).toISOString(),
        legs: [{ account: 'wallet:ana', amount: `-${amount}` }, { account: 'wallet:cafe', amount }],
        order: { paymentId: id, walletId: 'ana', payeeId: 'cafe', amount, currency: 'EUR', channel: 'pos' },
        payee: { version: 1, category: '5411', country: 'FR', groups: [] },
    };
}

const journal = [row('p1', '3000', NOON), row('p2', '2500', NOON + 1000), row('p3', '2000', NOON + 2000)].map(one => `${JSON.stringify(one)}\n`);

test('policy replay tells each payment that the draft refuses, and the sums', async () => {
    const { status, out } = await carnetCommand(['policy', 'replay', policy, '--journal', '-'], journal);
    assert.equal(status, 0);
    const lines = out.split('\n');
    assert.equal(lines[0], '2026-03-04T11:00:01.000Z p2: 25.00 EUR from ana to cafe: DENY: LIMIT_AMOUNT day');
    assert.ok(lines.some(line => /^refused +1 +25\.00 EUR$/.test(line)), out);
    assert.ok(lines.some(line => /^day +LIMIT_AMOUNT +1 +25\.00 EUR$/.test(line)), out);
});

test('policy replay --json is one document, however many payments it names', async () => {
    const draft = await file('strict.json', { ...VOUCHER, limits: [{ ...VOUCHER.limits[0], max: '1000' }] });
    const { out } = await carnetCommand(['policy', 'replay', draft, '--journal', await file('journal.jsonl', journal.join('')), '--json']);
    const { refused, replay } = JSON.parse(out) as { refused: { paymentId: string }[]; replay: { refused: { payments: number; amount: string } } };
    assert.deepEqual(refused.map(({ paymentId }) => paymentId), ['p1', 'p2', 'p3']);
    assert.deepEqual(replay.refused, { payments: 3, amount: '7500' });
});

test('policy replay refuses a journal that is not in order, or none', async () => {
    const unordered = await carnetCommand(['policy', 'replay', policy, '--journal', '-'], [...journal, `${JSON.stringify(row('p0', '1', NOON - 86_400_000))}\n`]);
    assert.equal(unordered.status, 1);
    assert.match(unordered.err, /^JOURNAL_UNORDERED: /);
    const missing = await carnetCommand(['policy', 'replay', policy, '--journal', join(folder, 'none')]);
    assert.match(missing.err, /^FILE_UNREADABLE: /);
});
