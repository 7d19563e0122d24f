// The cells of all payments: nine dimensions, each cut into the classes that some matches tell apart.
import { AMOUNT_MAX_DIGITS, CHANNELS, type Channel } from '../policy';
import type { CompiledMatch } from '../compile';
import type { PaymentFacts } from '../payment-facts';
import type { PolicyCalendar } from '../periods';
import { add, emptySet, fullSet, remove, type ClassSet } from './class-set';
import { cutLine, cutNames, type Cut, type NameClass, type Pieces } from './cut';
import type { StepBudget } from './step-budget';
import { Layout, type Box, type Cell } from './region';
import { TimeCut, windowPieces } from './time-cut';
import { witnessOf, type Classes } from './witness';

/** Groups come last: a payee is in several, so a search treats them apart. */
const DIMENSIONS = ['payees', 'categories', 'countries', 'regions', 'channels', 'amount', 'between', 'window', 'payeeGroups'] as const;
export const GROUPS = 8;

/** What may be unknown of a payee. */
const UNCERTAIN: readonly number[] = [1, 2, 3];
const [CATEGORY, COUNTRY, REGION, CHANNEL, SPAN, MINUTE] = [1, 2, 3, 4, 6, 7];

/** Payments at merchants, and payments between holders, whose payees have no category, country, region or groups. */
export interface World {
    /** The classes that there are. */
    readonly words: Int32Array;
    /** Whether payees can be in groups. */
    readonly groups: boolean;
}

/** A match of a policy with this calendar. */
export interface SpaceMatch { readonly match: CompiledMatch; readonly calendar: PolicyCalendar }

function betweenPieces({ from, until }: NonNullable<CompiledMatch['between']>): Pieces<number> {
    return [[from ?? -Infinity, until ?? Infinity]];
}

function amountPieces({ min, max }: NonNullable<CompiledMatch['amount']>, end: bigint): Pieces<bigint> {
    return [[min ?? 0n, max === undefined ? end : max + 1n]];
}

/** Codes of two letters: where all are named, there is no other country. */
const COUNTRY_CODES = 26 * 26;

/** Without clauses a dimension is one class, whatever is known. @param codes how many there can be */
function cutFacts(clauses: readonly (ReadonlySet<string> | undefined)[], codes: number, budget: StepBudget): Cut<NameClass> {
    if (clauses.every(clause => clause === undefined)) return cutNames(clauses, ['unknown'], budget);
    const named = new Set(clauses.flatMap(clause => [...clause ?? []]));
    return cutNames(clauses, named.size < codes ? ['other', 'unknown'] : ['unknown'], budget);
}

function withUnknown(cut: Cut<Pieces<number>>, clauses: readonly unknown[]): Cut<Pieces<number> | 'unknown'> {
    const unknown = cut.classes.length;
    if (clauses.every(clause => clause === undefined)) return { classes: ['unknown'], sets: cut.sets };
    const sets = cut.sets.map(set => {
        if (set === undefined) return undefined;
        const grown = emptySet(unknown + 1);
        grown.set(set);
        add(grown, unknown);
        return grown;
    });
    return { classes: [...cut.classes, 'unknown'], sets };
}

function withoutLast(set: ClassSet, classes: number): ClassSet {
    const known = set.slice();
    remove(known, classes - 1);
    return known;
}

/** The space of all payments within a validity, as far as these matches tell them apart. */
export class CellSpace {
    readonly #classes: Classes;
    readonly #cuts: readonly Cut<unknown>[];
    readonly layout: Layout;
    readonly merchants: World;
    readonly holders: World;
    /** Boxes in which no payment can be: minutes that do not fall in a span. */
    readonly nowhere: readonly Box[];

