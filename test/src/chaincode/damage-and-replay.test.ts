// The damage bound of a wallet on the ledger, and the replay of what the ledger's journal really holds.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { replay } from '@carnet/client/dist/wallets/replay.js';
import { createdCoins, type Approval, type DamageBound, type JournalPage, type JournalRow, type Limit, type Policy, type Programme, type Wallet } from '@carnet/domain';
import { VOUCHER } from '../policy/policies.js';
import { EXPIRY, MoneyWorld, PROGRAMME } from './money-world.js';

const HOUR = 3_600_000;
const day: Limit = { id: 'day', match: {}, measure: 'amount', period: 'day', max: '5000', stripes: 2, scope: 'wallet' };
const shared: Limit = { id: 'shared', match: {}, measure: 'amount', period: 'week', max: '40000', scope: 'programme' };
const large: Approval = { id: 'large', match: {}, above: '4000', roster: 'board', cumulative: { period: 'week', above: '20000' } };
const POLICY: Policy = { ...VOUCHER, limits: [day, shared], approvals: [large], refund: { allowed: true, withinSeconds: 86_400, restoreQuota: 'same-period' } };

const BOTH = { 'programme/day': [0, 1] };

let world: MoneyWorld;
before(async () => { world = await MoneyWorld.open(POLICY); });

async function bound(days: number, walletId = 'w-alice'): Promise<DamageBound> {
    return world.read('DamageBound', walletId, String(days));
}

test('the damage bound is what is left of the limits, as they have counted it, and of the coins', async () => {
    assert.equal((await bound(1)).bound, '0', 'no coins');
    await world.issue('w-alice', ['30000', '30000']);
    assert.deepEqual(await bound(0), {
        bound: '5000', exact: true, sentence: 'At most 50.00 EUR can be moved at once: 50.00 today by limit day.',
        by: [{ by: 'limit', layer: 'programme', id: 'day', measure: 'amount', period: 'day', max: '5000', periods: 1, amount: '5000', present: '5000' }],
    });
    // Half of the maximum is on each stripe, and the payment counts on the second.
    await world.pay('alice', '1500', { stripes: { 'programme/day': [1] } });
    assert.deepEqual([(await bound(0)).bound, (await bound(1)).bound], ['3500', '8500']);
    // Of the week, which ends on Sunday, 185.00 are left without approval; Wednesday to Sunday come to 235.00.
    assert.deepEqual(await bound(4).then(({ bound: most, exact, by }) => [most, exact, by.map(part => part.by)]), ['18500', true, ['approval']]);
    const { answer, writes, ranges } = await world.done<DamageBound>('bob', 'PolicyWallet:DamageBound', 'w-alice', '366');
    assert.deepEqual([answer.bound, answer.by.map(part => part.by), writes], ['58500', ['coins'], []]);
    assert.ok(ranges <= 5, `${ranges} ranges`);
});

test('what others pay out of a shared limit counts, and the wallet\'s own policy as well', async () => {
    await world.issue('w-bob', ['40000']);
    const own: Policy = { ...POLICY, id: 'own', limits: [{ ...day, id: 'own-day', stripes: 1, max: '2000' }], approvals: [] };
    await world.done('bob', 'PolicyWallet:SetWalletPolicy', 'w-bob', JSON.stringify(own), '');
    await world.pay('bob', '1900');
    assert.deepEqual(await bound(0, 'w-bob').then(({ bound: most, by }) => [most, by.map(part => part.by === 'coins' ? part.by : part.id)]), ['100', ['own-day']]);
});

test('of a frozen wallet nothing can be moved', async () => {
    await world.openWallet('carl');
    await world.issue('w-carl', ['1000']);
    assert.equal((await bound(0, 'w-carl')).bound, '1000');
    await world.done<Wallet>('carl', 'PolicyWallet:FreezeWallet', 'w-carl', 'phone stolen');
    assert.deepEqual(await bound(0, 'w-carl'), { bound: '0', exact: true, by: [], sentence: 'Nothing can be moved: the wallet is frozen.' });
});

test('coins under several policies: what they let through together, at most their coins', async () => {
    const { policyHash } = await world.read<Programme>('ReadProgramme', PROGRAMME);
    await world.publish({ ...POLICY, version: 2, previousHash: policyHash, limits: [{ ...day, max: '1000' }, shared] });
    await world.issue('w-alice', ['10000']);
    const { bound: most, exact } = await bound(0);
    assert.deepEqual([most, exact], ['4000', false], '35.00 under the old policy, under the new one 5.00 on the stripe that was not used');
});

