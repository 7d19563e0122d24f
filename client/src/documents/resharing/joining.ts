// A new holder's part in sharing a key anew: the parts that he was sent, checked and added up to a share, which he alone has.
import { shareCommitment, shareContext } from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import { CarnetError } from '../../errors/carnet-error.js';
import type { EncryptionKeyPair } from '../../secrets/encryption-keys.js';
import { sealTo } from '../../secrets/hpke.js';
import { joinSharing, type Redealing } from '../../secrets/resharing.js';
import type { SharePart } from '../../secrets/share-points.js';
import { blaming, type BlameContext } from '../blame.js';
import type { DocumentLedger } from '../consent/document-ledger.js';
import { HolderKeys } from '../consent/handing-in.js';
import { HeirProver } from '../consent/identities.js';
import type { KnownRoots } from '../person-signature.js';
import { openPart } from '../sealed-part.js';
import { signMessage } from '../signed-message.js';
import { checkedDealings } from './dealing.js';
import { JOINING, namesOf, partContext, type JoiningMessage, type RedealingMessage } from './messages.js';
import { requireAgreed, type ResharingReview } from './reviewing.js';

interface Received { readonly redealing: Redealing; readonly part: SharePart }

/** Those who dealt, to be named. */
function dealersOf({ before, signed: { proposal: { docId, group } } }: ResharingReview): BlameContext {
    return { docId, group, holders: before.holders };
}

async function receivedPart(
    review: ResharingReview, { redealing, parts }: RedealingMessage, to: number, keyId: string, key: EncryptionKeyPair,
): Promise<Received> {
    const context = partContext(redealing, { proposalHash: review.proposalHash, to, keyId });
    return { redealing, part: await openPart(dealersOf(review), { from: redealing.from, to }, key, parts[to - 1] ?? '', context) };
}

/**
 * Adds up what the old holders sent the caller, and seals the new share to his own key. Made again with the same dealings it is the same share.
 * @param dealings of which all new holders take the same
 * @throws CarnetError NOT_A_HOLDER, PROOF_NOT_SIGNED, WRONG_RECIPIENT_KEY, SHARE_COMMITMENT_MISMATCH and MALFORMED_SHARE with the `holder` who sent a
 * bad part; and as checkedDealings
 */
export async function joinResharing(
    ledger: DocumentLedger, review: ResharingReview, dealings: readonly RedealingMessage[], key: EncryptionKeyPair, options: CallOptions,
    checks: KnownRoots,
): Promise<JoiningMessage> {
    const { signed: { proposal }, proposalHash, index, before } = review;
    const { docId, group } = proposal;
    const holder = index === undefined ? undefined : proposal.holders[index - 1];
    if (index === undefined || holder === undefined) throw new CarnetError('NOT_A_HOLDER', 'You are none of the new holders.', { details: { docId, group } });
    requireAgreed(review);
    const { keyId } = holder;
    await new HolderKeys(ledger, options, checks).requireOwn(holder, key);
    const checked = await checkedDealings(review, dealings, checks, new HeirProver(ledger, checks.roots, options));
    const received: Received[] = [];
    for (const dealing of checked) received.push(await receivedPart(review, dealing, index, keyId, key));
    const { share, checks: sums } = await blaming(dealersOf(review), 0, () => joinSharing(received, index, before.k));
    const sealed = await sealTo(key.publicKey, Buffer.from(share.share, 'utf8'), shareContext(share, keyId, before));
    return await signMessage(ledger, JOINING, {
        proposalHash, dealings: namesOf(checked), index, shareCommitment: shareCommitment(share, share.share), checks: sums,
        share: Buffer.from(sealed).toString('base64'),
    });
}
