// Executing decisions, by the functions that other contracts call: times, competing decisions, quorum of recoveries, and votes against a tiny model.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeEach, describe, test } from 'node:test';
import { requireRecoveryQuorum, type CarnetFailure, type Decision, type Roster } from '@carnet/domain';
import fc from 'fast-check';
import { CHAINCODE_DIR } from './trade.js';

/** The same cases in every run: a failure is a change, not luck. */
fc.configureGlobal({ seed: 20_261 });

interface Context { readonly state: object }
interface Approvals { readonly needed: number; readonly given: number; readonly organisations: number; readonly refusal?: CarnetFailure }
interface Proposed {
    decisionId: string; kind: 'RECOVERY' | 'PAYMENT'; subject: string; content: object; rosterId: string; proposerMayVote: boolean; expiry: string; earliest?: string;
}
type Expected = Pick<Proposed, 'kind' | 'subject' | 'content' | 'rosterId'>;

const require = createRequire(import.meta.url);
const load = (path: string): unknown => require(join(CHAINCODE_DIR, 'dist', path));
const { WorldState } = load('ledger/world-state.js') as { WorldState: new (stub: object) => { end(): Promise<void> } };
const { proposeDecision } = load('decisions/proposing.js') as { proposeDecision: (context: Context, proposed: Proposed) => Promise<Decision> };
const { castVote } = load('decisions/deciding.js') as
    { castVote: (context: Context, decisionId: string, contentHash: string, approves: boolean) => Promise<unknown> };
const { countApprovals, executeDecision, supersedeDecision } = load('decisions/executing.js') as {
    countApprovals: (context: Context, decisionId: string, expected: Expected) => Promise<Approvals>;
    executeDecision: (context: Context, decisionId: string, expected: Expected) => Promise<Decision>;
    supersedeDecision: (context: Context, pendingId: string, decisionId: string) => Promise<Decision>;
};

const START = Date.UTC(2027, 0, 1);
const at = (seconds: number): string => new Date(START + seconds * 1_000).toISOString();
const MEMBERS = Array.from({ length: 5 }, (_, index) => ({ mspId: `Org${index % 3 + 1}MSP`, publicKeyHash: String(index).repeat(64), name: `Manager ${index}` }));
const ROSTER: Roster = { rosterId: 'r', version: 1, members: MEMBERS, threshold: 2, minOrganisations: 2 };

/** Keys and values, as a transaction after the other leaves them. */
class Ledger {
    readonly #values = new Map<string, Uint8Array>();
    seconds = 0;

    put(value: object, ...parts: string[]): void {
        this.#values.set(`\0${parts.join('\0')}\0`, Buffer.from(JSON.stringify(value)));
    }

