// Rotation with the consent of the holders: whoever opened a document seals its groups again under new keys, for the same holders or for others.
import { present, type OpenedReceipt, type VersionReceipt } from '@carnet/domain';
import { CarnetError } from '../../errors/carnet-error.js';
import type { EncryptionKeyPair } from '../../secrets/encryption-keys.js';
import { forgetKeys } from '../opening/group-keys.js';
import { changeOfGroups } from '../sealing/change-of-groups.js';
import type { NewGroup } from '../sealing/draft.js';
import { rotateDocument } from '../sealing/rotate-document.js';
import type { CiphertextStore } from '../stores/ciphertext-store.js';
import { LedgerStore } from '../stores/ledger-store.js';
import { checksOf } from './call-checks.js';
import type { DocumentLedger } from './document-ledger.js';
import { sealedTo } from './checked-versions.js';
import { grantedKeys, type BadGrant } from './granted-shares.js';
import { HolderKeys, sealedShares } from './handing-in.js';
import { inlineContents } from './opened-document.js';
import type { OpenedOrder } from './opening-ends.js';
import type { OpeningReview } from './reviewing.js';
import { orDiscarded, type PreparedVersion, type SealOptions } from './sealing.js';

/** Groups of the opening that get a new key; of each, who is to hold it. */
export type RotationOrder = Readonly<Record<string, NewGroup>>;

export interface RotateOptions extends SealOptions {
    /** Where contents lie that are not on the ledger; asked in this order, before `store`. */
    readonly stores?: readonly CiphertextStore[];
}

/** Of the opening by which a rotation came about. */
interface RotatedBy {
    /** What `confirmOpened` takes. */
    readonly opened: OpenedOrder;
    /** Holders who granted something else than their share: the opening did without them. */
    readonly bad: readonly BadGrant[];
}

/** The version that follows. */
export interface PreparedRotation extends PreparedVersion, RotatedBy {}

/** The version as it was handed in. */
export interface RotationReceipt extends VersionReceipt, RotatedBy {
    /** Of the opening. */
    readonly confirmed: OpenedReceipt;
}

/** The groups of an opening as they are: the same rule, and the same holders, each with the key to which his share is sealed now. */
export function sameHolders({ state, document }: OpeningReview): RotationOrder {
    return Object.fromEntries(state.opening.request.groups.flatMap(name => {
        const group = document.manifest.groups[name];
        if (group === undefined) return [];
        const { k, tree, holders } = group;
        const same = holders.map(holder => ({ identity: holder.identity, keyId: sealedTo(document, name, holder) }));
        return [[name, { k, holders: same, ...present({ tree }) }] as const];
    }));
}

/**
 * Opens what was granted and seals it again. The keys of all holders are verified before anything is opened.
 * @param own the key with which the opening was asked for
 * @throws CarnetError NOT_A_REQUESTER, NOT_GRANTED, GROUP_NOT_FOUND where the opening did not ask for a group, NOT_ENOUGH_SHARES,
 * ENCRYPTION_KEY_NOT_FOUND, KEY_REVOKED, and as rotateDocument
 */
export async function prepareRotation(
    ledger: DocumentLedger, review: OpeningReview, own: EncryptionKeyPair, groups: RotationOrder, options: RotateOptions,
): Promise<PreparedRotation> {
    const { store, stores = [], onProgress, signal } = options;
    const { docId, requestId, groups: asked } = review.state.opening.request;
    const other = Object.keys(groups).find(name => !asked.includes(name));
    if (other !== undefined) throw new CarnetError('GROUP_NOT_FOUND', 'The opening did not ask for this group.', { details: { docId, requestId, group: other } });
    const keys = new HolderKeys(ledger, present({ signal }), checksOf(options));
    await keys.readAll(Object.values(groups).flatMap(({ holders }) => holders));
    const granted = await grantedKeys(ledger, review, own);
    try {
        const onLedger = new LedgerStore();
        const rotation = {
            previous: review.document.manifest, author: ledger.person, groups, keys: granted.keys,
            stores: [inlineContents(ledger, docId), ...stores, ...store === undefined ? [] : [store]],
        };
        const { manifest, shares } = await rotateDocument(rotation, { ledger: onLedger, ...present({ store }) }, present({ onProgress, signal }));
        const shared = await orDiscarded(manifest, store, () => sealedShares(keys, manifest, shares.values()));
        return {
            fn: changeOfGroups(review.document.manifest, groups, 'ROTATED').fn, manifest, contents: onLedger.collected, shares: shared,
            opened: { docId, requestId, used: granted.used }, bad: granted.bad,
        };
    } finally {
        forgetKeys(granted.keys);
    }
}
