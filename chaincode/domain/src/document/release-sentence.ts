// A release rule as a phrase for people, who must see what they consent to.
import { isReleaseHolder, releaseWeight, type ReleaseHolder, type ReleaseTree } from './release-tree';

/**
 * For example `(1 of Ada, Ben) and (2 of Carl, Dora, Emil)`; a weight stands behind the name as `×2`.
 * @param name what a holder is called, by his number in the group
 */
export function releaseSentence(tree: ReleaseTree, name: (holder: number) => string): string {
    const { k, of } = tree;
    const all = of.reduce((sum, member) => sum + releaseWeight(member), 0);
    const phrase = (member: ReleaseHolder | ReleaseTree): string => {
        if (!isReleaseHolder(member)) return `(${releaseSentence(member, name)})`;
        // Where all must agree, weights change nothing.
        return releaseWeight(member) === 1 || k === all ? name(member.holder) : `${name(member.holder)} ×${releaseWeight(member)}`;
    };
    const members = of.map(phrase);
    return k === all ? members.join(' and ') : `${k} of ${members.join(', ')}`;
}
