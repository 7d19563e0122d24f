// Policies on the ledger: what is refused before issue and with which witness, who publishes, and what a key alone may change of a wallet's.
import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import {
    policyHash, policySentences,
    type Decision, type Limit, type Policy, type PolicyRecord, type PolicyVerdict, type Programme, type PublishedPolicy, type Wallet,
} from '@carnet/domain';
import { VOUCHER } from '../policy/policies.js';
import { PROGRAMME, Treasury, type Meals } from './treasury.js';

/** The next version of a policy with some of it changed. */
function after(policy: Policy, change: Partial<Policy>): Policy {
    return { ...policy, version: policy.version + 1, previousHash: policyHash(policy), ...change };
}

const [DAY] = VOUCHER.limits as readonly [Limit];
const TIGHTER = after(VOUCHER, { mode: 'tighten-only', limits: [{ ...DAY, max: '3000' }] });
const LOOSER = after(VOUCHER, { limits: [{ ...DAY, max: '9000' }] });

describe('of a programme', () => {
    let treasury: Treasury;
    before(async () => {
        treasury = await Treasury.open();
        await treasury.call(treasury.issuer, 'CreateProgramme', PROGRAMME);
    });

    test('the first version takes a decision of the roster over exactly this policy', async () => {
        const { issuer, managers: [m1, m2, m3] } = treasury;
        await treasury.refused('DECISION_NEEDED', issuer, 'PublishPolicy', 'meals', VOUCHER, '');
        const { answer: decision, event } = await treasury.call<Decision>(issuer, 'ProposePolicy', 'meals', VOUCHER, 'first');
        assert.deepEqual([decision.kind, decision.subject, decision.rosterId, event?.type], ['PROGRAMME_POLICY', 'meals', 'managers', 'DecisionProposed']);
        const read = await treasury.call<{ content: object }>(m1, 'Decisions:ReadDecision', 'first');
        assert.deepEqual(read.answer.content, { programmeId: 'meals', policyHash: policyHash(VOUCHER), policy: VOUCHER });
        await treasury.approve(decision, m1, m2);
        await treasury.refused('APPROVAL_INSUFFICIENT', issuer, 'PublishPolicy', 'meals', VOUCHER, 'first');
        await treasury.approve(decision, m3);
        const other = { ...VOUCHER, limits: [{ ...DAY, max: '5001' }] };
        await treasury.refused('APPROVAL_STALE', issuer, 'PublishPolicy', 'meals', other, 'first');
        const published = await treasury.call<PublishedPolicy>(issuer, 'PublishPolicy', 'meals', VOUCHER, 'first');
        assert.deepEqual([published.answer.policyHash, published.answer.certificate.policyHash], [policyHash(VOUCHER), policyHash(VOUCHER)]);
        assert.equal(published.event?.type, 'ProgrammeChanged');
        assert.equal((await treasury.call<Programme>(issuer, 'ReadProgramme', 'meals')).answer.policyHash, policyHash(VOUCHER));
        const again = await treasury.call(issuer, 'PublishPolicy', 'meals', VOUCHER, 'first');
        assert.deepEqual([again.answer, again.writes], [published.answer, []]);
    });

    test('it is read with what was proved of it, and in sentences', async () => {
        const { answer } = await treasury.call<PolicyRecord>(treasury.registrar, 'ReadPolicy', 'meals', policyHash(VOUCHER));
        assert.deepEqual(answer.policy, VOUCHER);
        assert.ok(answer.certificate.proved.length > 0);
        assert.deepEqual(answer.sentences, policySentences(VOUCHER));
        await treasury.refused('POLICY_NOT_FOUND', treasury.registrar, 'ReadPolicy', 'meals', 'a'.repeat(64));
    });

    test('nobody publishes, and nobody proposes, but an issuer of the programme\'s organisation', async () => {
        const foreign = await treasury.person('Org2MSP', 'foreign issuer', 'issuer');
        for (const person of [foreign, treasury.managers[0], treasury.registrar]) {
            await treasury.refused('ROLE_REQUIRED', person, 'PublishPolicy', 'meals', TIGHTER, '');
            await treasury.refused('ROLE_REQUIRED', person, 'ProposePolicy', 'meals', LOOSER, 'd');
        }
    });

    test('C27: what is refused before issue comes with its witness, and a check says the same and writes nothing', async () => {
        const { issuer } = treasury;
        const gambling = { id: 'no-gambling', never: { categories: [['5814', '5814']] } } as const;
        const bad: readonly (readonly [string, Policy])[] = [
            ['NOT_TIGHTER', after(VOUCHER, { mode: 'tighten-only', limits: [{ ...DAY, max: '5001' }] })],
            ['NOT_TIGHTER', after(VOUCHER, { mode: 'tighten-only', rules: [{ id: 'all', effect: 'allow', when: {} }] })],
            ['ASSERTION_FAILED', after(VOUCHER, { assertions: [gambling] })],
            ['RULE_UNREACHABLE', after(VOUCHER, { rules: [...VOUCHER.rules, { id: 'nothing', effect: 'deny', when: { categories: [['5000', '6000']] } }] })],
            ['QUORUM_IMPOSSIBLE', after(VOUCHER, { approvals: [{ id: 'a', match: {}, above: '100', roster: 'nobody' }] })],
        ];
        for (const [code, policy] of bad) {
            const { answer, writes } = await treasury.call<PolicyVerdict>(treasury.registrar, 'CheckPolicy', 'meals', policy);
            assert.ok(answer.refusals.some(finding => finding.code === code), `${code}: ${JSON.stringify(answer.refusals)}`);
            assert.deepEqual([answer.certificate, answer.policyHash, writes], [undefined, policyHash(policy), []]);
            const [first] = answer.refusals;
            assert.ok(first);
            for (const name of ['PublishPolicy', 'ProposePolicy']) {
                const failure = await treasury.refused(first.code, issuer, name, 'meals', policy, 'd');
                assert.deepEqual(failure.parameters, { policyHash: policyHash(policy), findings: answer.refusals });
            }
        }
        const witnessed = await treasury.refusal(issuer, 'PublishPolicy', 'meals', bad[2]?.[1] ?? {}, '');
        const [{ witness }] = witnessed.parameters['findings'] as [{ witness: { payee: { category: string } } }];
        assert.equal(witness.payee.category, '5814');
    });

    test('D23: a warning refuses nothing, and stands in the check', async () => {
        const both = after(VOUCHER, { rules: [...VOUCHER.rules, { id: 'no-petrol', effect: 'deny', when: { categories: [['5541', '5542']] } }] });
        const { answer } = await treasury.call<PolicyVerdict>(treasury.issuer, 'CheckPolicy', 'meals', both);
        assert.deepEqual(answer.refusals, []);
        assert.ok(answer.warnings.some(({ code, id }) => code === 'RULE_NO_EFFECT' && id === 'no-petrol'));
        const contradicted = after(VOUCHER, { rules: [...VOUCHER.rules, { id: 'dead', effect: 'allow', when: { categories: [['7995', '7995']] } }] });
        await treasury.refused('RULE_UNREACHABLE', treasury.issuer, 'ProposePolicy', 'meals', contradicted, 'd');
    });

    test('a version follows the one in force: same id, next number, its hash, the programme\'s money', async () => {
        const refused = (code: 'POLICY_VERSION' | 'CURRENCY_MISMATCH', policy: Policy): Promise<unknown> =>
            treasury.refused(code, treasury.issuer, 'PublishPolicy', 'meals', policy, '');
        await refused('POLICY_VERSION', { ...VOUCHER, id: 'another' });
        await refused('POLICY_VERSION', { ...TIGHTER, id: 'another' });
        await refused('POLICY_VERSION', { ...TIGHTER, version: 3 });
        await refused('POLICY_VERSION', { ...TIGHTER, previousHash: 'a'.repeat(64) });
        await refused('CURRENCY_MISMATCH', { ...TIGHTER, currency: { code: 'USD', scale: 2 } });
        await refused('CURRENCY_MISMATCH', { ...TIGHTER, currency: { code: 'EUR', scale: 3 } });
        const { parameters } = await treasury.refused('POLICY_VERSION', treasury.issuer, 'CheckPolicy', 'meals', { ...VOUCHER, id: 'another' });
        assert.deepEqual(parameters, { id: VOUCHER.id, version: 1, policyHash: policyHash(VOUCHER) });
        await treasury.call(treasury.issuer, 'CreateProgramme', { ...PROGRAMME, programmeId: 'empty' });
        await treasury.refused('POLICY_VERSION', treasury.issuer, 'PublishPolicy', 'empty', TIGHTER, '');
    });

    test('C07, C37: under its id a limit keeps what it counts, and so what it counted', async () => {
        for (const change of [{ period: 'week' }, { measure: 'count' }, { scope: 'programme' }, { stripes: 4 }] as const) {
            const policy = after(VOUCHER, { limits: [{ ...DAY, ...change }] });
            const { parameters } = await treasury.refused('LIMIT_REDEFINED', treasury.issuer, 'ProposePolicy', 'meals', policy, 'd');
            assert.deepEqual(parameters, { field: 'policy.limits[0]', id: 'day' });
        }
        const becomesApproval = after(VOUCHER, { limits: [], approvals: [{ id: 'day', match: {}, above: '100', roster: 'managers' }] });
        const { parameters } = await treasury.refused('LIMIT_REDEFINED', treasury.issuer, 'ProposePolicy', 'meals', becomesApproval, 'd');
        assert.deepEqual(parameters, { field: 'policy.approvals[0]', id: 'day' });
    });

    test('under its id it keeps that for ever, also where a version between had it not: else old counters would be read as something else', async () => {
        const apart = await Treasury.ofMeals();
        const without = after(VOUCHER, { limits: [] });
        await apart.publish(without);
        for (const change of [{ period: 'week' }, { measure: 'count' }, { scope: 'programme' }, { stripes: 4 }] as const) {
            const policy = after(without, { limits: [{ ...DAY, ...change }] });
            assert.deepEqual((await apart.refused('LIMIT_REDEFINED', apart.issuer, 'ProposePolicy', 'meals', policy, 'd')).parameters, { field: 'policy.limits[0]', id: 'day' });
            await apart.refused('LIMIT_REDEFINED', apart.issuer, 'CheckPolicy', 'meals', policy);
        }
        await apart.publish(after(without, { limits: [{ ...DAY, max: '1' }] }));
        // A wallet's own policy has ids of its own.
        const own = { ...VOUCHER, id: 'own', limits: [{ ...DAY, measure: 'count' as const, max: '3' }] };
        await apart.call(apart.meals.driver, 'SetWalletPolicy', 'driver', own, '');
    });

    test('a version that loosens takes a decision, one that tightens is published by one issuer at once', async () => {
        const { issuer, managers: [m1, , m3] } = treasury;
        const check = async (policy: Policy): Promise<boolean> => (await treasury.call<PolicyVerdict>(issuer, 'CheckPolicy', 'meals', policy)).answer.decisionNeeded;
        assert.deepEqual([await check(LOOSER), await check(TIGHTER)], [true, false]);
        await treasury.refused('DECISION_NEEDED', issuer, 'PublishPolicy', 'meals', LOOSER, '');
        const { answer: decision } = await treasury.call<Decision>(issuer, 'ProposePolicy', 'meals', LOOSER, 'looser');
        await treasury.approve(decision, m1, m3);
        // Meanwhile something else came into force: the version that was approved does not follow it.
        await treasury.call(issuer, 'PublishPolicy', 'meals', TIGHTER, '');
        await treasury.refused('POLICY_VERSION', issuer, 'PublishPolicy', 'meals', LOOSER, 'looser');
    });
});

