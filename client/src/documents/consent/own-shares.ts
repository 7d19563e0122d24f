// A holder's share: fetched sealed, opened with his key, and compared with what the manifest commits to.
import {
    isSamePerson, shareContext, shareDisputeCodec, shareReferenceCodec,
    type KeyGroup, type Manifest, type Person, type SealedShare, type ShareReference, type ShareStatement,
} from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import { CarnetError, checkedByDomain } from '../../errors/carnet-error.js';
import { checkShare, type HolderShare, type SharedGroup } from '../../secrets/combining.js';
import { openWith } from '../../secrets/hpke.js';
import type { EncryptionKeyPair } from '../../secrets/encryption-keys.js';
import { readLatest } from './checked-versions.js';
import type { DocumentLedger } from './document-ledger.js';
import { ownPeople } from './identities.js';

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

const referenceOf = ({ docId, group, epoch, index }: HeldShare): ShareReference => ({ docId, group, epoch, index });

/**
 * The share itself: secret, and checked.
 * @throws CarnetError SHARE_NOT_FOUND, WRONG_RECIPIENT_KEY, WRONG_EPOCH, SHARE_COMMITMENT_MISMATCH, …
 */
export async function openOwnShare(ledger: DocumentLedger, held: HeldShare, key: EncryptionKeyPair, options: CallOptions): Promise<HolderShare> {
    const reference = referenceOf(held);
    const { docId, group } = reference;
    const json = checkedByDomain(() => shareReferenceCodec.encode(reference));
    const sealed = await ledger.evaluate<SealedShare>('ReadShare', [json], options);
    const opened = await openWith(key, Buffer.from(sealed.message, 'base64'), shareContext(reference, sealed.keyId, held.keyGroup));
    try {
        return checkShare({ ...reference, share: Buffer.from(opened).toString('utf8') }, sharedGroup(docId, group, held.keyGroup));
    } finally {
        opened.fill(0);
    }
}

/**
 * Opens every share of the caller in the newest version, and says on the ledger that it is what the manifest commits to. The first bad one ends it:
 * that one is to be disputed.
 */
export async function acknowledgeShares(
    ledger: DocumentLedger, docId: string, key: EncryptionKeyPair, options: CallOptions,
): Promise<readonly ShareStatement[]> {
    const { manifest, version } = await readLatest(ledger, docId, 'draft', options);
    const held = sharesOf(await ownPeople(ledger, options), manifest);
    if (held.length === 0) throw new CarnetError('NOT_A_HOLDER', 'You hold no share of this version.', { details: { docId, version: version.version } });
    const statements: ShareStatement[] = [];
    for (const share of held) {
        await openOwnShare(ledger, share, key, options);
        const json = checkedByDomain(() => shareReferenceCodec.encode(referenceOf(share)));
        statements.push((await ledger.submit<ShareStatement>('AcknowledgeShare', [json], options)).value);
    }
    return statements;
}

/** Says that a share cannot be opened, or is not what the manifest commits to. @throws CarnetError NOT_A_HOLDER, ALREADY_ACKNOWLEDGED */
export async function disputeShare(
    ledger: DocumentLedger, docId: string, { group, reason }: { readonly group: string; readonly reason: string }, options: CallOptions,
): Promise<ShareStatement> {
    const { manifest } = await readLatest(ledger, docId, 'draft', options);
    const [held] = sharesOf(await ownPeople(ledger, options), manifest, [group]);
    if (held === undefined) throw new CarnetError('NOT_A_HOLDER', `You hold no share of the group ${group}.`, { details: { docId, group } });
    const json = checkedByDomain(() => shareDisputeCodec.encode({ ...referenceOf(held), reason }));
    return (await ledger.submit<ShareStatement>('DisputeShare', [json], options)).value;
}
