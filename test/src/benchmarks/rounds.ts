// Rates measured in alternating rounds of one run, each beside its neighbour, so that a drift of the machine hits all of them alike.
import { cpuPerOperation, type CpuMeter, type CpuTimes } from './cpu-time.js';
import { formatSpread, spreadOf, type Spread } from './spread.js';

export interface Contestant {
    readonly name: string;
    /** One operation, e.g. one committed submit. */
    readonly operation: () => Promise<unknown>;
    /** Of the processes that do the operation. */
    readonly meter?: CpuMeter;
}

export interface Rate {
    readonly name: string;
    /** Operations per second, over the rounds. */
    readonly perSecond: Spread;
    /** Operations per second beside the last contestant's of the same round, over the rounds. */
    readonly ratio: Spread;
    readonly failed: number;
    /** Milliseconds of CPU for each operation, by role, median of the rounds; undefined without a meter. */
    readonly cpu: CpuTimes | undefined;
    /** Operations per second of CPU beside the last contestant's of the same round; undefined without meters. */
    readonly cpuRatio: Spread | undefined;
}

interface Round { readonly rate: number; readonly failed: number; readonly cpu: CpuTimes | undefined }

export interface RoundOptions {
    /** Operations under way at once. */
    readonly inFlight: number;
    readonly secondsPerRound: number;
    readonly rounds: number;
    /** Seconds that each contestant runs before anything is counted, default 2. */
    readonly warmUpSeconds?: number;
}

async function round({ operation, meter }: Contestant, inFlight: number, seconds: number): Promise<Round> {
    const before = meter?.read();
    const begin = performance.now();
    const end = begin + seconds * 1000;
    let done = 0;
    let failed = 0;
    const lane = async (): Promise<void> => {
        while (performance.now() < end) {
            try {
                await operation();
                done += 1;
            } catch (error) {
                failed += 1;
                if (failed === 1) console.error(error);
            }
        }
    };
    await Promise.all(Array.from({ length: inFlight }, lane));
    const rate = done / ((performance.now() - begin) / 1000);
    return { rate, failed, cpu: before && meter && cpuPerOperation(before, meter.read(), done) };
}

/** One round of each contestant. */
type Rounds = readonly (readonly Round[])[];

function beside(rounds: Rounds, place: number, ratio: (one: Round, last: Round) => number): Spread {
    const [own, last] = [rounds[place] ?? [], rounds.at(-1) ?? []];
    return spreadOf(own.map((one, n) => ratio(one, last[n] ?? one)));
}

function allCpu({ cpu }: Round): number {
    return cpu?.['all'] ?? 0;
}

/** Runs every contestant once per round, A B, B A, A B …, after one round that is not counted. */
export async function compare(contestants: readonly Contestant[], options: RoundOptions): Promise<Rate[]> {
    const rounds: Round[][] = contestants.map(() => []);
    for (const contestant of contestants) await round(contestant, options.inFlight, options.warmUpSeconds ?? 2);
    for (let n = 0; n < options.rounds; n++) {
        const inTurn = [...contestants.entries()];
        if (n % 2 === 1) inTurn.reverse();
        for (const [place, contestant] of inTurn) rounds[place]?.push(await round(contestant, options.inFlight, options.secondsPerRound));
    }
    return contestants.map(({ name, meter }, place) => {
        const own = rounds[place] ?? [];
        const roles = Object.keys(own[0]?.cpu ?? {});
        return {
            name, perSecond: spreadOf(own.map(({ rate }) => rate)), ratio: beside(rounds, place, (one, last) => one.rate / last.rate),
            failed: own.reduce((sum, { failed }) => sum + failed, 0),
            cpu: meter && Object.fromEntries(roles.map(role => [role, spreadOf(own.map(({ cpu }) => cpu?.[role] ?? 0)).median])),
            cpuRatio: meter && beside(rounds, place, (one, last) => allCpu(last) / allCpu(one)),
        };
    });
}

/** A table of rates, medians with the extremes; each also as a ratio to the last contestant's, and so the CPU time. */
export function printRates(rates: readonly Rate[]): void {
    for (const { name, perSecond, ratio, failed, cpu, cpuRatio } of rates) {
        console.log(`${name.padEnd(40)} ${formatSpread(perSecond, 0)} a second, ratio ${formatSpread(ratio, 2)}, failed ${failed}`);
        if (cpu === undefined || cpuRatio === undefined) continue;
        const roles = Object.entries(cpu).map(([role, time]) => `${role} ${time.toFixed(2)}`).join(', ');
        console.log(`${''.padEnd(40)} CPU ms each: ${roles}; operations per CPU second, ratio ${formatSpread(cpuRatio, 2)}`);
    }
}
