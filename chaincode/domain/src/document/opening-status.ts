// Whether an opening is granted: computed from the answers, never counted in a place that many would write to.
import type { KeyGroup, Manifest } from './manifest';
import type { OpeningRequest, OpeningStatus } from './opening';
import { isSatisfied, thresholdRule } from './release-tree';

/** Whether these holders, by index, may together open a group. */
export function isGroupSatisfied({ k, holders, tree }: KeyGroup, indexes: Iterable<number>): boolean {
    return isSatisfied(tree ?? thresholdRule(k, holders.length), new Set(indexes));
}

export interface OpeningFacts {
    readonly request: Pick<OpeningRequest, 'groups' | 'expires'>;
    /** Of the version that the request names. */
    readonly groups: Manifest['groups'];
    /** Whether that version is still in force. */
    readonly inForce: boolean;
    readonly answers: readonly { readonly group: string; readonly index: number; readonly approves: boolean }[];
    /** Holders whose grants were found to be bad; their approvals count for nothing. */
    readonly badShares: readonly { readonly group: string; readonly index: number }[];
    readonly vetoed: boolean;
    /** Whether all events of the policy are attested. */
    readonly eventsAttested: boolean;
    /** Instant at which the cooling-off is over. */
    readonly earliest: string;
    /** Instant of the asking transaction. */
    readonly now: string;
}

/** What bars an opening comes before what grants it. */
export function openingStatus({ request, groups, inForce, answers, badShares, vetoed, eventsAttested, earliest, now }: OpeningFacts): OpeningStatus {
    if (vetoed) return 'VETOED';
    if (now >= request.expires) return 'EXPIRED';
    if (!inForce) return 'SUPERSEDED';
    const bad = new Set(badShares.map(({ group, index }) => `${group}/${index}`));
    const those = (name: string, approves: boolean): number[] =>
        answers.filter(answer => answer.group === name && answer.approves === approves && !bad.has(`${name}/${answer.index}`)).map(({ index }) => index);
    const asked = request.groups.flatMap(name => groups[name] === undefined ? [] : [{ name, group: groups[name] }]);
    const hopeless = asked.some(({ name, group }) => {
        const lost = new Set([...those(name, false), ...badShares.filter(one => one.group === name).map(({ index }) => index)]);
        return !isGroupSatisfied(group, group.holders.map(({ index }) => index).filter(index => !lost.has(index)));
    });
    if (hopeless) return 'DENIED';
    const agreed = asked.length === request.groups.length && asked.every(({ name, group }) => isGroupSatisfied(group, those(name, true)));
    return agreed && eventsAttested && now >= earliest ? 'GRANTED' : 'PENDING';
}
