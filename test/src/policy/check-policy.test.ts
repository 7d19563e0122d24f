// Each code of the check by a policy that has it, with the payment that shows it; and what the check costs, in steps.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    checkPolicy, compilePolicy, decidePayment, policyCodec, policyHash, POLICY_LIMITS, PROOF_STEPS, tighteningFindings,
    type Match, type PaymentFacts, type Policy, type PolicyCheck, type Roster, type Rule,
} from '@carnet/domain';
import { EMPLOYER, fullPolicy, randomShape, SIXTY_FOUR } from './large-policies.js';
import { COFFEE, VOUCHER } from './policies.js';

function checked(policy: Policy, previous?: Policy, rosters?: ReadonlyMap<string, Roster>): PolicyCheck {
    return checkPolicy(policyCodec.decode(JSON.stringify(policy)), previous, rosters);
}

function codes(findings: PolicyCheck['refusals']): string[] {
    return findings.map(({ code, id }) => id === undefined ? code : `${code} ${id}`);
}

function allow(id: string, when: Match): Rule {
    return { id, effect: 'allow', when };
}

function deny(id: string, when: Match): Rule {
    return { id, effect: 'deny', when };
}

const shops = allow('shops', { categories: [['5000', '5999']] });
const casino: Match = { categories: [['7995', '7995']] };

function ofRules(rules: readonly Rule[], rest: Partial<Policy> = {}): Policy {
    return { ...VOUCHER, limits: [], rules, ...rest };
}

