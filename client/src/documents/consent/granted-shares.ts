// What the holders granted: opened with the reader keys, each share checked by itself, bad ones set aside and their holders named.
import { createHash } from 'node:crypto';
import { grantContext, isGroupSatisfied, isSamePerson, shareName, type KeyGroup, type Person, type ShareReference } from '@carnet/domain';
import { CarnetError } from '../../errors/carnet-error.js';
import { checkShare, restoreKey, type HolderShare } from '../../secrets/combining.js';
import type { EncryptionKeyPair } from '../../secrets/encryption-keys.js';
import { openWith } from '../../secrets/hpke.js';
import type { DocumentLedger } from './document-ledger.js';
import { ownPeople } from './identities.js';
import { sharedGroup } from './own-shares.js';
import { readerPrivateKey, readerPublicKey } from './reader-keys.js';
import { requireNotEnded, type OpeningReview } from './reviewing.js';
import { stillMissing } from './still-missing.js';

/** A grant that is no good as this peer shows it, and whose it is: an indication, of which `reportBadShare` makes a proof. */
export interface BadGrant {
    readonly group: string;
    readonly index: number;
    readonly holder: Person;
    /**
     * What is wrong with it: WRONG_RECIPIENT_KEY, MALFORMED_SHARE, SHARE_COMMITMENT_MISMATCH, …; CONTENT_MISMATCH where the peer changed it. With
     * KEY_COMMITMENT_MISMATCH it is the share that was dealt to the holder, and the author dealt it inconsistently.
     */
    readonly fault: string;
}

export interface GrantedKeys {
    /** Secret, by group; overwrite them (`fill(0)`) after use. */
    readonly keys: ReadonlyMap<string, Buffer>;
    /** Indexes of the holders whose shares were used, by group. */
    readonly used: Readonly<Record<string, readonly number[]>>;
    readonly bad: readonly BadGrant[];
}

interface Grant {
    readonly group: string;
    readonly keyGroup: KeyGroup;
    readonly index: number;
    readonly holder: Person;
    readonly message: Buffer;
}

function grantsOf({ state, document }: OpeningReview, group: string): Grant[] {
    const keyGroup = document.manifest.groups[group];
    return keyGroup?.holders.flatMap(({ index, identity }) => {
        const message = state.grants[shareName(group, index)];
        return message === undefined ? [] : [{ group, keyGroup, index, holder: identity, message: Buffer.from(message, 'base64') }];
    }) ?? [];
}

/** That the peer shows what the holder granted, by the hash that stands with his answer. @throws CarnetError CONTENT_MISMATCH */
function requireAsAnswered({ state }: OpeningReview, { group, index, message }: Grant): void {
    const answer = state.answers.find(one => one.group === group && one.index === index && one.approves);
    if (answer?.grantHash === createHash('sha256').update(message).digest('hex')) return;
    throw new CarnetError('CONTENT_MISMATCH', 'The peer shows another grant than the one that the holder gave: ask another peer.', {
        details: { docId: state.opening.request.docId, share: shareName(group, index) },
    });
}

async function openGrant(
    { requestHash, state }: OpeningReview, { group, keyGroup, index, message }: Grant, own: EncryptionKeyPair,
): Promise<HolderShare> {
    const { docId, requestId, readerKeys } = state.opening.request;
    const binding = { docId, group, epoch: keyGroup.epoch, index };
    const privateKey = readerPrivateKey(own, { docId, requestId, group, index });
    const publicKey = Buffer.from(readerKeys[shareName(group, index)] ?? '', 'base64');
    const opened = await openWith({ privateKey, publicKey }, message, grantContext(binding, requestHash)).finally(() => privateKey.fill(0));
    try {
        return checkShare({ ...binding, share: Buffer.from(opened).toString('utf8') }, sharedGroup(docId, group, keyGroup));
    } finally {
        opened.fill(0);
    }
}

/**
 * With another key than the one that was asked with every good grant looks bad: nobody is to be blamed for that.
 * @throws CarnetError WRONG_RECIPIENT_KEY
 */
function requireAskedWith(own: EncryptionKeyPair, { state }: OpeningReview, { group, index }: Grant): void {
    const { docId, requestId, readerKeys } = state.opening.request;
    if (readerPublicKey(own, { docId, requestId, group, index }) === readerKeys[shareName(group, index)]) return;
    throw new CarnetError('WRONG_RECIPIENT_KEY', 'The request was made with another encryption key than the one that you give: open with that one.', {
        details: { docId, requestId },
    });
}

interface GroupKey { readonly key: Buffer; readonly used: readonly number[]; readonly bad: BadGrant[] }

/**
 * The key of one group, from as many good shares as there are.
 * @throws CarnetError WRONG_RECIPIENT_KEY; NOT_ENOUGH_SHARES naming the holders of bad ones
 */
