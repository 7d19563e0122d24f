// What stands to a version: who has signed it, which shares are acknowledged, and what it lacks to be put in force.
import { personId, present, shareName, type Manifest, type Missing, type Person, type VersionSignature, type VersionStatus } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireVersion, signatures, statements, type DocumentRecord, type StoredSignature, type StoredStatement, type VersionRecord } from './document-state';

export interface Standing {
    /** Valid ones, by the person whom the manifest names. */
    readonly signed: ReadonlyMap<string, StoredSignature>;
    /** Of the shares as they were dealt for this version, or for one before it. */
    readonly statements: readonly StoredStatement[];
}

export function statusOf({ current }: DocumentRecord, { receipt }: VersionRecord): VersionStatus {
    if (current?.version === receipt.version) return 'CURRENT';
    return receipt.version <= (current?.version ?? 0) ? 'SUPERSEDED' : 'DRAFT';
}

/** The manifest on which a version was built; undefined for the first. */
export async function manifestBefore(context: LedgerContext, { docId, version }: Manifest): Promise<Manifest | undefined> {
    return version === 1 ? undefined : (await requireVersion(context, docId, version - 1)).manifest;
}

/** Those who sign a version, each once: its parties, and those who may amend the version before. */
export function signersOf({ policy }: Manifest, before: Manifest | undefined): readonly Person[] {
    const people = [...policy.parties, ...before?.policy.amend.of ?? []];
    return [...new Map(people.map(person => [personId(person), person])).values()];
}

async function readSigned(
    context: LedgerContext, { manifest, receipt: { docId, version, manifestHash } }: VersionRecord, before: Manifest | undefined,
    just: Standing['signed'],
): Promise<Standing['signed']> {
    const ids = signersOf(manifest, before).map(personId).filter(id => !just.has(id));
    const stood = await Promise.all(ids.map(id => signatures(context).read(docId, String(version), id)));
    return new Map([...just, ...ids.flatMap((id, index) => {
        const signature = stood[index];
        return signature?.manifestHash === manifestHash ? [[id, signature] as const] : [];
    })]);
}

/**
 * One read for each signer and each holder, all at once.
 * @param just signatures of this transaction, by person, which it cannot read back
 */
export async function readStanding(
    context: LedgerContext, record: VersionRecord, before: Manifest | undefined, just: Standing['signed'] = new Map(),
): Promise<Standing> {
    const { manifest: { docId, version, groups }, receipt } = record;
    const shares = Object.entries(groups).flatMap(([name, { epoch, holders }]) =>
        holders.map(({ index }) => [docId, name, String(epoch), String(index)]));
    const [signed, said] = await Promise.all([
        readSigned(context, record, before, just),
        Promise.all(shares.map(key => statements(context).read(...key))),
    ]);
    // Earlier dealings were in force: nobody replaces them any more.
    const counting = said.filter(one => one !== undefined).filter(({ epoch, dealtBy }) => epoch < version || dealtBy === receipt.transactionId);
    return { signed, statements: counting };
}

/** How many of those who may amend the version before have to sign yet. By who signed: whoever acts for several of them is one. */
function amendingMissing(before: Manifest | undefined, signed: Standing['signed']): number {
    const { k, of } = before?.policy.amend ?? { k: 0, of: [] };
    const amending = new Set(of.flatMap(person => signed.get(personId(person)) ?? []).map(({ signer }) => personId(signer)));
    return Math.max(0, k - amending.size);
}

/** Whether as many have signed a draft as amend the version before it. */
export async function isAgreed(context: LedgerContext, draft: VersionRecord, before: Manifest): Promise<boolean> {
    return amendingMissing(before, await readSigned(context, draft, before, new Map())) === 0;
}

export function missingOf({ groups, policy }: Manifest, before: Manifest | undefined, standing: Standing): Missing {
    const signed = (person: Person): boolean => standing.signed.has(personId(person));
    const acknowledged = new Set(standing.statements.flatMap(({ status, group, index }) => status === 'ACKNOWLEDGED' ? [shareName(group, index)] : []));
    const shares = Object.entries(groups).flatMap(([name, { holders }]) => holders.map(({ index }) => shareName(name, index)));
    return {
        parties: policy.parties.filter(person => !signed(person)),
        amending: amendingMissing(before, standing.signed),
        shares: shares.filter(name => !acknowledged.has(name)),
    };
}

export function isComplete({ parties, amending, shares }: Missing): boolean {
    return parties.length === 0 && amending === 0 && shares.length === 0;
}

export function shownSignature({ signer, certificate, signature, at, onBehalfOf }: StoredSignature): VersionSignature {
    return { signer, certificate, signature, at, ...present({ onBehalfOf }) };
}
