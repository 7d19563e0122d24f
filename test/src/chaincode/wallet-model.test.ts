// Everybody calls everything in random order: whatever comes of it, a wallet changes hands or is let go only as its managers decided.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFailure, type Decision, type RecoveryRequest, type Wallet } from '@carnet/domain';
import { Treasury, type Argument, type Person } from './treasury.js';

const STEPS = 300;
const MINUTE = 60_000;

/** Repeats with its seed (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
    let state = seed;
    return below => {
        state = state + 0x6d2b79f5 | 0;
        let mixed = Math.imul(state ^ state >>> 15, state | 1);
        mixed ^= mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61);
        return ((mixed ^ mixed >>> 14) >>> 0) % below;
    };
}

/** What the test knows of a decision, from the calls that succeeded. */
interface Known {
    readonly decision: Decision;
    /** When it was proposed. */
    readonly wallet: Wallet;
    readonly newKeyHash?: string;
    readonly approvedBy: Set<Person>;
    closed: boolean;
}

/** How often what succeeded, with all seeds together. */
const succeeded = new Map<string, number>();

for (const seed of [1, 2, 3]) {
    test(`seed ${seed}: ${STEPS} calls`, async () => {
        const treasury = await Treasury.ofMeals();
        const { managers, meals: { driver, cook }, issuer } = treasury;
        const keys: Person[] = [await treasury.person('Org2MSP', 'driver')];
        for (let made = 0; made < 5; made++) keys.push(await treasury.person('Org1MSP', 'driver'));
        const people: readonly Person[] = [driver, cook, issuer, ...managers, ...keys];
        const random = randomFrom(seed);
        const pick = <T>(from: readonly T[]): T => from[random(from.length)] ?? assert.fail('nothing to pick from');
        const known = new Map<string, Known>();
        let wallet = await treasury.wallet('driver');

        /** @returns the answer, or undefined for a coded refusal */
        const tried = async <T>(caller: Person, name: string, ...args: Argument[]): Promise<T | undefined> => {
            try {
                const { answer } = await treasury.call<T>(caller, name, ...args);
                succeeded.set(name, (succeeded.get(name) ?? 0) + 1);
                return answer;
            } catch (error) {
                const failure = parseFailure(String(error));
                assert.ok(failure !== undefined && failure.code !== 'INTERNAL', String(error));
                return undefined;
            }
        };
        const decided = ({ approvedBy, closed, decision }: Known): boolean => {
            const companies = new Set([...approvedBy].map(({ mspId }) => mspId));
            return !closed && approvedBy.size >= 2 && companies.size >= 2 && treasury.now > Date.parse(decision.earliest);
        };
        const isManager = (person: Person): boolean => managers.includes(person);
        const isHolder = (person: Person): boolean => person.publicKeyHash === wallet.publicKeyHash && person.mspId === 'Org1MSP';
        const note = (decision: Decision | undefined, newKeyHash?: string): void => {
            if (decision === undefined || known.has(decision.decisionId)) return;
            const key = newKeyHash === undefined ? {} : { newKeyHash };
            known.set(decision.decisionId, { decision, wallet, approvedBy: new Set(), closed: false, ...key });
        };
        const someDecision = (): Known | undefined => known.size === 0 ? undefined : pick([...known.values()].slice(-3));

        const actions: readonly ((caller: Person, number: number) => Promise<void>)[] = [
            async caller => {
                const answer = await tried<Wallet>(caller, 'FreezeWallet', 'driver', 'why not');
                if (answer !== undefined) assert.ok(isHolder(caller) || isManager(caller), 'who freezes');
            },
            async (caller, number) => {
                const answer = await tried<Decision>(caller, 'ProposeUnfreeze', 'driver', `thaw-${number}`);
                if (answer !== undefined) assert.ok(isHolder(caller) || isManager(caller), 'who proposes to unfreeze');
                note(answer);
            },
            async (caller, number) => {
                const newKeyHash = pick([...keys, ...people]).publicKeyHash;
                const answer = await tried<Decision>(caller, 'ProposeRecovery', {
                    decisionId: `recovery-${number}`, walletId: 'driver', newKeyHash, kind: pick(['lost', 'stolen']),
                });
                if (answer !== undefined) assert.ok(caller.publicKeyHash === newKeyHash || isManager(caller), 'who proposes a key');
                note(answer, newKeyHash);
            },
            async caller => {
                const one = someDecision();
                if (one === undefined) return;
                const { decisionId, contentHash } = one.decision;
                if (await tried(caller, 'Decisions:Approve', decisionId, contentHash) === undefined) return;
                assert.ok(isManager(caller), 'who votes');
                one.approvedBy.add(caller);
            },
            async () => {
                const one = someDecision();
                if (one === undefined) return;
                const { decisionId, contentHash } = one.decision;
                for (const manager of [managers[0], managers[2]]) {
                    if (await tried(manager, 'Decisions:Approve', decisionId, contentHash) !== undefined) one.approvedBy.add(manager);
                }
            },
            async caller => {
                const one = someDecision();
                if (one === undefined || random(6) > 0) return;
                const { decisionId, contentHash } = one.decision;
                if (await tried(caller, 'Decisions:Reject', decisionId, contentHash) !== undefined) one.closed = true;
            },
            async caller => {
                const one = someDecision();
                if (one === undefined || await tried(caller, 'Unfreeze', 'driver', one.decision.decisionId) === undefined) return;
                assert.ok(decided(one) && one.decision.kind === 'UNFREEZE', 'decided to unfreeze');
                assert.deepEqual(one.wallet.frozen, wallet.frozen, 'this freeze and no later one');
                assert.ok(!wallet.formerKeys.includes(one.decision.proposer.publicKeyHash), 'not proposed with an old key');
                one.closed = true;
            },
            async caller => {
                const one = someDecision();
                if (one === undefined || random(3) > 0) return;
                const by = random(2) > 0 ? people.find(isHolder) ?? caller : caller;
                if (await tried(by, 'CancelRecovery', 'driver', one.decision.decisionId) === undefined) return;
                one.closed = true;
            },
            async caller => {
                const one = someDecision();
                if (one?.newKeyHash === undefined) return;
                for (const kind of ['lost', 'stolen'] as const) {
                    const before: Wallet = wallet;
                    const recovery: RecoveryRequest = { decisionId: one.decision.decisionId, walletId: 'driver', newKeyHash: one.newKeyHash, kind };
                    const answer: Wallet | undefined = await tried<Wallet>(caller, 'CompleteRecovery', recovery);
                    if (answer === undefined || answer.publicKeyHash === before.publicKeyHash) continue;
                    assert.ok(decided(one), 'decided to recover');
                    assert.equal(one.wallet.publicKeyHash, before.publicKeyHash, 'from the key that the wallet had');
                    assert.deepEqual(answer, {
                        ...before, publicKeyHash: one.newKeyHash, formerKeys: [...before.formerKeys, before.publicKeyHash], recovery: null,
                    });
                    one.closed = true;
                    wallet = answer;
                }
            },
        ];

        for (let step = 0; step < STEPS; step++) {
            const before = wallet;
            await pick(actions)(pick(people), step);
            const held = wallet;
            wallet = await treasury.wallet('driver');
            assert.equal(wallet.publicKeyHash, held.publicKeyHash, 'only CompleteRecovery changes the key');
            const { publicKeyHash: key, formerKeys } = wallet;
            assert.ok(!formerKeys.includes(key) && managers.every(({ publicKeyHash }) => publicKeyHash !== key), 'neither an old key nor a manager\'s');
            assert.deepEqual([wallet.roster, wallet.mspId, wallet.recoveryDelaySeconds], [before.roster, before.mspId, before.recoveryDelaySeconds]);
            treasury.now += random(20) * MINUTE;
        }
    });
}

test('whatever can happen to a wallet has happened', () => {
    for (const name of ['FreezeWallet', 'ProposeUnfreeze', 'Unfreeze', 'ProposeRecovery', 'CancelRecovery', 'CompleteRecovery']) {
        assert.ok((succeeded.get(name) ?? 0) > 0, `${name} never succeeded`);
    }
});
