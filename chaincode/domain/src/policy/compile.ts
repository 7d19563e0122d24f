// A policy made ready to decide: texts become numbers and sets once, not at every payment.
import { byCodeUnits } from '../canonical/json';
import { present } from '../canonical/present';
import { timeOfInstant } from '../codec/calendar';
import type { Approval, Channel, Limit, Match, Policy, Rule } from './policy';
import { policyHash } from './policy-codec';

export interface CompiledMatch {
    readonly payees?: ReadonlySet<string>;
    readonly payeeGroups?: ReadonlySet<string>;
    /** Both ends included. */
    readonly categories?: readonly (readonly [number, number])[];
    readonly countries?: ReadonlySet<string>;
    readonly regions?: ReadonlySet<string>;
    readonly channels?: ReadonlySet<Channel>;
    /** Both ends included. */
    readonly amount?: { readonly min?: bigint; readonly max?: bigint };
    /** `toMinute` is outside. */
    readonly window?: { readonly days: ReadonlySet<number>; readonly fromMinute: number; readonly toMinute: number };
    /** Milliseconds since 1970-01-01 UTC; `until` is outside. */
    readonly between?: { readonly from?: number; readonly until?: number };
}

export interface CompiledRule { readonly rule: Rule; readonly id: string; readonly when: CompiledMatch }

export interface CompiledLimit {
    readonly limit: Limit;
    readonly id: string;
    readonly match: CompiledMatch;
    readonly max: bigint;
    readonly stripes: number;
}

export interface CompiledApproval {
    readonly approval: Approval;
    readonly id: string;
    readonly match: CompiledMatch;
    readonly above: bigint;
    readonly cumulativeAbove?: bigint;
}

/** Lists are sorted by id: the order in which a policy names things means nothing. */
export interface CompiledPolicy {
    readonly policy: Policy;
    /** As `policyHash` gives it. */
    readonly hash: string;
    /** Milliseconds since 1970-01-01 UTC; `notAfter` is outside. */
    readonly notBefore: number;
    readonly notAfter: number;
    readonly denies: readonly CompiledRule[];
    readonly allows: readonly CompiledRule[];
    readonly limits: readonly CompiledLimit[];
    readonly approvals: readonly CompiledApproval[];
}

function setOf<T>(values: readonly T[] | undefined): ReadonlySet<T> | undefined {
    return values === undefined ? undefined : new Set(values);
}

function mapped<T, U>(value: T | undefined, map: (value: T) => U): U | undefined {
    return value === undefined ? undefined : map(value);
}

/** Compiles a match alone, e.g. of an assertion. */
export function compileMatch(match: Match): CompiledMatch {
    return present({
        payees: setOf(match.payees),
        payeeGroups: setOf(match.payeeGroups),
        categories: mapped(match.categories, ranges => ranges.map(([low, high]) => [Number(low), Number(high)] as const)),
        countries: setOf(match.countries),
        regions: setOf(match.regions),
        channels: setOf(match.channels),
        amount: mapped(match.amount, ({ min, max }) => present({ min: mapped(min, BigInt), max: mapped(max, BigInt) })),
        window: mapped(match.window, ({ days, fromMinute, toMinute }) => ({ days: new Set(days), fromMinute, toMinute })),
        between: mapped(match.between, ({ from, until }) =>
            present({ from: mapped(from, timeOfInstant), until: mapped(until, timeOfInstant) })),
    });
}

function compileRules(rules: readonly Rule[], effect: Rule['effect']): CompiledRule[] {
    return rules.filter(rule => rule.effect === effect).map(rule => ({ rule, id: rule.id, when: compileMatch(rule.when) })).sort(byId);
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
    return byCodeUnits(a.id, b.id);
}

/** @param policy as `policyCodec` decoded it; then this never throws. Compile once and keep it by its hash: deciding is quick, this is not. */
export function compilePolicy(policy: Policy): CompiledPolicy {
    return {
        policy,
        hash: policyHash(policy),
        notBefore: timeOfInstant(policy.validity.notBefore),
        notAfter: timeOfInstant(policy.validity.notAfter),
        denies: compileRules(policy.rules, 'deny'),
        allows: compileRules(policy.rules, 'allow'),
        limits: policy.limits.map(limit => ({
            limit, id: limit.id, match: compileMatch(limit.match), max: BigInt(limit.max), stripes: limit.stripes ?? 1,
        })).sort(byId),
        approvals: policy.approvals.map(approval => ({
            approval, id: approval.id, match: compileMatch(approval.match), above: BigInt(approval.above),
            ...(approval.cumulative === undefined ? {} : { cumulativeAbove: BigInt(approval.cumulative.above) }),
        })).sort(byId),
    };
}
