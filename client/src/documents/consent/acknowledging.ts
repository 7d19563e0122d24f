// What a holder says of the shares that were dealt to him: of the very message that he opened, under the very manifest that he read.
import { createHash } from 'node:crypto';
import { acknowledgementCodec, shareDisputeCodec, type SealedShare, type ShareStatement } from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import { CarnetError, checkedByDomain, unlessRefused } from '../../errors/carnet-error.js';
import type { EncryptionKeyPair } from '../../secrets/encryption-keys.js';
import { readCheckedVersion, readLatest, type CheckedVersion } from './checked-versions.js';
import type { DocumentLedger } from './document-ledger.js';
import { ownPeople } from './identities.js';
import { openSealedShare, readOwnShare, referenceOf, sharesOf, type HeldShare } from './own-shares.js';

function hashOfMessage({ message }: SealedShare): string {
    return createHash('sha256').update(Buffer.from(message, 'base64')).digest('hex');
}

/** Hash of the manifest that dealt a share: a group that a version keeps was dealt by an earlier one. @throws CarnetError as readCheckedVersion */
async function dealingHash(ledger: DocumentLedger, { docId, epoch }: HeldShare, latest: CheckedVersion, options: CallOptions): Promise<string> {
    const dealt = epoch === latest.manifest.version ? latest : await readCheckedVersion(ledger, docId, epoch, options);
    return dealt.version.manifestHash;
}

/**
 * Opens every share of the caller in the newest version, and says on the ledger that it is what the manifest commits to. The first bad one ends it:
 * that one is to be disputed.
 * @throws CarnetError NOT_A_HOLDER, SHARE_COMMITMENT_MISMATCH, …; DEALING_REPLACED where the draft was replaced meanwhile, or the peer showed a share
 * that was not dealt
 */
export async function acknowledgeShares(
    ledger: DocumentLedger, docId: string, key: EncryptionKeyPair, options: CallOptions,
): Promise<readonly ShareStatement[]> {
    const latest = await readLatest(ledger, docId, 'draft', options);
    const held = sharesOf(await ownPeople(ledger, options), latest.manifest);
    if (held.length === 0) throw new CarnetError('NOT_A_HOLDER', 'You hold no share of this version.', { details: { docId, version: latest.manifest.version } });
    const statements: ShareStatement[] = [];
    for (const share of held) {
        const sealed = await readOwnShare(ledger, share, options);
        await openSealedShare(share, sealed, key);
        const seen = { manifestHash: await dealingHash(ledger, share, latest, options), messageHash: hashOfMessage(sealed) };
        const json = checkedByDomain(() => acknowledgementCodec.encode({ ...referenceOf(share), ...seen }));
        statements.push(await ledger.committed<ShareStatement>('AcknowledgeShare', [json], options));
    }
    return statements;
}

/**
 * Says that a share cannot be opened, or is not what the manifest commits to.
 * @throws CarnetError NOT_A_HOLDER, ALREADY_ACKNOWLEDGED, DEALING_REPLACED as acknowledgeShares
 */
export async function disputeShare(
    ledger: DocumentLedger, docId: string, { group, reason }: { readonly group: string; readonly reason: string }, options: CallOptions,
): Promise<ShareStatement> {
    const latest = await readLatest(ledger, docId, 'draft', options);
    const [held] = sharesOf(await ownPeople(ledger, options), latest.manifest, [group]);
    if (held === undefined) throw new CarnetError('NOT_A_HOLDER', `You hold no share of the group ${group}.`, { details: { docId, group } });
    const sealed = await unlessRefused(readOwnShare(ledger, held, options), 'SHARE_NOT_FOUND');
    const seen = { ...referenceOf(held), manifestHash: await dealingHash(ledger, held, latest, options), reason };
    const json = checkedByDomain(() => shareDisputeCodec.encode(sealed === undefined ? seen : { ...seen, messageHash: hashOfMessage(sealed) }));
    return ledger.committed('DisputeShare', [json], options);
}
