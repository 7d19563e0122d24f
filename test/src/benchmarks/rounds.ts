// Rates measured in alternating rounds of one run, so that a drift of the machine hits all of them alike.
import { cpuPerOperation, type CpuMeter, type CpuTimes } from './cpu-time.js';
import { spreadOf } from './spread.js';

export interface Contestant {
    readonly name: string;
    /** One operation, e.g. one committed submit. */
    readonly operation: () => Promise<unknown>;
    /** Of the processes that do the operation. */
    readonly meter?: CpuMeter;
}

export interface Rate {
    readonly name: string;
    /** Operations per second: the median of the rounds, and the extremes. */
    readonly median: number;
    readonly min: number;
    readonly max: number;
    readonly failed: number;
    /** Milliseconds of CPU for each operation, by role, median of the rounds; undefined without a meter. */
    readonly cpu: CpuTimes | undefined;
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

/** Runs every contestant once per round, A B A B …, after one short round that is not counted. */
export async function compare(contestants: readonly Contestant[], options: RoundOptions): Promise<Rate[]> {
    const rounds: readonly Round[][] = contestants.map(() => []);
    for (const contestant of contestants) await round(contestant, options.inFlight, options.warmUpSeconds ?? 2);
    for (let n = 0; n < options.rounds; n++) {
        for (const [i, contestant] of contestants.entries()) rounds[i]?.push(await round(contestant, options.inFlight, options.secondsPerRound));
    }
    return contestants.map(({ name, meter }, i) => {
        const own = rounds[i] ?? [];
        const roles = Object.keys(own[0]?.cpu ?? {});
        return {
            name, ...spreadOf(own.map(({ rate }) => rate)), failed: own.reduce((sum, { failed }) => sum + failed, 0),
            cpu: meter && Object.fromEntries(roles.map(role => [role, spreadOf(own.map(({ cpu }) => cpu?.[role] ?? 0)).median])),
        };
    });
}

/** A table of rates; each also as a ratio to the last contestant's, and so the CPU time. */
export function printRates(rates: readonly Rate[]): void {
    const last = rates.at(-1);
    for (const { name, median, min, max, failed, cpu } of rates) {
        console.log(`${name.padEnd(40)} ${median.toFixed(0).padStart(6)}/s  (${min.toFixed(0)}–${max.toFixed(0)})  `
            + `ratio ${(median / (last?.median ?? 1)).toFixed(2)}  failed ${failed}`);
        if (cpu === undefined) continue;
        const roles = Object.entries(cpu).map(([role, time]) => `${role} ${time.toFixed(2)}`).join(', ');
        console.log(`${''.padEnd(40)} CPU ms each: ${roles}; ratio of operations per CPU second ${((last?.cpu?.['all'] ?? 0) / (cpu['all'] ?? 1)).toFixed(2)}`);
    }
}