/** Name, policy, refusals, warnings. */
const CASES: readonly (readonly [string, Policy, readonly string[], readonly string[]])[] = [
    ['D23 a casino that is allowed and denied, and nothing else', ofRules([allow('a', casino), deny('d', casino)]),
        ['RULE_UNREACHABLE a', 'POLICY_CONTRADICTION'], ['RULE_NO_EFFECT a']],
    ['D23 beside other rules', ofRules([shops, allow('a', casino), deny('d', casino)]),
        ['RULE_UNREACHABLE a'], ['RULE_NO_EFFECT a']],
    ['no rule at all', ofRules([]), ['POLICY_CONTRADICTION'], []],
    ['only deny rules', ofRules([deny('d', casino)]), ['POLICY_CONTRADICTION'], ['RULE_NO_EFFECT d']],
    ['a time after the policy has ended', ofRules([shops, allow('late', { between: { from: '2027-06-01T00:00:00.000Z' } })]),
        ['POLICY_CONTRADICTION late', 'RULE_UNREACHABLE late'], []],
    ['a time that ends when the policy begins', ofRules([shops, deny('early', { between: { until: '2026-01-01T00:00:00.000Z' } })]),
        ['POLICY_CONTRADICTION early', 'RULE_UNREACHABLE early'], []],
    ['a window that does not come within three days: Thursday 1 to Saturday 3 January', ofRules(
        [shops, allow('mondays', { window: { days: [1], fromMinute: 0, toMinute: 1440 } })],
        { validity: { notBefore: '2026-01-01T00:00:00.000Z', notAfter: '2026-01-04T00:00:00.000Z' } },
    ), ['POLICY_CONTRADICTION mondays', 'RULE_UNREACHABLE mondays'], []],
    ['the same window in an hour of which it is Monday in local time', ofRules(
        [shops, allow('mondays', { window: { days: [1], fromMinute: 0, toMinute: 1440 } })],
        { validity: { notBefore: '2026-01-01T00:00:00.000Z', notAfter: '2026-01-04T23:00:00.001Z' } },
    ), [], []],
    ['holders have no category', ofRules([shops, allow('p', { channels: ['p2p'], categories: [['5000', '5999']] })], { transfer: { holderToHolder: true, split: true } }),
        ['POLICY_CONTRADICTION p', 'RULE_UNREACHABLE p'], []],
    ['holders may not pay each other', ofRules([shops, allow('p', { channels: ['p2p'] })]), ['RULE_UNREACHABLE p'], ['RULE_NO_EFFECT p']],
    ['no amount is 0', ofRules([shops, allow('nothing', { amount: { max: '0' } })]), ['POLICY_CONTRADICTION nothing', 'RULE_UNREACHABLE nothing'], []],
    ['more than a limit ever has room for', { ...VOUCHER, rules: [shops, allow('big', { amount: { min: '5001' } })] },
        ['RULE_UNREACHABLE big'], ['RULE_NO_EFFECT big']],
    ['denied by two rules together', ofRules([shops, allow('meals', { categories: [['5812', '5812']] }),
        deny('small', { categories: [['5812', '5812']], amount: { max: '1000' } }), deny('large', { amount: { min: '500' } })]),
    ['RULE_UNREACHABLE meals'], ['RULE_NO_EFFECT meals']],
    ['a rule within another', ofRules([shops, allow('bakers', { categories: [['5462', '5462']] })]), [], ['RULE_NO_EFFECT bakers']],
    ['a casino is denied that nothing allows', VOUCHER, [], ['RULE_NO_EFFECT no-casino']],
    ['unknown is deny: a payee without a category may be a casino', ofRules([allow('all', {}), deny('d', casino)], {
        assertions: [{ id: 'never', never: casino }, { id: 'always', always: { categories: [['5000', '7994']], channels: ['pos', 'online'] } }],
    }), [], []],
    ['an assertion that a named payee breaks, whose category may be any', ofRules([shops, allow('p', { payees: ['joe'] })], { assertions: [{ id: 'never', never: casino }] }),
        ['ASSERTION_FAILED never'], []],
    ['an assertion of all shops, some of which are closed on Sundays', ofRules([shops, deny('sundays', { window: { days: [7], fromMinute: 0, toMinute: 1440 } })], {
        assertions: [{ id: 'always', always: { categories: [['5000', '5999']] } }],
    }), ['ASSERTION_FAILED always'], []],
    ['an assertion whose bound no rule has', ofRules([allow('shops', { categories: [['5000', '5999']], amount: { max: '1000' } })], {
        assertions: [{ id: 'holds', never: { amount: { min: '1001' } } }, { id: 'fails', never: { amount: { min: '1000' } } }],
    }), ['ASSERTION_FAILED fails'], []],
    ['an approval that can be split', ofRules([shops], { approvals: [{ id: 'large', match: {}, above: '1000', roster: 'board' }] }), [], ['STRUCTURING_RISK large']],
    ['one that counts the sum, and one that all need', ofRules([shops], { approvals: [
        { id: 'all', match: {}, above: '0', roster: 'board' },
        { id: 'large', match: {}, above: '1000', roster: 'board', cumulative: { period: 'week', above: '1000' } },
    ] }), [], []],
    ['an approval and a limit of payments that no rule allows', ofRules([shops], {
        limits: [{ id: 'casino', match: casino, measure: 'amount', period: 'day', max: '100', scope: 'wallet' }],
        approvals: [{ id: 'large', match: casino, above: '1000', roster: 'board' }],
    }), [], ['RULE_NO_EFFECT casino', 'RULE_NO_EFFECT large']],
    ['a limit on the number of payments in one payment', ofRules([shops], {
        limits: [{ id: 'one', match: {}, measure: 'count', period: 'tx', max: '1', scope: 'wallet' }],
    }), [], ['RULE_NO_EFFECT one']],
    ['limits that cross', ofRules([shops], { limits: [
        { id: 'bakers', match: { categories: [['5400', '5499']] }, measure: 'amount', period: 'day', max: '100', scope: 'wallet' },
        { id: 'online', match: { channels: ['online'] }, measure: 'amount', period: 'day', max: '100', scope: 'wallet' },
    ] }), [], ['LIMITS_NOT_NESTED bakers']],
    ['a day that may have more than its month', ofRules([shops], { limits: [
        { id: 'day', match: {}, measure: 'amount', period: 'day', max: '500', scope: 'wallet' },
        { id: 'month', match: {}, measure: 'amount', period: 'month', max: '300', scope: 'wallet' },
    ] }), [], ['LIMITS_NOT_NESTED day']],
    ['limits that nest', ofRules([shops], { limits: [
        { id: 'bakers', match: { categories: [['5400', '5499']] }, measure: 'amount', period: 'day', max: '100', scope: 'wallet' },
        { id: 'day', match: {}, measure: 'amount', period: 'day', max: '500', scope: 'wallet' },
        { id: 'month', match: {}, measure: 'amount', period: 'month', max: '5000', scope: 'wallet' },
        { id: 'visits', match: { channels: ['pos'] }, measure: 'count', period: 'day', max: '2', scope: 'wallet' },
    ] }), [], []],
];

for (const [name, policy, refusals, warnings] of CASES) {
    test(`is found: ${name}`, () => {
        const check = checked(policy);
        assert.deepEqual([codes(check.refusals), codes(check.warnings)], [refusals, warnings]);
        assert.equal(check.certificate === undefined, refusals.length > 0);
        for (const { sentence } of [...check.refusals, ...check.warnings]) assert.match(sentence, /^[A-Z].*\.$/);
    });
}

