// What the proof of a policy takes: cells, steps and milliseconds, of policies that people write and of the worst that a search finds.
// node test/dist/benchmarks/policy-proofs.js [--tries 300] [--seed 1]
// The first call is that of a fresh process, whose code is not compiled yet; the others follow in the same one.
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { checkPolicy, policyCodec, policyHash, PROOF_STEPS, type Policy } from '@carnet/domain';
import { EMPLOYER, fullPolicy, randomShape, SIXTY_FOUR } from '../policy/large-policies.js';
import { VOUCHER } from '../policy/policies.js';
import { spreadOf } from './spread.js';

const { values } = parseArgs({ options: { tries: { type: 'string', default: '300' }, seed: { type: 'string', default: '1' }, only: { type: 'string' } } });

const REPEATED = 15;
const FRESH = 5;

/** A case by its name: a number is the seed of a random policy as large as one may be. */
function policyOf(name: string): Policy {
    const known: Readonly<Record<string, Policy>> = { 'voucher': VOUCHER, 'employer': EMPLOYER, '64 rules': SIXTY_FOUR };
    const tightening = /^tighten (.*)$/.exec(name)?.[1];
    const policy = known[tightening ?? name] ?? fullPolicy(Number(tightening ?? name), randomShape(Number(tightening ?? name)));
    return policyCodec.decode(JSON.stringify(policy));
}

/** CPU time of the process, with what compiles and collects garbage beside: more than the call takes on the wall, and less shaken by others. */
function milliseconds(): number {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
}

function measured(name: string): { readonly ms: number; readonly check: ReturnType<typeof checkPolicy>; readonly policy: Policy } {
    const written = policyOf(name);
    const [policy, previous]: [Policy, Policy | undefined] = name.startsWith('tighten ')
        ? [{ ...written, version: 2, mode: 'tighten-only', previousHash: policyHash(written) }, written] : [written, undefined];
    const started = milliseconds();
    const check = checkPolicy(policy, previous);
    return { ms: milliseconds() - started, check, policy };
}

function print(title: string, name: string): void {
    const firsts = Array.from({ length: FRESH }, () => Number(execFileSync(process.execPath, [import.meta.filename, '--only', name], { encoding: 'utf8' })));
    const { check, policy } = measured(name);
    const laters = Array.from({ length: REPEATED }, () => measured(name).ms);
    const { refusals, warnings, certificate, steps } = check;
    const verdict = [...refusals, ...warnings].some(({ code }) => code === 'POLICY_TOO_COMPLEX') ? 'too complex' : refusals.length > 0 ? 'refused' : 'proved';
    console.log([
        title.padEnd(26), `${policy.rules.length} rules`.padEnd(9), `${JSON.stringify(policy).length} bytes`.padEnd(12), verdict.padEnd(12),
        `${certificate?.cells ?? '-'} cells`.padEnd(18), `${steps} steps`.padEnd(14),
        `first ${Math.min(...firsts).toFixed(0)} ms`.padEnd(13), `later ${Math.min(...laters).toFixed(1)} ms`,
    ].join(' '));
}

if (values.only === undefined) {
    console.log(`at most ${PROOF_STEPS} steps; CPU time, the least of ${FRESH} first and ${REPEATED} later calls`);
    for (const name of ['voucher', 'employer', '64 rules', 'tighten 64 rules']) print(name, name);
    const first = Number(values.seed);
    const tried = Array.from({ length: Number(values.tries) }, (_, n) => {
        const name = String(first + n);
        return { name, steps: measured(name).check.steps, ms: Math.min(measured(name).ms, measured(name).ms) };
    });
    const [slowest] = [...tried].sort((a, b) => b.ms - a.ms);
    const complex = tried.filter(({ steps }) => steps > PROOF_STEPS).length;
    const median = spreadOf(tried.map(({ steps }) => steps)).median;
    console.log(`${tried.length} random policies as large as they may be: ${complex} end at the bound, median ${median} steps`);
    if (slowest !== undefined) {
        print(`slowest of them (${slowest.name})`, slowest.name);
        print('as a tightening', `tighten ${slowest.name}`);
    }
} else {
    console.log(measured(values.only).ms);
}
