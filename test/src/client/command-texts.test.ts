// What the command carnet says to people: a refusal that asks something, and the buyer's report on a terminal.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CarnetError } from '@carnet/client';
import { buyerReportLines } from '@carnet/client/dist/cli/vehicle/buyer-report-lines.js';
import { decisionLines } from '@carnet/client/dist/cli/decision/lines.js';
import { parseOptions } from '@carnet/client/dist/cli/command/options.js';
import { refusalLines } from '@carnet/client/dist/cli/refusal-lines.js';
import { HASH_OPTION, requireSeen } from '@carnet/client/dist/cli/command/seen.js';
import { buyerReport, ENGLISH, FRENCH } from '@carnet/client/report';
import type { Decision } from '@carnet/domain';
import { VOUCHER } from '../policy/policies.js';
import { bookOf, reportOf, rolledBackCar } from '../portal/cars.js';

test('what a check found is explained, with the option that confirms it; other refusals add nothing', () => {
    const findings = ['LATE', 'LOWER_THAN_BEFORE', 'constructor'];
    assert.deepEqual(refusalLines(new CarnetError('CONFIRMATION_NEEDED', 'Look again.', { details: { findings } })), [
        '  LATE: the event is more than 5 days ago',
        '  LOWER_THAN_BEFORE: the reading is 100 km or more below the highest one before it',
        '  constructor',
        'Where it is right all the same, add --confirm.',
    ]);
    const vin = new CarnetError('VIN_NOT_CONFIRMED', 'Compare it.', { details: { warnings: ['SERIAL_NOT_NUMERIC'] } });
    assert.deepEqual(refusalLines(vin), ['  SERIAL_NOT_NUMERIC: the last four characters are not all digits', 'Where it is right all the same, add --confirm-vin.']);
    assert.deepEqual(refusalLines(new CarnetError('VEHICLE_NOT_FOUND', 'Register it.')), []);
});

test('the report has a chapter for all that is recorded, and each code of the table is explained', () => {
    const { report, entries } = rolledBackCar();
    const text = buyerReportLines(buyerReport(report, entries), ENGLISH).join('\n');
    for (const part of [
        /^vehicle +RENAULT MEGANE$/m, /^The odometer reading is not credible$/m,
        /^What the rules found\n {2}/m, /^ {2}ROLLBACK \(#\d+[^)]*\): The reading dropped by 100 km/m,
        /^More than 18 months without a reading\n {2}/m, /: 36 months, between two readings$/m,
        /^Disputes\n(?: {2}.*\n)*? {2}.* · not resolved yet$/m, /^Safety recalls\n/m,
    ]) assert.match(text, part);
    assert.match(buyerReportLines(buyerReport(report, entries), FRENCH).join('\n'), /^Contestations\n(?: {2}.*\n)*? {2}.* · pas encore close$/m);
});

test('nothing in a book moves the cursor of a terminal or adds a line', () => {
    const hostile = 'a\u001b[2J\nb\u202e';
    const entries = bookOf('VF1JM0D0641234567', [{ type: 'SERVICE', date: '2019-03-04', mspId: hostile, work: [hostile], publicNote: hostile }]);
    const report = reportOf(entries, { make: hostile, openRecalls: [hostile] }, {}, '2019-06-10T09:30:00.000Z');
    const lines = buyerReportLines(buyerReport(report, entries), ENGLISH);
    assert.ok(lines.every(line => !/[\x00-\x1f\u202e]/.test(line)));
    assert.ok(lines.every((line, index) => line !== '' || lines[index + 1] !== ''));
    assert.ok(lines.includes('  4 Mar 2019 · Service · a?[2J?b? · “a?[2J?b?”'), lines.join('\n'));
});

test('what a manager votes on stands there in full: a policy in sentences as well, and nothing that moves the cursor', () => {
    const decision: Decision = {
        decisionId: 'd-1', kind: 'PROGRAMME_POLICY', subject: 'vouchers', contentHash: 'c'.repeat(64), rosterId: 'managers', rosterVersion: 3,
        proposer: { mspId: 'Org1MSP', publicKeyHash: 'a'.repeat(64) }, proposerMayVote: true,
        proposedAt: '2026-03-01T09:00:00.000Z', earliest: '2026-03-01T09:00:00.000Z', expiry: '2026-03-08T09:00:00.000Z', status: 'OPEN',
    };
    const hostile = 'a\u202eb';
    const policy = { ...VOUCHER, rules: VOUCHER.rules.map(rule => ({ ...rule, note: hostile })) };
    const votes = [{ mspId: 'Org2MSP', publicKeyHash: 'b'.repeat(64), approves: true, at: '2026-03-02T09:00:00.000Z' }];
    const tally = { needed: 2, given: 1, against: 0, neededOrganisations: 2, organisations: 1 };
    const text = decisionLines({ decision, content: { programmeId: 'vouchers', policyHash: 'c'.repeat(64), policy }, votes, tally }).join('\n');
    for (const part of [
        /^roster +managers version 3$/m, /^approvals +1 of 2 needed, of 1 of 2 organisations needed; 0 against$/m, /^What it says\n {2}\S/m,
        /^ {4}"programmeId": "vouchers"/m, /^hash {2}c{64}$/m, /^Org2MSP {7}b{64} {2}for {3}2026-03-02/m,
    ]) assert.match(text, part);
    assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\u202e]/);
    const stale = decisionLines({ decision: { ...decision, kind: 'WALLET_POLICY' }, content: { policy: null }, votes: [], tally: null }).join('\n');
    assert.match(stale, /^approvals +void: the roster has changed since$/m);
    assert.doesNotMatch(stale, /What it says|Votes/);
});

test('nobody votes, signs or gives a share for what he was not shown: he says yes under it, or names its hash', async () => {
    const seenBy = (args: readonly string[], answer?: string): { readonly shown: string[]; readonly ended: Promise<void> } => {
        const shown: string[] = [];
        const terminal = {
            print: () => undefined, note: (line: string) => { shown.push(line); }, progress: undefined, input: () => assert.fail(),
            ask: answer === undefined ? undefined : () => Promise.resolve(answer),
        };
        const asked = { hash: 'a'.repeat(64), lines: () => ['what it says'], question: 'Sign this?', printedBy: 'carnet document show', mismatch: 'CONTENT_MISMATCH' as const };
        return { shown, ended: requireSeen(asked, parseOptions(args, HASH_OPTION, []), terminal) };
    };
    const yes = seenBy([], ' yes ');
    await yes.ended;
    assert.deepEqual(yes.shown, ['what it says']);
    for (const answer of ['y', '', 'no']) await assert.rejects(seenBy([], answer).ended, { code: 'ABORTED_BY_CALLER' });
    await assert.rejects(seenBy([]).ended, { message: 'nobody can be asked: give --hash, as `carnet document show` prints it' });
    const named = seenBy(['--hash', 'a'.repeat(64)]);
    await named.ended;
    assert.deepEqual(named.shown, []);
    await assert.rejects(seenBy(['--hash', 'b'.repeat(64)], 'yes').ended, { code: 'CONTENT_MISMATCH' });
});
