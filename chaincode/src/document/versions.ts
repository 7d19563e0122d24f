// Versions of a document: handed in with the sealed shares that they deal and the contents that stand on the ledger; in force once they are signed.
import { createHash } from 'node:crypto';
import {
    CarnetFailure, dealtGroups, isSamePerson, manifestHash, requireSuccession, shareName,
    type Change, type Manifest, type Person, type StoredContent, type VersionOrigin, type VersionReceipt,
} from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireMember } from '../membership/authorisation';
import { requireActing, requireOneOfThem, type Acting } from './acting';
import {
    contents, dealings, documents, requireInForce, requireKeyInForce, requireVersion, versions, type VersionRecord,
} from './document-state';
import { dealtShares, hashOfMessage, transientShares } from './sealed-shares';
import { isAgreed, signersOf } from './standing';
import { exchangeWaiting, writeAudit, type Waiting } from './trail';

export type Contents = Readonly<Record<string, string>>;

function requireAuthor({ own }: Acting, { author }: Manifest): void {
    if (isSamePerson(author, own)) return;
    throw new CarnetFailure('INVALID_VALUE', 'The author of a version is who hands it in.', { field: 'manifest.author' });
}

/** What stands on the ledger of a version; one content may stand in several sections. */
function inlineContents(manifest: Manifest | undefined): readonly StoredContent[] {
    const contents = (manifest?.sections ?? []).map(section => section.visibility === 'public' ? section.content : section.ciphertext);
    return contents.filter(({ at }) => at === 'inline');
}

function mismatch(hash: string, sentence: string): never {
    throw new CarnetFailure('INLINE_MISMATCH', sentence, { hash });
}

/** Writes what the manifest names as inline and the version before did not. @throws CarnetFailure INLINE_MISMATCH */
async function storeContents(context: LedgerContext, manifest: Manifest, before: Manifest | undefined, sent: Contents): Promise<void> {
    const kept = new Map(inlineContents(before).map(({ hash, length }) => [hash, length]));
    const needed = new Map<string, number>();
    for (const { hash, length } of inlineContents(manifest)) {
        const known = kept.get(hash) ?? needed.get(hash);
        if (known === undefined) needed.set(hash, length);
        else if (known !== length) mismatch(hash, 'The manifest gives one content two lengths, or another one than before.');
    }
    for (const hash of Object.keys(sent)) if (!needed.has(hash)) mismatch(hash, 'No section needs this content on the ledger.');
    for (const [hash, length] of needed) {
        const content = Object.hasOwn(sent, hash) ? sent[hash] : undefined;
        if (content === undefined) return mismatch(hash, 'A content that the manifest names as inline is not sent.');
        const bytes = Buffer.from(content, 'base64');
        if (bytes.length !== length || createHash('sha256').update(bytes).digest('hex') !== hash) {
            mismatch(hash, 'A content has another hash or length than the manifest says.');
        }
        await contents(context).write(content, manifest.docId, hash);
    }
}

/** Deals shares: one sealed to an encryption key in force for each holder. @throws CarnetFailure as requireKeyInForce and transientShares */
async function deal(context: LedgerContext, manifest: Manifest): Promise<void> {
    const { docId, version } = manifest;
    const dealt = dealtGroups(manifest).map(name => ({ name, holders: manifest.groups[name]?.holders ?? [] }));
    const shares = transientShares(context, dealt.flatMap(({ name, holders }) => holders.map(({ index }) => shareName(name, index))));
    await Promise.all(dealt.flatMap(({ holders }) => holders.map(({ identity, keyId }) => requireKeyInForce(context, identity, keyId))));
    for (const { name, holders } of dealt) {
        const messages = Object.fromEntries(holders.map(({ index }) => [String(index), shares[shareName(name, index)] ?? '']));
        await dealtShares(context).write(messages, docId, name, String(version));
        await dealings(context).write(Object.values(messages).map(message => hashOfMessage(message)), docId, name, String(version));
    }
}

/** What waits for whom until the version is in force: shares that it deals, and signatures. */
function waitingFor(manifest: Manifest, before: Manifest | undefined): readonly Waiting[] {
    const { docId, version, groups } = manifest;
    const shares = dealtGroups(manifest).flatMap(group => (groups[group]?.holders ?? []).map(({ identity, index }): Waiting =>
        ({ person: identity, item: { docId, kind: 'SHARE', version, group, index } })));
    return [...shares, ...signersOf(manifest, before).map((person): Waiting => ({ person, item: { docId, kind: 'SIGNATURE', version } }))];
}

/** Takes back what a draft has left that another of its number replaces: what waits for people, and the shares of groups that are not dealt again. */
async function replace(context: LedgerContext, draft: Manifest | undefined, manifest: Manifest, before: Manifest | undefined): Promise<void> {
    await exchangeWaiting(context, draft === undefined ? [] : waitingFor(draft, before), waitingFor(manifest, before));
    if (draft === undefined) return;
    const dealt = dealtGroups(manifest);
    for (const group of dealtGroups(draft)) {
        if (dealt.includes(group)) continue;
        await dealtShares(context).purge(draft.docId, group, String(draft.version));
        await dealings(context).remove(draft.docId, group, String(draft.version));
    }
}

