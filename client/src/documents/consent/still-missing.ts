// What a request still waits for, in words for whoever asked.
import { isGroupSatisfied, releaseSentence, thresholdRule, type KeyGroup } from '@carnet/domain';
import type { OpeningReview } from './reviewing.js';

function numbered(indexes: readonly number[]): string {
    return indexes.length === 0 ? 'nobody' : indexes.map(index => `holder ${index}`).join(', ');
}

function consentNeeded(name: string, group: KeyGroup | undefined, agreed: readonly number[], denied: readonly number[]): string[] {
    if (group === undefined || isGroupSatisfied(group, agreed)) return [];
    const rule = releaseSentence(group.tree ?? thresholdRule(group.k, group.holders.length), index => `holder ${index}`);
    const no = denied.length === 0 ? '' : `, ${numbered(denied)} no`;
    return [`consent for the group ${name} (it takes ${rule}; ${numbered(agreed)} said yes${no})`];
}

/** Phrases, in the order in which people can do something about them; as the peer shows the request. */
export function stillMissing({ state, document: { manifest } }: OpeningReview): readonly string[] {
    const { opening: { request, earliest }, answers, badShares, events } = state;
    const who = (group: string, approves: boolean): number[] => answers
        .filter(one => one.group === group && one.approves === approves && !badShares.some(bad => bad.group === group && bad.index === one.index))
        .map(({ index }) => index);
    const missing = [
        ...request.groups.flatMap(name => consentNeeded(name, manifest.groups[name], who(name, true), who(name, false))),
        ...events.filter(({ attested, needed }) => attested < needed).map(({ event, attested, needed }) => `the event ${event} (${attested} of ${needed} attested)`),
    ];
    if (missing.length > 0) return missing;
    // Peers wait as long again as clocks may differ; how long that is they are told by their administrators, and do not tell.
    if (manifest.policy.release.delaySeconds > 0) return [`the end of the cooling-off: ${earliest}, and some minutes more, as clocks differ`];
    return ['time: the peer that was asked does not know of all consent yet'];
}
