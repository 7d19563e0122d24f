// Where documents stand on the ledger: one key for each thing that one person writes, so that nobody's answer conflicts with another's.
import {
    CarnetFailure, personId,
    type Attestation, type BadShare, type DocumentType, type EncryptionKey, type HolderAnswer, type KeyGroup, type Manifest, type OpenedReceipt,
    type Opening, type Person, type ShareStatement, type VersionReceipt, type VersionSignature, type Veto,
} from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import type { StateCollection } from '../ledger/world-state';
import { identities } from './acting';

/** Written when the document is created and when a version is put in force: whoever relies on the version in force reads it. */
export interface DocumentRecord {
    readonly docId: string;
    readonly type: DocumentType;
    readonly createdAt: string;
    readonly current: VersionReceipt | null;
}

/** By document id. */
export function documents(context: LedgerContext): StateCollection<DocumentRecord> {
    return context.state.collection('document');
}

export interface VersionRecord {
    readonly receipt: VersionReceipt;
    readonly manifest: Manifest;
}

/** By document id and version. A draft can be replaced by another of its number, a version that was in force never. */
export function versions(context: LedgerContext): StateCollection<VersionRecord> {
    return context.state.collection('version');
}

/** By document id and SHA-256: base64. */
export function contents(context: LedgerContext): StateCollection<string> {
    return context.state.collection('ciphertext');
}

/** By person and key id. */
export function encryptionKeys(context: LedgerContext): StateCollection<EncryptionKey> {
    return context.state.collection('encryptionKey');
}

/**
 * What a holder said of a share, and of which dealing, by its transaction: a draft can be replaced by another of its number that seals something else
 * under the same commitment, and what is dealt again needs another statement.
 */
export type StoredStatement = ShareStatement & { readonly dealtBy: string };

/** By document id, group, epoch and index. */
export function statements(context: LedgerContext): StateCollection<StoredStatement> {
    return context.state.collection('acknowledgement');
}

/** SHA-256 of the HPKE messages of a dealing, in the order of its holders; by document id, group and epoch. */
export function dealings(context: LedgerContext): StateCollection<readonly string[]> {
    return context.state.collection('dealing');
}

export type StoredSignature = VersionSignature & { readonly manifestHash: string };

/** By document id, version and the person whom the manifest names. */
export function signatures(context: LedgerContext): StateCollection<StoredSignature> {
    return context.state.collection('signature');
}

export type StoredOpening = Opening & { readonly requestHash: string };

/** By document id and request id. */
export function openings(context: LedgerContext): StateCollection<StoredOpening> {
    return context.state.collection('opening');
}

/** By document id, request id, group and index: one key for each holder. */
export function answers(context: LedgerContext): StateCollection<HolderAnswer> {
    return context.state.collection('approval');
}

/** By document id and request id. */
export function vetoes(context: LedgerContext): StateCollection<Veto> {
    return context.state.collection('veto');
}

/** By document id and request id. */
export function receipts(context: LedgerContext): StateCollection<OpenedReceipt> {
    return context.state.collection('opened');
}

/** By document id, request id, group and index. */
export function badShares(context: LedgerContext): StateCollection<BadShare> {
    return context.state.collection('badShare');
}

/**
 * Since which version the rule of each event has stood as it is: an attestation counts under it and no longer, also where the same rule comes back.
 * By document id and version; written when it is put in force, where its policy has events.
 */
export function eventRules(context: LedgerContext): StateCollection<Readonly<Record<string, number>>> {
    return context.state.collection('eventRule');
}

/** By document id, event, the version since which its rule has stood, and the person whom the rule names. */
export function attestations(context: LedgerContext): StateCollection<Attestation> {
    return context.state.collection('attestation');
}

/** Who agrees to erase a dealing, by document id, group, epoch and the person whom the policy names. */
export function purgeConsents(context: LedgerContext): StateCollection<Person> {
    return context.state.collection('purgeConsent');
}

