// Limits, stripes, the calendar day and approvals: what was used stays used, and nobody gets round it by splitting, waiting or withholding.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { policyHash, type Decision, type DecisionState, type PaymentReceipt, type PaymentRequest, type Policy, type PolicyReason } from '@carnet/domain';
import { VOUCHER } from '../policy/policies.js';
import { MoneyWorld } from './money-world.js';

const PAY = 'PolicyWallet:Pay';
const DAY = 86_400_000;

async function reasons(world: MoneyWorld, name: string, request: PaymentRequest): Promise<readonly PolicyReason[]> {
    return (await world.refused(name, PAY, JSON.stringify(request))).parameters['reasons'] as readonly PolicyReason[];
}

/** A world in which Alice has coins enough, one of each amount. */
async function worldOf(policy: Partial<Policy>, amounts: readonly string[] = ['100000']): Promise<MoneyWorld> {
    const world = await MoneyWorld.open({ ...VOUCHER, ...policy });
    await world.issue('w-alice', amounts);
    return world;
}

test('C03, C05: a limit is inclusive, and the next calendar day is a new one, by the policy\'s own midnight', async () => {
    const world = await worldOf({ limits: [{ id: 'day', match: {}, measure: 'amount', period: 'day', max: '100', scope: 'wallet' }] });
    await world.pay('alice', '60');
    assert.deepEqual(await reasons(world, 'alice', await world.payment('alice', '41')), [{
        code: 'LIMIT_AMOUNT', layer: 'programme', id: 'day', parameters: { limit: 'day', period: 'day', max: '100', used: '60', asked: '41' },
    }]);
    await world.pay('alice', '40');
    world.now = Date.parse('2026-03-04T22:59:59.999Z');
    assert.equal((await reasons(world, 'alice', await world.payment('alice', '1')))[0]?.code, 'LIMIT_AMOUNT');
    world.now += 1;
    await world.pay('alice', '45');
});

test('C37: a limit on the number of payments', async () => {
    const world = await worldOf({ limits: [{ id: 'twice', match: {}, measure: 'count', period: 'week', max: '2', scope: 'wallet' }] });
    await world.pay('alice', '1');
    await world.pay('alice', '1');
    assert.equal((await reasons(world, 'alice', await world.payment('alice', '1')))[0]?.code, 'LIMIT_COUNT');
});

test('C07: a limit that is replaced keeps what was used of it', async () => {
    const limits = (max: string): Policy['limits'] => [{ id: 'life', match: {}, measure: 'amount', period: 'life', max, scope: 'wallet' }];
    const first: Policy = { ...VOUCHER, limits: limits('500') };
    const world = await worldOf(first);
    await world.pay('alice', '100');
    await world.publish({ ...first, version: 2, previousHash: policyHash(first), mode: 'tighten-only', limits: limits('100') });
    const coins = await world.issue('w-alice', ['50']);
    const request = await world.payment('alice', '1', { coins: coins.map(({ coinId }) => coinId) });
    assert.deepEqual((await reasons(world, 'alice', request))[0]?.parameters, { limit: 'life', period: 'life', max: '100', used: '100', asked: '1' });
});

test('coins of two versions of a policy: both must allow, and the payment counts once', async () => {
    const limits = (max: string): Policy['limits'] => [{ id: 'life', match: {}, measure: 'amount', period: 'life', max, scope: 'wallet' }];
    const first: Policy = { ...VOUCHER, limits: limits('500') };
    const world = await worldOf(first, ['100']);
    await world.publish({ ...first, version: 2, previousHash: policyHash(first), mode: 'tighten-only', limits: limits('150') });
    const [old] = await world.coins('w-alice');
    const [young] = await world.issue('w-alice', ['100']);
    await world.pay('alice', '120', { coins: [old?.coinId ?? '', young?.coinId ?? ''] });
    assert.equal((await reasons(world, 'alice', await world.payment('alice', '31')))[0]?.code, 'LIMIT_AMOUNT');
    await world.pay('alice', '30');
});

test('a programme\'s limit may count the payments of all wallets together', async () => {
    const world = await worldOf({ limits: [{ id: 'all', match: {}, measure: 'amount', period: 'life', max: '100', scope: 'programme' }] });
    await world.issue('w-bob', ['1000']);
    await world.pay('alice', '60');
    assert.equal((await reasons(world, 'bob', await world.payment('bob', '41')))[0]?.code, 'LIMIT_AMOUNT');
    await world.pay('bob', '40');
});

