// The middle and the extremes of what was measured in several rounds.

export interface Spread {
    readonly median: number;
    readonly min: number;
    readonly max: number;
}

export function spreadOf(values: readonly number[]): Spread {
    const sorted = [...values].sort((a, b) => a - b);
    return { median: sorted[Math.floor(sorted.length / 2)] ?? 0, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
}

/** `median (min–max)` */
export function formatSpread({ median, min, max }: Spread, digits: number): string {
    return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}
