// Ways around what was decided: stripes named for a sum that has none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JournalPage, PaymentRequest, Policy, PolicyReason } from '@carnet/domain';
import { VOUCHER } from '../policy/policies.js';
import { MoneyWorld } from './money-world.js';

const PAY = 'PolicyWallet:Pay';

const APPROVED: Partial<Policy> = {
    limits: [], approvals: [{ id: 'large', match: {}, above: '1000', roster: 'board', cumulative: { period: 'day', above: '1500' } }],
};

async function worldOf(policy: Partial<Policy>, amounts: readonly string[] = ['1000', '1000', '1000', '1000']): Promise<MoneyWorld> {
    const world = await MoneyWorld.open({ ...VOUCHER, ...policy });
    await world.issue('w-alice', amounts);
    return world;
}

async function firstReason(world: MoneyWorld, name: string, request: PaymentRequest): Promise<PolicyReason | undefined> {
    return ((await world.refused(name, PAY, JSON.stringify(request))).parameters['reasons'] as readonly PolicyReason[])[0];
}

test('the sum above which approval is needed has one counter: stripes named for it neither hide what was spent nor set it back', async () => {
    const world = await worldOf(APPROVED);
    await world.pay('alice', '1000');
    for (const stripes of [{ 'programme/large': [1] }, { 'programme/large': [63, 1] }]) {
        const refused = await firstReason(world, 'alice', await world.payment('alice', '600', { stripes }));
        assert.equal(refused?.code, 'APPROVAL_INSUFFICIENT');
    }
    await world.pay('alice', '100', { stripes: { 'programme/large': [7] } });
    assert.equal((await firstReason(world, 'alice', await world.payment('alice', '401')))?.code, 'APPROVAL_INSUFFICIENT');
    await world.pay('alice', '400');
    const { rows } = await world.read<JournalPage>('ReadStatement', 'w-alice', '10', '');
    assert.equal(rows.flatMap(({ counted }) => counted ?? []).reduce((total, { amount }) => total + BigInt(amount), 0n), 1500n);
});