test('stripes: a payment counts on those it names; what is too little there is no final refusal until all are named', async () => {
    const world = await worldOf({ limits: [{ id: 'day', match: {}, measure: 'amount', period: 'day', max: '100', scope: 'wallet', stripes: 4 }] });
    const pay = async (amount: string, stripes?: readonly number[]): Promise<PaymentRequest> =>
        world.payment('alice', amount, stripes === undefined ? {} : { stripes: { 'programme/day': stripes } });
    assert.equal((await reasons(world, 'alice', await pay('26')))[0]?.code, 'STRIPE_INSUFFICIENT');
    const { reads, writes } = await world.done('alice', PAY, JSON.stringify(await pay('40', [2, 0])));
    const stripesOf = (keys: readonly string[]): string[] => keys.filter(key => key.startsWith('\0used')).map(key => key.split('\0').at(-2) ?? '');
    assert.deepEqual([stripesOf(reads), stripesOf(writes)], [['2', '0'], ['2', '0']]);
    assert.deepEqual((await reasons(world, 'alice', await pay('61', [0, 1, 2, 3])))[0]?.code, 'LIMIT_AMOUNT');
    await world.submit('alice', PAY, await pay('60', [0, 1, 2, 3]));
    const nothing = await reasons(world, 'alice', await pay('1', [1]));
    assert.equal(nothing[0]?.code, 'STRIPE_INSUFFICIENT');
    const many = { ...await pay('1'), stripes: Object.fromEntries(Array.from({ length: 3 }, (_, n) => [`programme/l${n}`, Array.from({ length: 64 }, (_, s) => s)])) };
    assert.equal((await world.refused('alice', PAY, JSON.stringify(many))).code, 'STRIPE_INSUFFICIENT', 'limits that the policy does not have are not read');
});

test('so many stripes are not read at once that a peer would be held up', async () => {
    const limits: Policy['limits'] = [1, 2, 3].map(n => ({ id: `l${n}`, match: {}, measure: 'amount', period: 'day', max: '6400', scope: 'wallet', stripes: 64 }));
    const world = await worldOf({ limits });
    const all = Array.from({ length: 64 }, (_, stripe) => stripe);
    const stripes = { 'programme/l1': all, 'programme/l2': all, 'programme/l3': all };
    const refused = await world.refused('alice', PAY, JSON.stringify(await world.payment('alice', '1', { stripes })));
    assert.deepEqual([refused.code, refused.parameters], ['OUT_OF_RANGE', { field: 'payment.stripes', limit: 96 }]);
});

test('L05: a payment that was endorsed yesterday and withheld dies once somebody has paid today', async () => {
    const world = await worldOf({ limits: [{ id: 'day', match: {}, measure: 'amount', period: 'day', max: '100', scope: 'wallet' }] });
    await world.issue('w-bob', ['1000']);
    world.now = Date.parse('2026-03-04T22:50:00.000Z');
    await world.pay('bob', '1');
    const withheld = await world.endorse('alice', PAY, JSON.stringify(await world.payment('alice', '100')));
    assert.equal(withheld.status, 200);
    world.now = Date.parse('2026-03-04T23:00:00.000Z');
    await world.pay('bob', '1');
    assert.equal(withheld.commit(), false);
    world.now = Date.parse('2026-03-04T22:59:59.999Z');
    assert.equal((await reasons(world, 'alice', await world.payment('alice', '1')))[0]?.code, 'CLOCK_SKEW', 'and a time before today\'s is refused');
});

test('two payments of one wallet on one limit: the second is invalid, whatever coins it spends', async () => {
    const world = await worldOf({}, ['1000', '1000']);
    const [one, other] = await world.coins('w-alice');
    assert.ok(one && other);
    await world.issue('w-bob', ['1']);
    await world.pay('bob', '1'); // Begins the day.
    const first = await world.endorse('alice', PAY, JSON.stringify(await world.payment('alice', '1000', { coins: [one.coinId] })));
    const second = await world.endorse('alice', PAY, JSON.stringify(await world.payment('alice', '1000', { coins: [other.coinId] })));
    assert.deepEqual([first.status, second.status, first.commit(), second.commit()], [200, 200, true, false]);
});

