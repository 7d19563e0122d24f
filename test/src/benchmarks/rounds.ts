// Rates measured in alternating rounds of one run, so that a drift of the machine hits all of them alike.

export interface Contestant {
    readonly name: string;
    /** One operation, e.g. one committed submit. */
    readonly operation: () => Promise<unknown>;
}

export interface Rate {
    readonly name: string;
    /** Operations per second: the median of the rounds, and the extremes. */
    readonly median: number;
    readonly min: number;
    readonly max: number;
    readonly failed: number;
}

export interface RoundOptions {
    /** Operations under way at once. */
    readonly inFlight: number;
    readonly secondsPerRound: number;
    readonly rounds: number;
}

async function round(operation: () => Promise<unknown>, inFlight: number, seconds: number): Promise<{ rate: number; failed: number }> {
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
    return { rate: done / ((performance.now() - begin) / 1000), failed };
}

/** Runs every contestant once per round, A B A B …, after one short round that is not counted. */
export async function compare(contestants: readonly Contestant[], options: RoundOptions): Promise<Rate[]> {
    const rates = contestants.map(() => [] as number[]);
    const failures = contestants.map(() => 0);
    for (const { operation } of contestants) await round(operation, options.inFlight, 2);
    for (let n = 0; n < options.rounds; n++) {
        for (const [i, { operation }] of contestants.entries()) {
            const { rate, failed } = await round(operation, options.inFlight, options.secondsPerRound);
            rates[i]?.push(rate);
            failures[i] = (failures[i] ?? 0) + failed;
        }
    }
    return contestants.map(({ name }, i) => {
        const sorted = [...rates[i] ?? []].sort((a, b) => a - b);
        return { name, median: sorted[Math.floor(sorted.length / 2)] ?? 0, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0, failed: failures[i] ?? 0 };
    });
}

/** A table of rates; each also as a ratio to the last contestant's. */
export function printRates(rates: readonly Rate[]): void {
    const baseline = rates.at(-1)?.median ?? 1;
    for (const { name, median, min, max, failed } of rates) {
        console.log(`${name.padEnd(40)} ${median.toFixed(0).padStart(6)}/s  (${min.toFixed(0)}–${max.toFixed(0)})  `
            + `ratio ${(median / baseline).toFixed(2)}  failed ${failed}`);
    }
}