    /** A transaction by a manager; its writes stay where it is not refused. */
    async run<T>(by: number, work: (context: Context) => Promise<T>): Promise<T> {
        const written = new Map<string, Uint8Array>();
        const stub = {
            getState: (key: string) => Promise.resolve(this.#values.get(key) ?? new Uint8Array()),
            putState: (key: string, value: Uint8Array) => Promise.resolve(void written.set(key, value)),
            deleteState: (key: string) => Promise.resolve(void written.set(key, new Uint8Array())),
        };
        const milliseconds = START + this.seconds * 1_000;
        const state = new WorldState(stub);
        const context = {
            state, caller: { ...MEMBERS[by], administrator: true }, time: { milliseconds, iso: at(this.seconds) },
            emit: () => undefined,
        };
        const result = await work(context);
        await state.end();
        for (const [key, value] of written) this.#values.set(key, value);
        return result;
    }
}

let ledger: Ledger;
function reset(roster: Roster = ROSTER): void {
    ledger = new Ledger();
    for (const mspId of ['Org1MSP', 'Org2MSP', 'Org3MSP']) ledger.put({ name: mspId, capabilities: [], suspended: false }, 'organisation', mspId);
    ledger.put(roster, 'roster', roster.rosterId);
}
beforeEach(() => { reset(); });

const RECOVERY: Expected = { kind: 'RECOVERY', subject: 'wallet-1', content: { newKeyHash: 'a' }, rosterId: 'r' };

const propose = (decisionId: string, changes: Partial<Proposed> = {}, by = 0): Promise<Decision> =>
    ledger.run(by, context => proposeDecision(context, { decisionId, ...RECOVERY, proposerMayVote: true, expiry: at(10_000), ...changes }));
const vote = (decision: Decision, by: number, approves = true): Promise<unknown> =>
    ledger.run(by, context => castVote(context, decision.decisionId, decision.contentHash, approves));
const execute = (decisionId: string, changes: Partial<Expected> = {}): Promise<Decision> =>
    ledger.run(0, context => executeDecision(context, decisionId, { ...RECOVERY, ...changes }));

async function refusal(work: Promise<unknown>): Promise<CarnetFailure> {
    try {
        await work;
    } catch (error) {
        if ((error as Error).name === 'CarnetFailure') return error as CarnetFailure;
        throw error;
    }
    return assert.fail('it should be refused');
}

describe('times', () => {
    test('H23, H35: not before the earliest execution, from it on until the expiry', async () => {
        const decision = await propose('d', { earliest: at(3_600) });
        assert.equal(decision.earliest, at(3_600));
        for (const by of [0, 1]) await vote(decision, by);
        ledger.seconds = 3_599;
        const early = await refusal(execute('d'));
        assert.deepEqual([early.code, early.parameters['earliest']], ['DECISION_TOO_EARLY', at(3_600)]);
        ledger.seconds = 3_600;
        assert.equal((await execute('d')).status, 'EXECUTED');
        const again = await refusal(execute('d'));
        assert.deepEqual([again.code, again.parameters['status']], ['APPROVAL_STALE', 'EXECUTED']);
    });

    test('an expiry before the earliest execution is refused', async () => {
        assert.equal((await refusal(propose('d', { earliest: at(20_000) }))).code, 'INVALID_DATE');
    });
});

describe('what is approved', () => {
    test('counts for exactly this kind, subject, content and roster', async () => {
        ledger.put({ ...ROSTER, rosterId: 'other' }, 'roster', 'other');
        const decision = await propose('d');
        for (const by of [0, 1]) await vote(decision, by);
        const others: Partial<Expected>[] = [{ kind: 'PAYMENT' }, { subject: 'wallet-2' }, { content: { newKeyHash: 'b' } }, { rosterId: 'other' }];
        for (const changes of others) {
            assert.equal((await refusal(execute('d', changes))).code, 'APPROVAL_STALE');
            const counted = await ledger.run(0, context => countApprovals(context, 'd', { ...RECOVERY, ...changes }));
            assert.deepEqual([counted.given, counted.needed, counted.refusal?.code], [0, 2, 'APPROVAL_STALE']);
        }
        const counted = await ledger.run(0, context => countApprovals(context, 'd', RECOVERY));
        assert.deepEqual([counted.given, counted.organisations, counted.refusal], [2, 2, undefined]);
        await execute('d');
    });

    test('the maker cannot approve where he may not, and a roster that then falls short is told at once', async () => {
        const decision = await propose('d', { proposerMayVote: false });
        for (const approves of [true, false]) assert.equal((await refusal(vote(decision, 0, approves))).code, 'MAKER_CANNOT_APPROVE');
        reset({ ...ROSTER, threshold: 5 });
        const failure = await refusal(propose('d', { kind: 'PAYMENT', proposerMayVote: false }));
        assert.deepEqual([failure.code, failure.parameters], ['QUORUM_IMPOSSIBLE', { rosterId: 'r', threshold: 5, able: 4 }]);
    });

    test('in an ordered roster a maker who may not vote is passed over', async () => {
        reset({ ...ROSTER, ordered: true });
        const decision = await propose('d', { proposerMayVote: false });
        assert.equal((await refusal(vote(decision, 2))).code, 'APPROVAL_OUT_OF_ORDER');
        for (const by of [1, 2]) await vote(decision, by);
        assert.equal((await execute('d')).status, 'EXECUTED');
    });
});

describe('recovery', () => {
    test('takes 2 ≤ k ≤ n − 1 and two organisations', async () => {
        for (const rules of [{ threshold: 1, minOrganisations: 1 }, { threshold: 5 }, { minOrganisations: 1 }]) {
            reset({ ...ROSTER, ...rules });
            const failure = await refusal(propose('d'));
            assert.deepEqual([failure.code, failure.parameters], ['QUORUM_IMPOSSIBLE', { rosterId: 'r' }], JSON.stringify(rules));
            assert.equal((await propose('p', { kind: 'PAYMENT' })).status, 'OPEN');
        }
        assert.throws(() => { requireRecoveryQuorum({ ...ROSTER, threshold: 5 }); }, { code: 'QUORUM_IMPOSSIBLE' });
        requireRecoveryQuorum({ ...ROSTER, threshold: 4 });
    });

    test('H25: a competing decision takes strictly more approvals than the one that is pending', async () => {
        const pending = await propose('pending');
        const rival = await propose('rival', { content: { newKeyHash: 'b' } }, 4);
        for (const by of [0, 1]) await vote(pending, by);
        for (const by of [2, 3]) await vote(rival, by);
        const supersede = (): Promise<Decision> => ledger.run(4, context => supersedeDecision(context, 'pending', 'rival'));
        const failure = await refusal(supersede());
        assert.deepEqual([failure.code, failure.parameters], ['APPROVAL_INSUFFICIENT', { decisionId: 'rival', pendingId: 'pending', needed: 3, given: 2 }]);
        await vote(rival, 4);
        assert.equal((await supersede()).status, 'SUPERSEDED');
        const dead = await refusal(execute('pending'));
        assert.deepEqual([dead.code, dead.parameters['status']], ['APPROVAL_STALE', 'SUPERSEDED']);
        assert.equal((await supersede()).status, 'SUPERSEDED', 'again changes nothing');
        assert.equal((await execute('rival', { content: { newKeyHash: 'b' } })).status, 'EXECUTED');
    });

    test('decisions about different things do not compete, nor one with itself', async () => {
        await propose('a');
        await propose('b', { subject: 'wallet-2' });
        for (const [one, other] of [['a', 'b'], ['a', 'a']] as const) {
            assert.equal((await refusal(ledger.run(0, context => supersedeDecision(context, one, other)))).code, 'APPROVAL_STALE');
        }
    });
});

/** What a vote does, said once more in the fewest words. */
interface Model { readonly votes: Map<number, boolean>; status: 'OPEN' | 'REJECTED' | 'EXECUTED'; readonly suspended: Set<string>; version: number }

type Step = { readonly by: number; readonly approves: boolean } | 'execute' | 'new version' | { readonly suspend: number };
const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 8, arbitrary: fc.record({ by: fc.nat(MEMBERS.length - 1), approves: fc.constant(true) }) },
    { weight: 1, arbitrary: fc.record({ by: fc.nat(MEMBERS.length - 1), approves: fc.constant(false) }) },
    { weight: 2, arbitrary: fc.constant('execute' as const) },
    { weight: 1, arbitrary: fc.constant('new version' as const) },
    { weight: 1, arbitrary: fc.record({ suspend: fc.nat(2) }) },
);

