// What shares give back under a rule of release: at every place exactly as many pieces as are needed are combined, and whose they were is kept.
import { shareNumber } from './share-text.js';
import { combineDigits } from './sharing-library.js';
import type { SharingPlan } from './sharing-plan.js';

/**
 * What was combined at one place, or how many of its k pieces there are. Pieces that do not give what was split at this place give `undefined`: one
 * of those whose they were was dealt something else.
 */
export type Recovered = { readonly secret: string | undefined; readonly by: readonly number[] } | { readonly have: number };

interface Piece { readonly text: string; readonly by: readonly number[] }

/** @param pieces of each holder, in the order of the plan; every piece has the form and the number that the plan asks for */
export function recover(plan: SharingPlan, pieces: ReadonlyMap<number, readonly string[]>): Recovered {
    const found: Piece[] = [];
    for (const member of plan.members) {
        if (found.length >= plan.k) break;
        if (!('plan' in member)) {
            const own = (pieces.get(member.holder) ?? []).slice(member.at, member.at + member.pieces.length);
            found.push(...own.map(text => ({ text, by: [member.holder] })));
            continue;
        }
        const inner = recover(member.plan, pieces);
        if ('have' in inner) continue;
        if (inner.secret === undefined) return inner;
        found.push({ text: inner.secret, by: inner.by });
    }
    if (found.length < plan.k) return { have: found.length };
    // Exactly k: more would be no check, since the library interpolates through whatever it is given.
    const taken = found.slice(0, plan.k);
    const by = [...new Set(taken.flatMap(piece => piece.by))];
    const secret = plan.k === 1 ? taken[0]?.text ?? '' : combineDigits(taken.map(({ text }) => text));
    const { digits, number } = plan.secret;
    const fits = secret.length === digits && (number === undefined || (secret.startsWith('8') && shareNumber(secret) === number));
    return { secret: fits ? secret : undefined, by };
}