test('other wallets pay side by side once the day has begun: they share nothing that is written', async () => {
    const world = await worldOf({});
    await world.issue('w-bob', ['5000']);
    await world.pay('alice', '1');
    const payments = [];
    for (const name of ['alice', 'bob']) payments.push(await world.endorse(name, PAY, JSON.stringify(await world.payment(name, '5'))));
    assert.deepEqual(payments.map(({ commit }) => commit()), [true, true]);
});

const APPROVED: Partial<Policy> = {
    limits: [], approvals: [{ id: 'large', match: {}, above: '1000', roster: 'board', cumulative: { period: 'day', above: '1500' } }],
};

let board: MoneyWorld;
before(async () => { board = await worldOf(APPROVED, ['1000', '1000', '1000', '1000', '1000']); });

async function propose(world: MoneyWorld, request: PaymentRequest, decisionId: string): Promise<Decision> {
    const { paymentId, walletId, payeeId, amount, currency, channel } = request;
    const order = { paymentId, walletId, payeeId, amount, currency, channel };
    const expiry = new Date(world.now + DAY).toISOString();
    return world.submit<Decision>('alice', 'PolicyWallet:ProposePayment', { decisionId, order, expiry });
}

async function approve(world: MoneyWorld, { decisionId, contentHash }: Decision, ...names: readonly string[]): Promise<void> {
    for (const name of names) await world.done(name, 'Decisions:Approve', decisionId, contentHash);
}

test('what is above a bound needs the approval of the roster, for exactly this payment, once', async () => {
    const request = await board.payment('alice', '1200');
    assert.deepEqual(await reasons(board, 'alice', request), [{
        code: 'APPROVAL_INSUFFICIENT', layer: 'programme', id: 'large', parameters: { roster: 'board', above: '1000', needed: 2, given: 0 },
    }]);
    const decision = await propose(board, request, 'd-1');
    assert.deepEqual([decision.rosterId, decision.subject, decision.proposerMayVote], ['board', 'w-alice', false]);
    await approve(board, decision, 'anna');
    const named = { ...request, decisionId: 'd-1' };
    assert.deepEqual((await reasons(board, 'alice', named))[0]?.parameters, { roster: 'board', above: '1000', needed: 2, given: 1 });
    await approve(board, decision, 'olga');
    for (const other of [{ amount: '1201', change: String(BigInt(request.change) - 1n) }, { paymentId: 'another' }, { reference: 'x' }]) {
        assert.equal((await reasons(board, 'alice', { ...named, ...other }))[0]?.code, 'APPROVAL_STALE');
    }
    assert.equal((await board.submit<PaymentReceipt>('alice', PAY, named)).status, 'PAID');
    assert.equal((await board.submit<PaymentReceipt>('alice', PAY, named)).status, 'PAID', 'the same again is the same payment');
    const used = await board.payment('alice', '1200', { decisionId: 'd-1', paymentId: 'once-more' });
    assert.equal((await reasons(board, 'alice', used))[0]?.code, 'APPROVAL_STALE');
});

test('splitting below the bound needs approval all the same, by the sum of the day', async () => {
    assert.equal((await reasons(board, 'alice', await board.payment('alice', '301')))[0]?.code, 'APPROVAL_INSUFFICIENT', '1 200 were paid today');
    await board.pay('alice', '300');
    assert.equal((await reasons(board, 'alice', await board.payment('alice', '1')))[0]?.code, 'APPROVAL_INSUFFICIENT');
    board.now += DAY;
    await board.pay('alice', '1000');
});

