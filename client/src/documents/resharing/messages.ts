// What old and new holders send while a key is shared anew: dealings, each part of which one new holder opens, and new shares for the ledger.
import { createHash } from 'node:crypto';
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

interface Joining {
    readonly proposalHash: string;
    /** `dealingsHash` of the dealings that were added up: all new holders must take the same. */
    readonly dealingsHash: string;
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
        ...signatureFields, proposalHash: required(sha256Text), dealingsHash: required(sha256Text), index: required(share),
        shareCommitment: required(sha256Text), checks: required(list(points, { max: CHECKS_MAX })), share: required(sealed),
    }),
};

/** Names a set of dealings, whatever the order in which they are given. */
export function dealingsHash(dealings: readonly RedealingMessage[]): string {
    const named = dealings.map(dealing => [dealing.redealing.from, messageHash(REDEALING, dealing)] as const).sort(([a], [b]) => a - b);
    return createHash('sha256').update(canonicalJson(['carnet-redealings-1', named]), 'utf8').digest('hex');
}

/** What a part is bound to, so that it opens for one proposal, one sender and one recipient. @param keyId of the recipient's key */
export function partContext(
    { docId, group, epoch, from }: Redealing,
    { proposalHash, to, keyId }: { readonly proposalHash: string; readonly to: number; readonly keyId: string },
): SealingContext {
    return { info: canonicalJson(['carnet-redealing-part-1', docId, group, epoch, from, to]), aad: canonicalJson([proposalHash, keyId]) };
}
