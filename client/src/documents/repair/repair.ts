// The face of repairing a lost share: its owner asks, k others help, and he alone has it again. Nobody has the key meanwhile.
import type { ShareStatement } from '@carnet/domain';
import type { EncryptionKeyPair } from '../../secrets/encryption-keys.js';
import { callOf, type Checks, type CheckOptions } from '../consent/call-checks.js';
import type { DocumentLedger } from '../consent/document-ledger.js';
import { contribute, sumUp } from './helping.js';
import type { RepairContributionMessage, RepairOrderMessage, RepairSumMessage } from './messages.js';
import { askForRepair, finishRepair, type RepairOrder } from './owner.js';
import { reviewRepair, type RepairReview } from './reviewing.js';

/**
 * What people send each other are plain objects, which they keep as JSON: nothing in them is secret but what is sealed to one of them. Every step can
 * be made again; the ledger is touched by the last one alone.
 *
 * ```ts
 * const helpers = [{ index: 1 }, { index: 4 }];
 * const request = await owner.documents.repair.ask({ docId, group: 'managers', keyId: 'new', helpers, reason: 'Key file lost' });
 * // Each helper, first:
 * const contribution = await helper.documents.repair.contribute(await helper.documents.repair.review(request), helperKey);
 * // Each helper, once all contributions are there:
 * const sum = await helper.documents.repair.sum(await helper.documents.repair.review(request), contributions, helperKey);
 * // The owner, once all sums are there:
 * await owner.documents.repair.finish(await owner.documents.repair.review(request), sums, newKey);
 * ```
 */
export class Repair {
    readonly #ledger: () => DocumentLedger;
    readonly #checks: (options: CheckOptions) => Checks;

    /** @param checks roots of a call, or else of the settings */
    constructor(ledger: () => DocumentLedger, checks: (options: CheckOptions) => Checks) {
        this.#ledger = ledger;
        this.#checks = checks;
    }

    /** @throws CarnetError NOT_IN_FORCE, NOT_A_HOLDER, GROUP_NOT_FOUND, RESHARING_UNSUPPORTED, NOT_ENOUGH_SHARES, KEY_REVOKED, … */
    ask(order: RepairOrder, options: CheckOptions = {}): Promise<RepairOrderMessage> {
        return askForRepair(this.#ledger(), order, callOf(options), this.#checks(options));
    }

    /** Whose share is lost, why, and what it opens. @throws CarnetError PROPOSAL_OUTDATED, MESSAGE_MISMATCH, PROOF_… */
    review(request: RepairOrderMessage, options: CheckOptions = {}): Promise<RepairReview> {
        return reviewRepair(this.#ledger(), request, callOf(options), this.#checks(options));
    }

    /**
     * A helper's first step. Two organisations confirm that the owner's keys are in force, and the version.
     * @throws CarnetError NOT_A_HOLDER, ROOTS_NEEDED, IDENTITY_SUPERSEDED, PROPOSAL_OUTDATED, ENCRYPTION_KEY_NOT_FOUND, KEY_REVOKED,
     * SIGNERS_UNAVAILABLE, SHARE_COMMITMENT_MISMATCH, …
     */
    contribute(review: RepairReview, key: EncryptionKeyPair, options: CheckOptions = {}): Promise<RepairContributionMessage> {
        return contribute(this.#ledger(), review, key, callOf(options), this.#checks(options));
    }

    /**
     * A helper's second step, which is confirmed like the first.
     * @throws CarnetError NOT_A_HOLDER, ROOTS_NEEDED, IDENTITY_SUPERSEDED, MESSAGE_MISMATCH, NOT_ENOUGH_SHARES, and of a bad part
     * SHARE_COMMITMENT_MISMATCH, MALFORMED_SHARE or WRONG_RECIPIENT_KEY with the `holder` who sent it
     */
    sum(
        review: RepairReview, contributions: readonly RepairContributionMessage[], key: EncryptionKeyPair, options: CheckOptions = {},
    ): Promise<RepairSumMessage> {
        return sumUp(this.#ledger(), review, contributions, key, callOf(options), this.#checks(options));
    }

    /**
     * Stores the share anew, sealed to the owner's key. @throws CarnetError NOT_A_HOLDER, DEALINGS_DIFFER, NOT_ENOUGH_SHARES, and
     * SHARE_COMMITMENT_MISMATCH where a helper gave a wrong sum: then others are to be asked
     */
    finish(
        review: RepairReview, sums: readonly RepairSumMessage[], key: EncryptionKeyPair, options: CheckOptions = {},
    ): Promise<ShareStatement> {
        return finishRepair(this.#ledger(), review, sums, key, callOf(options), this.#checks(options));
    }
}