test('a finding says what it found, and shows the payment', () => {
    const [unreachable] = checked(ofRules([shops, allow('a', casino), deny('d', casino)])).refusals;
    const witness: PaymentFacts = { payee: { id: 'payee-1', category: '7995', groups: [] }, channel: 'pos', amount: '1', time: Date.parse('2026-01-01T00:00:00.000Z') };
    assert.deepEqual(unreachable, {
        code: 'RULE_UNREACHABLE', id: 'a', witness,
        sentence: 'Allow rule \'a\' allows nothing: wherever it is true the payment is refused, as this one is by deny rule \'d\'. Correct one of them.',
    });
});

test('the certificate names the policy, the cells and what was proved', () => {
    const { certificate } = checked({ ...VOUCHER, assertions: [{ id: 'never-casino', never: casino }] });
    assert.deepEqual(certificate, {
        policyHash: policyHash({ ...VOUCHER, assertions: [{ id: 'never-casino', never: casino }] }), cells: '50',
        proved: [
            'The allow rule allows a payment.', 'The deny rule can hold.',
            'Assertion \'never-casino\': no payment that may match it is allowed by the rules.',
        ],
    });
});

const MEMBERS = [
    { mspId: 'Org1MSP', publicKeyHash: 'a'.repeat(64), name: 'Ann' }, { mspId: 'Org1MSP', publicKeyHash: 'b'.repeat(64), name: 'Bob' },
    { mspId: 'Org2MSP', publicKeyHash: 'c'.repeat(64), name: 'Cleo' },
];
const BOARD: Roster = { rosterId: 'board', version: 1, members: MEMBERS, threshold: 2, minOrganisations: 2 };

test('an approval that its roster cannot give is refused, where rosters are known', () => {
    const policy = ofRules([shops], { approvals: [{ id: 'large', match: {}, above: '0', roster: 'board' }] });
    const refused = (roster: Roster | undefined): string[] =>
        codes(checked(policy, undefined, new Map(roster === undefined ? [] : [['board', roster]])).refusals);
    assert.deepEqual(refused(BOARD), []);
    assert.deepEqual(codes(checked(policy).refusals), []);
    const impossible: (Roster | undefined)[] = [
        undefined, { ...BOARD, threshold: 4 }, { ...BOARD, threshold: 0 }, { ...BOARD, minOrganisations: 3, threshold: 3 },
        { ...BOARD, threshold: 1 }, { ...BOARD, members: MEMBERS.slice(0, 2) },
        { ...BOARD, members: [...MEMBERS.slice(0, 1), ...MEMBERS.slice(0, 1)] },
    ];
    for (const roster of impossible) assert.deepEqual(refused(roster), ['QUORUM_IMPOSSIBLE large'], JSON.stringify(roster));
});

const LARGE = { id: 'large', match: {}, above: '1000', roster: 'board', cumulative: { period: 'week', above: '3000' } } as const;
const OLD: Policy = { ...VOUCHER, approvals: [LARGE], refund: { ...VOUCHER.refund, restoreQuota: 'never' } };
const [day] = OLD.limits;
if (day === undefined) throw new Error('The voucher has a limit.');

