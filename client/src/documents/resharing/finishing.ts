// The end of sharing a key anew: whether what was dealt belongs together, and the version that makes the new shares those in force.
import { canonicalJson, present, shareName, type Manifest, type Person } from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import { CarnetError } from '../../errors/carnet-error.js';
import { checkCount, checkSharing, type SharingOutcome } from '../../secrets/sharing-check.js';
import type { BlameContext } from '../blame.js';
import { readCheckedVersion } from '../consent/checked-versions.js';
import type { DocumentLedger } from '../consent/document-ledger.js';
import { HeirProver } from '../consent/identities.js';
import type { PreparedVersion } from '../consent/sealing.js';
import type { KnownRoots } from '../person-signature.js';
import { checkedMessage, requireMessage } from '../signed-message.js';
import { checkedDealings } from './dealing.js';
import { JOINING, namesOf, type JoiningMessage, type RedealingMessage } from './messages.js';
import { resharedManifest, resharingOf } from './next-version.js';
import { requireAgreed, type ResharingReview } from './reviewing.js';

/** What all who took part have sent. */
export interface ResharingMessages {
    readonly dealings: readonly RedealingMessage[];
    /** Of every new holder. */
    readonly joinings: readonly JoiningMessage[];
}

/** Those who dealt, and how many of them could have lied without being found. */
export interface CheckedResharing {
    /** Numbers of the old holders whose dealings were taken. */
    readonly dealers: readonly number[];
    /** So many lying old holders would have been found; 0 where no more have dealt than are needed: then the first opening shows it. */
    readonly finds: number;
}

/**
 * That a new holder has added up these dealings and no others. Where he names another dealing of an old holder, one of the two is to blame: the old
 * holder if he has signed both.
 * @throws CarnetError DEALINGS_DIFFER with the number of the new holder, and the old one whose dealing is another
 */
function requireSameDealings(
    { index, dealings: added, checks }: JoiningMessage, dealings: readonly RedealingMessage[], need: number, { docId, group, holders }: BlameContext,
): void {
    const details = { docId, group, index };
    const given = namesOf(dealings);
    const other = given.find(({ from, hash }) => added.some(one => one.from === from && one.hash !== hash))?.from;
    if (other !== undefined) {
        const found = `New holder ${index} has added up another dealing of old holder ${other} than is given here`;
        throw new CarnetError('DEALINGS_DIFFER', `${found}: the old holder is to blame if he has signed both, else the new one.`, {
            details: { ...details, dealer: { index: other, identity: holders[other - 1]?.identity } },
        });
    }
    if (canonicalJson(added) === canonicalJson(given) && checks.length === checkCount(dealings.length, need)) return;
    throw new CarnetError('DEALINGS_DIFFER', `New holder ${index} has added up dealings of others than those that are given here.`, { details });
}

/** All of the new shares, in order, each for this proposal and these dealings, and signed by its holder. */
async function checkedJoinings(
    { signed: { proposal }, proposalHash, before }: ResharingReview,
    dealings: readonly RedealingMessage[], need: number, given: readonly JoiningMessage[],
    checks: KnownRoots,
): Promise<readonly JoiningMessage[]> {
    const { docId, group, holders, created } = proposal;
    const joinings = given.map(one => checkedMessage(JOINING, one)).sort((a, b) => a.index - b.index);
    for (const joining of joinings) {
        const { index } = joining;
        const holder = holders[index - 1];
        const matches = joining.proposalHash === proposalHash;
        await requireMessage(JOINING, joining, { matches, person: holder?.identity, since: created, details: { docId, group, index } }, checks);
        requireSameDealings(joining, dealings, need, { docId, group, holders: before.holders });
    }
    const indexes = joinings.map(({ index }) => index);
    const twice = indexes.find((one, place) => one === indexes[place - 1]);
    if (twice !== undefined) throw new CarnetError('DUPLICATE_SHARE', `Two new shares of holder ${twice} were given.`, { details: { docId, group, index: twice } });
    const missing = holders.map((_, place) => place + 1).filter(index => !indexes.includes(index));
    if (missing.length > 0) {
        throw new CarnetError('NOT_ENOUGH_SHARES', 'Every new holder must have joined.', { details: { docId, group, have: indexes.length, need: holders.length, missing } });
    }
    return joinings;
}