async function groupKey(review: OpeningReview, group: string, own: EncryptionKeyPair): Promise<GroupKey> {
    const good: HolderShare[] = [];
    const bad: BadGrant[] = [];
    const grants = grantsOf(review, group);
    for (const grant of grants) {
        try {
            requireAsAnswered(review, grant);
            good.push(await openGrant(review, grant, own));
        } catch (error) {
            if (!(error instanceof CarnetError)) throw error;
            requireAskedWith(own, review, grant);
            bad.push({ group, index: grant.index, holder: grant.holder, fault: error.code });
        }
    }
    const keyGroup = review.document.manifest.groups[group];
    if (keyGroup === undefined || !isGroupSatisfied(keyGroup, good.map(({ index }) => index))) {
        throw new CarnetError('NOT_ENOUGH_SHARES', `${good.length} good shares of the group ${group} are too few${bad.length > 0 ? `: ${bad.length} are bad` : ''}.`, {
            details: { group, have: good.length, need: keyGroup?.k, bad },
        });
    }
    const { key, used, inconsistent } = restoreKey(good, sharedGroup(review.state.opening.request.docId, group, keyGroup));
    for (const { index, holder } of grants) {
        if (inconsistent.includes(index)) bad.push({ group, index, holder, fault: 'KEY_COMMITMENT_MISMATCH' });
    }
    return { key, used, bad };
}

async function requireOwnRequest(ledger: DocumentLedger, { state, requester }: OpeningReview): Promise<void> {
    if (isSamePerson(requester.person, ledger.person)) return;
    if ((await ownPeople(ledger, {})).some(person => isSamePerson(requester.person, person))) return;
    const { docId, requestId } = state.opening.request;
    throw new CarnetError('NOT_A_REQUESTER', 'Somebody else asked for this opening: the grants are sealed to his keys.', { details: { docId, requestId } });
}

function requireGranted(review: OpeningReview): void {
    requireNotEnded(review.state);
    const { status, opening: { request: { docId, requestId, expires }, earliest } } = review.state;
    if (status === 'GRANTED') return;
    throw new CarnetError('NOT_GRANTED', `There is still missing ${stillMissing(review).join('; ')}.`, {
        details: { docId, requestId, status, earliest, expires }, retryable: true,
    });
}

/**
 * The keys of all groups of a granted request of the caller's. A holder who lies is named, and nothing of the others' shares is told to anybody.
 * @throws CarnetError NOT_A_REQUESTER, NOT_GRANTED, VETOED, REQUEST_EXPIRED, POLICY_CHANGED, WRONG_RECIPIENT_KEY, NOT_ENOUGH_SHARES,
 * KEY_COMMITMENT_MISMATCH
 */
export async function grantedKeys(ledger: DocumentLedger, review: OpeningReview, own: EncryptionKeyPair): Promise<GrantedKeys> {
    await requireOwnRequest(ledger, review);
    requireGranted(review);
    const keys = new Map<string, Buffer>();
    const used: Record<string, readonly number[]> = {};
    const bad: BadGrant[] = [];
    try {
        for (const group of review.state.opening.request.groups) {
            const found = await groupKey(review, group, own);
            keys.set(group, found.key);
            used[group] = found.used;
            bad.push(...found.bad);
        }
        return { keys, used, bad };
    } catch (error) {
        for (const key of keys.values()) key.fill(0);
        throw error;
    }
}

/**
 * That a grant to the caller is bad as the holder gave it, before a reader key is shown to anybody.
 * @throws CarnetError NOT_A_REQUESTER, NOT_GRANTED, VETOED, REQUEST_EXPIRED, POLICY_CHANGED, CONTENT_MISMATCH, WRONG_RECIPIENT_KEY, SHARE_IS_GOOD
 */
export async function requireBadGrant(
    ledger: DocumentLedger, review: OpeningReview, { group, index }: Pick<ShareReference, 'group' | 'index'>, own: EncryptionKeyPair,
): Promise<void> {
    await requireOwnRequest(ledger, review);
    requireGranted(review);
    const { docId, requestId } = review.state.opening.request;
    const details = { docId, requestId, share: shareName(group, index) };
    const grant = grantsOf(review, group).find(one => one.index === index);
    if (grant === undefined) throw new CarnetError('NOT_GRANTED', 'This holder has granted nothing.', { details });
    requireAsAnswered(review, grant);
    try {
        await openGrant(review, grant, own);
    } catch (error) {
        if (!(error instanceof CarnetError)) throw error;
        requireAskedWith(own, review, grant);
        return;
    }
    throw new CarnetError('SHARE_IS_GOOD', 'The grant is the share that the manifest commits to: a report would give it away, so nothing was sent.', { details });
}
