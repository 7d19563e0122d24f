// The sentences by which a manager reads a policy: English and French, each clause, each kind of thing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAmount, policySentences, type Approval, type Limit, type Match, type Policy, type SentenceLanguage } from '@carnet/domain';
import { VOUCHER } from './policies.js';

function rule(when: Match, effect: 'allow' | 'deny' = 'allow', language: SentenceLanguage = 'en', policy: Policy = VOUCHER): string | undefined {
    return policySentences({ ...policy, rules: [{ id: 'r', effect, when }] }, language).rules[0]?.sentence;
}

const LUNCH: Match = {
    amount: { max: '5000' }, categories: [['5411', '5499']], countries: ['FR'], window: { days: [1, 2, 3, 4, 5], fromMinute: 360, toMinute: 1320 },
};

test('a rule on lunch', () => {
    assert.equal(rule(LUNCH), 'Allows payments of at most 50.00 EUR at payees of category 5411 to 5499 in FR, Monday to Friday 06:00–22:00.');
    assert.equal(rule(LUNCH, 'allow', 'fr'),
        'Autorise les paiements d’au plus 50,00 EUR aux bénéficiaires de catégorie 5411 à 5499 du pays FR, lundi à vendredi de 06:00 à 22:00.');
});

test('what a deny rule, a limit and an approval do where a fact is unknown is said', () => {
    const when: Match = { categories: [['7995', '7995'], ['5411', '5499']], countries: ['FR', 'DE'], regions: ['FR-75'] };
    assert.equal(rule(when, 'deny'),
        'Forbids payments at payees of category 7995, 5411 to 5499 or an unknown one in FR, DE or an unknown country in the region FR-75 or an unknown one.');
    assert.equal(rule(when), 'Allows payments at payees of category 7995 or 5411 to 5499 in FR or DE in the region FR-75.');
});

test('every other clause', () => {
    const clauses: readonly (readonly [Match, string])[] = [
        [{}, 'Allows all payments.'],
        [{ payees: ['cafe'] }, 'Allows payments at payees cafe.'],
        [{ payees: ['a', 'b', 'c'], payeeGroups: ['g'] }, 'Allows payments at payees a, b or c of the group g.'],
        [{ channels: ['pos', 'p2p'] }, 'Allows payments at the till or from holder to holder.'],
        [{ amount: { min: '1' } }, 'Allows payments of at least 0.01 EUR.'],
        [{ amount: { min: '100', max: '100' } }, 'Allows payments of exactly 1.00 EUR.'],
        [{ amount: { min: '100', max: '200' } }, 'Allows payments of 1.00 EUR to 2.00 EUR.'],
        [{ window: { days: [7, 1, 2, 4], fromMinute: 0, toMinute: 1440 } }, 'Allows payments, Monday, Tuesday, Thursday and Sunday 00:00–24:00.'],
        [{ window: { days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 1, toMinute: 2 } }, 'Allows payments, every day 00:01–00:02.'],
        [{ between: { from: '2026-02-01T00:00:00.000Z' } }, 'Allows payments, from 2026-02-01 00:00 UTC.'],
        [{ between: { from: '2026-02-01T00:00:30.000Z', until: '2026-02-01T00:00:30.001Z' } },
            'Allows payments, from 2026-02-01 00:00:30 UTC, before 2026-02-01 00:00:30.001 UTC.'],
    ];
    for (const [when, sentence] of clauses) assert.equal(rule(when), sentence);
});

test('amounts have the decimals of their currency', () => {
    const yen = { ...VOUCHER, currency: { code: 'JPY', scale: 0 } };
    assert.equal(rule({ amount: { max: '5000' } }, 'allow', 'en', yen), 'Allows payments of at most 5000 JPY.');
    assert.deepEqual([['5', 2], ['0', 3], ['123456', 6], ['1234567', 6], ['7', 0]].map(([amount, scale]) => formatAmount(String(amount), Number(scale))),
        ['0.05', '0.000', '0.123456', '1.234567', '7']);
});

test('limits', () => {
    const limit = (change: Partial<Limit>): string | undefined => policySentences({
        ...VOUCHER, limits: [{ id: 'l', match: {}, measure: 'amount', period: 'day', max: '5000', scope: 'wallet', ...change }],
    }).limits[0]?.sentence;
    assert.equal(limit({}), 'Limits the sum of all payments to 50.00 EUR per day, for each wallet.');
    assert.equal(limit({ measure: 'count', max: '3', period: 'life', scope: 'programme' }),
        'Limits the number of all payments to 3 in total, for all wallets of the programme together.');
    assert.equal(limit({ period: 'tx', match: { countries: ['FR'] } }), 'Limits payments at payees in FR or an unknown country to 50.00 EUR each.');
});

test('approvals, with the sum of a period and without', () => {
    const big: Approval = { id: 'a', match: {}, above: '10000', roster: 'board' };
    const both = policySentences({ ...VOUCHER, approvals: [big, { ...big, id: 'b', cumulative: { period: 'month', above: '200000' } }] }).approvals;
    assert.deepEqual(both.map(({ sentence }) => sentence), [
        'Asks the roster board to approve all payments: each of more than 100.00 EUR.',
        'Asks the roster board to approve all payments: each of more than 100.00 EUR, and each that takes their sum per month above 2000.00 EUR.',
    ]);
});

test('assertions', () => {
    const { assertions } = policySentences({ ...VOUCHER, assertions: [{ id: 'n', never: { channels: ['p2p'] } }, { id: 'a', always: { payees: ['cafe'] } }] });
    assert.deepEqual(assertions.map(({ id, sentence }) => [id, sentence]), [
        ['n', 'Asserts that the rules allow none of these: payments from holder to holder.'],
        ['a', 'Asserts that the rules allow each of these: payments at payees cafe.'],
    ]);
});

test('what holds of the whole policy', () => {
    assert.deepEqual(policySentences(VOUCHER).general, [
        'Valid from 2026-01-01 00:00 UTC, and no longer from 2027-01-01 00:00 UTC.',
        'Days and hours are those of UTC+01:00, without summer time; a week begins on Monday.',
        'Holders may not pay each other.',
        'A coin may be spent in part, with change.',
        'Payments may be refunded within 14 days; a refund does not give back what limits have counted.',
        'Coins that expired go back to the issuer.',
    ]);
    const other: Policy = {
        ...VOUCHER, calendar: { utcOffsetMinutes: -210, weekStart: 7 }, transfer: { holderToHolder: true, split: false },
        refund: { allowed: true, withinSeconds: 86_400, restoreQuota: 'same-period' }, expiry: { action: 'block', graceSeconds: 129_600 },
    };
    assert.deepEqual(policySentences(other).general.slice(1), [
        'Days and hours are those of UTC−03:30, without summer time; a week begins on Sunday.',
        'Holders may pay each other, where a rule allows it.',
        'A coin is spent as a whole, without change.',
        'Payments may be refunded within 1 day; a refund in the same period gives back what limits have counted.',
        'Coins that expired can still be spent for 1.5 days, then stay, and cannot be spent.',
    ]);
    assert.equal(policySentences({ ...VOUCHER, refund: { ...VOUCHER.refund, allowed: false } }, 'fr').general[4], 'Les paiements ne sont pas remboursés.');
});
