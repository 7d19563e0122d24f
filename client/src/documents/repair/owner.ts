// What the owner of a lost share does: he asks k others, and puts what they give back together in the place of what he lost.
import { isSamePerson, repairCodec, sealedSharesCodec, shareContext, shareName, type ShareStatement } from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import { CarnetError, checkedByDomain } from '../../errors/carnet-error.js';
import type { HolderShare } from '../../secrets/combining.js';
import type { EncryptionKeyPair } from '../../secrets/encryption-keys.js';
import { sealTo } from '../../secrets/hpke.js';
import { repairedShare } from '../../secrets/repair.js';
import type { SharePart } from '../../secrets/share-points.js';
import { readLatest, sealedTo } from '../consent/checked-versions.js';
import type { DocumentLedger } from '../consent/document-ledger.js';
import { HolderKeys } from '../consent/handing-in.js';
import { HeirProver, ownPeople } from '../consent/identities.js';
import { sharedGroup, sharesOf } from '../consent/own-shares.js';
import type { KnownRoots } from '../person-signature.js';
import { openPart } from '../sealed-part.js';
import { checkedMessage, requireMessage, signMessage } from '../signed-message.js';
import { REPAIR_REQUEST, REPAIR_SUM, repairContext, type RepairOrderMessage, type RepairSumMessage } from './messages.js';
import { plainGroup, type RepairReview } from './reviewing.js';

/** What is to be repaired: the caller's share of a group in the version in force. */
export interface RepairOrder {
    readonly docId: string;
    readonly group: string;
    /** Id of the caller's registered encryption key to which he wants his share. */
    readonly keyId: string;
    /** Numbers of exactly k other holders; with `keyId` where one is to be written to under another key than the one to which his share is sealed. */
    readonly helpers: readonly { readonly index: number; readonly keyId?: string }[];
    /** 1–500 characters, for those who are asked. */
    readonly reason: string;
}

/**
 * Writes the request and signs it. The keys of all helpers, and the caller's own, are verified first.
 * @throws CarnetError NOT_IN_FORCE, NOT_A_HOLDER, GROUP_NOT_FOUND, RESHARING_UNSUPPORTED, NOT_ENOUGH_SHARES, DUPLICATE_SHARE, SHARE_INDEX_MISMATCH,
 * ENCRYPTION_KEY_NOT_FOUND, KEY_REVOKED
 */
export async function askForRepair(
    ledger: DocumentLedger, { docId, group, keyId, helpers: asked, reason }: RepairOrder, options: CallOptions, checks: KnownRoots,
): Promise<RepairOrderMessage> {
    const document = await readLatest(ledger, docId, 'current', options, checks);
    const { holders, k, epoch } = plainGroup(document, group);
    const [held] = sharesOf(await ownPeople(ledger, options), document.manifest, [group]);
    if (held === undefined) throw new CarnetError('NOT_A_HOLDER', 'You hold no share of this group.', { details: { docId, group } });
    const keys = new HolderKeys(ledger, options, checks);
    await keys.of({ identity: ledger.person, keyId });
    const helpers: { index: number; keyId: string }[] = [];
    for (const { index, keyId: named } of asked.toSorted((a, b) => a.index - b.index)) {
        const holder = holders[index - 1];
        if (holder === undefined || index === held.index) {
            throw new CarnetError('SHARE_INDEX_MISMATCH', 'Other holders of the group help.', { details: { docId, group, index } });
        }
        if (helpers.at(-1)?.index === index) throw new CarnetError('DUPLICATE_SHARE', `Holder ${index} is named twice.`, { details: { docId, group, index } });
        const helper = { index, keyId: named ?? sealedTo(document, group, holder) };
        await keys.of({ identity: holder.identity, keyId: helper.keyId });
        helpers.push(helper);
    }
    if (helpers.length !== k) {
        throw new CarnetError('NOT_ENOUGH_SHARES', `Exactly ${k} holders help.`, { details: { docId, group, have: helpers.length, need: k } });
    }
    const { version, manifestHash } = document.version;
    return await signMessage(ledger, REPAIR_REQUEST, {
        v: 1, docId, group, epoch, version, manifestHash, lost: held.index, owner: ledger.person, keyId, helpers, reason,
        created: new Date().toISOString(),
    });
}