test('random sequences of votes, suspensions, new versions and executions end as the model says', async () => {
    await fc.assert(fc.asyncProperty(
        fc.record({ threshold: fc.integer({ min: 1, max: 5 }), minOrganisations: fc.integer({ min: 1, max: 3 }) })
            .filter(({ threshold, minOrganisations }) => minOrganisations <= threshold),
        fc.boolean(), fc.nat(MEMBERS.length - 1), fc.array(step, { maxLength: 16 }),
        async (rules, proposerMayVote, maker, steps) => {
            reset({ ...ROSTER, ...rules });
            if (!proposerMayVote && rules.threshold === MEMBERS.length) return;
            const decision = await propose('d', { kind: 'PAYMENT', proposerMayVote }, maker);
            const model: Model = { votes: new Map(), status: 'OPEN', suspended: new Set(), version: 1 };
            const orgOf = (by: number): string => MEMBERS[by]?.mspId ?? '';
            for (const taken of steps) {
                if (taken === 'new version') {
                    model.version += 1;
                    ledger.put({ ...ROSTER, ...rules, version: model.version }, 'roster', 'r');
                } else if (taken === 'execute') {
                    const approving = [...model.votes].flatMap(([by, approves]) => approves && !model.suspended.has(orgOf(by)) ? [orgOf(by)] : []);
                    const enough = approving.length >= rules.threshold && new Set(approving).size >= rules.minOrganisations;
                    const may = model.status === 'OPEN' && model.version === 1 && enough;
                    const done = await execute('d', { kind: 'PAYMENT' }).then(() => true, (error: unknown) => {
                        assert.match((error as CarnetFailure).code, /^APPROVAL_(STALE|INSUFFICIENT)$/);
                        return false;
                    });
                    assert.equal(done, may);
                    if (may) model.status = 'EXECUTED';
                } else if ('suspend' in taken) {
                    const mspId = `Org${taken.suspend + 1}MSP`;
                    model.suspended.add(mspId);
                    ledger.put({ name: mspId, capabilities: [], suspended: true }, 'organisation', mspId);
                } else {
                    const { by, approves } = taken;
                    const before = model.votes.get(by);
                    const may = before !== undefined ? before === approves
                        : model.status === 'OPEN' && model.version === 1 && !model.suspended.has(orgOf(by)) && (proposerMayVote || by !== maker);
                    assert.equal(await vote(decision, by, approves).then(() => true, () => false), may);
                    if (!may || before !== undefined) continue;
                    model.votes.set(by, approves);
                    if (!approves) model.status = 'REJECTED';
                }
            }
        },
    ), { numRuns: 500 });
});
