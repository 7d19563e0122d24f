// Whether all who dealt their shares anew dealt shares of one key, seen by sums that say nothing of it: nobody shows a share, and nobody has the key.
//
// Old shares are values of a polynomial of degree k - 1, so that certain sums over more than k of them are zero: words of the dual code (the test of
// SCRAPE, Cascudo and David 2017, section 2.1). Each new holder makes these sums of the parts that he was sent, and shows them: they lie on a
// polynomial that is zero where the key would be. Whoever has fewer parts than are needed knows it already up to that, so it tells him nothing.
import { POINT_DIGITS } from './share-points.js';
import { added, dualFactors, powerOf, productOf, scaled } from './gf256.js';

/** So many lying old holders are found where enough have dealt: more sums are not made. */
export const CHECKS_MAX = 16;

/** What one old holder sent. */
export interface DealtPart {
    readonly from: number;
    /** Secret. */
    readonly points: Buffer;
}

/** How many sums there are: one for each dealing beyond those that are needed. */
export function checkCount(dealers: number, need: number): number {
    return Math.min(CHECKS_MAX, Math.max(0, dealers - need));
}

function weightedSum(values: readonly { readonly at: number; readonly points: Buffer }[], factors: readonly number[], power: number): Buffer {
    return values.reduce<Buffer>((sum, { at, points }, place) => {
        const factor = productOf(factors[place] ?? 0, powerOf(at, power));
        return factor === 0 ? sum : added(sum, scaled(points, factor));
    }, Buffer.alloc(POINT_DIGITS / 2));
}

/** A new holder's sums over the parts that he was sent. @param need the k of the old sharing */
export function checkSums(parts: readonly DealtPart[], need: number): readonly string[] {
    const values = parts.map(({ from, points }) => ({ at: from, points }));
    const factors = dualFactors(values.map(({ at }) => at));
    return Array.from({ length: checkCount(parts.length, need) }, (_, power) => weightedSum(values, factors, power).toString('hex'));
}

export interface SharingOutcome {
    /** As many lying old holders would have been found; 0 where exactly as many dealt as are needed: then nothing is known. */
    readonly finds: number;
    readonly sound: boolean;
    /**
     * Where it is not sound: who alone explains it; both where either this old holder sent this new one a wrong part, or this one shows wrong sums.
     * It is others of the same side only where many lie together: `finds` or more old holders, or more new ones than are left when k' are away.
     */
    readonly dealer?: number;
    readonly holder?: number;
    /**
     * Where one alone is named: so few of the other side make it look the same together. An old holder is framed by two new ones who add what he
     * would have caused to their sums, by any one where there are no more than k'; a new holder by two old ones who send him wrong parts, by any one
     * where there is one sum.
     */
    readonly framedBy?: 1 | 2;
}

type Grid = readonly (readonly Buffer[])[];

/** The number of somebody by whose factor each row is the one before it. */
function ratioOf(rows: Grid, candidates: readonly number[]): number | undefined {
    if (rows.length < 2) return undefined;
    const follows = (factor: number): boolean => rows.slice(1).every((row, place) =>
        row.every((value, column) => value.equals(scaled(rows[place]?.[column] ?? value, factor))));
    return candidates.find(follows);
}

function transposed(grid: Grid): Grid {
    return (grid[0] ?? []).map((_, column) => grid.map(row => row[column] ?? Buffer.alloc(0)));
}

/**
 * Judges the sums that all new holders show.
 * @param dealers the old holders whose dealings were taken; @param need how many of them were needed; @param k of the new sharing
 * @param sums by new holder, 1…n: `checkCount` sums each, 96 hexadecimal digits
 */
export function checkSharing(dealers: readonly number[], need: number, k: number, sums: readonly (readonly string[])[]): SharingOutcome {
    const finds = checkCount(dealers.length, need);
    const points = [0, ...sums.map((_, place) => place + 1)];
    const factors = dualFactors(points);
    // Zero everywhere where all lie on one polynomial of degree k - 1 that is zero at 0.
    const grid = Array.from({ length: finds }, (_, check) => {
        const values = points.map(at => ({ at, points: at === 0 ? Buffer.alloc(POINT_DIGITS / 2) : Buffer.from(sums[at - 1]?.[check] ?? '', 'hex') }));
        return Array.from({ length: points.length - k }, (_row, power) => weightedSum(values, factors, power));
    });
    if (grid.every(row => row.every(value => value.every(byte => byte === 0)))) return { finds, sound: true };
    const dealer = ratioOf(grid, dealers);
    const holder = ratioOf(transposed(grid), points.slice(1));
    if (dealer !== undefined && holder !== undefined) return { finds, sound: false, dealer, holder };
    if (dealer !== undefined) return { finds, sound: false, dealer, framedBy: sums.length === k ? 1 : 2 };
    if (holder !== undefined) return { finds, sound: false, holder, framedBy: finds === 1 ? 1 : 2 };
    return { finds, sound: false };
}
