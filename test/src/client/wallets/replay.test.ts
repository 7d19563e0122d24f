// A journal under a draft policy: what it would have refused, and what its limits would have counted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CarnetError } from '@carnet/client';
import { readJournalRows } from '@carnet/client/dist/wallets/journal-rows.js';
import { replay, type RefusedPayment, type Replay } from '@carnet/client/dist/wallets/replay.js';
import {
    compilePolicy, countersOf, decidePayment, recipientFacts, spread,
    type JournalRow, type Limit, type PaymentFacts, type Policy, type PolicyLayer, type StripeUsage,
} from '@carnet/domain';
import fc from 'fast-check';
import { anyFacts, anyPolicy } from '../../policy/any-policy.js';
import { NOON, VOUCHER } from '../../policy/policies.js';

fc.configureGlobal({ seed: 20_260 });

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FOOD = { version: 1, category: '5411', country: 'FR', groups: [] };

interface Made {
    readonly amount: string;
    readonly time: number;
    readonly walletId?: string;
    readonly approved?: boolean;
    readonly reserved?: boolean;
}

let count = 0;
/** A payment of the journal, for food in France. */
function paid({ amount, time, walletId = 'ana', approved = false, reserved = false }: Made, id = `p${++count}`): JournalRow {
    return {
        type: reserved ? 'RESERVED' : 'PAID', id, programmeId: 'meals', transactionId: `t-${id}`, at: new Date(time).toISOString(),
        legs: [{ account: `wallet:${walletId}`, amount: `-${amount}` }, { account: reserved ? `reserved:${id}` : 'wallet:cafe', amount }],
        order: { paymentId: id, walletId, payeeId: 'cafe', amount, currency: 'EUR', channel: 'pos' }, payee: FOOD,
        ...approved ? { approval: { decisionId: `d-${id}` } } : {},
    };
}

function moved(type: JournalRow['type'], id: string, time: number, legs: JournalRow['legs'], paymentId?: string): JournalRow {
    return {
        type, id, programmeId: 'meals', transactionId: `t-${type}-${id}`, at: new Date(time).toISOString(), legs,
        ...paymentId === undefined ? {} : { paymentId },
    };
}

const day: Limit = { id: 'day', match: {}, measure: 'amount', period: 'day', max: '5000', scope: 'wallet' };

async function replayed(rows: readonly JournalRow[], change: Partial<Policy>, layer: PolicyLayer = 'programme', walletId?: string): Promise<{
    readonly answer: Replay; readonly refused: readonly RefusedPayment[];
}> {
    const refused: RefusedPayment[] = [];
    const answer = await replay(rows, {
        draft: { ...VOUCHER, ...change }, layer, onRefused: payment => void refused.push(payment), ...walletId === undefined ? {} : { walletId },
    });
    return { answer, refused };
}

test('what the draft refuses does not count: a smaller payment after it is let through', async () => {
    const rows = ['3000', '2500', '2000'].map((amount, hour) => paid({ amount, time: NOON + hour * HOUR }, ['a', 'b', 'c'][hour]));
    const { answer, refused } = await replayed(rows, { limits: [day] });
    const parameters = { limit: 'day', period: 'day', max: '5000', used: '3000', asked: '2500' };
    assert.deepEqual(refused, [{
        paymentId: 'b', at: '2026-03-04T12:00:00.000Z', walletId: 'ana', payeeId: 'cafe', amount: '2500', decision: 'DENY',
        reasons: [{ code: 'LIMIT_AMOUNT', layer: 'programme', id: 'day', parameters }],
    }]);
    const { policyHash, ...sums } = answer;
    assert.equal(policyHash, compilePolicy({ ...VOUCHER, limits: [day] }).hash);
    assert.deepEqual(sums, {
        layer: 'programme', rows: 3, payments: { payments: 3, amount: '7500' }, allowed: { payments: 2, amount: '5000' },
        refused: { payments: 1, amount: '2500' }, needingApproval: { payments: 0, amount: '0' },
        byReason: [{ code: 'LIMIT_AMOUNT', payments: 1, amount: '2500' }],
        byRule: [{ code: 'LIMIT_AMOUNT', id: 'day', payments: 1, amount: '2500' }],
        byAllowRule: [{ id: 'food', payments: 2, amount: '5000' }],
    });
});

