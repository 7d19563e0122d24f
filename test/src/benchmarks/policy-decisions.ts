// Milliseconds to decode, compile and decide by the largest policies, as medians, beside those of a hash on the same machine.
// node test/dist/benchmarks/policy-decisions.js [--repeats 2000]
import { parseArgs } from 'node:util';
import { compilePolicy, countersOf, decidePayment, policyCodec, sha256Hex, type Match, type PaymentFacts, type Policy } from '@carnet/domain';
import { COFFEE, VOUCHER } from '../policy/policies.js';

const { values } = parseArgs({ options: { repeats: { type: 'string', default: '2000' } } });
const repeats = Number(values.repeats);

function median(work: () => unknown, times: number): number {
    for (let n = 0; n < 50; n++) work();
    const taken = Array.from({ length: times }, () => {
        const started = performance.now();
        work();
        return performance.now() - started;
    });
    return taken.sort((a, b) => a - b)[Math.floor(times / 2)] ?? NaN;
}

/** Categories that a payment at 9999 is in the last of. */
function ranges(count: number): Match {
    return { categories: Array.from({ length: count }, (_, n) => [String(1000 + n * 20), n === count - 1 ? '9999' : String(1009 + n * 20)] as const) };
}

/** Every list as long as it may be; the payment is looked for through all of it. */
function policy(rules: number, count: number): Policy {
    return {
        ...VOUCHER,
        rules: Array.from({ length: rules }, (_, n) => ({ id: `r${n}`, effect: n === 0 ? 'allow' : 'deny', when: n === 0 ? {} : { ...ranges(count), countries: ['DE'] } })),
        limits: Array.from({ length: 16 }, (_, n) => ({ id: `l${n}`, match: {}, measure: 'amount', period: 'month', max: '100000', stripes: 64, scope: 'wallet' })),
        approvals: Array.from({ length: 8 }, (_, n) => ({
            id: `a${n}`, match: {}, above: '100000', roster: 'board', cumulative: { period: 'month', above: '1000000' },
        })),
    };
}

const facts: PaymentFacts = { ...COFFEE, payee: { ...COFFEE.payee, category: '9999' } };
const stripes = Array.from({ length: 64 }, (_, stripe) => ({ stripe, used: 7n }));
const usage = Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`l${n}`, stripes]));

function report(what: string, rules: number, count: number, decoded: boolean): void {
    const largest = policy(rules, count);
    const json = JSON.stringify(largest);
    const compiled = compilePolicy(largest);
    const layers = (['programme', 'wallet'] as const).map(layer => ({ layer, policy: compiled, usage, approvals: {} }));
    const columns = [
        ['decide, two layers', median(() => decidePayment(layers, facts), repeats)],
        ['counters', median(() => countersOf(compiled, facts), repeats)],
        ['compile', median(() => compilePolicy(largest), repeats / 10)],
        ...decoded ? [['decode', median(() => policyCodec.decode(json), repeats / 10)] as const] : [],
        ['SHA-256 of 1 KiB', median(() => sha256Hex('x'.repeat(1024)), repeats)],
    ] as const;
    console.log(`${what} (${json.length} bytes): ${columns.map(([name, time]) => `${name} ${time.toFixed(3)} ms`).join(', ')}`);
}

report('64 rules of 5 ranges, 16 limits of 64 named stripes, 8 approvals', 64, 5, true);
report('64 rules of 32 ranges, which no policy of 16 KiB can have', 64, 32, false);
