// A release rule: k of its members, which are holders, with weights, or rules again.
import { integer, list, object, optional, refuseField, required, type Decoder } from '../codec/decoder';
import type { JsonValue } from '../codec/json';

/** A holder in a rule; he may stand in several. */
export interface ReleaseHolder {
    /** His `i` in the group, 1…255. */
    readonly holder: number;
    /** How much of `k` he gives; 1 if left out. */
    readonly weight?: number;
}

/** Satisfied where members of weight `k` agree: all of them is AND, 1 is OR. A rule within a rule has weight 1. */
export interface ReleaseTree {
    readonly k: number;
    readonly of: readonly (ReleaseHolder | ReleaseTree)[];
}

/** Rules within rules, the outermost counted. */
export const RELEASE_DEPTH_MAX = 4;
/** Shares over GF(2^8) are numbered 1…255; so many holders a group has at most, and so much weight a rule. */
export const HOLDERS_MAX = 255;

export function isReleaseHolder(member: ReleaseHolder | ReleaseTree): member is ReleaseHolder {
    return 'holder' in member;
}

/** 1 of a rule within a rule. */
export function releaseWeight(member: ReleaseHolder | ReleaseTree): number {
    return isReleaseHolder(member) ? member.weight ?? 1 : 1;
}

/** Whether these holders together may open. */
export function isSatisfied({ k, of }: ReleaseTree, holders: ReadonlySet<number>): boolean {
    const agrees = (one: ReleaseHolder | ReleaseTree): boolean => isReleaseHolder(one) ? holders.has(one.holder) : isSatisfied(one, holders);
    return of.reduce((sum, one) => sum + (agrees(one) ? releaseWeight(one) : 0), 0) >= k;
}

/** Everybody who stands in the rule, once each, by number. */
export function releaseHolders(tree: ReleaseTree): readonly number[] {
    const gather = ({ of }: ReleaseTree): number[] => of.flatMap(member => isReleaseHolder(member) ? [member.holder] : gather(member));
    return [...new Set(gather(tree))].sort((a, b) => a - b);
}

/** The rule of a group without a tree: any k of the holders 1…n. */
export function thresholdRule(k: number, n: number): ReleaseTree {
    return { k, of: Array.from({ length: n }, (_, place) => ({ holder: place + 1 })) };
}

const holder = object({ holder: required(integer(1, HOLDERS_MAX)), weight: optional(integer(1, HOLDERS_MAX)) });

function member(depth: number): Decoder<ReleaseHolder | ReleaseTree> {
    return (value, field) => isRule(value) ? rule(depth)(value, field) : holder(value, field);
}

function isRule(value: JsonValue): boolean {
    return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, 'of');
}

function rule(depth: number): Decoder<ReleaseTree> {
    return (value, field) => {
        if (depth > RELEASE_DEPTH_MAX) refuseField('TOO_DEEP', field, `Rules stand at most ${RELEASE_DEPTH_MAX} deep.`);
        const members = list(member(depth + 1), { min: 2, max: HOLDERS_MAX });
        const tree = object({ k: required(integer(1, HOLDERS_MAX)), of: required(members) })(value, field);
        requirePossible(tree, field);
        return tree;
    };
}

function requirePossible({ k, of }: ReleaseTree, field: string): void {
    const seen = new Set<number>();
    for (const [place, one] of of.entries()) {
        if (!isReleaseHolder(one)) continue;
        if (seen.has(one.holder)) refuseField('INVALID_VALUE', `${field}.of[${place}].holder`, 'Name a holder once in a rule; a weight says that he counts more.');
        seen.add(one.holder);
    }
    const weight = of.reduce((sum, one) => sum + releaseWeight(one), 0);
    if (weight > HOLDERS_MAX) refuseField('OUT_OF_RANGE', `${field}.of`, `The weights of a rule add up to ${HOLDERS_MAX} at most.`);
    if (k > weight) refuseField('RELEASE_IMPOSSIBLE', `${field}.k`, `Members of weight ${weight} cannot give ${k}.`);
}

/**
 * Reads a release rule. Each rule has 2 or more members and can be satisfied; no holder satisfies the whole alone.
 * @throws CarnetFailure TOO_DEEP, RELEASE_IMPOSSIBLE, RELEASE_BY_ONE and those of `object`
 */
export const releaseTree: Decoder<ReleaseTree> = (value, field) => {
    const tree = rule(1)(value, field);
    const alone = releaseHolders(tree).find(one => isSatisfied(tree, new Set([one])));
    if (alone !== undefined) refuseField('RELEASE_BY_ONE', field, `Holder ${alone} could open alone.`);
    return tree;
};
