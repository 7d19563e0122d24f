// Policies of programmes: a tightening by one issuer at once, everything else by the programme's roster.
import type { Decision, Policy, PolicyVerdict, Programme, PublishedPolicy } from '@carnet/domain';
import { readRoster } from '../decisions/decision-state';
import { executeDecision, type ExpectedDecision } from '../decisions/executing';
import { proposeDecision } from '../decisions/proposing';
import { hashOf } from '../ledger/hash';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireIssuer } from './authority';
import { judgePolicy, policyInForce, readCertificate, requireNamedDecision, requireProved, storePolicy } from './policy-judging';
import { saveProgramme } from './programmes';
import { endOfDecision } from './proposals';
import { requireQuorumOfSeveral } from './quorums';
import { readProgramme } from './wallet-state';

async function judge(context: LedgerContext, { programmeId, policyHash, currency }: Programme, policy: Policy): Promise<PolicyVerdict> {
    const inForce = await policyInForce(context, programmeId, policyHash);
    return judgePolicy(context, { programmeId }, policy, inForce, { currency, firstNeedsDecision: true });
}

/**
 * What the roster of a programme decides: exactly this policy, which its members read with the decision.
 * @throws CarnetFailure QUORUM_IMPOSSIBLE where the roster was changed so that one member could decide
 */
async function publishing(context: LedgerContext, { programmeId, roster }: Programme, policy: Policy, policyHash: string): Promise<ExpectedDecision> {
    requireQuorumOfSeveral(await readRoster(context, roster));
    return { kind: 'PROGRAMME_POLICY', subject: programmeId, content: { programmeId, policyHash, policy }, rosterId: roster };
}

/** What PublishPolicy would say, writing nothing. @throws CarnetFailure PROGRAMME_NOT_FOUND, and those of judgePolicy */
export async function checkPolicyFor(context: LedgerContext, programmeId: string, policy: Policy): Promise<PolicyVerdict> {
    return judge(context, await readProgramme(context, programmeId), policy);
}

/**
 * Asks the programme's roster for a policy that is no tightening.
 * @throws CarnetFailure PROGRAMME_NOT_FOUND, those of requireRole and judgePolicy, the codes of findings, QUORUM_IMPOSSIBLE,
 * and as proposeDecision
 */
export async function proposePolicy(context: LedgerContext, programmeId: string, policy: Policy, decisionId: string): Promise<Decision> {
    const programme = await readProgramme(context, programmeId);
    await requireIssuer(context, programme);
    const verdict = await judge(context, programme, policy);
    requireProved(verdict);
    const proposed = await publishing(context, programme, policy, verdict.policyHash);
    return proposeDecision(context, { decisionId, ...proposed, proposerMayVote: true, expiry: endOfDecision(context) });
}

/**
 * Puts a policy in force: coins are issued under it from now on, and those that were issued keep theirs. Publishing what is in force changes nothing.
 * @throws CarnetFailure PROGRAMME_NOT_FOUND, those of requireRole and judgePolicy, the codes of findings, DECISION_NEEDED, QUORUM_IMPOSSIBLE,
 * and as executeDecision
 */
export async function publishPolicy(
    context: LedgerContext, programmeId: string, policy: Policy, decisionId: string | undefined,
): Promise<PublishedPolicy> {
    const programme = await readProgramme(context, programmeId);
    await requireIssuer(context, programme);
    const policyHash = hashOf(policy);
    if (programme.policyHash === policyHash) return { programmeId, policyHash, certificate: await readCertificate(context, programmeId, policyHash) };
    const verdict = await judge(context, programme, policy);
    requireProved(verdict);
    const decision = requireNamedDecision(verdict, decisionId);
    if (decision !== undefined) await executeDecision(context, decision, await publishing(context, programme, policy, policyHash));
    const published = await storePolicy(context, { programmeId }, policy, verdict);
    await saveProgramme(context, { ...programme, policyHash });
    return published;
}