test('a new calendar day begins with nothing used, each wallet has its own, a limit of the programme has one for all', async () => {
    const rows = [
        paid({ amount: '4000', time: NOON }), paid({ amount: '4000', time: NOON + HOUR, walletId: 'ben' }), paid({ amount: '4000', time: NOON + DAY }),
    ];
    assert.equal((await replayed(rows, { limits: [day] })).refused.length, 0);
    const shared = await replayed(rows, { limits: [{ ...day, scope: 'programme' }] });
    assert.deepEqual(shared.refused.map(({ walletId }) => walletId), ['ben']);
    // A wallet's own policy counts its own payments alone, whatever scope it names.
    assert.equal((await replayed(rows, { limits: [{ ...day, scope: 'programme' }] }, 'wallet')).refused.length, 0);
    assert.equal((await replayed(rows, { limits: [{ ...day, max: '1' }] }, 'wallet', 'ben')).answer.payments.payments, 1);
});

test('payments that managers approved count as approved, others that need it are told apart', async () => {
    const rows = [paid({ amount: '900', time: NOON, approved: true }), paid({ amount: '900', time: NOON + HOUR })];
    const { answer, refused } = await replayed(rows, { limits: [], approvals: [{ id: 'large', match: {}, above: '500', roster: 'board' }] });
    assert.deepEqual(refused.map(({ decision, reasons }) => [decision, reasons[0]?.code]), [['NEEDS_APPROVAL', 'APPROVAL_INSUFFICIENT']]);
    assert.deepEqual([answer.allowed.payments, answer.refused.payments, answer.needingApproval.payments], [1, 0, 1]);
});

test('what comes back gives quota back where the draft says so, and only within the period', async () => {
    const back = (amount: string): JournalRow['legs'] => [{ account: 'wallet:cafe', amount: `-${amount}` }, { account: 'wallet:ana', amount }];
    const rows = [
        paid({ amount: '5000', time: NOON }, 'first'), moved('REFUNDED', 'r1', NOON + HOUR, back('2000'), 'first'),
        paid({ amount: '2000', time: NOON + 2 * HOUR }), paid({ amount: '5000', time: NOON + DAY, reserved: true }, 'held'),
        moved('RELEASED', 'held', NOON + DAY + HOUR, [{ account: 'reserved:held', amount: '-5000' }, { account: 'wallet:ana', amount: '5000' }]),
        paid({ amount: '5000', time: NOON + DAY + 2 * HOUR }, 'second'), moved('REFUNDED', 'r2', NOON + 2 * DAY, back('5000'), 'second'),
        paid({ amount: '5000', time: NOON + 2 * DAY + HOUR }),
    ];
    const refund = { allowed: true, withinSeconds: 1_209_600, restoreQuota: 'same-period' } as const;
    assert.deepEqual((await replayed(rows, { limits: [day], refund })).refused, []);
    assert.equal((await replayed(rows, { limits: [day] })).refused.length, 2);
});

test('rows that are not in order are refused, by their place', async () => {
    const rows = [paid({ amount: '1', time: NOON }), paid({ amount: '1', time: NOON - 240_000 }), paid({ amount: '1', time: NOON - 240_001 }, 'late')];
    await assert.rejects(replayed(rows, {}), (error: unknown) => {
        assert.ok(error instanceof CarnetError);
        assert.equal(error.code, 'JOURNAL_UNORDERED');
        assert.deepEqual(error.details, { row: 3, id: 'late', at: '2026-03-04T10:55:59.999Z' });
        return true;
    });
});

interface Attempt { readonly id: string; readonly walletId: string; readonly facts: PaymentFacts }