test('approvals die when a policy changes, and when the roster does; what needs none, or is forbidden, is not proposed', async () => {
    const world = await worldOf(APPROVED);
    const request = await world.payment('alice', '1200');
    const decision = await propose(world, request, 'd-1');
    await approve(world, decision, 'anna', 'marc');
    const policy: Policy = { ...VOUCHER, ...APPROVED };
    await world.publish({ ...policy, version: 2, previousHash: policyHash(policy), mode: 'tighten-only' });
    const [coin] = await world.issue('w-alice', ['1200']);
    const withNew = await world.payment('alice', '1200', { paymentId: request.paymentId, coins: [coin?.coinId ?? ''], decisionId: 'd-1' });
    assert.equal((await reasons(world, 'alice', withNew))[0]?.code, 'APPROVAL_STALE');
    assert.equal(await world.code('alice', 'PolicyWallet:ProposePayment', {
        decisionId: 'd-2', order: { ...request, coins: undefined, change: undefined, amount: '1' }, expiry: new Date(world.now + DAY).toISOString(),
    }), 'APPROVAL_NOT_NEEDED');
    assert.equal(await world.code('alice', 'PolicyWallet:ProposePayment', {
        decisionId: 'd-2', order: { ...request, coins: undefined, change: undefined, payeeId: 'nobody' }, expiry: new Date(world.now + DAY).toISOString(),
    }), 'PAYEE_UNKNOWN');
    assert.equal(await world.code('bob', 'PolicyWallet:ProposePayment', {
        decisionId: 'd-2', order: { ...request, coins: undefined, change: undefined }, expiry: new Date(world.now + DAY).toISOString(),
    }), 'NOT_WALLET_HOLDER');
});

test('where rules ask two rosters, each decides, and the payment names both decisions', async () => {
    const world = await worldOf({});
    await world.submit('anna', 'Decisions:DefineRoster', {
        rosterId: 'owners', version: 1, threshold: 2, minOrganisations: 1, members: ['anna', 'merchant', 'carl'].map(name => ({ ...world.keyOf(name), name })),
    });
    await world.publish({ ...VOUCHER, version: 2, previousHash: policyHash(VOUCHER), limits: [], approvals: [
        { id: 'large', match: {}, above: '1000', roster: 'board' }, { id: 'larger', match: {}, above: '1100', roster: 'owners' },
    ] });
    const [issued] = await world.issue('w-alice', ['100000']);
    const request = await world.payment('alice', '1200', { coins: [issued?.coinId ?? ''] });
    assert.deepEqual((await reasons(world, 'alice', request)).map(({ id, parameters }) => [id, parameters['needed']]), [['large', 2], ['larger', 2]]);
    const { coins, change, ...order } = request;
    assert.deepEqual([coins.length, change], [1, '98800']);
    const expiry = new Date(world.now + DAY).toISOString();
    assert.equal(await world.code('alice', 'PolicyWallet:ProposePayment', { decisionId: 'd', order, expiry }), 'MISSING_FIELD');
    const ofRoster = async (decisionId: string, roster: string): Promise<Decision> =>
        world.submit<Decision>('alice', 'PolicyWallet:ProposePayment', { decisionId, order, roster, expiry });
    const [ofBoard, ofOwners, again] = [await ofRoster('of-board', 'board'), await ofRoster('of-owners', 'owners'), await ofRoster('of-owners-2', 'owners')];
    await approve(world, ofBoard, 'anna', 'marc');
    await approve(world, ofOwners, 'anna');
    const named = { ...request, decisionId: 'of-board', furtherDecisions: ['of-owners'] };
    assert.deepEqual((await reasons(world, 'alice', { ...request, decisionId: 'of-board' })).map(({ id, parameters }) => [id, parameters['needed']]), [['larger', 2]]);
    assert.deepEqual((await reasons(world, 'alice', named)).map(({ id, parameters }) => [id, parameters['given']]), [['larger', 1]]);
    const reservation = { ...named, expiresAt: expiry };
    for (const [fn, whole] of [['Pay', named], ['Reserve', reservation], ['Explain', named]] as const) {
        const argument = { Pay: 'payment', Reserve: 'reservation', Explain: 'order' }[fn];
        for (const [furtherDecisions, field] of [[['of-owners', again.decisionId], ''], [['of-owners', 'of-board'], '[1]']] as const) {
            const { code, parameters } = await world.refused('alice', `PolicyWallet:${fn}`, JSON.stringify({ ...whole, furtherDecisions }));
            assert.deepEqual([code, parameters['field']], ['INVALID_VALUE', `${argument}.furtherDecisions${field}`]);
        }
    }
    await approve(world, ofOwners, 'carl');
    const paid = await world.submit<PaymentReceipt>('alice', PAY, named);
    assert.equal(paid.status, 'PAID');
    for (const decisionId of ['of-board', 'of-owners']) {
        assert.equal((await world.done<DecisionState>('alice', 'Decisions:ReadDecision', decisionId)).answer.decision.status, 'EXECUTED');
    }
});
