// Rules R1, R2 and R8 along one segment: which reading lies below which, and how far.
import type { RuleParameters } from './rules';
import { isLegacy, millimetresOf, type Reading } from './series';

export type DropCode = 'ROLLBACK' | 'ROLLBACK_LEGACY' | 'MINOR_DROP';

/** `below` lies under `measure`, the latest of the highest readings before it. */
export interface Drop {
    readonly code: DropCode;
    readonly measure: Reading;
    readonly below: Reading;
}

/**
 * Every drop of a segment, in order. The measure is the highest reading so far, so that small drops add up and later, higher readings clear
 * nothing. A legacy reading on either side makes a rollback ROLLBACK_LEGACY; but readings of the network are measured by those of the network
 * as well, so that a higher legacy reading before them hides no rollback.
 */
export function dropsIn(segment: readonly Reading[], rules: RuleParameters): Drop[] {
    const drops: Drop[] = [];
    let highest: Reading | undefined;
    let highestRecorded: Reading | undefined;
    for (const reading of segment) {
        const value = millimetresOf(reading);
        const legacy = isLegacy(reading);
        if (!legacy) {
            const drop = highestRecorded === undefined ? 0 : millimetresOf(highestRecorded) - value;
            if (highestRecorded !== undefined && drop >= rules.rollback) drops.push({ code: 'ROLLBACK', measure: highestRecorded, below: reading });
            if (drop <= 0) highestRecorded = reading;
        }
        const drop = highest === undefined ? 0 : millimetresOf(highest) - value;
        if (highest === undefined || drop <= 0) highest = reading;
        else if (drop < rules.rollback) drops.push({ code: 'MINOR_DROP', measure: highest, below: reading });
        else if (legacy || isLegacy(highest)) drops.push({ code: 'ROLLBACK_LEGACY', measure: highest, below: reading });
    }
    return drops;
}