/** The sums, in order, each signed by its helper or who acts for him, of one set of contributions. */
async function openedSums(
    { request, requestHash, keyGroup }: RepairReview, given: readonly RepairSumMessage[], key: EncryptionKeyPair, checks: KnownRoots,
    prover: HeirProver,
): Promise<readonly SharePart[]> {
    const { docId, group, lost, keyId, helpers, created } = request;
    const sums = given.map(one => checkedMessage(REPAIR_SUM, one)).sort((a, b) => a.from - b.from);
    const parts: SharePart[] = [];
    for (const sum of sums) {
        const { from } = sum;
        const details = { docId, group, index: from };
        const holder = helpers.some(({ index }) => index === from) ? keyGroup.holders[from - 1] : undefined;
        const matches = sum.requestHash === requestHash;
        const person = holder && await prover.signerFor(holder.identity, sum.signer);
        await requireMessage(REPAIR_SUM, sum, { matches, person, since: created, details }, checks);
        if (sum.contributionsHash !== sums[0]?.contributionsHash) {
            throw new CarnetError('DEALINGS_DIFFER',
                `Helper ${from} has added up other contributions than helper ${sums[0]?.from}: somebody contributed twice, or one of them added up others.`, { details });
        }
        const context = repairContext('sum', request, { requestHash, from, to: lost, keyId });
        parts.push(await openPart({ docId, group, holders: keyGroup.holders }, { from, to: lost }, key, sum.sum, context));
    }
    return parts;
}

/** @throws CarnetError SHARE_COMMITMENT_MISMATCH, which names nobody: a wrong sum looks like any other */
function putTogether(parts: readonly SharePart[], { request: { docId, group, lost }, keyGroup }: RepairReview): HolderShare {
    try {
        return repairedShare(parts, lost, sharedGroup(docId, group, keyGroup));
    } catch (cause) {
        if (!(cause instanceof CarnetError) || cause.code !== 'SHARE_COMMITMENT_MISMATCH') throw cause;
        throw new CarnetError('SHARE_COMMITMENT_MISMATCH', 'A helper gave a wrong sum, and nothing shows which: ask others, or one other at a time.', {
            details: { docId, group, index: lost, helpers: parts.map(({ from }) => from) }, cause,
        });
    }
}

/**
 * Puts the share together, compares it with the commitment of the manifest, and stores it sealed to the owner's key. Done again it is the same share.
 * @throws CarnetError NOT_A_HOLDER, MESSAGE_MISMATCH, DEALINGS_DIFFER, NOT_ENOUGH_SHARES, WRONG_RECIPIENT_KEY, KEY_REVOKED,
 * SHARE_COMMITMENT_MISMATCH where a helper gave a wrong sum, …
 */
export async function finishRepair(
    ledger: DocumentLedger, review: RepairReview, sums: readonly RepairSumMessage[], key: EncryptionKeyPair, options: CallOptions,
    checks: KnownRoots,
): Promise<ShareStatement> {
    const { request: { docId, group, epoch, lost, keyId, owner }, keyGroup } = review;
    if (!isSamePerson(owner, ledger.person)) {
        throw new CarnetError('NOT_A_HOLDER', 'This is the share of somebody else.', { details: { docId, group, index: lost } });
    }
    const keys = new HolderKeys(ledger, options, checks);
    const own = { identity: ledger.person, keyId };
    await keys.requireOwn(own, key);
    const parts = await openedSums(review, sums, key, checks, new HeirProver(ledger, checks.roots, options));
    const share = putTogether(parts, review);
    const sealed = await sealTo(await keys.of(own), Buffer.from(share.share, 'utf8'), shareContext(share, keyId, keyGroup));
    const json = checkedByDomain(() => repairCodec.encode({ docId, group, epoch, index: lost, keyId }));
    const shares = checkedByDomain(() => sealedSharesCodec.encode({ [shareName(group, lost)]: Buffer.from(sealed).toString('base64') }));
    return ledger.committed('RepairShare', [json], { ...options, transient: { shares } });
}
