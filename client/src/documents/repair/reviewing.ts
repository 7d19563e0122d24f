// What a helper is shown before his key is touched: whose share is lost, which, why, and what it opens; proved by the owner's signature.
import { isSamePerson, type KeyGroup, type Section } from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import { CarnetError } from '../../errors/carnet-error.js';
import { requirePlain } from '../../secrets/share-points.js';
import { openedBy, readLatest, requireInForce, type CheckedVersion } from '../consent/checked-versions.js';
import type { DocumentLedger } from '../consent/document-ledger.js';
import { HeirProver, ownPeople } from '../consent/identities.js';
import { sharedGroup, sharesOf, type HeldShare } from '../consent/own-shares.js';
import { requireHistory } from '../consent/version-history.js';
import type { KnownRoots, VerifiedSigner } from '../person-signature.js';
import { checkedMessage, messageHash, requireMessage } from '../signed-message.js';
import { REPAIR_REQUEST, type RepairOrderMessage } from './messages.js';

/** A request with what it is about, all of it checked. */
export interface RepairReview {
    readonly request: RepairOrderMessage;
    /** SHA-256 of what the owner signed, lower-case hex. */
    readonly requestHash: string;
    readonly owner: VerifiedSigner;
    /** The version in force. */
    readonly document: CheckedVersion;
    readonly keyGroup: KeyGroup;
    /** All sections that the group opens. */
    readonly opens: readonly Section[];
    /** The caller's share, where he is asked to help. */
    readonly held: HeldShare | undefined;
}

/** A group of the version in force. @throws CarnetError GROUP_NOT_FOUND, RESHARING_UNSUPPORTED */
export function plainGroup({ manifest: { docId, groups } }: CheckedVersion, group: string): KeyGroup {
    const keyGroup = groups[group];
    if (keyGroup === undefined) throw new CarnetError('GROUP_NOT_FOUND', 'The version in force has no group of this name.', { details: { docId, group } });
    requirePlain(sharedGroup(docId, group, keyGroup));
    return keyGroup;
}

/**
 * Checks a request: that the holder whose share it is signed it, or who acts in his place since managers replaced his key, for the version in force,
 * back to where the key of the group was made.
 * @param checks with `roots` the owner's name is proved as well, and not his key alone
 * @throws CarnetError PROPOSAL_OUTDATED, MESSAGE_MISMATCH, GROUP_NOT_FOUND, RESHARING_UNSUPPORTED, PROOF_SIGNATURE_WRONG, ROOTS_NEEDED, and as
 * requireHistory
 */
export async function reviewRepair(
    ledger: DocumentLedger, given: RepairOrderMessage, options: CallOptions, checks: KnownRoots = {},
): Promise<RepairReview> {
    const request = checkedMessage(REPAIR_REQUEST, given);
    const { docId, group, epoch, lost, helpers } = request;
    const document = await readLatest(ledger, docId, 'current', options, checks);
    requireInForce(request, document);
    const keyGroup = plainGroup(document, group);
    const prover = new HeirProver(ledger, checks.roots, options);
    await requireHistory(ledger, document, [group], options, checks, prover);
    const holder = keyGroup.holders[lost - 1];
    const owns = holder !== undefined && isSamePerson(await prover.signerFor(holder.identity, request.owner), request.owner);
    const matches = keyGroup.epoch === epoch && owns;
    const expected = { matches, person: request.owner, since: request.created, details: { docId, group, index: lost } };
    const owner = await requireMessage(REPAIR_REQUEST, request, expected, checks);
    const held = sharesOf(await ownPeople(ledger, options), document.manifest, [group]);
    return {
        request, requestHash: messageHash(REPAIR_REQUEST, request), owner, document, keyGroup,
        opens: openedBy(document.manifest, [group]),
        held: held.find(({ index }) => helpers.some(helper => helper.index === index)),
    };
}
