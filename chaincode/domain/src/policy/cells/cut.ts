// Cuts a dimension into classes: values on which the same matches hold are one class, whose every value is decided alike.
import { add, emptySet, members, type ClassSet } from './class-set';
import type { StepBudget } from './step-budget';

/** A dimension cut into classes. */
export interface Cut<C> {
    readonly classes: readonly C[];
    /** Of each match that has a clause here, the classes in which the clause can hold: where it is unknown too. */
    readonly sets: readonly (ClassSet | undefined)[];
}

/** Half-open pieces of a line, ascending. */
export type Pieces<T> = readonly (readonly [T, T])[];

/** Gathers what holds in each value into classes with equal marks. */
class Classes<C> {
    readonly #byMarks = new Map<string, number>();
    readonly classes: C[] = [];
    readonly marks: Int32Array[] = [];

    /** The class of values in which the matches of `marks` (a bit each) hold. @param create its first value */
    classOf(marks: Int32Array, create: () => C): C {
        const key = marks.join();
        const known = this.#byMarks.get(key);
        const found = known === undefined ? undefined : this.classes[known];
        if (found !== undefined) return found;
        this.#byMarks.set(key, this.classes.length);
        this.marks.push(marks.slice());
        const created = create();
        this.classes.push(created);
        return created;
    }

    cut(clauses: readonly unknown[]): Cut<C> {
        const sets = clauses.map(clause => clause === undefined ? undefined : emptySet(this.classes.length));
        this.marks.forEach((marks, index) => {
            for (const match of members(marks)) {
                const set = sets[match];
                if (set !== undefined) add(set, index);
            }
        });
        return { classes: this.classes, sets };
    }
}

/** Clipped to the line, ascending, none touching another. */
function tidied<T extends number | bigint>(pieces: Pieces<T>, start: T, end: T): [T, T][] {
    const tidy: [T, T][] = [];
    const clipped = pieces.map(([low, high]): [T, T] => [low < start ? start : low, high > end ? end : high]);
    for (const [low, high] of clipped.filter(([from, until]) => from < until).sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0)) {
        const last = tidy.at(-1);
        if (last === undefined || last[1] < low) tidy.push([low, high]);
        else if (last[1] < high) last[1] = high;
    }
    return tidy;
}

/**
 * Cuts the line from `start` (inside) to `end` (outside) wherever a clause begins or ends to hold.
 * @param clauses of each match the pieces in which it holds, undefined where it has no clause
 */
export function cutLine<T extends number | bigint>(
    start: T, end: T, clauses: readonly (Pieces<T> | undefined)[], budget: StepBudget,
): Cut<Pieces<T>> {
    const marks = new Int32Array(Math.ceil(clauses.length / 32));
    const turns = clauses.flatMap((pieces, match) => pieces === undefined ? []
        : tidied(pieces, start, end).flatMap(piece => piece.map(at => ({ at, match }))));
    turns.sort((a, b) => a.at < b.at ? -1 : a.at > b.at ? 1 : 0);
    budget.spend(turns.length * marks.length);
    const found = new Classes<[T, T][]>();
    for (let from = start, next = 0; from < end;) {
        for (let turn = turns[next]; turn !== undefined && turn.at <= from; turn = turns[++next]) {
            marks[turn.match >>> 5] = (marks[turn.match >>> 5] ?? 0) ^ (1 << (turn.match & 31));
        }
        const until = turns[next]?.at ?? end;
        found.classOf(marks, () => []).push([from, until]);
        from = until;
    }
    return found.cut(clauses);
}

/** Names that are one class; `other` stands for all that no match names, `unknown` for a payee who has none. */
export type NameClass = readonly string[] | 'other' | 'unknown';

/**
 * Cuts names; the named come first, then what else there is.
 * @param beside classes of what is not named: in `other` no clause holds, in `unknown` any may
 */
export function cutNames(
    clauses: readonly (ReadonlySet<string> | undefined)[], beside: readonly ('other' | 'unknown')[], budget: StepBudget,
): Cut<NameClass> {
    const words = Math.ceil(clauses.length / 32);
    const byName = new Map<string, Int32Array>();
    clauses.forEach((names, match) => {
        for (const name of names ?? []) {
            const marks = byName.get(name) ?? new Int32Array(words);
            marks[match >>> 5] = (marks[match >>> 5] ?? 0) | (1 << (match & 31));
            byName.set(name, marks);
        }
    });
    budget.spend(byName.size * words);
    const found = new Classes<string[]>();
    for (const [name, marks] of byName) found.classOf(marks, () => []).push(name);
    const named = found.cut(clauses);
    const classes: NameClass[] = [...named.classes, ...beside];
    const sets = named.sets.map(set => {
        if (set === undefined) return undefined;
        const grown = emptySet(classes.length);
        grown.set(set);
        beside.forEach((kind, index) => kind === 'unknown' && add(grown, named.classes.length + index));
        return grown;
    });
    return { classes, sets };
}
