// A drill: holders show that their keys and shares still work, without a share leaving its holder and without anything being opened.
import { canonicalJson, isGroupSatisfied, isSamePerson, type KeyGroup, type Person, type PersonSignature, type ShareReference } from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import { CarnetError } from '../../errors/carnet-error.js';
import type { EncryptionKeyPair } from '../../secrets/encryption-keys.js';
import { verifyPersonSignature, type SignerChecks } from '../person-signature.js';
import { readLatest } from './checked-versions.js';
import type { DocumentLedger } from './document-ledger.js';
import { HeirProver, ownPeople } from './identities.js';
import { openOwnShare, sharesOf } from './own-shares.js';

export interface DrillName {
    readonly docId: string;
    /** Names the drill, so that statements of an earlier one count for nothing: `2026-autumn`. */
    readonly drillId: string;
}

/** A holder says, and signs, that he has just opened his share and that it is the one that was dealt. */
export interface DrillStatement extends DrillName, ShareReference, PersonSignature {}

export interface DrilledGroup {
    readonly group: string;
    readonly k: number;
    /** Indexes of those who have shown that they could. */
    readonly able: readonly number[];
    /** Those from whom nothing valid came. */
    readonly silent: readonly { readonly index: number; readonly identity: Person }[];
    /** Whether those who have shown it are enough to open. */
    readonly canOpen: boolean;
}

function drillText({ docId, drillId, group, epoch, index }: DrillName & ShareReference): string {
    return canonicalJson(['carnet-drill-1', docId, drillId, group, epoch, index]);
}

/** Opens the caller's shares of the version in force, compares them with the commitments, and signs that it went well. Nothing is submitted. */
export async function takePartInDrill(
    ledger: DocumentLedger, { docId, drillId }: DrillName, key: EncryptionKeyPair, options: CallOptions,
): Promise<readonly DrillStatement[]> {
    const { manifest } = await readLatest(ledger, docId, 'current', options);
    const held = sharesOf(await ownPeople(ledger, options), manifest);
    if (held.length === 0) throw new CarnetError('NOT_A_HOLDER', 'You hold no share of the version in force.', { details: { docId } });
    const statements: DrillStatement[] = [];
    for (const share of held) {
        await openOwnShare(ledger, share, key, options);
        const { group, epoch, index } = share;
        const named = { docId, drillId, group, epoch, index };
        statements.push({ ...named, signer: ledger.person, certificate: ledger.certificate, signature: await ledger.sign(drillText(named)) });
    }
    return statements;
}

/** Whether it is of this drill and this dealing, by who holds the share, or who is proved to act for him, with a key that was not replaced. */
async function isOfHolder(
    statement: DrillStatement, { epoch, holders }: KeyGroup, { docId, drillId }: DrillName, prover: HeirProver, checks: SignerChecks,
): Promise<boolean> {
    const { signer, index } = statement;
    const holder = holders.find(one => one.index === index);
    if (holder === undefined || statement.docId !== docId || statement.drillId !== drillId || statement.epoch !== epoch) return false;
    if (!isSamePerson(await prover.signerFor(holder.identity, signer), signer) || await prover.heirOf(signer) !== undefined) return false;
    await verifyPersonSignature(statement, drillText(statement), checks);
    return true;
}

/**
 * What the statements amount to, group by group. Statements of other drills, documents and dealings are passed over.
 * @throws CarnetError as verifyPersonSignature, for a statement that was changed; ROOTS_NEEDED where somebody signs for a holder whose key was
 * replaced
 */
export async function judgeDrill(
    ledger: DocumentLedger, name: DrillName, statements: readonly DrillStatement[], options: CallOptions, checks: SignerChecks = {},
): Promise<readonly DrilledGroup[]> {
    const { manifest } = await readLatest(ledger, name.docId, 'current', options);
    const prover = new HeirProver(ledger, checks.roots, options);
    const judged: DrilledGroup[] = [];
    for (const [group, keyGroup] of Object.entries(manifest.groups)) {
        const able = new Set<number>();
        for (const statement of statements) {
            if (statement.group === group && await isOfHolder(statement, keyGroup, name, prover, checks)) able.add(statement.index);
        }
        const silent = keyGroup.holders.filter(({ index }) => !able.has(index)).map(({ index, identity }) => ({ index, identity }));
        judged.push({ group, k: keyGroup.k, able: [...able].sort((a, b) => a - b), silent, canOpen: isGroupSatisfied(keyGroup, able) });
    }
    return judged;
}
