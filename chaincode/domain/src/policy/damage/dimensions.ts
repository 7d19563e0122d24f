// The dimensions of a payment but time, each cut into classes that no rule tells apart: per class the rules that may still apply.
import { AMOUNT_MAX_DIGITS, CHANNELS } from '../policy';
import type { Clause } from '../match';
import { bitsWith, type RuleBits } from './rule-bits';
import type { Work } from './work';

/** A class: the rules whose clause does not exclude it; of the amount also its ends, both included. */
export interface FactClass { readonly bits: bigint; readonly low?: bigint; readonly high?: bigint }
export interface Dimension { readonly clause: Clause; readonly classes: readonly FactClass[] }

/** The greatest amount that a payment can have. */
export const MOST = 10n ** BigInt(AMOUNT_MAX_DIGITS) - 1n;

type SetClause = 'payees' | 'payeeGroups' | 'countries' | 'regions' | 'channels';

/** Per value that a clause names: the rules that name it. */
function naming({ rules }: RuleBits, clause: SetClause): ReadonlyMap<string, bigint> {
    const named = new Map<string, bigint>();
    for (const { bit, match } of rules) {
        for (const value of match[clause] ?? []) named.set(value, (named.get(value) ?? 0n) | bit);
    }
    return named;
}

/** Named values, another value, and none where the payee may lack it: then every clause but those of allow rules applies. */
function values(bits: RuleBits, clause: 'payees' | 'countries' | 'regions'): Dimension {
    const having = bitsWith(bits, clause);
    const without = bits.all & ~having;
    const classes = [...naming(bits, clause).values(), 0n].map(named => ({ bits: without | named }));
    if (clause !== 'payees') classes.push({ bits: without | (having & ~bits.allows) });
    return { clause, classes };
}

/** A payee in no group, in one, in two: of each layer one allow rule is enough, and every further group only adds rules against the payer. */
function groups(bits: RuleBits, work: Work): Dimension {
    const having = bitsWith(bits, 'payeeGroups');
    const without = bits.all & ~having;
    const named = [...new Set(naming(bits, 'payeeGroups').values())];
    const joined = bits.allowsByLayer.length < 2 ? [] : pairs(named, having & bits.allows, work);
    return { clause: 'payeeGroups', classes: [0n, ...named, ...joined].map(one => ({ bits: without | one })) };
}

/** Of too many to be joined: a payee that every allow rule takes and no other rule. */
function pairs(named: readonly bigint[], best: bigint, work: Work): readonly bigint[] {
    if (work.take(named.length * named.length)) return named.flatMap((first, index) => named.slice(index + 1).map(second => first | second));
    work.coarse = true;
    return [best];
}

function channels(bits: RuleBits): Dimension {
    const without = bits.all & ~bitsWith(bits, 'channels');
    const named = naming(bits, 'channels');
    const ofPayees = CHANNELS.filter(channel => channel !== 'p2p');
    return { clause: 'channels', classes: ofPayees.map(channel => ({ bits: without | (named.get(channel) ?? 0n) })) };
}

/** A payment to another holder, of whom policies know nothing: he is no payee, in no group, and lacks all other facts. None where it is refused. */
export function toAnotherHolder(bits: RuleBits): readonly FactClass[] {
    if (bits.noTransfers) return [];
    const lacked = bitsWith(bits, 'categories') | bitsWith(bits, 'countries') | bitsWith(bits, 'regions');
    const channel = bits.all & ~bitsWith(bits, 'channels') | (naming(bits, 'channels').get('p2p') ?? 0n);
    return [{ bits: channel & ~bitsWith(bits, 'payees') & ~bitsWith(bits, 'payeeGroups') & ~(lacked & bits.allows) }];
}

interface Segment { readonly low: bigint; /** Included. */ readonly high: bigint; readonly bits: bigint }
interface Span { readonly bit: bigint; readonly low: bigint; /** Included. */ readonly high: bigint }

/** Classes of a line from `first` to `last` that spans cut; spans of one rule may overlap. */
export function sweep(spans: readonly Span[], first: bigint, last: bigint): readonly Segment[] {
    const changes = new Map<bigint, Map<bigint, number>>();
    const change = (at: bigint, bit: bigint, by: number): void => {
        const there = changes.get(at) ?? new Map<bigint, number>();
        there.set(bit, (there.get(bit) ?? 0) + by);
        changes.set(at, there);
    };
    for (const { bit, low, high } of spans) {
        if (high < first || low > last) continue;
        change(low < first ? first : low, bit, 1);
        if (high < last) change(high + 1n, bit, -1);
    }
    const cuts = [...new Set([first, ...changes.keys()])].sort((a, b) => a < b ? -1 : a > b ? 1 : 0);
    const depth = new Map<bigint, number>();
    let bits = 0n;
    return cuts.map((low, index) => {
        for (const [bit, by] of changes.get(low) ?? []) {
            const now = (depth.get(bit) ?? 0) + by;
            depth.set(bit, now);
            bits = now > 0 ? bits | bit : bits & ~bit;
        }
        return { low, high: (cuts[index + 1] ?? last + 1n) - 1n, bits };
    });
}

function categories(bits: RuleBits): Dimension {
    const having = bitsWith(bits, 'categories');
    const without = bits.all & ~having;
    const spans = bits.rules.flatMap(({ bit, match: { categories: ranges = [] } }) =>
        ranges.map(([low, high]) => ({ bit, low: BigInt(low), high: BigInt(high) })));
    const classes = sweep(spans, 0n, 9999n).map(({ bits: named }) => ({ bits: without | named }));
    return { clause: 'categories', classes: [...classes, { bits: without | (having & ~bits.allows) }] };
}

export function amounts(bits: RuleBits): Dimension {
    const without = bits.all & ~bitsWith(bits, 'amount');
    const spans = bits.rules.flatMap(({ bit, match: { amount } }) =>
        amount === undefined ? [] : [{ bit, low: amount.min ?? 0n, high: amount.max ?? MOST }]);
    return { clause: 'amount', classes: sweep(spans, 1n, MOST).map(({ low, high, bits: named }) => ({ low, high, bits: without | named })) };
}

/** Of payments to payees; payees of every kind are taken to exist: which ones are registered is not asked. */
export function payeeDimensions(bits: RuleBits, work: Work): readonly Dimension[] {
    return [channels(bits), values(bits, 'payees'), groups(bits, work), values(bits, 'countries'), values(bits, 'regions'), categories(bits)];
}