describe('of a wallet', () => {
    let treasury: Treasury & { readonly meals: Meals };
    beforeEach(async () => treasury = await Treasury.ofMeals());

    const OWN: Policy = { ...VOUCHER, id: 'employer', limits: [{ ...DAY, max: '2000' }] };
    const OWN_TIGHTER = after(OWN, { mode: 'tighten-only', limits: [{ ...DAY, max: '1000' }] });
    const OWN_LOOSER = after(OWN, { limits: [{ ...DAY, max: '4000' }] });

    test('the holder or a manager tightens at once; the first policy, whatever it says, tightens', async () => {
        const { meals: { driver }, managers: [m1] } = treasury;
        const { answer, event } = await treasury.call<Wallet>(driver, 'SetWalletPolicy', 'driver', OWN, '');
        assert.deepEqual([answer.policyHash, event?.type], [policyHash(OWN), 'WalletChanged']);
        const again = await treasury.call<Wallet>(driver, 'SetWalletPolicy', 'driver', OWN, '');
        assert.deepEqual([again.answer, again.writes], [answer, []]);
        assert.equal((await treasury.call<Wallet>(m1, 'SetWalletPolicy', 'driver', OWN_TIGHTER, '')).answer.policyHash, policyHash(OWN_TIGHTER));
        assert.deepEqual((await treasury.call<PolicyRecord>(driver, 'ReadPolicy', 'meals', policyHash(OWN))).answer.policy, OWN);
    });

    test('a key alone, which may be a thief\'s, never loosens; the managers together do', async () => {
        const { meals: { driver }, managers: [m1, m2, m3] } = treasury;
        await treasury.call(driver, 'SetWalletPolicy', 'driver', OWN, '');
        for (const person of [driver, m1]) await treasury.refused('DECISION_NEEDED', person, 'SetWalletPolicy', 'driver', OWN_LOOSER, '');
        const lie = { ...OWN_LOOSER, mode: 'tighten-only' } as const;
        await treasury.refused('NOT_TIGHTER', driver, 'SetWalletPolicy', 'driver', lie, '');
        // Nor by the same rules under another id, as if nothing had been there.
        await treasury.refused('POLICY_VERSION', driver, 'SetWalletPolicy', 'driver', { ...VOUCHER, id: 'mine' }, '');
        const { answer: decision } = await treasury.call<Decision>(driver, 'ProposeWalletPolicy', 'driver', OWN_LOOSER, 'loosen');
        assert.deepEqual([decision.kind, decision.subject], ['WALLET_POLICY', 'driver']);
        await treasury.approve(decision, m1, m2);
        await treasury.refused('APPROVAL_INSUFFICIENT', driver, 'SetWalletPolicy', 'driver', OWN_LOOSER, 'loosen');
        await treasury.approve(decision, m3);
        assert.equal((await treasury.call<Wallet>(driver, 'SetWalletPolicy', 'driver', OWN_LOOSER, 'loosen')).answer.policyHash, policyHash(OWN_LOOSER));
    });

    test('without managers it can only become tighter', async () => {
        const alone = await treasury.person('Org1MSP', 'alone');
        await treasury.call(alone, 'OpenWallet', { walletId: 'alone', programmeId: 'meals' });
        await treasury.call(alone, 'SetWalletPolicy', 'alone', OWN, '');
        await treasury.refused('DECISION_NEEDED', alone, 'SetWalletPolicy', 'alone', OWN_LOOSER, '');
        await treasury.refused('QUORUM_IMPOSSIBLE', alone, 'ProposeWalletPolicy', 'alone', OWN_LOOSER, 'd');
        await treasury.refused('QUORUM_IMPOSSIBLE', alone, 'SetWalletPolicy', 'alone', OWN_LOOSER, 'd');
        await treasury.call(alone, 'SetWalletPolicy', 'alone', OWN_TIGHTER, '');
    });

    test('nobody else has a say in it, and it says nothing of other wallets or other money', async () => {
        const { meals: { driver }, issuer } = treasury;
        for (const stranger of [issuer, await treasury.person('Org1MSP', 'driver')]) {
            await treasury.refused('NOT_A_MANAGER', stranger, 'SetWalletPolicy', 'driver', OWN, '');
            await treasury.refused('NOT_A_MANAGER', stranger, 'ProposeWalletPolicy', 'driver', OWN, 'd');
        }
        const { parameters } = await treasury.refused('INVALID_VALUE', driver, 'SetWalletPolicy', 'driver', { ...OWN, limits: [{ ...DAY, scope: 'programme' }] }, '');
        assert.equal(parameters['field'], 'policy.limits[0].scope');
        await treasury.refused('CURRENCY_MISMATCH', driver, 'SetWalletPolicy', 'driver', { ...OWN, currency: { code: 'CHF', scale: 2 } }, '');
    });

    test('what the old key proposed dies with it', async () => {
        const { meals: { driver }, managers: [m1, , m3] } = treasury;
        await treasury.call(driver, 'SetWalletPolicy', 'driver', OWN, '');
        const { answer: decision } = await treasury.call<Decision>(driver, 'ProposeWalletPolicy', 'driver', OWN_LOOSER, 'loosen');
        await treasury.approve(decision, m1, m3);
        const renewed = await treasury.person('Org1MSP', 'driver');
        const recovery = { decisionId: 'r', walletId: 'driver', newKeyHash: renewed.publicKeyHash, kind: 'stolen' };
        const { answer: proposed } = await treasury.call<Decision>(renewed, 'ProposeRecovery', recovery);
        await treasury.approve(proposed, m1, m3);
        treasury.now += 3_600_000;
        await treasury.call(renewed, 'CompleteRecovery', recovery);
        for (const person of [driver, renewed]) await treasury.refused('KEY_SUPERSEDED', person, 'SetWalletPolicy', 'driver', OWN_LOOSER, 'loosen');
    });
});
