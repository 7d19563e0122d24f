// Opening, freezing and unfreezing wallets: whose key it is, who stops it at once, and how many it takes to let it go on.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Decision, FailureCode, Wallet } from '@carnet/domain';
import { PROGRAMME, Treasury, type Person } from './treasury.js';

const HOUR = 3_600_000;

let treasury: Treasury;
before(async () => {
    treasury = await Treasury.open();
    await treasury.call(treasury.issuer, 'CreateProgramme', PROGRAMME);
});

function open(holder: Person, walletId: string, roster?: string): Promise<{ readonly answer: Wallet }> {
    return treasury.call<Wallet>(holder, 'OpenWallet', { walletId, programmeId: 'meals', ...roster === undefined ? {} : { roster } });
}

describe('opening', () => {
    test('by the holder: bound to his key and his organisation, with a delay of two days', async () => {
        const holder = await treasury.person('Org2MSP', 'holder');
        const { answer, event } = await treasury.call<Wallet>(holder, 'OpenWallet', { walletId: 'plain', programmeId: 'meals' });
        const expected: Wallet = {
            walletId: 'plain', programmeId: 'meals', mspId: 'Org2MSP', publicKeyHash: holder.publicKeyHash, formerKeys: [], roster: null,
            recoveryDelaySeconds: 172_800, policyHash: null, frozen: null, recovery: null,
        };
        assert.deepEqual(answer, expected);
        assert.deepEqual(event, { v: 1, type: 'WalletChanged', items: [{
            walletId: 'plain', programmeId: 'meals', mspId: 'Org2MSP', publicKeyHash: holder.publicKeyHash, policyHash: null, frozen: false, recovery: null,
        }] });
        assert.deepEqual(await treasury.wallet('plain'), expected);
        const again = await treasury.call<Wallet>(holder, 'OpenWallet', { walletId: 'plain', programmeId: 'meals', recoveryDelaySeconds: 172_800 });
        assert.deepEqual([again.answer, again.writes], [expected, []]);
    });

    test('the id of another\'s wallet is taken, also for the same name with another key', async () => {
        const twin = await treasury.person('Org2MSP', 'holder');
        for (const person of [twin, treasury.managers[0]]) {
            await treasury.refused('ALREADY_EXISTS', person, 'OpenWallet', { walletId: 'plain', programmeId: 'meals' });
        }
        await treasury.refused('WALLET_NOT_FOUND', twin, 'ReadWallet', 'nobody');
        await treasury.refused('PROGRAMME_NOT_FOUND', twin, 'OpenWallet', { walletId: 'w', programmeId: 'nothing' });
    });

    test('by an issuer of the programme for somebody else\'s key, and by nobody else', async () => {
        const { publicKeyHash } = await treasury.person('Org3MSP', 'later');
        const request = { walletId: 'given', programmeId: 'meals', mspId: 'Org3MSP', publicKeyHash };
        await treasury.refused('ROLE_REQUIRED', treasury.managers[0], 'OpenWallet', request);
        const foreign = await treasury.person('Org2MSP', 'foreign issuer', 'issuer');
        await treasury.refused('ROLE_REQUIRED', foreign, 'OpenWallet', request);
        await treasury.refused('ORGANISATION_NOT_ADMITTED', treasury.issuer, 'OpenWallet', { ...request, mspId: 'Org9MSP' });
        const { answer } = await treasury.call<Wallet>(treasury.issuer, 'OpenWallet', request);
        assert.deepEqual([answer.mspId, answer.publicKeyHash], ['Org3MSP', publicKeyHash]);
    });

    test('H29: managers must be several, of two organisations, and not the holder', async () => {
        const [m1, m2, m3, m4] = treasury.managers;
        const holder = await treasury.person('Org1MSP', 'self-manager');
        await treasury.roster('one-suffices', [m1, m3, m4], { threshold: 1, minOrganisations: 1 });
        await treasury.roster('all-needed', [m1, m3, m4], { threshold: 3 });
        await treasury.roster('one-company', [m1, m2, m3], { minOrganisations: 1 });
        await treasury.roster('with-holder', [m1, m3, holder]);
        for (const roster of ['one-suffices', 'all-needed', 'one-company', 'with-holder']) {
            const { parameters } = await treasury.refused('QUORUM_IMPOSSIBLE', holder, 'OpenWallet', { walletId: roster, programmeId: 'meals', roster });
            assert.equal(parameters['rosterId'], roster);
        }
        await treasury.refused('ROSTER_NOT_FOUND', holder, 'OpenWallet', { walletId: 'w', programmeId: 'meals', roster: 'nobody' });
        // An issuer cannot get round it for the holder.
        await treasury.refused('QUORUM_IMPOSSIBLE', treasury.issuer, 'OpenWallet', {
            walletId: 'w', programmeId: 'meals', roster: 'with-holder', mspId: 'Org1MSP', publicKeyHash: holder.publicKeyHash,
        });
    });
});

