// What is the same of every policy on the ledger, of a programme or of a wallet: it follows the one in force, is proved, and is stored by its hash.
import {
    CarnetFailure, checkPolicy, countedAs, isFailureCode, policySentences, requireSameCounting, requireSuccessor,
    type Approval, type Limit, type PolicyCertificate, type Policy, type PolicyInForce, type PolicyRecord, type PolicyVerdict,
    type PublishedPolicy, type Roster,
} from '@carnet/domain';
import { rosters } from '../decisions/decision-state';
import { hashOf } from '../ledger/hash';
import type { LedgerContext } from '../ledger/ledger-context';
import { ALL_WALLETS } from './usage';
import { certificates, countings, policies, readPolicy } from './wallet-state';

/** The policy that a programme or a wallet names; undefined where it names none. */
export async function policyInForce(context: LedgerContext, programmeId: string, policyHash: string | null): Promise<PolicyInForce | undefined> {
    return policyHash === null ? undefined : { policyHash, policy: await readPolicy(context, programmeId, policyHash) };
}

/** The rosters that a policy names, as they stand: at most as many reads as a policy has approvals. */
async function rostersOf(context: LedgerContext, { approvals }: Policy): Promise<ReadonlyMap<string, Roster>> {
    const named = new Map<string, Roster>();
    for (const rosterId of new Set(approvals.map(({ roster }) => roster))) {
        const roster = await rosters(context).read(rosterId);
        if (roster !== undefined) named.set(rosterId, roster);
    }
    return named;
}

/** Whose a policy is: a programme's, or one wallet's. */
export interface PolicyPlace { readonly programmeId: string; readonly walletId?: string }

function counted({ limits, approvals }: Policy): readonly (Limit | Approval)[] {
    return [...limits, ...approvals];
}

/** By id, what is counted under the ids that a policy uses: a read for each. */
async function countingsOf(
    context: LedgerContext, { programmeId, walletId = ALL_WALLETS }: PolicyPlace, policy: Policy,
): Promise<ReadonlyMap<string, string>> {
    const known = new Map<string, string>();
    for (const { id } of counted(policy)) {
        const counting = await countings(context).read(programmeId, walletId, id);
        if (counting !== undefined) known.set(id, counting);
    }
    return known;
}

/**
 * Everything that can be said of a policy before anybody is asked.
 * @param terms the programme's currency, and whether a policy that replaces none needs a decision
 * @throws CarnetFailure those of requireSuccessor, LIMIT_REDEFINED
 */
export async function judgePolicy(
    context: LedgerContext, place: PolicyPlace, policy: Policy, previous: PolicyInForce | undefined,
    { currency, firstNeedsDecision }: { readonly currency: Policy['currency']; readonly firstNeedsDecision: boolean },
): Promise<PolicyVerdict> {
    requireSuccessor(policy, previous, currency);
    requireSameCounting(policy, await countingsOf(context, place, policy));
    const check = checkPolicy(policy, previous?.policy, await rostersOf(context, policy));
    // A version that claims to tighten is refused where it does not; of one that does not claim it nothing of the kind is proved.
    const decisionNeeded = previous === undefined ? firstNeedsDecision : policy.mode !== 'tighten-only';
    return { policyHash: hashOf(policy), decisionNeeded, ...check };
}

/** @throws CarnetFailure the code of the first finding, with all of them */
export function requireProved({ policyHash, refusals }: PolicyVerdict): void {
    const [first] = refusals;
    if (first === undefined) return;
    if (!isFailureCode(first.code)) throw new Error(`The warning ${first.code} was given as a refusal.`);
    throw new CarnetFailure(first.code, first.sentence, { policyHash, findings: refusals });
}

/** The decision that is needed, or undefined where none is named and none needed. @throws CarnetFailure DECISION_NEEDED */
export function requireNamedDecision({ policyHash, decisionNeeded }: PolicyVerdict, decisionId: string | undefined): string | undefined {
    if (decisionId !== undefined || !decisionNeeded) return decisionId;
    throw new CarnetFailure('DECISION_NEEDED', 'Only a version that is proved to tighten needs no decision: have this one approved, and name the decision.', { policyHash });
}

/** Keeps a policy that was judged, and what its ids count. */
export async function storePolicy(
    context: LedgerContext, { programmeId, walletId = ALL_WALLETS }: PolicyPlace, policy: Policy, { policyHash, certificate }: PolicyVerdict,
): Promise<PublishedPolicy> {
    if (certificate === undefined) throw new Error('A policy that was not refused has no certificate.');
    if (await policies(context).read(programmeId, policyHash) === undefined) {
        await policies(context).write(policy, programmeId, policyHash);
        await certificates(context).write(certificate, programmeId, policyHash);
    }
    for (const one of counted(policy)) await countings(context).write(countedAs(one), programmeId, walletId, one.id);
    return { programmeId, policyHash, certificate };
}

/** @throws CarnetFailure POLICY_NOT_FOUND */
export async function readCertificate(context: LedgerContext, programmeId: string, policyHash: string): Promise<PolicyCertificate> {
    const certificate = await certificates(context).read(programmeId, policyHash);
    if (certificate !== undefined) return certificate;
    throw new CarnetFailure('POLICY_NOT_FOUND', 'The programme has no policy of this hash.', { programmeId, policyHash });
}

/** @throws CarnetFailure POLICY_NOT_FOUND */
export async function readPolicyRecord(context: LedgerContext, programmeId: string, policyHash: string): Promise<PolicyRecord> {
    const policy = await readPolicy(context, programmeId, policyHash);
    const certificate = await readCertificate(context, programmeId, policyHash);
    return { programmeId, policyHash, policy, certificate, sentences: policySentences(policy) };
}