async function journal(): Promise<readonly JournalRow[]> {
    const rows: JournalRow[] = [];
    let bookmark = '';
    do {
        const page: JournalPage = await world.read('ReadJournal', PROGRAMME, '20', bookmark);
        rows.push(...page.rows);
        ({ bookmark } = page);
    } while (bookmark !== '');
    return rows.sort((a, b) => a.at < b.at ? -1 : a.at > b.at ? 1 : 0);
}

test('the policy in force refuses nothing of its own journal; refunds and releases gave their quota back', async () => {
    world = await MoneyWorld.open(POLICY);
    await world.issue('w-alice', ['30000', '30000']);
    world.now += HOUR;
    const lunch = await world.pay('alice', '3000', { stripes: BOTH });
    world.now += HOUR;
    const coins = createdCoins(lunch.created).filter(({ walletId }) => walletId === 'w-merchant').map(({ coinId }) => coinId);
    await world.submit('merchant', 'PolicyWallet:Refund', {
        refundId: 'back', programmeId: PROGRAMME, paymentId: lunch.paymentId, amount: '2000', coins, change: '1000',
    });
    world.now += HOUR;
    const dinner = await world.payment('alice', '3900');
    await world.submit('alice', 'PolicyWallet:Reserve', { ...dinner, stripes: BOTH, expiresAt: new Date(world.now + 10 * HOUR).toISOString() });
    world.now += HOUR;
    await world.submit('merchant', 'PolicyWallet:Capture', { programmeId: PROGRAMME, paymentId: dinner.paymentId, amount: '100' });
    world.now += HOUR;
    await world.pay('alice', '3800', { stripes: BOTH });
    const rows = await journal();
    assert.deepEqual(rows.map(({ type }) => type), ['ISSUED', 'PAID', 'REFUNDED', 'RESERVED', 'CAPTURED', 'PAID']);
    const inForce = await replay(rows, { draft: POLICY, layer: 'programme' });
    assert.deepEqual([inForce.payments, inForce.allowed], [{ payments: 3, amount: '10700' }, { payments: 3, amount: '10700' }], JSON.stringify(inForce));
    const strict = await replay(rows, { draft: { ...POLICY, refund: { ...POLICY.refund, restoreQuota: 'never' } }, layer: 'programme' });
    assert.deepEqual(strict.byRule, [{ code: 'LIMIT_AMOUNT', id: 'day', payments: 2, amount: '7700' }]);
});

test('an issue that would let more be stolen than its issuer allows is refused, whatever coins there are', async () => {
    const world = await MoneyWorld.open({ ...VOUCHER, limits: [{ id: 'day', match: {}, measure: 'amount', period: 'day', max: '500', scope: 'wallet', stripes: 4 }] });
    const issue = (amount: string, horizonDays: number): object => ({
        issueId: world.id('issue'), programmeId: PROGRAMME, walletId: 'w-alice', amounts: ['100'], expiresAt: EXPIRY, damageBoundAtMost: { amount, horizonDays },
    });
    const refused = await world.refused('issuer', 'PolicyWallet:Issue', JSON.stringify(issue('999', 1)));
    assert.deepEqual([refused.code, refused.parameters], ['DAMAGE_BOUND_EXCEEDED', { walletId: 'w-alice', bound: '1000', atMost: '999', horizonDays: 1 }]);
    await world.submit('issuer', 'PolicyWallet:Issue', issue('1000', 1));
    await world.submit('issuer', 'PolicyWallet:Issue', issue('500', 0));
    // What was paid today cannot be stolen today; a tighter policy of the wallet's own counts too.
    await world.pay('alice', '100', { stripes: { 'programme/day': [0, 1] } });
    await world.submit('issuer', 'PolicyWallet:Issue', issue('400', 0));
    const own: Policy = { ...VOUCHER, id: 'own', limits: [{ id: 'life', match: {}, measure: 'amount', period: 'life', max: '50', scope: 'wallet' }] };
    await world.done('alice', 'PolicyWallet:SetWalletPolicy', 'w-alice', JSON.stringify(own), '');
    const { ranges } = await world.done('issuer', 'PolicyWallet:Issue', JSON.stringify(issue('50', 366)));
    assert.equal(ranges, 0);
    for (const damageBoundAtMost of [{ amount: '-1', horizonDays: 1 }, { amount: '1' }, { amount: '1', horizonDays: 367 }]) {
        assert.match(await world.code('issuer', 'PolicyWallet:Issue', { ...issue('1', 1), damageBoundAtMost }), /^(?:AMOUNT_INVALID|MISSING_FIELD|OUT_OF_RANGE)$/);
    }
});