/** Changes of OLD, and the id, or the beginning of the sentence, of what widens it; undefined where nothing does. */
const CHANGES: readonly (readonly [string, Partial<Policy>, string | undefined])[] = [
    ['nothing', {}, undefined],
    ['a rule more that denies', { rules: [...OLD.rules, deny('d', { channels: ['online'] })] }, undefined],
    ['a deny rule less that denied nothing allowed', { rules: OLD.rules.slice(0, 1) }, undefined],
    ['a rule more', { rules: [...OLD.rules, shops] }, 'The rules allow this payment'],
    ['a shorter time', { validity: { notBefore: '2026-02-01T00:00:00.000Z', notAfter: '2026-12-01T00:00:00.000Z' } }, undefined],
    ['a longer time', { validity: { ...OLD.validity, notAfter: '2027-01-01T00:00:00.001Z' } }, 'The policy is valid for longer'],
    ['an earlier time', { validity: { ...OLD.validity, notBefore: '2025-12-31T23:59:59.999Z' } }, 'The policy is valid from an earlier time'],
    ['a lower limit', { limits: [{ ...day, max: '4999' }] }, undefined],
    ['a further limit', { limits: [day, { ...day, id: 'week', period: 'week' }] }, undefined],
    ['a higher limit', { limits: [{ ...day, max: '5001' }] }, 'day'],
    ['no limit', { limits: [] }, 'day'],
    ['the limit by another name, which counts from 0', { limits: [{ ...day, id: 'daily' }] }, 'day'],
    ['the limit by another period', { limits: [{ ...day, period: 'month', max: '1' }] }, 'day'],
    ['the limit on other stripes', { limits: [{ ...day, stripes: 2 }] }, 'day'],
    ['the limit of another scope', { limits: [{ ...day, scope: 'programme' }] }, 'day'],
    ['the limit on half of what was counted', { limits: [{ ...day, match: { channels: ['pos'] } }] }, 'day'],
    ['the limit on all that the rules allow', { limits: [{ ...day, match: { countries: ['FR'] } }] }, undefined],
    ['a lower approval', { approvals: [{ ...LARGE, above: '999', cumulative: { period: 'week', above: '2000' } }] }, undefined],
    ['a higher approval', { approvals: [{ ...LARGE, above: '1001' }] }, 'large'],
    ['no approval', { approvals: [] }, 'large'],
    ['an approval of another roster', { approvals: [{ ...LARGE, roster: 'clerks' }] }, 'large'],
    ['an approval without its sum', { approvals: [{ id: 'large', match: {}, above: '1000', roster: 'board' }] }, 'large'],
    ['an approval of a higher sum', { approvals: [{ ...LARGE, cumulative: { period: 'week', above: '3001' } }] }, 'large'],
    ['an approval of less', { approvals: [{ ...LARGE, match: { channels: ['online'] } }] }, 'large'],
    ['holders pay each other', { transfer: { holderToHolder: true, split: true } }, 'Holders may pay each other'],
    ['coins in one piece', { transfer: { holderToHolder: false, split: false } }, undefined],
    ['no refunds', { refund: { ...OLD.refund, allowed: false } }, undefined],
    ['refunds for longer', { refund: { ...OLD.refund, withinSeconds: 1_209_601 } }, 'Refunds are allowed for longer'],
    ['refunds that give quota back', { refund: { ...OLD.refund, restoreQuota: 'same-period' } }, 'Refunds give quota back'],
    ['expired coins that are blocked', { expiry: { action: 'block', graceSeconds: 0 } }, 'Expired coins become something else'],
    ['more grace', { expiry: { ...OLD.expiry, graceSeconds: 1 } }, 'Expired coins can be spent for longer'],
    ['other days', { calendar: { utcOffsetMinutes: 0, weekStart: 1 } }, 'The calendar moves the periods'],
    ['other weeks', { calendar: { utcOffsetMinutes: 60, weekStart: 7 } }, 'The calendar moves the weeks'],
    ['another currency', { currency: { code: 'CHF', scale: 2 } }, 'The currency is another'],
];

test('a version that tightens is proved; one that widens is refused by what widens', () => {
    for (const [name, change, widens] of CHANGES) {
        const newer: Policy = { ...OLD, ...change, version: 2, mode: 'tighten-only', previousHash: policyHash(OLD) };
        const refusals = checked(newer, OLD).refusals.filter(({ code }) => code === 'NOT_TIGHTER');
        assert.equal(refusals.length, widens === undefined ? 0 : 1, `${name}: ${codes(refusals).join()}`);
        const [refusal] = refusals;
        if (widens !== undefined && refusal?.id !== widens) assert.ok(refusal?.sentence.startsWith(widens), `${name}: ${refusal?.sentence ?? ''}`);
        assert.equal(tighteningFindings(newer, OLD).length === 0, widens === undefined, name);
        assert.deepEqual(codes(checked({ ...newer, mode: 'full' }, OLD).refusals), []);
    }
});

test('the witness of a wider version is allowed by it and was refused before', () => {
    const newer = policyCodec.decode(JSON.stringify({ ...OLD, rules: [...OLD.rules, shops] }));
    const [{ witness } = {}] = tighteningFindings(newer, OLD);
    if (witness === undefined) throw new Error('No witness.');
    const decision = (policy: Policy): string => decidePayment([{ layer: 'programme', policy: compilePolicy(policy), usage: {}, approvals: {} }], witness).decision;
    assert.deepEqual([decision(newer), decision(OLD)], ['ALLOW', 'DENY']);
});

