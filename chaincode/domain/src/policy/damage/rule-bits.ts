// All matches of both layers as bits of one number: which of them apply to a payment, and what that means for a thief.
import type { CompiledMatch } from '../compile';
import type { Clause } from '../match';
import { quotasOf, type BoundLayer, type Quota } from './quota';

/** A match, and its bit. Allow rules apply where they are true; all others where they are true or unknown. */
export interface RuleBit {
    readonly bit: bigint;
    readonly match: CompiledMatch;
    readonly allows: boolean;
    readonly utcOffsetMinutes: number;
}

export interface RuleBits {
    readonly rules: readonly RuleBit[];
    /** All bits. */
    readonly all: bigint;
    /** Bits of the allow rules: of each layer one must apply. */
    readonly allowsByLayer: readonly bigint[];
    readonly allows: bigint;
    readonly denies: bigint;
    /** Greatest single payment where this bit applies. */
    readonly singles: readonly { readonly bit: bigint; readonly max: bigint }[];
    readonly quotas: readonly { readonly bit: bigint; readonly quota: Quota }[];
    /** Whether payments between holders are refused whatever the rules say. */
    readonly noTransfers: boolean;
}

/** @param binds whether a quota can bind at all; the others are left out */
export function ruleBits(layers: readonly BoundLayer[], now: number, binds: (quota: Quota) => boolean): RuleBits {
    const rules: RuleBit[] = [];
    const singles: { bit: bigint; max: bigint }[] = [];
    const quotas: { bit: bigint; quota: Quota }[] = [];
    const allowsByLayer: bigint[] = [];
    let next = 1n;
    let denies = 0n;
    const add = (match: CompiledMatch, allows: boolean, { policy }: BoundLayer): bigint => {
        const bit = next;
        next <<= 1n;
        rules.push({ bit, match, allows, utcOffsetMinutes: policy.policy.calendar.utcOffsetMinutes });
        return bit;
    };
    for (const layer of layers) {
        const { policy } = layer;
        allowsByLayer.push(policy.allows.reduce((bits, { when }) => bits | add(when, true, layer), 0n));
        for (const { when } of policy.denies) denies |= add(when, false, layer);
        const quotasOfLayer = quotasOf(layer, now);
        policy.limits.forEach(({ limit, match, max }, index) => {
            const quota = quotasOfLayer[index];
            if (quota !== undefined && binds(quota)) quotas.push({ bit: add(match, false, layer), quota });
            else if (limit.period === 'tx' && limit.measure === 'amount') singles.push({ bit: add(match, false, layer), max });
        });
        policy.approvals.forEach(({ match, above }, index) => {
            const bit = add(match, false, layer);
            singles.push({ bit, max: above });
            const quota = quotasOfLayer[policy.limits.length + index];
            if (quota !== undefined && binds(quota)) quotas.push({ bit, quota });
        });
    }
    return {
        rules, all: next - 1n, allowsByLayer, allows: allowsByLayer.reduce((all, bits) => all | bits, 0n), denies, singles, quotas,
        noTransfers: layers.some(({ policy }) => !policy.policy.transfer.holderToHolder),
    };
}

/** Bits of the rules that have the clause. */
export function bitsWith({ rules }: RuleBits, clause: Clause): bigint {
    return rules.reduce((bits, { bit, match }) => match[clause] === undefined ? bits : bits | bit, 0n);
}
