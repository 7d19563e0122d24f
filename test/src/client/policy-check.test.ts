// carnet policy check: a policy in a file is proved, or refused with a payment that policy decide takes.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { policyHash, type Policy } from '@carnet/domain';
import { VOUCHER } from '../policy/policies.js';
import { carnetCommand } from './command.js';

const CASINO: Policy = {
    ...VOUCHER, rules: [...VOUCHER.rules, { id: 'fun', effect: 'allow', when: { categories: [['7990', '7995']] } }],
    assertions: [{ id: 'food-only', never: { categories: [['7000', '7999']] } }],
};

let dir: string;
before(() => { dir = mkdtempSync(join(tmpdir(), 'carnet-policy-check-')); });
after(() => { rmSync(dir, { recursive: true }); });

function written(name: string, content: unknown): string {
    const path = join(dir, name);
    writeFileSync(path, JSON.stringify(content, null, 2));
    return path;
}

test('a policy that is proved says what was proved, and warns', async () => {
    const { status, out } = await carnetCommand(['policy', 'check', written('voucher.json', VOUCHER)]);
    assert.equal(status, 0);
    assert.deepEqual(out.split('\n'), [
        'meal-voucher version 1: proved',
        '  The allow rule allows a payment.',
        '  The deny rule can hold.',
        'warning RULE_NO_EFFECT no-casino',
        '  Rule \'no-casino\' changes no decision: without it, every payment would be decided as it is with it. Leave it out, or correct it.',
        '  for example: payee payee-1, category 7995, FR, pos, 0.01 EUR, 2026-01-01T00:00:00.000Z',
        `policyHash ${policyHash(VOUCHER)}, 50 cells, 52 steps`,
    ]);
});

test('the policy of docs/policy.md is proved as the page says', async () => {
    const document = readFileSync(resolve(import.meta.dirname, '..', '..', '..', 'docs', 'policy.md'), 'utf8');
    const block = (mark: string): string => new RegExp(`<!-- ${mark} -->\n\`\`\`[a-z]*\n([^]*?)\n\`\`\`\n`).exec(document)?.[1] ?? '';
    const { out } = await carnetCommand(['policy', 'check', '-'], [block('policy')]);
    assert.equal(out.split('\n').slice(0, -1).join('\n'), block('check'));
});

test('a policy that is refused ends with status 1, and its witness is a request that policy decide allows', async () => {
    const file = written('casino.json', CASINO);
    const { status, out } = await carnetCommand(['policy', 'check', file, '--json']);
    interface Answer { refusals: { code: string; id: string; witness: unknown }[]; certificate?: unknown; policyHash: string }
    const { refusals, certificate, policyHash: hash } = JSON.parse(out) as Answer;
    assert.deepEqual([status, certificate, hash], [1, undefined, policyHash(CASINO)]);
    assert.deepEqual(refusals.map(({ code, id, witness }) => [code, id, witness]), [['ASSERTION_FAILED', 'food-only', {
        payee: { id: 'payee-1', category: '7990', country: 'FR', groups: [] }, channel: 'pos', amount: '1', time: '2026-01-01T00:00:00.000Z',
    }]]);
    const decided = await carnetCommand(['policy', 'decide', file, '--request', written('witness.json', refusals[0]?.witness), '--json']);
    assert.equal((JSON.parse(decided.out) as { decision: string }).decision, 'ALLOW');
    const lines = (await carnetCommand(['policy', 'check', '-'], [JSON.stringify(CASINO)])).out.split('\n');
    assert.deepEqual(lines.slice(0, 4), [
        'meal-voucher version 1: refused',
        'refused ASSERTION_FAILED food-only',
        '  Assertion \'food-only\' says that such a payment is never allowed, and the rules allow this one. Correct the rules or the assertion.',
        '  for example: payee payee-1, category 7990, FR, pos, 0.01 EUR, 2026-01-01T00:00:00.000Z',
    ]);
});

test('with the version before, a tightening is proved or refused, and a full policy says whether it is one', async () => {
    const older = written('older.json', VOUCHER);
    const second = { ...CASINO, assertions: [], version: 2, previousHash: policyHash(VOUCHER) };
    const wider = written('wider.json', { ...second, mode: 'tighten-only' });
    const refused = await carnetCommand(['policy', 'check', wider, '--previous', older]);
    assert.equal(refused.status, 1);
    assert.match(refused.out, /^refused NOT_TIGHTER\n {2}The rules allow this payment, which the version before refused\./m);
    assert.equal((await carnetCommand(['policy', 'check', wider])).status, 1);
    const full = await carnetCommand(['policy', 'check', written('full.json', second), '--previous', older]);
    assert.equal(full.status, 0);
    assert.match(full.out, /^It is no tightening of the version before:\nwidened NOT_TIGHTER$/m);
    const same = await carnetCommand(['policy', 'check', written('same.json', { ...VOUCHER, version: 2, previousHash: policyHash(VOUCHER) }), '--previous', older, '--json']);
    const { tightens, widened } = JSON.parse(same.out) as { tightens: boolean; widened: unknown[] };
    assert.deepEqual([same.status, tightens, widened], [0, true, []]);
});

test('a file that holds no policy is refused by the field, and two files from standard input are a wrong call', async () => {
    const broken = await carnetCommand(['policy', 'check', written('broken.json', { ...VOUCHER, mode: 'loose' }), '--json']);
    assert.equal(broken.status, 1);
    assert.match(broken.err, /INVALID_VALUE/);
    assert.match(broken.err, /policy\.mode/);
    const { status, err } = await carnetCommand(['policy', 'check', '-', '--previous', '-']);
    assert.equal(status, 2);
    assert.match(err, /only one of the files is standard input/);
});

test('with the rosters, an approval that cannot be given is refused', async () => {
    const policy = written('approved.json', { ...VOUCHER, approvals: [{ id: 'large', match: {}, above: '1000', roster: 'board' }] });
    const member = (n: number): object => ({ mspId: `Org${n}MSP`, publicKeyHash: String(n).repeat(64), name: 'A manager' });
    const roster = { rosterId: 'board', version: 1, members: [member(1), member(2), member(3)], threshold: 2, minOrganisations: 2 };
    assert.equal((await carnetCommand(['policy', 'check', policy])).status, 0);
    const { status, out } = await carnetCommand(['policy', 'check', policy, '--roster', written('board.json', roster)]);
    assert.deepEqual([status, /^ {2}The roster of each approval can give it\.$/m.test(out)], [0, true]);
    const other = await carnetCommand(['policy', 'check', policy, '--roster', written('other.json', { ...roster, rosterId: 'other' })]);
    assert.equal(other.status, 1);
    assert.match(other.out, /^refused QUORUM_IMPOSSIBLE large\n {2}Approval 'large' can never be given: roster 'board' is not defined\./m);
    const blocked = written('blocked.json', { ...roster, threshold: 4 });
    assert.equal((await carnetCommand(['policy', 'check', policy, '--roster', blocked])).status, 1);
});
