// Encryption keys of people: registered with a signature that binds them, and revoked.
import { CarnetFailure, encryptionKeyText, personId, REBINDING_DELAY, type EncryptionKey, type EncryptionKeyRequest, type Person } from '@carnet/domain';
import { readRoster } from '../decisions/decision-state';
import type { LedgerContext } from '../ledger/ledger-context';
import { identities, NEW_IDENTITY, requireActing, requireSignature } from './acting';
import { encryptionKeys, requireEncryptionKey } from './document-state';
import { requireGuardians } from './rebinding';

async function saveKey(context: LedgerContext, key: EncryptionKey): Promise<EncryptionKey> {
    const { owner, keyId, revokedAt } = key;
    await encryptionKeys(context).write(key, personId(owner), keyId);
    context.emit('EncryptionKeyChanged', { ...owner, keyId, revoked: revokedAt !== null });
    return key;
}

/**
 * Notes that the person has a key, and once who may bind his documents to another.
 * @throws CarnetFailure ALREADY_EXISTS, ROSTER_NOT_FOUND, QUORUM_IMPOSSIBLE
 */
async function noteIdentity(context: LedgerContext, owner: Person, { roster, rebindingDelaySeconds }: EncryptionKeyRequest): Promise<void> {
    const known = await identities(context).read(personId(owner));
    if (roster === undefined) {
        if (known === undefined) await identities(context).write(NEW_IDENTITY, personId(owner));
        return;
    }
    if (known !== undefined && known.roster !== null) {
        const { roster: named, delaySeconds } = known;
        if (named === roster && (rebindingDelaySeconds ?? delaySeconds) === delaySeconds) return;
        throw new CarnetFailure('ALREADY_EXISTS', 'You have named another roster, or another delay.', {
            roster: named, rebindingDelaySeconds: delaySeconds,
        });
    }
    requireGuardians(await readRoster(context, roster), [owner.publicKeyHash]);
    const delaySeconds = rebindingDelaySeconds ?? REBINDING_DELAY.default;
    await identities(context).write({ ...known ?? NEW_IDENTITY, roster, delaySeconds }, personId(owner));
}

/**
 * Registers the caller's encryption key. The same again answers what exists.
 * @throws CarnetFailure those of requireActing, SIGNATURE_INVALID, ALREADY_EXISTS, ROSTER_NOT_FOUND, QUORUM_IMPOSSIBLE
 */
export async function registerEncryptionKey(context: LedgerContext, request: EncryptionKeyRequest): Promise<EncryptionKey> {
    const { own } = await requireActing(context);
    const { keyId, algorithm, publicKey, signature } = request;
    requireSignature(context, encryptionKeyText(own, request), signature, 'key.signature');
    const known = await encryptionKeys(context).read(personId(own), keyId);
    if (known !== undefined && known.publicKey !== publicKey) {
        throw new CarnetFailure('ALREADY_EXISTS', 'You have registered another key of this id.', { keyId });
    }
    await noteIdentity(context, own, request);
    if (known !== undefined) return known;
    const { certificate } = context.caller;
    return saveKey(context, { keyId, algorithm, publicKey, signature, owner: own, certificate, registeredAt: context.time.iso, revokedAt: null });
}

/**
 * Revokes a key of the caller's: nothing is sealed to it any more. Of several of this id his own comes first, then those of keys that his replaces.
 * @throws CarnetFailure those of requireActing, ENCRYPTION_KEY_NOT_FOUND
 */
export async function revokeEncryptionKey(context: LedgerContext, keyId: string): Promise<EncryptionKey> {
    const { own, people } = await requireActing(context);
    const keys = await Promise.all(people.map(person => encryptionKeys(context).read(personId(person), keyId)));
    const found = keys.filter(one => one !== undefined);
    const key = found.find(({ revokedAt }) => revokedAt === null) ?? found[0] ?? await requireEncryptionKey(context, own, keyId);
    return key.revokedAt === null ? saveKey(context, { ...key, revokedAt: context.time.iso }) : key;
}