/** Who it can have been: nobody is accused alone whom others can make look so. */
function suspicion({ dealer, holder, framedBy }: SharingOutcome): string {
    if (dealer !== undefined && holder !== undefined) return `Old holder ${dealer} dealt something else to new holder ${holder}, or this one shows wrong sums.`;
    if (dealer !== undefined) {
        return `Old holder ${dealer} dealt something else than his share, or ${framedBy === 1 ? 'a new holder shows' : 'two or more new holders together show'} wrong sums.`;
    }
    if (holder !== undefined) {
        return `New holder ${holder} shows wrong sums, or ${framedBy === 1 ? 'an old holder' : 'two or more old holders together'} dealt something else to him.`;
    }
    return 'What was dealt does not belong to one key: somebody dealt something else than his share, or shows wrong sums.';
}

/** @throws CarnetError INCONSISTENT_DEALING with who it can have been, where that shows; `framedBy` as in SharingOutcome */
function requireSound(outcome: SharingOutcome, { signed: { proposal }, before }: ResharingReview): void {
    if (outcome.sound) return;
    const { dealer, holder, framedBy } = outcome;
    const named = (index: number | undefined, all: readonly { readonly identity: Person }[]): object | undefined =>
        index === undefined ? undefined : { index, identity: all[index - 1]?.identity };
    const [old, joined] = [named(dealer, before.holders), named(holder, proposal.holders)];
    throw new CarnetError('INCONSISTENT_DEALING', suspicion(outcome), {
        details: {
            docId: proposal.docId, group: proposal.group, ...present({ dealer: old, joined, framedBy }),
        },
    });
}

interface Whole { readonly joinings: readonly JoiningMessage[]; readonly checked: CheckedResharing }

/** @throws CarnetError PROOF_NOT_SIGNED, MESSAGE_MISMATCH, DEALINGS_DIFFER, NOT_ENOUGH_SHARES, DUPLICATE_SHARE, INCONSISTENT_DEALING, … */
async function whole(
    review: ResharingReview, { dealings: dealt, joinings: joined }: ResharingMessages, checks: KnownRoots, prover: HeirProver,
): Promise<Whole> {
    requireAgreed(review);
    const { signed: { proposal: { k } }, before } = review;
    const dealings = await checkedDealings(review, dealt, checks, prover);
    const joinings = await checkedJoinings(review, dealings, before.k, joined, checks);
    const dealers = dealings.map(({ redealing }) => redealing.from);
    const outcome = checkSharing(dealers, before.k, k, joinings.map(one => one.checks));
    requireSound(outcome, review);
    return { joinings, checked: { dealers, finds: outcome.finds } };
}

function manifestFor({ signed: { proposal }, document }: ResharingReview, joinings: readonly JoiningMessage[], author: Person): Manifest {
    return resharedManifest(document.manifest, proposal, author, joinings.map(one => one.shareCommitment));
}

/** The version, ready to be handed in as often as it takes: the same messages make the same. */
export async function prepareReshared(
    ledger: DocumentLedger, review: ResharingReview, messages: ResharingMessages, options: CallOptions, checks: KnownRoots,
): Promise<PreparedVersion & { readonly checked: CheckedResharing }> {
    const { joinings, checked } = await whole(review, messages, checks, new HeirProver(ledger, checks.roots, options));
    const { signed: { proposal }, document } = review;
    const { group } = proposal;
    return {
        fn: resharingOf(document.manifest, proposal).fn, manifest: manifestFor(review, joinings, ledger.person), contents: {}, checked,
        shares: Object.fromEntries(joinings.map(({ index, share }) => [shareName(group, index), share])),
    };
}

/**
 * Whether the draft on the ledger is what these messages make, for those who sign it.
 * @throws CarnetError CONTENT_MISMATCH, VERSION_NOT_FOUND, and as prepareReshared
 */
export async function checkDraft(
    ledger: DocumentLedger, review: ResharingReview, messages: ResharingMessages, options: CallOptions, checks: KnownRoots,
): Promise<CheckedResharing & { readonly manifestHash: string }> {
    const { joinings, checked } = await whole(review, messages, checks, new HeirProver(ledger, checks.roots, options));
    const { docId, version } = review.signed.proposal;
    const draft = await readCheckedVersion(ledger, docId, version + 1, options, checks);
    if (canonicalJson(draft.manifest) !== canonicalJson(manifestFor(review, joinings, draft.manifest.author))) {
        throw new CarnetError('CONTENT_MISMATCH', 'The draft on the ledger is not what the new holders have joined.', { details: { docId, version: version + 1 } });
    }
    return { ...checked, manifestHash: draft.version.manifestHash };
}