/** By document id, group and epoch. */
export function purges(context: LedgerContext): StateCollection<{ readonly purgedAt: string }> {
    return context.state.collection('sharesPurged');
}

/** By document id and request id. */
export function grantPurges(context: LedgerContext): StateCollection<{ readonly purgedAt: string }> {
    return context.state.collection('grantsPurged');
}

/** @throws CarnetFailure DOCUMENT_NOT_FOUND */
export async function requireDocument(context: LedgerContext, docId: string): Promise<DocumentRecord> {
    const document = await documents(context).read(docId);
    if (document !== undefined) return document;
    throw new CarnetFailure('DOCUMENT_NOT_FOUND', 'There is no document of this id.', { docId });
}

/** @throws CarnetFailure VERSION_NOT_FOUND */
export async function requireVersion(context: LedgerContext, docId: string, version: number): Promise<VersionRecord> {
    const record = await versions(context).read(docId, String(version));
    if (record !== undefined) return record;
    throw new CarnetFailure('VERSION_NOT_FOUND', 'The document has no such version.', { docId, version });
}

/** @throws CarnetFailure GROUP_NOT_FOUND */
export function requireGroup(groups: Readonly<Record<string, KeyGroup>>, docId: string, name: string): KeyGroup {
    const group = groups[name];
    if (group !== undefined) return group;
    throw new CarnetFailure('GROUP_NOT_FOUND', 'The version has no key group of this name.', { docId, group: name });
}

/** @throws CarnetFailure OPENING_NOT_FOUND */
export async function requireOpening(context: LedgerContext, docId: string, requestId: string): Promise<StoredOpening> {
    const opening = await openings(context).read(docId, requestId);
    if (opening !== undefined) return opening;
    throw new CarnetFailure('OPENING_NOT_FOUND', 'The document has no request of this id.', { docId, requestId });
}

/** A document with a version in force. @throws CarnetFailure DOCUMENT_NOT_FOUND, NOT_IN_FORCE */
export async function requireInForce(context: LedgerContext, docId: string): Promise<VersionReceipt> {
    const { current } = await requireDocument(context, docId);
    if (current !== null) return current;
    throw new CarnetFailure('NOT_IN_FORCE', 'No version of the document is in force yet.', { docId });
}

/** What the version in force says. @throws CarnetFailure DOCUMENT_NOT_FOUND, NOT_IN_FORCE */
export async function requireManifestInForce(context: LedgerContext, docId: string): Promise<Manifest> {
    const { version } = await requireInForce(context, docId);
    return (await requireVersion(context, docId, version)).manifest;
}

/** @throws CarnetFailure ENCRYPTION_KEY_NOT_FOUND */
export async function requireEncryptionKey(context: LedgerContext, owner: Person, keyId: string): Promise<EncryptionKey> {
    const key = await encryptionKeys(context).read(personId(owner), keyId);
    if (key !== undefined) return key;
    throw new CarnetFailure('ENCRYPTION_KEY_NOT_FOUND', 'The person has registered no encryption key of this id.', { ...owner, keyId });
}

/** A key to which may be sealed. @throws CarnetFailure ENCRYPTION_KEY_NOT_FOUND, KEY_REVOKED, IDENTITY_SUPERSEDED */
export async function requireKeyInForce(context: LedgerContext, owner: Person, keyId: string): Promise<EncryptionKey> {
    const [key, identity] = await Promise.all([requireEncryptionKey(context, owner, keyId), identities(context).read(personId(owner))]);
    if (identity !== undefined && identity.supersededBy !== null) {
        throw new CarnetFailure('IDENTITY_SUPERSEDED', 'Managers have bound the person\'s documents to another key: name that one.', { ...identity.supersededBy });
    }
    if (key.revokedAt === null) return key;
    throw new CarnetFailure('KEY_REVOKED', 'The encryption key was revoked.', { ...owner, keyId, revokedAt: key.revokedAt });
}
