// Encryption keys of people on the ledger: bound to their owners by a signature that everybody checks himself.
import { encryptionKeyCodec, encryptionKeyText, isSamePerson, type EncryptionKey, type EncryptionKeyRequest, type Person } from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import { CarnetError, checkedByDomain, unlessRefused } from '../../errors/carnet-error.js';
import { verifyPersonSignature, type SignerChecks } from '../person-signature.js';
import type { Checks } from './call-checks.js';
import type { DocumentLedger } from './document-ledger.js';

/** Which key of whom. */
export interface KeyName extends Person {
    readonly keyId: string;
}

/** A public key that its owner makes known. */
export type NewEncryptionKey = Pick<EncryptionKeyRequest, 'keyId' | 'publicKey' | 'roster' | 'rebindingDelaySeconds'>;

/** Signs the binding and registers the key: made again with the same key, it changes nothing. */
export async function registerKey(ledger: DocumentLedger, key: NewEncryptionKey, options: CallOptions): Promise<EncryptionKey> {
    const { mspId, publicKeyHash } = ledger.person;
    const standing = ledger.evaluate<EncryptionKey>('ReadEncryptionKey', [mspId, publicKeyHash, key.keyId], options);
    const known = await unlessRefused(standing, 'ENCRYPTION_KEY_NOT_FOUND');
    // Signatures of one text differ: what stands already is not sent again with another one.
    if (known?.publicKey === key.publicKey && known.revokedAt === null && key.roster === undefined) return known;
    const named = { ...key, algorithm: 'X25519' } as const;
    const signature = await ledger.sign(encryptionKeyText(ledger.person, named));
    const json = checkedByDomain(() => encryptionKeyCodec.encode({ ...named, signature }));
    return ledger.committed('RegisterEncryptionKey', [json], options);
}

/**
 * A key that something may be sealed to: its owner's signature is verified here, whatever the peer says. Where roots are given, two organisations
 * confirm that it was not revoked.
 * @throws CarnetError ENCRYPTION_KEY_NOT_FOUND, KEY_REVOKED, KEY_BINDING_MISMATCH, SIGNERS_UNAVAILABLE, and as verifyPersonSignature
 */
export async function readBoundKey(
    ledger: DocumentLedger, name: KeyName, options: CallOptions, { unconfirmed = false, ...checks }: Checks & SignerChecks = {},
): Promise<EncryptionKey> {
    const { mspId, publicKeyHash, keyId } = name;
    const args = [mspId, publicKeyHash, keyId];
    const key = checks.roots === undefined || unconfirmed
        ? await ledger.evaluate<EncryptionKey>('ReadEncryptionKey', args, options)
        : await ledger.confirmed<EncryptionKey>('ReadEncryptionKey', args, checks.roots, options);
    if (!isSamePerson(key.owner, name) || key.keyId !== keyId) {
        throw new CarnetError('KEY_BINDING_MISMATCH', 'The peer shows the encryption key of somebody else, or another one: seal nothing to it.', { details: { mspId, publicKeyHash, keyId } });
    }
    await verifyPersonSignature({ signer: key.owner, certificate: key.certificate, signature: key.signature }, encryptionKeyText(key.owner, key), {
        ...checks, time: Date.parse(key.registeredAt),
    });
    if (key.revokedAt !== null) {
        throw new CarnetError('KEY_REVOKED', `The encryption key ${keyId} of ${mspId} was revoked at ${key.revokedAt}.`, { details: { mspId, publicKeyHash, keyId } });
    }
    return key;
}
