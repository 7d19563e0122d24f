// A holder's share: fetched sealed, opened with his key, and compared with what the manifest commits to.
import {
    isSamePerson, shareContext, shareReferenceCodec,
    type KeyGroup, type Manifest, type Person, type SealedShare, type ShareReference,
} from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import { checkedByDomain } from '../../errors/carnet-error.js';
import { checkShare, type HolderShare, type SharedGroup } from '../../secrets/combining.js';
import type { EncryptionKeyPair } from '../../secrets/encryption-keys.js';
import { openWith } from '../../secrets/hpke.js';
import type { DocumentLedger } from './document-ledger.js';

/** A share that a person holds, without what it says. */
export interface HeldShare extends ShareReference {
    readonly keyGroup: KeyGroup;
    /** Of the encryption key to which it is sealed. */
    readonly keyId: string;
}

/**
 * All shares that these people hold in a version; of these groups, where they are named.
 * @param people who are one: a person, and whose keys his own replaces
 */
export function sharesOf(people: readonly Person[], { docId, groups }: Manifest, named?: readonly string[]): HeldShare[] {
    return Object.entries(groups).filter(([group]) => named === undefined || named.includes(group)).flatMap(([group, keyGroup]) =>
        keyGroup.holders.filter(({ identity }) => people.some(person => isSamePerson(identity, person)))
            .map(({ index, keyId }) => ({ docId, group, epoch: keyGroup.epoch, index, keyGroup, keyId })));
}

/** What the secrets need of a manifest's group. */
export function sharedGroup(docId: string, group: string, keyGroup: KeyGroup): SharedGroup {
    return { docId, group, ...keyGroup };
}

export const referenceOf = ({ docId, group, epoch, index }: HeldShare): ShareReference => ({ docId, group, epoch, index });

/** The share as it lies sealed on the ledger. @throws CarnetError SHARE_NOT_FOUND, SHARE_UNAVAILABLE, … */
export async function readOwnShare(ledger: DocumentLedger, held: HeldShare, options: CallOptions): Promise<SealedShare> {
    return ledger.evaluate('ReadShare', [checkedByDomain(() => shareReferenceCodec.encode(referenceOf(held)))], options);
}

/** What is in it: secret, and checked. @throws CarnetError WRONG_RECIPIENT_KEY, SHARE_COMMITMENT_MISMATCH, … */
export async function openSealedShare(held: HeldShare, { keyId, message }: SealedShare, key: EncryptionKeyPair): Promise<HolderShare> {
    const reference = referenceOf(held);
    const { docId, group } = reference;
    const opened = await openWith(key, Buffer.from(message, 'base64'), shareContext(reference, keyId, held.keyGroup));
    try {
        return checkShare({ ...reference, share: Buffer.from(opened).toString('utf8') }, sharedGroup(docId, group, held.keyGroup));
    } finally {
        opened.fill(0);
    }
}

/**
 * The share itself: secret, and checked.
 * @throws CarnetError SHARE_NOT_FOUND, WRONG_RECIPIENT_KEY, WRONG_EPOCH, SHARE_COMMITMENT_MISMATCH, …
 */
export async function openOwnShare(ledger: DocumentLedger, held: HeldShare, key: EncryptionKeyPair, options: CallOptions): Promise<HolderShare> {
    return openSealedShare(held, await readOwnShare(ledger, held, options), key);
}
