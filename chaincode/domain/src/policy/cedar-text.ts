// A policy's rules in Cedar, for people and tools that know that language: the same decision and the same determining rules.
import { byCodeUnits } from '../canonical/json';
import type { Match, Policy, Rule } from './policy';

/** Ids of the two forbids that no rule of the author's makes; a rule id cannot hold a colon. */
export const CEDAR_VALIDITY = 'policy:validity';
export const CEDAR_HOLDER_TO_HOLDER = 'policy:transfer.holderToHolder';

/**
 * What the exported text is about, for Cedar's validator: in its strict mode no access to an attribute can fail, so that no forbid is skipped
 * by an error. `weekday` is the ISO weekday by the policy's calendar, which Cedar cannot compute; everything else it does itself.
 */
export const CEDAR_SCHEMA = `entity Wallet;
entity PayeeGroup;
entity Payee in [PayeeGroup] { category?: Long, country?: String, region?: String };
action Pay appliesTo {
  principal: [Wallet],
  resource: [Payee],
  context: { amount: Long, channel: String, time: datetime, weekday: Long }
};
`;

function quoted(text: string): string {
    return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function setOf(elements: readonly string[]): string {
    return `[${elements.join(', ')}]`;
}

/** Both ends included. */
function inRange(value: string, low: string | number, high: string | number): string {
    return low === high ? `${value} == ${low}` : `(${value} >= ${low} && ${value} <= ${high})`;
}

/** Each bound that is there. */
function bounds(value: string, lower: string | undefined, upper: string | undefined): string {
    return [lower === undefined ? [] : [`${value} >= ${lower}`], upper === undefined ? [] : [`${value} ${upper}`]].flat().join(' && ');
}

/** A clause on an attribute that the payee may lack: then a permit does not apply, and a forbid does. */
function ifKnown(attribute: string, condition: string, effect: Rule['effect']): string {
    return effect === 'allow' ? `resource has ${attribute} && ${condition}` : `if resource has ${attribute} then ${condition} else true`;
}

function among(attribute: string, values: readonly string[], effect: Rule['effect']): string {
    return ifKnown(attribute, `${setOf(values.map(quoted))}.contains(resource.${attribute})`, effect);
}

function windowCondition({ days, fromMinute, toMinute }: NonNullable<Match['window']>, utcOffsetMinutes: number): string {
    const local = `context.time.offset(duration("${utcOffsetMinutes}m")).toTime()`;
    return `${setOf(days.map(String))}.contains(context.weekday) && ${local} >= duration("${fromMinute}m") && ${local} < duration("${toMinute}m")`;
}

/** One Cedar condition for each clause, in the order of their names; without clauses, none. */
function conditions(match: Match, effect: Rule['effect'], { calendar }: Policy): string[] {
    const { amount, between, categories, channels, countries, payeeGroups, payees, regions, window } = match;
    const written: (string | false)[] = [
        amount !== undefined && bounds('context.amount', amount.min, amount.max === undefined ? undefined : `<= ${amount.max}`),
        between !== undefined && bounds('context.time',
            between.from === undefined ? undefined : `datetime("${between.from}")`, between.until === undefined ? undefined : `< datetime("${between.until}")`),
        categories !== undefined && ifKnown('category',
            `(${categories.map(([low, high]) => inRange('resource.category', Number(low), Number(high))).join(' || ')})`, effect),
        channels !== undefined && `${setOf(channels.map(quoted))}.contains(context.channel)`,
        countries !== undefined && among('country', countries, effect),
        payeeGroups !== undefined && `resource in ${setOf(payeeGroups.map(group => `PayeeGroup::${quoted(group)}`))}`,
        payees !== undefined && `${setOf(payees.map(payee => `Payee::${quoted(payee)}`))}.contains(resource)`,
        regions !== undefined && among('region', regions, effect),
        window !== undefined && windowCondition(window, calendar.utcOffsetMinutes),
    ];
    return written.filter(condition => condition !== false);
}

function statement(id: string, effect: Rule['effect'], met: readonly string[], note?: string): string {
    const annotations = [`@id(${quoted(id)})`, ...note === undefined ? [] : [`@note(${quoted(note)})`]].join('\n');
    const head = `${annotations}\n${effect === 'allow' ? 'permit' : 'forbid'} (principal, action == Action::"Pay", resource)`;
    return [head, ...met.map(condition => `when { ${condition} }`)].join('\n') + ';\n';
}

/**
 * The rules, the validity and `transfer.holderToHolder` of a policy as Cedar policies, each with its `@id`: deny is forbid, allow is permit.
 * Limits and approvals need counters and votes, and are not in it. A request is a `Wallet` that does `Pay` on a `Payee` (its groups are its
 * parents), with the context of CEDAR_SCHEMA. The text is the same whatever the order of rules.
 */
export function cedarText(policy: Policy): string {
    const { validity: { notBefore, notAfter }, transfer } = policy;
    const rules = [...policy.rules].sort((a, b) => byCodeUnits(a.id, b.id));
    return [
        statement(CEDAR_VALIDITY, 'deny', [`context.time < datetime("${notBefore}") || context.time >= datetime("${notAfter}")`]),
        ...transfer.holderToHolder ? [] : [statement(CEDAR_HOLDER_TO_HOLDER, 'deny', ['context.channel == "p2p"'])],
        ...rules.map(({ id, effect, when, note }) => statement(id, effect, conditions(when, effect, policy), note)),
    ].join('\n');
}