    constructor(
        matches: readonly SpaceMatch[],
        validity: { readonly notBefore: number; readonly notAfter: number }, budget: StepBudget,
    ) {
        const clauses = <K extends keyof CompiledMatch>(name: K): (CompiledMatch[K])[] => matches.map(({ match }) => match[name]);
        const mapped = <T, U>(values: readonly (T | undefined)[], map: (value: T) => U): (U | undefined)[] =>
            values.map(value => value === undefined ? undefined : map(value));
        const end = 10n ** BigInt(AMOUNT_MAX_DIGITS);
        const categories = mapped(clauses('categories'), ranges => ranges.map(([low, high]) => [low, high + 1] as const));
        const windows = matches.map(({ match: { window }, calendar }) =>
            window === undefined ? undefined : windowPieces(window, calendar.utcOffsetMinutes));
        const time = new TimeCut(validity, mapped(clauses('between'), betweenPieces), windows, budget);
        const cuts = {
            payees: cutNames(clauses('payees'), ['other'], budget),
            categories: withUnknown(cutLine(0, 10_000, categories, budget), categories),
            countries: cutFacts(clauses('countries'), COUNTRY_CODES, budget),
            regions: cutFacts(clauses('regions'), Infinity, budget),
            channels: { classes: CHANNELS, sets: mapped(clauses('channels'), channels => setOfChannels(channels)) },
            amount: cutLine(1n, end, mapped(clauses('amount'), clause => amountPieces(clause, end)), budget),
            between: time.spans,
            window: time.minutes,
            payeeGroups: cutNames(clauses('payeeGroups'), [], budget),
        };
        this.#cuts = DIMENSIONS.map(name => cuts[name]);
        this.#classes = {
            payees: cuts.payees.classes, categories: cuts.categories.classes, countries: cuts.countries.classes, regions: cuts.regions.classes,
            amounts: cuts.amount.classes, groups: cuts.payeeGroups.classes, time,
        };
        this.layout = new Layout(this.#cuts.map(({ classes }) => classes.length));
        const everything = this.#cuts.map(({ classes }) => fullSet(classes.length));
        const merchants = everything.with(CHANNEL, setOfChannels(new Set(['pos', 'online'])));
        this.merchants = { groups: true, words: this.layout.words(merchants) };
        const unknown = everything.map((set, dimension) => {
            if (!UNCERTAIN.includes(dimension)) return set;
            const last = emptySet(this.#count(dimension));
            add(last, this.#count(dimension) - 1);
            return last;
        });
        this.holders = { groups: false, words: this.layout.words(unknown.with(CHANNEL, setOfChannels(new Set(['p2p'])))) };
        this.nowhere = time.spans.classes.flatMap((_, span) => {
            const minutes = time.missing(span);
            if (minutes === undefined) return [];
            const spans = emptySet(time.spans.classes.length);
            add(spans, span);
            return [this.#boxOf(everything.with(SPAN, spans).with(MINUTE, minutes), [SPAN, MINUTE])];
        });
    }

    #count(dimension: number): number {
        return this.#cuts[dimension]?.classes.length ?? 0;
    }

    /** How many classes each dimension has, by its clause. */
    get sizes(): Readonly<Record<typeof DIMENSIONS[number], number>> {
        return Object.fromEntries(DIMENSIONS.map((name, dimension) => [name, this.#count(dimension)])) as Record<typeof DIMENSIONS[number], number>;
    }

    /** How many cells there are: combinations of classes, a set of groups counting as one class. */
    get cells(): bigint {
        const { time } = this.#classes;
        const times = time.minutesOf.reduce((sum, minutes) => sum + BigInt(countOf(minutes)), 0n);
        const both = times * BigInt(this.#count(0)) * BigInt(this.#count(5));
        const facts = [CATEGORY, COUNTRY, REGION].reduce((product, dimension) => product * BigInt(this.#count(dimension)), 1n);
        return both * (2n * facts * 2n ** BigInt(this.#count(GROUPS)) + 1n);
    }

    /**
     * The box of a match, by its place in the list of matches.
     * @param reading where an unknown clause counts as holding: `possible`, as it does for rules that deny, limits and approvals; `certain`: not
     */
    box(index: number, reading: 'certain' | 'possible'): Box {
        const clauses = DIMENSIONS.flatMap((_, dimension) => this.#cuts[dimension]?.sets[index] === undefined ? [] : [dimension]);
        const sets = DIMENSIONS.map((_, dimension) => {
            const set = this.#cuts[dimension]?.sets[index];
            if (set === undefined) return dimension === GROUPS ? emptySet(this.#count(dimension)) : fullSet(this.#count(dimension));
            return reading === 'certain' && UNCERTAIN.includes(dimension) ? withoutLast(set, this.#count(dimension)) : set;
        });
        return this.#boxOf(sets, clauses);
    }

    #boxOf(sets: readonly ClassSet[], clauses: readonly number[]): Box {
        return { words: this.layout.words(sets), clauses, size: clauses.reduce((sum, dimension) => sum + (this.layout.lengths[dimension] ?? 0), 0) };
    }

    /** A payment of the cell. */
    witness({ classes, groups }: Cell): PaymentFacts {
        return witnessOf(this.#classes, classes, groups);
    }
}

function setOfChannels(channels: ReadonlySet<Channel>): ClassSet {
    const set = emptySet(CHANNELS.length);
    CHANNELS.forEach((channel, index) => channels.has(channel) && add(set, index));
    return set;
}

function countOf(set: ClassSet): number {
    let count = 0;
    for (let word of set) for (; word !== 0; word &= word - 1) count += 1;
    return count;
}