/** What the ledger would let through: every payment decided with the counters of those before it. */
function letThrough(policy: Policy, payments: readonly Attempt[]): ReadonlySet<string> {
    const compiled = compilePolicy(policy);
    const held = new Map<string, readonly StripeUsage[]>();
    const through = new Set<string>();
    for (const { id, walletId, facts } of payments) {
        const counters = countersOf(compiled, facts).map(counter => {
            const key = `${counter.id} ${counter.scope === 'programme' ? '*' : walletId} ${counter.index}`;
            return { counter, key, usage: held.get(key) ?? Array.from({ length: counter.stripes }, (_, stripe) => ({ stripe, used: 0n })) };
        });
        const usage = Object.fromEntries(counters.map(({ counter, usage: stripes }) => [counter.id, stripes]));
        if (decidePayment([{ layer: 'programme', policy: compiled, usage, approvals: {} }], facts).decision !== 'ALLOW') continue;
        through.add(id);
        for (const { counter, key, usage: stripes } of counters) {
            const added = spread(counter, BigInt(facts.amount), stripes) ?? [];
            held.set(key, stripes.map(({ stripe, used }) => ({ stripe, used: used + (added.find(one => one.stripe === stripe)?.used ?? 0n) })));
        }
    }
    return through;
}

test('200 random policies: replaying what the policy in force let through refuses nothing, replaying all refuses the others', async () => {
    const cases = anyPolicy({ rules: 4, limits: 4, approvals: 2 }).chain(policy => fc.record({
        policy: fc.constant<Policy>({ ...policy, rules: [...policy.rules, { id: 'all', effect: 'allow', when: {} }] }),
        payments: fc.array(fc.record({ facts: anyFacts(policy.calendar), walletId: fc.constantFrom('ana', 'ben') }), { maxLength: 30 }),
    }));
    await fc.assert(fc.asyncProperty(cases, async ({ policy, payments: unordered }) => {
        const payments = unordered.sort((a, b) => a.facts.time - b.facts.time).map(({ facts, walletId }, index) => ({
            id: `p${index}`, walletId, facts: { ...facts, payee: recipientFacts({ channel: facts.channel, payeeId: facts.payee.id }, facts.payee) },
        }));
        const rows = payments.map(({ id, walletId, facts }): JournalRow => {
            const row = paid({ amount: facts.amount, time: facts.time, walletId }, id);
            const { id: payeeId, ...payee } = facts.payee;
            const { amount, channel } = facts;
            const order = { paymentId: id, walletId, payeeId: payeeId.replace('wallet:', ''), amount, currency: 'EUR', channel };
            return { ...row, order, payee: { version: 1, ...payee } };
        });
        const through = letThrough(policy, payments);
        const all = await replayed(rows, policy);
        assert.deepEqual(all.refused.map(({ paymentId }) => paymentId), rows.map(({ id }) => id).filter(id => !through.has(id)));
        const inForce = await replayed(rows.filter(({ id }) => through.has(id)), policy);
        assert.deepEqual(inForce.refused, []);
    }), { numRuns: 200 });
});

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array, void, undefined> {
    for (const text of texts) yield await Promise.resolve(Buffer.from(text));
}

async function rowsOf(...texts: readonly string[]): Promise<readonly JournalRow[]> {
    const rows: JournalRow[] = [];
    // What is read has no prototype.
    for await (const row of readJournalRows(pieces(...texts))) rows.push(structuredClone(row));
    return rows;
}

test('a journal is read as JSON lines or as a list, and a row that is none is named', async () => {
    const rows = [paid({ amount: '1', time: NOON }), paid({ amount: '2', time: NOON })];
    const lines = rows.map(row => JSON.stringify(row)).join('\n');
    assert.deepEqual(await rowsOf(lines.slice(0, 99), lines.slice(99)), rows);
    assert.deepEqual(await rowsOf(JSON.stringify(rows)), rows);
    const broken = lines.replace('"amount":"2"', '"amount":"2e3"');
    await assert.rejects(rowsOf(broken), (error: unknown) => {
        assert.ok(error instanceof CarnetError);
        assert.deepEqual([error.code, error.details['row']], ['JOURNAL_ROW_INVALID', 2]);
        return true;
    });
});
