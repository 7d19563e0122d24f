// Distances in integer millimetres, in which kilometres and miles are both exact.
import type { OdometerUnit } from './entry';

export const MILLIMETRES_PER_KILOMETRE = 1_000_000;
/** The international mile of 1959: 1 609.344 m. */
export const MILLIMETRES_PER_MILE = 1_609_344;

/** Exact for every odometer value: 9 999 999 mi are 1.6 × 10¹³ mm, far below 2⁵³. */
export function toMillimetres(value: number, unit: OdometerUnit): number {
    return value * (unit === 'km' ? MILLIMETRES_PER_KILOMETRE : MILLIMETRES_PER_MILE);
}
