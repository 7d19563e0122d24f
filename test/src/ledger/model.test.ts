// Random transactions on our ledger and on a naive one that keeps whole states and reads everything again: rules 4 and 14.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareUtf8 } from '@carnet/network/dist/embedded/ledger/key-order.js';
import { all, bytes, CC, Chain, Code, text, type Endorsed } from './chain.js';

type Operation =
    | { readonly kind: 'get'; readonly key: string }
    | { readonly kind: 'delete'; readonly key: string }
    | { readonly kind: 'put'; readonly key: string; readonly value: string }
    | { readonly kind: 'range'; readonly start: string; readonly end: string; readonly count: number };
interface Entry { readonly value: string; readonly version: string }
type State = ReadonlyMap<string, Entry>;

/** A transaction as the model sees it: how it can be run again, and what it saw. */
interface Simulated {
    readonly operations: readonly Operation[];
    readonly reads: Map<string, string | undefined>;
    readonly ranges: [Operation, string][];
}

function scan(state: State, { start, end, count }: Extract<Operation, { kind: 'range' }>): [key: string, entry: Entry][] {
    return [...state].filter(([key]) => compareUtf8(key, start) >= 0 && (end === '' || compareUtf8(key, end) < 0))
        .sort(([one], [other]) => compareUtf8(one, other)).slice(0, count);
}
const seen = (records: [string, Entry][]): string => JSON.stringify(records.map(([key, { version }]) => [key, version]));

function simulate(state: State, operations: readonly Operation[]): Simulated {
    const simulated: Simulated = { operations, reads: new Map(), ranges: [] };
    for (const operation of operations) {
        if (operation.kind === 'get') simulated.reads.set(operation.key, state.get(operation.key)?.version);
        if (operation.kind === 'range') simulated.ranges.push([operation, seen(scan(state, operation))]);
    }
    return simulated;
}

/** Runs the reads again on the state as the block has left it so far. */
function judge(block: readonly Simulated[], state: Map<string, Entry>, number: number): number[] {
    const touched = new Set<string>();
    return block.map(({ operations, reads, ranges }, index) => {
        if ([...reads].some(([key, version]) => touched.has(key) || state.get(key)?.version !== version)) return Code.MVCC_READ_CONFLICT;
        if (ranges.some(([range, before]) => range.kind === 'range' && seen(scan(state, range)) !== before)) return Code.PHANTOM_READ_CONFLICT;
        for (const operation of operations) {
            if (operation.kind !== 'put' && operation.kind !== 'delete') continue;
            touched.add(operation.key);
            const value = operation.kind === 'put' ? operation.value : '';
            if (value === '') state.delete(operation.key);
            else state.set(operation.key, { value, version: `${number}:${index}` });
        }
        return Code.VALID;
    });
}

async function endorse(chain: Chain, operations: readonly Operation[]): Promise<Endorsed> {
    return chain.endorse(async simulator => {
        for (const operation of operations) {
            switch (operation.kind) {
            case 'get': await simulator.getState(CC, operation.key); break;
            case 'delete': await simulator.deleteState(CC, operation.key); break;
            case 'put': await simulator.setState(CC, operation.key, bytes(operation.value)); break;
            case 'range': {
                const range = await simulator.getStateRange(CC, operation.start, operation.end);
                for (let asked = 0; asked < operation.count; asked++) if (!await range.next()) break;
            }
            }
        }
    });
}

// Not the empty key: a range that stopped there is a phantom on Fabric whatever happens, which has a test of its own (14.3).
const key = fc.constantFrom('a', 'aa', 'b', 'c', '\uFF5E', '\u{1F600}', '\0a\0');
const bound = fc.oneof(fc.constant(''), key);
const operation: fc.Arbitrary<Operation> = fc.oneof(
    fc.record({ kind: fc.constant('get' as const), key }),
    fc.record({ kind: fc.constant('delete' as const), key }),
    fc.record({ kind: fc.constant('put' as const), key, value: fc.constantFrom('', '1', '2') }),
    fc.record({ kind: fc.constant('range' as const), start: bound, end: bound, count: fc.integer({ min: 1, max: 10 }) }),
);
const transaction = fc.array(operation, { minLength: 1, maxLength: 5 });
/** Each transaction is simulated now, and committed with the block so many blocks later. */
const plan = fc.array(fc.array(fc.record({ transaction, delay: fc.integer({ min: 0, max: 2 }) }), { maxLength: 6 }), { minLength: 1, maxLength: 8 });

test('4, 14: codes and state are those of a ledger that reads everything again', { timeout: 60_000 }, async context => {
    const chain = await Chain.make(context);
    await fc.assert(fc.asyncProperty(plan, async blocks => {
        const state = new Map<string, Entry>();
        // One ledger serves all runs: each begins by deleting what the last one left.
        await chain.block(async simulator => {
            for (const { key: left } of await all(simulator.getStateRange(CC, '', ''))) await simulator.deleteState(CC, left);
        });
        const due: { readonly at: number; readonly endorsed: Endorsed; readonly simulated: Simulated }[] = [];
        for (const [at, planned] of blocks.entries()) {
            for (const { transaction: operations, delay } of planned) {
                due.push({ at: at + delay, endorsed: await endorse(chain, operations), simulated: simulate(state, operations) });
            }
            const now = due.filter(each => each.at === at);
            const number = Number(chain.ledger.height());
            const { codes } = await chain.commit(now.map(({ endorsed }) => endorsed));
            assert.deepEqual(codes, judge(now.map(({ simulated }) => simulated), state, number));
            const ours = await chain.look(async simulator => (await all(simulator.getStateRange(CC, '', ''))).map(({ key: name, value }) => [name, text(value)]));
            assert.deepEqual(ours, scan(state, { kind: 'range', start: '', end: '', count: Infinity }).map(([name, { value }]) => [name, value]));
        }
    }), { seed: 20251121, numRuns: 60 });
});