interface Versions {
    readonly manifest: Manifest;
    /** In force; undefined for the first. */
    readonly before: Manifest | undefined;
    /** Of the same number, which the new one replaces. */
    readonly draft: Manifest | undefined;
}

async function record(
    context: LedgerContext, { manifest, before, draft }: Versions, sent: Contents, origin: VersionOrigin,
): Promise<VersionReceipt> {
    const { docId, version } = manifest;
    const receipt: VersionReceipt = {
        docId, version, manifestHash: manifestHash(manifest), origin, recordedAt: context.time.iso, transactionId: context.stub.getTxID(),
    };
    await storeContents(context, manifest, before, sent);
    await deal(context, manifest);
    await versions(context).write({ receipt, manifest }, docId, String(version));
    await replace(context, draft, manifest, before);
    await writeAudit(context, docId, origin, { version, manifestHash: receipt.manifestHash });
    context.emit('VersionRecorded', { docId, version, manifestHash: receipt.manifestHash, origin });
    return receipt;
}

/**
 * Creates a document by its first version. The same manifest again answers what exists; while it is a draft its author may replace it by another.
 * @throws CarnetFailure those of requireMember and requireActing, INVALID_VALUE, VERSION_CONFLICT, ALREADY_EXISTS, INLINE_MISMATCH, SHARES_MISMATCH,
 * ENCRYPTION_KEY_NOT_FOUND, KEY_REVOKED
 */
export async function createDocument(context: LedgerContext, manifest: Manifest, sent: Contents): Promise<VersionReceipt> {
    await requireMember(context);
    const acting = await requireActing(context);
    requireAuthor(acting, manifest);
    const { docId, version, type } = manifest;
    if (version !== 1) throw new CarnetFailure('VERSION_CONFLICT', 'A document is created by its first version.', { version: 1 });
    const known = await documents(context).read(docId);
    const first = known && await requireVersion(context, docId, 1);
    if (first?.receipt.manifestHash === manifestHash(manifest)) return first.receipt;
    if (known && first && (known.current !== null || !acting.is(first.manifest.author))) {
        throw new CarnetFailure('ALREADY_EXISTS', 'There is another document of this id.', { docId });
    }
    await documents(context).write({ docId, type, createdAt: known?.createdAt ?? context.time.iso, current: null }, docId);
    return record(context, { manifest, before: undefined, draft: first?.manifest }, sent, 'CREATED');
}

/** Who may hand in a version: whoever signs one, and of a re-sharing also the holders. */
function proposers({ policy, author, groups }: Manifest, change: Change): readonly Person[] {
    const holders = change === 'RESHARED' ? Object.values(groups).flatMap(group => group.holders.map(({ identity }) => identity)) : [];
    return [author, ...policy.parties, ...policy.amend.of, ...holders];
}

/**
 * Of a draft its own author and the parties; nobody else, who could keep any amendment from being signed though the others are enough for it. Once as
 * many have signed it as amend the document, its own parties in their place: not one who is to leave.
 */
async function replacers(context: LedgerContext, draft: VersionRecord, before: Manifest): Promise<readonly Person[]> {
    const { manifest: { author, policy } } = draft;
    return [author, ...await isAgreed(context, draft, before) ? policy.parties : before.policy.parties];
}

/**
 * Hands in the version that follows the one in force. It replaces another draft of its number; the same again answers what exists.
 * @throws CarnetFailure those of requireActing, INVALID_VALUE, DOCUMENT_NOT_FOUND, NOT_IN_FORCE, NOT_A_PARTY, those of requireSuccession,
 * INLINE_MISMATCH, SHARES_MISMATCH, ENCRYPTION_KEY_NOT_FOUND, KEY_REVOKED
 */
export async function changeDocument(context: LedgerContext, manifest: Manifest, sent: Contents, change: Change): Promise<VersionReceipt> {
    const acting = await requireActing(context);
    requireAuthor(acting, manifest);
    const { docId, version } = manifest;
    const current = await requireInForce(context, docId);
    const known = await versions(context).read(docId, String(version));
    if (known?.receipt.manifestHash === manifestHash(manifest)) return known.receipt;
    const { manifest: before } = await requireVersion(context, docId, current.version);
    requireOneOfThem(acting, proposers(before, change), docId, 'may hand in a further version');
    requireSuccession(manifest, before, current.manifestHash, change, 'manifest');
    if (known !== undefined) requireOneOfThem(acting, await replacers(context, known, before), docId, 'may replace a draft of others');
    return record(context, { manifest, before, draft: known?.manifest }, sent, change);
}
