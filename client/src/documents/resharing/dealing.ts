// An old holder's part in sharing a key anew: his share, dealt among the new holders, each part sealed to the one it is for.
import type { CallOptions } from '../../call/invocation.js';
import { CarnetError } from '../../errors/carnet-error.js';
import type { EncryptionKeyPair } from '../../secrets/encryption-keys.js';
import { dealAnew } from '../../secrets/resharing.js';
import type { Checks } from '../consent/call-checks.js';
import { requireStillAsked } from '../consent/confirming.js';
import type { DocumentLedger } from '../consent/document-ledger.js';
import { HolderKeys } from '../consent/handing-in.js';
import type { HeirProver } from '../consent/identities.js';
import { openOwnShare, sharedGroup } from '../consent/own-shares.js';
import type { KnownRoots } from '../person-signature.js';
import { sealPoints } from '../sealed-part.js';
import { checkedMessage, requireMessage, signMessage } from '../signed-message.js';
import { partContext, REDEALING, type RedealingMessage } from './messages.js';
import { requireAgreed, type ResharingReview } from './reviewing.js';

/**
 * Deals the caller's share anew. Each call makes another dealing: give one of them away, and no other. That the version is in force, and that all who
 * signed the proposal act still, is confirmed before.
 * @throws CarnetError NOT_A_HOLDER, PROOF_NOT_SIGNED, ROOTS_NEEDED, IDENTITY_SUPERSEDED, PROPOSAL_OUTDATED, ENCRYPTION_KEY_NOT_FOUND, KEY_REVOKED,
 * SIGNERS_UNAVAILABLE, PROOF_…, and as openOwnShare
 */
export async function dealForResharing(
    ledger: DocumentLedger, review: ResharingReview, key: EncryptionKeyPair, options: CallOptions, checks: Checks,
): Promise<RedealingMessage> {
    const { signed: { proposal }, proposalHash, held, signers, document } = review;
    const { docId, group, k, holders, version } = proposal;
    if (held === undefined) throw new CarnetError('NOT_A_HOLDER', 'You hold no share that is to be dealt anew.', { details: { docId, group } });
    requireAgreed(review);
    await requireStillAsked(ledger, signers.map(({ person }) => person), document, options, checks);
    const keys = new HolderKeys(ledger, options, checks);
    await keys.readAll(holders);
    const share = await openOwnShare(ledger, held, key, options);
    const { redealing, parts } = dealAnew(share, sharedGroup(docId, group, held.keyGroup), { epoch: version + 1, k, n: holders.length });
    const sealed: string[] = [];
    for (const [place, holder] of holders.entries()) {
        const context = partContext(redealing, { proposalHash, to: place + 1, keyId: holder.keyId });
        sealed.push(await sealPoints(await keys.of(holder), parts[place]?.points ?? '', context));
    }
    return await signMessage(ledger, REDEALING, { proposalHash, redealing, parts: sealed });
}

/**
 * Dealings as they came: each for this proposal, and signed by the old holder whose share it deals, or who acts for him. In order.
 * @throws CarnetError MESSAGE_MISMATCH, NOT_ENOUGH_SHARES, DUPLICATE_SHARE, and as verifyPersonSignature
 */
export async function checkedDealings(
    { signed: { proposal }, proposalHash, before }: ResharingReview, given: readonly RedealingMessage[], checks: KnownRoots,
    prover: HeirProver,
): Promise<readonly RedealingMessage[]> {
    const { docId, group, k, holders, version, created } = proposal;
    const dealings = given.map(one => checkedMessage(REDEALING, one)).sort((a, b) => a.redealing.from - b.redealing.from);
    for (const dealing of dealings) {
        const { redealing, parts } = dealing;
        const { from } = redealing;
        const holder = before.holders[from - 1];
        const n = holders.length;
        const ofGroup = redealing.docId === docId && redealing.group === group && redealing.epoch === version + 1;
        const ofRule = redealing.k === k && redealing.n === n && redealing.commitments.length === n && parts.length === n;
        const matches = dealing.proposalHash === proposalHash && ofGroup && ofRule;
        const details = { docId, group, index: from };
        const person = holder && await prover.signerFor(holder.identity, dealing.signer);
        await requireMessage(REDEALING, dealing, { matches, person, since: created, details }, checks);
    }
    const dealers = dealings.map(({ redealing: { from } }) => from);
    const twice = dealers.find((one, place) => one === dealers[place - 1]);
    if (twice !== undefined) throw new CarnetError('DUPLICATE_SHARE', `Two dealings of holder ${twice} were given.`, { details: { docId, group, index: twice } });
    if (dealers.length < before.k) {
        throw new CarnetError('NOT_ENOUGH_SHARES', `${dealers.length} of the ${before.k} old holders who are needed have dealt.`, { details: { docId, group, have: dealers.length, need: before.k } });
    }
    return dealings;
}
