// What a helper does to repair another's share: he cuts what he contributes into parts for all helpers, and adds up what they send him for the owner.
import type { CallOptions } from '../../call/invocation.js';
import { CarnetError } from '../../errors/carnet-error.js';
import type { EncryptionKeyPair } from '../../secrets/encryption-keys.js';
import { contributeToRepair, sumForRepair, type RepairStatement } from '../../secrets/repair.js';
import type { SharePart } from '../../secrets/share-points.js';
import { blaming } from '../blame.js';
import type { Checks } from '../consent/call-checks.js';
import { requireStillAsked } from '../consent/confirming.js';
import type { DocumentLedger } from '../consent/document-ledger.js';
import { HolderKeys } from '../consent/handing-in.js';
import { HeirProver } from '../consent/identities.js';
import { openOwnShare, sharedGroup, type HeldShare } from '../consent/own-shares.js';
import { openPart, sealPoints } from '../sealed-part.js';
import { checkedMessage, requireMessage, signMessage } from '../signed-message.js';
import {
    contributionsHash, REPAIR_CONTRIBUTION, REPAIR_SUM, repairContext, type RepairContributionMessage, type RepairSumMessage,
} from './messages.js';
import type { RepairReview } from './reviewing.js';

function requireHelper({ held, request: { docId, group } }: RepairReview): HeldShare {
    if (held !== undefined) return held;
    throw new CarnetError('NOT_A_HOLDER', 'You are none of those who are asked to help.', { details: { docId, group } });
}

const quorumOf = ({ request: { helpers } }: RepairReview): readonly number[] => helpers.map(({ index }) => index);

/**
 * First step: the caller's contribution, a part for each helper. Each call makes another one: give one of them away, and no other.
 * @throws CarnetError NOT_A_HOLDER, ENCRYPTION_KEY_NOT_FOUND, KEY_REVOKED, and as requireStillAsked and openOwnShare
 */
export async function contribute(
    ledger: DocumentLedger, review: RepairReview, key: EncryptionKeyPair, options: CallOptions, checks: Checks,
): Promise<RepairContributionMessage> {
    const held = requireHelper(review);
    const { request, requestHash, keyGroup } = review;
    const { docId, group, lost, helpers, owner } = request;
    await requireStillAsked(ledger, [owner], review.document, options, checks);
    const keys = new HolderKeys(ledger, options, checks);
    const recipients: { readonly to: number; readonly keyId: string; readonly publicKey: Uint8Array }[] = [];
    for (const { index, keyId } of helpers) {
        const identity = keyGroup.holders[index - 1]?.identity;
        if (identity === undefined) throw new CarnetError('SHARE_INDEX_MISMATCH', 'The group has no holder of this number.', { details: { docId, group, index } });
        recipients.push({ to: index, keyId, publicKey: await keys.of({ identity, keyId }) });
    }
    const share = await openOwnShare(ledger, held, key, options);
    const { statement, parts } = contributeToRepair(share, quorumOf(review), lost, sharedGroup(docId, group, keyGroup));
    const sealed: string[] = [];
    for (const { to, keyId, publicKey } of recipients) {
        const points = parts.find(part => part.to === to)?.points ?? '';
        sealed.push(await sealPoints(publicKey, points, repairContext('part', request, { requestHash, from: held.index, to, keyId })));
    }
    return await signMessage(ledger, REPAIR_CONTRIBUTION, { requestHash, statement, parts: sealed });
}

async function checkedContributions(
    review: RepairReview, given: readonly RepairContributionMessage[], checks: Checks, prover: HeirProver,
): Promise<readonly RepairContributionMessage[]> {
    const { request: { docId, group, lost, created }, requestHash, keyGroup } = review;
    const quorum = quorumOf(review);
    const contributions = given.map(one => checkedMessage(REPAIR_CONTRIBUTION, one)).sort((a, b) => a.statement.from - b.statement.from);
    for (const contribution of contributions) {
        const { statement: { from, quorum: named, lost: about, commitments }, parts } = contribution;
        const details = { docId, group, index: from };
        const holder = quorum.includes(from) ? keyGroup.holders[from - 1] : undefined;
        const isOfRepair = about === lost && named.join() === quorum.join() && commitments.length === quorum.length && parts.length === quorum.length;
        const matches = contribution.requestHash === requestHash && isOfRepair;
        const person = holder && await prover.signerFor(holder.identity, contribution.signer);
        await requireMessage(REPAIR_CONTRIBUTION, contribution, { matches, person, since: created, details }, checks);
    }
    return contributions;
}

/**
 * Second step: the sum of the parts that all helpers sent the caller, for the owner alone.
 * @throws CarnetError NOT_A_HOLDER, WRONG_RECIPIENT_KEY where the key is not the caller's, KEY_REVOKED, MESSAGE_MISMATCH, NOT_ENOUGH_SHARES, and of a
 * bad part SHARE_COMMITMENT_MISMATCH, MALFORMED_SHARE or WRONG_RECIPIENT_KEY with the `holder` who sent it; and as requireStillAsked
 */
export async function sumUp(
    ledger: DocumentLedger, review: RepairReview, given: readonly RepairContributionMessage[], key: EncryptionKeyPair, options: CallOptions,
    checks: Checks,
): Promise<RepairSumMessage> {
    const { index } = requireHelper(review);
    const { request, requestHash, keyGroup } = review;
    const { docId, group, lost, keyId, owner } = request;
    await requireStillAsked(ledger, [owner], review.document, options, checks);
    const quorum = quorumOf(review);
    const place = quorum.indexOf(index);
    const senders = { docId, group, holders: keyGroup.holders };
    const keys = new HolderKeys(ledger, options, checks);
    const own = { identity: keyGroup.holders[index - 1]?.identity ?? ledger.person, keyId: request.helpers[place]?.keyId ?? '' };
    await keys.requireOwn(own, key);
    const contributions = await checkedContributions(review, given, checks, new HeirProver(ledger, checks.roots, options));
    const received: { readonly statement: RepairStatement; readonly part: SharePart }[] = [];
    for (const { statement, parts } of contributions) {
        const { from } = statement;
        const context = repairContext('part', request, { requestHash, from, to: index, keyId: own.keyId });
        received.push({ statement, part: await openPart(senders, { from, to: index }, key, parts[place] ?? '', context) });
    }
    const { points } = await blaming(senders, 0, () => sumForRepair(received, index, sharedGroup(docId, group, keyGroup)));
    const publicKey = await keys.of({ identity: owner, keyId });
    const sum = await sealPoints(publicKey, points, repairContext('sum', request, { requestHash, from: index, to: lost, keyId }));
    return await signMessage(ledger, REPAIR_SUM, { requestHash, contributionsHash: contributionsHash(contributions), from: index, sum });
}
