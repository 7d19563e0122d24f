// What old and new holders send while a key is shared anew: dealings, each part of which one new holder opens, and new shares for the ledger.
import { canonicalJson, decoders, HOLDERS_MAX, type PersonSignature, type SealingContext } from '@carnet/domain';
import type { Redealing } from '../../secrets/resharing.js';
import { POINT_DIGITS } from '../../secrets/share-points.js';
import { CHECKS_MAX } from '../../secrets/sharing-check.js';
import { base64Text, signatureFields } from '../signature-shape.js';
import { messageHash, type MessageKind } from '../signed-message.js';

interface Dealing {
    /** `proposalHash` of what it is dealt for. */
    readonly proposalHash: string;
    readonly redealing: Redealing;
    /** HPKE messages, base64: for each new holder, in order, his part. */
    readonly parts: readonly string[];
}

/** Of an old holder, for all new ones. Nothing in it is secret but what only its recipient opens. */
export type RedealingMessage = Dealing & PersonSignature;

/** Names one dealing. */
export interface DealingName {
    /** The old holder's number. */
    readonly from: number;
    /** `messageHash` of what he sent: two of one holder, both signed by him, prove that he dealt twice. */
    readonly hash: string;
}

interface Joining {
    readonly proposalHash: string;
    /** The dealings that were added up, by old holder: all new holders must take the same. */
    readonly dealings: readonly DealingName[];
    /** Of the new holder. */
    readonly index: number;
    readonly shareCommitment: string;
    /** What `checkSharing` takes. */
    readonly checks: readonly string[];
    /** The new share, sealed by its holder to his own key: base64. */
    readonly share: string;
}

/** Of a new holder, for whoever hands the version in. */
export type JoiningMessage = Joining & PersonSignature;

const { identifier, integer, list, object, required, sha256Text, text } = decoders;
const number = integer(1, 1_000_000);
const share = integer(1, HOLDERS_MAX);
const sealed = base64Text(1_024);
const points = text({ max: POINT_DIGITS, pattern: new RegExp(`^[0-9a-f]{${POINT_DIGITS}}$`), described: `Send ${POINT_DIGITS} hexadecimal digits.` });

export const REDEALING: MessageKind<Dealing> = {
    label: 'carnet-redealing-1', name: 'dealing',
    decoder: object({
        ...signatureFields, proposalHash: required(sha256Text),
        redealing: required(object({
            docId: required(identifier), group: required(identifier), epoch: required(number), k: required(share), n: required(share),
            from: required(share), commitments: required(list(sha256Text, { min: 2, max: HOLDERS_MAX })),
        })),
        parts: required(list(sealed, { min: 2, max: HOLDERS_MAX })),
    }),
};

export const JOINING: MessageKind<Joining> = {
    label: 'carnet-joining-1', name: 'joining',
    decoder: object({
        ...signatureFields, proposalHash: required(sha256Text), index: required(share),
        dealings: required(list(object({ from: required(share), hash: required(sha256Text) }), { min: 2, max: HOLDERS_MAX })),
        shareCommitment: required(sha256Text), checks: required(list(points, { max: CHECKS_MAX })), share: required(sealed),
    }),
};

/** Names dealings one by one, in order. */
export function namesOf(dealings: readonly RedealingMessage[]): readonly DealingName[] {
    return dealings.map(dealing => ({ from: dealing.redealing.from, hash: messageHash(REDEALING, dealing) })).sort((a, b) => a.from - b.from);
}

/** What a part is bound to, so that it opens for one proposal, one sender and one recipient. @param keyId of the recipient's key */
export function partContext(
    { docId, group, epoch, from }: Redealing,
    { proposalHash, to, keyId }: { readonly proposalHash: string; readonly to: number; readonly keyId: string },
): SealingContext {
    return { info: canonicalJson(['carnet-redealing-part-1', docId, group, epoch, from, to]), aad: canonicalJson([proposalHash, keyId]) };
}
