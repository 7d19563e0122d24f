// The face of sharing a key anew: proposal, agreement, dealings, new shares, and the version that puts them in force. Nobody has the key meanwhile.
import type { VersionReceipt } from '@carnet/domain';
import type { EncryptionKeyPair } from '../../secrets/encryption-keys.js';
import { callOf, type Checks, type CheckOptions } from '../consent/call-checks.js';
import type { DocumentLedger } from '../consent/document-ledger.js';
import { handInPrepared } from '../consent/sealing.js';
import { dealForResharing } from './dealing.js';
import { checkDraft, prepareReshared, type CheckedResharing, type ResharingMessages } from './finishing.js';
import { joinResharing } from './joining.js';
import type { JoiningMessage, RedealingMessage } from './messages.js';
import type { ResharingOrder, SignedProposal } from './proposal.js';
import { agreeToResharing, proposeResharing } from './proposing.js';
import { reviewResharing, type ResharingReview } from './reviewing.js';

/**
 * What people send each other are plain objects, which they keep as JSON: nothing in them is secret but what is sealed to one of them. Every step can
 * be made again; the ledger is touched by the last one alone.
 *
 * ```ts
 * const proposal = await mine.documents.resharing.propose({ docId, group: 'managers', k: 3, holders, reason: 'Ms Blanc has left' });
 * // Each old holder who takes part, more of them than are needed if possible:
 * const dealing = await old.documents.resharing.deal(await old.documents.resharing.review(proposal), oldKey);
 * // Each new holder, once the dealings are there:
 * const joining = await joiner.documents.resharing.join(await joiner.documents.resharing.review(proposal), dealings, newKey);
 * // Whoever proposed:
 * await mine.documents.resharing.finish(await mine.documents.resharing.review(proposal), { dealings, joinings });
 * // Then the new holders acknowledge, and the parties sign.
 * ```
 */
export class Resharing {
    readonly #ledger: () => DocumentLedger;
    readonly #checks: (options: CheckOptions) => Checks;

    /** @param checks roots of a call, or else of the settings */
    constructor(ledger: () => DocumentLedger, checks: (options: CheckOptions) => Checks) {
        this.#ledger = ledger;
        this.#checks = checks;
    }

    /** @throws CarnetError NOT_IN_FORCE, GROUP_NOT_FOUND, RESHARING_UNSUPPORTED, WRONG_EPOCH, KEY_REVOKED, QUORUM_IMPOSSIBLE, … */
    propose(order: ResharingOrder, options: CheckOptions = {}): Promise<SignedProposal> {
        return proposeResharing(this.#ledger(), order, callOf(options), this.#checks(options));
    }

    /** What is proposed, by whom, why, and what it changes. @throws CarnetError PROPOSAL_OUTDATED, MESSAGE_MISMATCH, PROOF_… */
    review(proposal: SignedProposal, options: CheckOptions = {}): Promise<ResharingReview> {
        return reviewResharing(this.#ledger(), proposal, callOf(options), this.#checks(options));
    }

    /** Signs a proposal, as one of those who must sign the version that follows. @throws CarnetError NOT_A_PARTY */
    agree(review: ResharingReview): Promise<SignedProposal> {
        return agreeToResharing(this.#ledger(), review);
    }

    /**
     * Deals the caller's share among the new holders. Once enough have, as many of these as the proposal says open the group, whatever becomes of the
     * version. Two organisations confirm before that it is in force, that the keys of all who signed act still, and those of the new holders.
     * @throws CarnetError NOT_A_HOLDER, PROOF_NOT_SIGNED, ROOTS_NEEDED, IDENTITY_SUPERSEDED, PROPOSAL_OUTDATED, SIGNERS_UNAVAILABLE,
     * ENCRYPTION_KEY_NOT_FOUND, KEY_REVOKED, SHARE_COMMITMENT_MISMATCH, …
     */
    deal(review: ResharingReview, key: EncryptionKeyPair, options: CheckOptions = {}): Promise<RedealingMessage> {
        return dealForResharing(this.#ledger(), review, key, callOf(options), this.#checks(options));
    }

    /**
     * The caller's new share, sealed to himself.
     * @throws CarnetError NOT_A_HOLDER, PROOF_NOT_SIGNED, MESSAGE_MISMATCH, NOT_ENOUGH_SHARES, and of a bad part SHARE_COMMITMENT_MISMATCH,
     * MALFORMED_SHARE or WRONG_RECIPIENT_KEY with the `holder` who sent it
     */
    join(
        review: ResharingReview, dealings: readonly RedealingMessage[], key: EncryptionKeyPair, options: CheckOptions = {},
    ): Promise<JoiningMessage> {
        return joinResharing(this.#ledger(), review, dealings, key, callOf(options), this.#checks(options));
    }

    /**
     * Checks that all belongs together and hands the version in.
     * @throws CarnetError INCONSISTENT_DEALING naming who it was, DEALINGS_DIFFER, MESSAGE_MISMATCH, NOT_ENOUGH_SHARES, and as the ledger for a
     * version
     */
    async finish(
        review: ResharingReview, messages: ResharingMessages, options: CheckOptions = {},
    ): Promise<VersionReceipt & { readonly checked: CheckedResharing }> {
        const { checked, ...prepared } = await prepareReshared(this.#ledger(), review, messages, callOf(options), this.#checks(options));
        return { ...await handInPrepared(this.#ledger(), prepared, options), checked };
    }

    /** Whether the draft that waits for the caller's signature is what these messages make. @throws CarnetError CONTENT_MISMATCH, and as finish */
    check(
        review: ResharingReview, messages: ResharingMessages, options: CheckOptions = {},
    ): Promise<CheckedResharing & { readonly manifestHash: string }> {
        return checkDraft(this.#ledger(), review, messages, callOf(options), this.#checks(options));
    }
}