describe('freezing', () => {
    let holder: Person;
    before(async () => {
        holder = await treasury.person('Org1MSP', 'frozen holder');
        await open(holder, 'w', 'managers');
    });

    test('by one manager at once, told once; the same again changes nothing', async () => {
        const [m1, m2] = treasury.managers;
        const at = new Date(treasury.now).toISOString();
        const { answer, event, reads } = await treasury.call<Wallet>(m1, 'FreezeWallet', 'w', 'phone lost');
        assert.deepEqual(answer.frozen, { mspId: 'Org1MSP', publicKeyHash: m1.publicKeyHash, at, reason: 'phone lost' });
        assert.equal(event?.type, 'WalletChanged');
        assert.ok(reads.length <= 3);
        const again = await treasury.call<Wallet>(m1, 'FreezeWallet', 'w', 'phone lost');
        assert.deepEqual([again.answer, again.writes], [answer, []]);
        await treasury.refused('WALLET_FROZEN', m2, 'FreezeWallet', 'w', 'phone lost');
        await treasury.refused('WALLET_FROZEN', holder, 'FreezeWallet', 'w', 'mine');
    });

    test('nobody else freezes or asks to unfreeze: no colleague, no issuer, no other key under the holder\'s or a manager\'s name', async () => {
        const strangers = [
            treasury.issuer, treasury.registrar, await treasury.person('Org1MSP', 'frozen holder'), await treasury.person('Org1MSP', 'm1'),
            { ...treasury.managers[0], mspId: 'Org2MSP' },
        ];
        for (const stranger of strangers) {
            await treasury.refused('NOT_A_MANAGER', stranger, 'FreezeWallet', 'w', 'out of spite');
            await treasury.refused('NOT_A_MANAGER', stranger, 'ProposeUnfreeze', 'w', 'd');
            await treasury.refused('NOT_A_MANAGER', stranger, 'Unfreeze', 'w', 'd');
        }
    });

    test('H17: whoever is frozen lifts nothing alone; a quorum does, and only with the votes of two organisations', async () => {
        const [m1, m2, m3] = treasury.managers;
        const { answer: decision, event } = await treasury.call<Decision>(holder, 'ProposeUnfreeze', 'w', 'thaw-1');
        assert.deepEqual([decision.kind, decision.subject, decision.rosterId, event?.type], ['UNFREEZE', 'w', 'managers', 'DecisionProposed']);
        await treasury.refused('APPROVAL_INSUFFICIENT', holder, 'Unfreeze', 'w', 'thaw-1');
        await treasury.approve(decision, m1);
        await treasury.refused('APPROVAL_INSUFFICIENT', m1, 'Unfreeze', 'w', 'thaw-1');
        // Colluding managers of one company are enough of them, and not of enough companies.
        await treasury.approve(decision, m2);
        const { parameters } = await treasury.refused('APPROVAL_INSUFFICIENT', m2, 'Unfreeze', 'w', 'thaw-1');
        assert.deepEqual([parameters['given'], parameters['organisations']], [2, 1]);
        await treasury.refused('APPROVER_NOT_ELIGIBLE', holder, 'Decisions:Approve', 'thaw-1', decision.contentHash);
        await treasury.approve(decision, m3);
        const { answer } = await treasury.call<Wallet>(m3, 'Unfreeze', 'w', 'thaw-1');
        assert.equal(answer.frozen, null);
        await treasury.refused('WALLET_NOT_FROZEN', holder, 'Unfreeze', 'w', 'thaw-1');
        await treasury.refused('WALLET_NOT_FROZEN', holder, 'ProposeUnfreeze', 'w', 'thaw-2');
    });

    test('a decision lifts the freeze it was about, and no later one', async () => {
        const [m1, , m3] = treasury.managers;
        await treasury.call(holder, 'FreezeWallet', 'w', 'first');
        const { answer: decision } = await treasury.call<Decision>(m1, 'ProposeUnfreeze', 'w', 'thaw-3');
        await treasury.approve(decision, m1, m3);
        const { answer: spare } = await treasury.call<Decision>(m3, 'ProposeUnfreeze', 'w', 'thaw-4');
        await treasury.approve(spare, m1, m3);
        await treasury.call(m1, 'Unfreeze', 'w', 'thaw-3');
        await treasury.call(m1, 'FreezeWallet', 'w', 'second');
        for (const used of ['thaw-3', 'thaw-4']) await treasury.refused('APPROVAL_STALE', m3, 'Unfreeze', 'w', used);
    });

    test('H07: rejected, withdrawn or old decisions unfreeze nothing', async () => {
        const [m1, , m3] = treasury.managers;
        const propose = async (decisionId: string): Promise<Decision> => (await treasury.call<Decision>(m1, 'ProposeUnfreeze', 'w', decisionId)).answer;
        const rejected = await propose('thaw-5');
        await treasury.approve(rejected, m1, m3);
        await treasury.reject(rejected, treasury.managers[1]);
        await treasury.refused('APPROVAL_STALE', m1, 'Unfreeze', 'w', 'thaw-5');
        const withdrawn = await propose('thaw-6');
        await treasury.approve(withdrawn, m1, m3);
        await treasury.call(m1, 'Decisions:Withdraw', 'thaw-6');
        await treasury.refused('APPROVAL_STALE', m1, 'Unfreeze', 'w', 'thaw-6');
        const old = await propose('thaw-7');
        await treasury.approve(old, m1, m3);
        treasury.now += 30 * 24 * HOUR;
        await treasury.refused('APPROVAL_EXPIRED', m1, 'Unfreeze', 'w', 'thaw-7');
        await treasury.refused('DECISION_NOT_FOUND', m1, 'Unfreeze', 'w', 'nothing');
    });

    test('a decision about another wallet unfreezes nothing here', async () => {
        const [m1, , m3] = treasury.managers;
        await open(holder, 'other', 'managers');
        await treasury.call(holder, 'FreezeWallet', 'other', 'why not');
        const { answer: decision } = await treasury.call<Decision>(holder, 'ProposeUnfreeze', 'other', 'thaw-other');
        await treasury.approve(decision, m1, m3);
        await treasury.refused('APPROVAL_STALE', m1, 'Unfreeze', 'w', 'thaw-other');
    });

    test('a wallet without managers is frozen for good', async () => {
        await open(holder, 'alone');
        await treasury.refused('NOT_A_MANAGER', treasury.managers[0], 'FreezeWallet', 'alone', 'not mine');
        await treasury.call(holder, 'FreezeWallet', 'alone', 'stolen');
        for (const name of ['ProposeUnfreeze', 'Unfreeze']) await treasury.refused('QUORUM_IMPOSSIBLE', holder, name, 'alone', 'd');
    });

    test('a roster that was changed so that it no longer is several of two companies, or holds the holder, unfreezes nothing', async () => {
        const [m1, m2, m3, m4] = treasury.managers;
        const members = [m1, m3, m4];
        await treasury.roster('changing', members);
        await open(holder, 'watched', 'changing');
        await treasury.call(m1, 'FreezeWallet', 'watched', 'seen');
        const change = async (version: number, next: readonly Person[], options: object): Promise<void> => {
            const roster = {
                rosterId: 'changing', version, threshold: 2, minOrganisations: 2, ...options,
                members: next.map(({ mspId, publicKeyHash }, index) => ({ mspId, publicKeyHash, name: `member ${index + 1}` })),
            };
            const decisionId = `roster-${version}`;
            const expiry = new Date(treasury.now + HOUR).toISOString();
            const { answer } = await treasury.call<Decision>(m1, 'Decisions:ProposeRoster', { decisionId, roster, expiry });
            await treasury.approve(answer, m1, m3);
            await treasury.call(m1, 'Decisions:DefineRoster', { ...roster, decisionId });
        };
        const { answer: before } = await treasury.call<Decision>(m1, 'ProposeUnfreeze', 'watched', 'thaw-before');
        await treasury.approve(before, m1, m3);
        await change(2, [m1, m3, m4], { minOrganisations: 1 });
        await treasury.refused('QUORUM_IMPOSSIBLE', m1, 'Unfreeze', 'watched', 'thaw-before');
        await change(3, [m1, m3, holder], {});
        await treasury.refused('QUORUM_IMPOSSIBLE', m1, 'ProposeUnfreeze', 'watched', 'thaw-3');
        await change(4, [m1, m2, m3], {});
        // The votes of a roster that was replaced are void.
        await treasury.refused('APPROVAL_STALE', m1, 'Unfreeze', 'watched', 'thaw-before');
        await treasury.refused('NOT_A_MANAGER', m4, 'Unfreeze', 'watched', 'thaw-before');
    });
});

test('H41: whose organisation is suspended neither opens, freezes nor manages', async () => {
    const other = await Treasury.ofMeals();
    const [, , m3] = other.managers;
    await other.suspend('Org2MSP');
    const calls: readonly (readonly [string, ...(string | object)[]])[] = [
        ['OpenWallet', { walletId: 'new', programmeId: 'meals' }], ['FreezeWallet', 'driver', 'x'], ['ProposeUnfreeze', 'driver', 'd'],
        ['ProposeRecovery', { decisionId: 'd', walletId: 'driver', newKeyHash: 'a'.repeat(64), kind: 'lost' }],
    ];
    const code: FailureCode = 'ORGANISATION_SUSPENDED';
    for (const [name, ...args] of calls) await other.refused(code, m3, name, ...args);
    await other.refused(code, other.meals.cook, 'FreezeWallet', 'cook', 'x');
});