test('a policy that only tightens is proved against the version that it names, and no other', () => {
    const newer: Policy = { ...OLD, version: 2, mode: 'tighten-only', previousHash: policyHash(OLD) };
    assert.deepEqual(codes(checked(newer).refusals), ['NOT_TIGHTER']);
    assert.deepEqual(codes(checked(newer, { ...OLD, id: 'other' }).refusals), ['NOT_TIGHTER']);
    assert.deepEqual(checked(newer, OLD).certificate?.proved.at(-1),
        `Whatever it allows, policy ${policyHash(OLD)} allowed, with the same limits and approvals or tighter ones.`);
});

test('D25 rules without effect can be left out one by one, and nothing is decided otherwise', () => {
    const full = { ...EMPLOYER, rules: [...EMPLOYER.rules, allow('again', { categories: [['4111', '4112']], countries: ['FR'] }), deny('idle', { countries: ['XX'], payees: ['nobody'] })] };
    const [before, dead] = [compilePolicy(full), new Set(checked(full).warnings.filter(({ code }) => code === 'RULE_NO_EFFECT').map(({ id }) => id))];
    assert.ok(dead.has('again'));
    for (const id of dead) {
        const after = compilePolicy({ ...full, rules: full.rules.filter(rule => rule.id !== id) });
        for (let n = 0; n < 2_000; n++) {
            const facts: PaymentFacts = {
                payee: { id: ['joe', 'nobody'][n % 2] ?? '', category: String((n * 37) % 10_000).padStart(4, '0'), country: ['FR', 'XX', 'DE'][n % 3] ?? '', groups: [] },
                channel: n % 5 === 0 ? 'online' : 'pos', amount: String(1 + n * 11), time: COFFEE.time + n * 7_777_777,
            };
            const decide = (policy: typeof before): string => decidePayment([{ layer: 'programme', policy, usage: {}, approvals: {} }], facts).decision;
            assert.equal(decide(after), decide(before), `${id ?? ''} ${JSON.stringify(facts)}`);
        }
    }
});

test('C31 sixteen limits are taken, and proved; a seventeenth is refused when it is read', () => {
    const limits = Array.from({ length: POLICY_LIMITS.limits + 1 }, (_, n) => ({ ...day, id: `limit-${n}` }));
    assert.deepEqual(checked({ ...VOUCHER, limits: limits.slice(1) }).refusals, []);
    assert.throws(() => checked({ ...VOUCHER, limits }), { code: 'OUT_OF_RANGE' });
});

test('policies that people write are proved in a part of the steps: an employer\'s, and one of 64 rules, also as tightenings', () => {
    for (const [policy, share] of [[VOUCHER, 0.001], [EMPLOYER, 0.02], [SIXTY_FOUR, 0.25]] as const) {
        const check = checked(policy);
        assert.deepEqual(codes(check.refusals), [], policy.id);
        assert.ok(check.steps < PROOF_STEPS * share, `${policy.id} took ${check.steps} steps`);
        const newer: Policy = { ...policy, version: 2, mode: 'tighten-only', previousHash: policyHash(policy) };
        const tightening = checked(newer, policy);
        assert.deepEqual(codes(tightening.refusals), [], policy.id);
        assert.ok(tightening.steps < PROOF_STEPS * share * 3, `${policy.id} took ${tightening.steps} steps`);
    }
});

test('the check of the largest policies ends within its steps, the same whatever the order of the rules; it says what makes one too complex', () => {
    let complex = 0;
    for (let seed = 1; seed <= 30; seed++) {
        const policy = fullPolicy(seed, randomShape(seed));
        const check = checked(policy);
        // The last question is left where its steps are counted: at most one look at all boxes further.
        assert.ok(check.steps <= PROOF_STEPS * 1.05, `seed ${seed}: ${check.steps}`);
        assert.deepEqual(checked({ ...policy, rules: [...policy.rules].reverse() }), { ...check, ...check.certificate === undefined ? {} : {
            certificate: { ...check.certificate, policyHash: policyHash({ ...policy, rules: [...policy.rules].reverse() }) },
        } });
        const found = [...check.refusals, ...check.warnings].find(({ code }) => code === 'POLICY_TOO_COMPLEX');
        if (found === undefined) continue;
        complex += 1;
        assert.match(found.sentence, /^It would take more than 400000 steps to prove whether .*\. It tells most apart in \w+ \(\d+ classes\)/);
    }
    assert.ok(complex > 0 && complex < 30, `${complex} are too complex`);
});
