// What a rule of release asks to be split into what: which pieces each holder gets, how long they are and which numbers they bear.
import { isReleaseHolder, releaseWeight, type ReleaseTree } from '@carnet/domain';
import { KEY_DIGITS, shareDigits } from './share-text.js';

/** What is split at one place: the key itself, or a share of the rule above, which has a number. */
export interface PlannedSecret {
    readonly digits: number;
    readonly number?: number;
}

/** The pieces that a holder gets at one place: the next ones in his list. */
export interface PlannedHolder {
    readonly holder: number;
    /** Place of the first in the list of all his pieces. */
    readonly at: number;
    readonly pieces: readonly PlannedSecret[];
}

/** k of the pieces give the secret; of k = 1 every piece is the secret itself, since a polynomial of degree 0 is constant. */
export interface SharingPlan {
    readonly k: number;
    /** Weights added up. */
    readonly total: number;
    readonly secret: PlannedSecret;
    readonly members: readonly (PlannedHolder | { readonly plan: SharingPlan; readonly number: number })[];
}

/** Nested where the rule is: a share of a rule is the secret of the rule within it. */
export function sharingPlan(tree: ReleaseTree): SharingPlan {
    const given = new Map<number, number>();
    const planned = ({ k, of }: ReleaseTree, secret: PlannedSecret): SharingPlan => {
        let number = 1;
        const piece = (place: number): PlannedSecret => k === 1 ? secret : { digits: shareDigits(secret.digits), number: place };
        const members = of.map(member => {
            const first = number;
            number += releaseWeight(member);
            if (!isReleaseHolder(member)) return { plan: planned(member, piece(first)), number: first };
            const at = given.get(member.holder) ?? 0;
            const pieces = Array.from({ length: k === 1 ? 1 : releaseWeight(member) }, (_, place) => piece(first + place));
            given.set(member.holder, at + pieces.length);
            return { holder: member.holder, at, pieces };
        });
        return { k, total: number - 1, secret, members };
    };
    return planned(tree, { digits: KEY_DIGITS });
}

/** All pieces of each holder, in the order in which his share lists them. */
export function piecesOf(plan: SharingPlan, holder: number): readonly PlannedSecret[] {
    return plan.members.flatMap(member => 'plan' in member ? piecesOf(member.plan, holder) : member.holder === holder ? member.pieces : []);
}
