// The boxes of one or two policies in one space, and the question that most proofs ask: can a payment be allowed here?
import type { CompiledApproval, CompiledLimit, CompiledMatch, CompiledPolicy } from '../compile';
import type { PolicyCalendar } from '../periods';
import { CellSearch, type Sought } from './cell-search';
import { CellSpace, type SpaceMatch, type World } from './cell-space';
import type { Box, Cell } from './region';
import type { StepBudget } from './step-budget';

export interface RuleBox {
    readonly id: string;
    /** Where the rule has its effect: an allow rule where it is certainly true, a deny rule where it may be. */
    readonly box: Box;
    /** Where it is certainly true. */
    readonly certain: Box;
}

export interface LimitBox { readonly limit: CompiledLimit; readonly box: Box }

export interface ApprovalBox {
    readonly approval: CompiledApproval;
    readonly box: Box;
    /** Payments that need the approval, or may for the sum of a period. */
    readonly needing: Box;
    /** Payments that it is about but for their amount. */
    readonly anyAmount: Box;
}

/** What one policy says, as boxes. */
export interface PolicyBoxes {
    readonly policy: CompiledPolicy;
    readonly allows: readonly RuleBox[];
    readonly denies: readonly RuleBox[];
    readonly limits: readonly LimitBox[];
    readonly approvals: readonly ApprovalBox[];
    /** Payments larger than a limit ever has room for. */
    readonly tooLarge: readonly Box[];
}

type Reading = 'certain' | 'possible';

/** Collects matches, and gives their boxes once all are known. */
class Places {
    readonly matches: SpaceMatch[] = [];

    place(match: CompiledMatch, calendar: PolicyCalendar): (space: CellSpace, reading: Reading) => Box {
        const index = this.matches.push({ match, calendar }) - 1;
        return (space, reading) => space.box(index, reading);
    }
}

/** The match, of amounts above a bound only. */
function above(match: CompiledMatch, bound: bigint): CompiledMatch {
    const min = match.amount?.min ?? 0n;
    return { ...match, amount: { ...match.amount, min: min > bound ? min : bound + 1n } };
}

function ofAnyAmount(match: CompiledMatch): CompiledMatch {
    return match.amount === undefined ? match : { ...match, amount: {} };
}

function placePolicy(policy: CompiledPolicy, places: Places): (space: CellSpace) => PolicyBoxes {
    const { calendar } = policy.policy;
    const rules = (reading: Reading, list: CompiledPolicy['allows']): ((space: CellSpace) => RuleBox)[] => list.map(({ id, when }) => {
        const box = places.place(when, calendar);
        return space => ({ id, box: box(space, reading), certain: box(space, 'certain') });
    });
    const [allows, denies] = [rules('certain', policy.allows), rules('possible', policy.denies)];
    const limits = policy.limits.map(limit => {
        const box = places.place(limit.match, calendar);
        return (space: CellSpace): LimitBox => ({ limit, box: box(space, 'possible') });
    });
    const tooLarge = policy.limits.filter(({ limit }) => limit.measure === 'amount').map(({ match, max }) => places.place(above(match, max), calendar));
    const approvals = policy.approvals.map(approval => {
        const { match, above: bound, cumulativeAbove } = approval;
        const box = places.place(match, calendar);
        const needing = cumulativeAbove === undefined ? places.place(above(match, bound), calendar) : box;
        const anyAmount = places.place(ofAnyAmount(match), calendar);
        return (space: CellSpace): ApprovalBox => ({
            approval, box: box(space, 'possible'), needing: needing(space, 'possible'), anyAmount: anyAmount(space, 'possible'),
        });
    });
    return space => ({
        policy, allows: allows.map(make => make(space)), denies: denies.map(make => make(space)), limits: limits.map(make => make(space)),
        approvals: approvals.map(make => make(space)), tooLarge: tooLarge.map(make => make(space, 'possible')),
    });
}

/** One policy, and perhaps the one that it tightens, ready to be asked. */
export class PolicyCells {
    readonly space: CellSpace;
    readonly newer: PolicyBoxes;
    readonly older: PolicyBoxes | undefined;
    /** By id of the assertion; `never` as possible, `always` as certain. */
    readonly assertions: ReadonlyMap<string, Box>;
    /** Worlds in which the newer policy may allow something. */
    readonly worlds: readonly World[];
    readonly everywhere: readonly World[];
    /** Where the newer policy allows nothing, whatever its allow rules say. */
    readonly refusing: readonly Box[];
    readonly allowing: readonly Box[];
    readonly #search: CellSearch;

    /** @param assertions compiled matches of the newer policy's */
    constructor(
        policy: CompiledPolicy, older: CompiledPolicy | undefined,
        assertions: readonly { readonly id: string; readonly match: CompiledMatch; readonly reading: Reading }[], budget: StepBudget,
    ) {
        const places = new Places();
        const newerAt = placePolicy(policy, places);
        const olderAt = older === undefined ? undefined : placePolicy(older, places);
        const assertionsAt = assertions.map(({ id, match, reading }) => ({ id, reading, box: places.place(match, policy.policy.calendar) }));
        this.space = new CellSpace(places.matches, policy, budget);
        this.newer = newerAt(this.space);
        this.older = olderAt?.(this.space);
        this.refusing = [...this.newer.denies.map(({ box }) => box), ...this.newer.tooLarge];
        this.allowing = this.newer.allows.map(({ box }) => box);
        this.assertions = new Map(assertionsAt.map(({ id, reading, box }) => [id, box(this.space, reading)]));
        this.everywhere = [this.space.merchants, this.space.holders];
        this.worlds = policy.policy.transfer.holderToHolder ? this.everywhere : [this.space.merchants];
        this.#search = new CellSearch(this.space, budget);
    }

    /** A cell in all of these boxes and none of those. @throws StepsUsedUp */
    find(inside: readonly Box[], avoiding: readonly (readonly Box[])[], options: Partial<Pick<Sought, 'worlds' | 'except'>> = {}): Cell | undefined {
        return this.#search.find({ inside, avoiding, worlds: this.worlds, ...options });
    }

    /** A cell in all of these boxes and none of those that the newer policy can allow, perhaps with an approval. @throws StepsUsedUp */
    allowed(inside: readonly Box[], avoiding: readonly Box[] = []): Cell | undefined {
        for (const { box } of this.newer.allows) {
            const found = this.find([box, ...inside], [avoiding, this.refusing]);
            if (found !== undefined) return found;
        }
        return undefined;
    }
}
