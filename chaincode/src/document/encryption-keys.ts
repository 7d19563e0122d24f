// Encryption keys of people: registered with a signature that binds them, and revoked.
import { CarnetFailure, encryptionKeyText, personId, type EncryptionKey, type EncryptionKeyRequest, type Person } from '@carnet/domain';
import { readRoster } from '../decisions/decision-state';
import type { LedgerContext } from '../ledger/ledger-context';
import { identities, requireActing, requireSignature, type IdentityRecord } from './acting';
import { encryptionKeys, requireEncryptionKey } from './document-state';
import { requireGuardians } from './rebinding';

async function saveKey(context: LedgerContext, key: EncryptionKey): Promise<EncryptionKey> {
    const { owner, keyId, revokedAt } = key;
    await encryptionKeys(context).write(key, personId(owner), keyId);
    context.emit('EncryptionKeyChanged', { ...owner, keyId, revoked: revokedAt !== null });
    return key;
}

/** Says once who may bind the person's documents to another key. @throws CarnetFailure ALREADY_EXISTS, ROSTER_NOT_FOUND, QUORUM_IMPOSSIBLE */
async function nameRoster(context: LedgerContext, owner: Person, roster: string): Promise<void> {
    const known: IdentityRecord = await identities(context).read(personId(owner)) ?? { roster: null, formers: [], supersededBy: null };
    if (known.roster === roster) return;
    if (known.roster !== null) throw new CarnetFailure('ALREADY_EXISTS', 'You have named another roster.', { roster: known.roster });
    requireGuardians(await readRoster(context, roster), [owner.publicKeyHash]);
    await identities(context).write({ ...known, roster }, personId(owner));
}

/**
 * Registers the caller's encryption key. The same again answers what exists.
 * @throws CarnetFailure those of requireActing, SIGNATURE_INVALID, ALREADY_EXISTS, ROSTER_NOT_FOUND, QUORUM_IMPOSSIBLE
 */
export async function registerEncryptionKey(context: LedgerContext, { roster, ...request }: EncryptionKeyRequest): Promise<EncryptionKey> {
    const { own } = await requireActing(context);
    const { keyId, algorithm, publicKey, signature } = request;
    requireSignature(context, encryptionKeyText(own, request), signature, 'key.signature');
    const known = await encryptionKeys(context).read(personId(own), keyId);
    if (known !== undefined && known.publicKey !== publicKey) {
        throw new CarnetFailure('ALREADY_EXISTS', 'You have registered another key of this id.', { keyId });
    }
    if (roster !== undefined) await nameRoster(context, own, roster);
    if (known !== undefined) return known;
    const { certificate } = context.caller;
    return saveKey(context, { keyId, algorithm, publicKey, signature, owner: own, certificate, registeredAt: context.time.iso, revokedAt: null });
}

/** Revokes a key of the caller's: nothing is sealed to it any more. @throws CarnetFailure those of requireActing, ENCRYPTION_KEY_NOT_FOUND */
export async function revokeEncryptionKey(context: LedgerContext, keyId: string): Promise<EncryptionKey> {
    const { own } = await requireActing(context);
    const key = await requireEncryptionKey(context, own, keyId);
    return key.revokedAt === null ? saveKey(context, { ...key, revokedAt: context.time.iso }) : key;
}
