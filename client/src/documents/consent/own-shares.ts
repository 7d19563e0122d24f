// A holder's share: fetched sealed, opened with his key, and compared with what the manifest commits to.
import {
    isSamePerson, shareContext, shareName, shareReferenceCodec,
    type KeyGroup, type Manifest, type Person, type SealedShare, type ShareReference,
} from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import { CarnetError, checkedByDomain } from '../../errors/carnet-error.js';
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

/** The bytes of an HPKE message for the holder. @throws CarnetError WRONG_RECIPIENT_KEY, with the `keyId` for which it is said to be */
async function opened(held: HeldShare, { keyId, message }: SealedShare, key: EncryptionKeyPair): Promise<Uint8Array> {
    const reference = referenceOf(held);
    try {
        return await openWith(key, Buffer.from(message, 'base64'), shareContext(reference, keyId, held.keyGroup));
    } catch (cause) {
        if (!(cause instanceof CarnetError) || cause.code !== 'WRONG_RECIPIENT_KEY') throw cause;
        const share = shareName(held.group, held.index);
        throw new CarnetError('WRONG_RECIPIENT_KEY',
            `Your share ${share} does not open with the encryption key that you gave: it is sealed to your key ${keyId}. If that is lost, have others give you the share back.`,
            { details: { docId: held.docId, share, keyId }, cause });
    }
}

/** What is in it: secret, and checked. @throws CarnetError WRONG_RECIPIENT_KEY, SHARE_COMMITMENT_MISMATCH, … */
export async function openSealedShare(held: HeldShare, sealed: SealedShare, key: EncryptionKeyPair): Promise<HolderShare> {
    const reference = referenceOf(held);
    const { docId, group } = reference;
    const secret = await opened(held, sealed, key);
    try {
        return checkShare({ ...reference, share: Buffer.from(secret).toString('utf8') }, sharedGroup(docId, group, held.keyGroup));
    } finally {
        secret.fill(0);
    }
}

/**
 * The share itself: secret, and checked.
 * @throws CarnetError SHARE_NOT_FOUND, WRONG_RECIPIENT_KEY, WRONG_EPOCH, SHARE_COMMITMENT_MISMATCH, …
 */
export async function openOwnShare(ledger: DocumentLedger, held: HeldShare, key: EncryptionKeyPair, options: CallOptions): Promise<HolderShare> {
    return openSealedShare(held, await readOwnShare(ledger, held, options), key);
}
