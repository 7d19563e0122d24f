// Issuing coins: by an issuer of the programme's organisation, under the policy in force, within what the programme may issue in all.
import {
    byLot, CarnetFailure, ISSUER_ACCOUNT, legsFrom, stripeShare, timeOfInstant, walletAccount, type IssueRequest, type LotSum, type Movement,
    type Programme,
} from '@carnet/domain';
import { hashOf } from '../ledger/hash';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireIssuer } from './authority';
import { Mint } from './coins';
import { readCompiledPolicy } from './compiled-policies';
import { requireDamageAtMost } from './damage-ceiling';
import { recordMovement, repeatedMovement, rowOf } from './journal';
import { issuedTotals } from './money-state';
import { requireRunning } from './programmes';
import { holderWallets, payeeWallets, readProgramme, readWalletOf } from './wallet-state';

/** The hash of the policy in force, within whose validity the coins expire. @throws CarnetFailure POLICY_NOT_FOUND, POLICY_EXPIRED, INVALID_DATE */
async function requireExpiry(context: LedgerContext, { programmeId, policyHash }: Programme, expiresAt: string): Promise<string> {
    if (policyHash === null) throw new CarnetFailure('POLICY_NOT_FOUND', 'The programme has no policy yet: publish one first.', { programmeId });
    const { notAfter, policy } = await readCompiledPolicy(context, programmeId, policyHash);
    const now = context.time.milliseconds;
    if (now >= notAfter) throw new CarnetFailure('POLICY_EXPIRED', 'The policy is not in force any more.', { notAfter: policy.validity.notAfter });
    const expiry = timeOfInstant(expiresAt);
    if (expiry > now && expiry <= notAfter) return policyHash;
    throw new CarnetFailure('INVALID_DATE', 'Coins expire after now, and not after the end of their policy.', {
        field: 'issue.expiresAt', notAfter: policy.validity.notAfter,
    });
}

/** Parts of the issue limit, so that issues of one programme need not wait for each other. */
const ISSUE_STRIPES = 16;

/** Counts on the stripe that the id of the issue falls on, and where it is full on those after it. @throws CarnetFailure ISSUE_LIMIT_EXCEEDED */
async function countIssued(context: LedgerContext, { programmeId, issueLimit }: Programme, issueId: string, sum: bigint): Promise<void> {
    const limit = { max: BigInt(issueLimit), stripes: ISSUE_STRIPES };
    const first = Number.parseInt(hashOf(issueId).slice(0, 2), 16);
    const additions: (readonly [stripe: string, issued: bigint])[] = [];
    let rest = sum;
    for (let turn = 0; turn < ISSUE_STRIPES && rest > 0n; turn += 1) {
        const stripe = (first + turn) % ISSUE_STRIPES;
        const issued = BigInt(await issuedTotals(context).read(programmeId, String(stripe)) ?? '0');
        const room = stripeShare(limit, stripe) - issued;
        const added = rest < room ? rest : room;
        if (added > 0n) additions.push([String(stripe), issued + added]);
        rest -= added;
    }
    if (rest > 0n) {
        throw new CarnetFailure('ISSUE_LIMIT_EXCEEDED', 'The programme may not issue so much in all.', { issueLimit, left: String(sum - rest), asked: String(sum) });
    }
    for (const [stripe, issued] of additions) await issuedTotals(context).write(String(issued), programmeId, stripe);
}

/**
 * Issues one coin of each amount into a wallet of the programme, frozen or not: what it may do with them is asked when it pays.
 * @throws CarnetFailure PROGRAMME_NOT_FOUND, those of requireIssuer, ALREADY_EXISTS, PROGRAMME_PAUSED, WALLET_NOT_FOUND, WALLET_OF_OTHER_PROGRAMME,
 * WALLET_OF_PAYEE, POLICY_NOT_FOUND, POLICY_EXPIRED, INVALID_DATE, DAMAGE_BOUND_EXCEEDED, ISSUE_LIMIT_EXCEEDED
 */
export async function issue(context: LedgerContext, request: IssueRequest): Promise<Movement> {
    const { issueId, programmeId, walletId, amounts, expiresAt } = request;
    const programme = await readProgramme(context, programmeId);
    await requireIssuer(context, programme);
    const known = await repeatedMovement(context, 'ISSUED', programmeId, issueId, request);
    if (known !== undefined) return known;
    requireRunning(programme);
    const wallet = await readWalletOf(context, programmeId, walletId);
    if (await payeeWallets(context).read(walletId) !== undefined) {
        throw new CarnetFailure('WALLET_OF_PAYEE', 'The wallet is a payee\'s, who redeems what he was paid: nothing is issued into it.', { walletId });
    }
    const policyHash = await requireExpiry(context, programme, expiresAt);
    if (request.damageBoundAtMost !== undefined) await requireDamageAtMost(context, wallet, programme, policyHash, request.damageBoundAtMost);
    const sums = amounts.map((amount): LotSum => ({ policyHash, issueId, expiresAt, sum: BigInt(amount) }));
    const [all] = byLot(sums);
    if (all === undefined) throw new Error('An issue was accepted without an amount.');
    await countIssued(context, programme, issueId, all.sum);
    await holderWallets(context).write(programmeId, walletId);
    const mint = new Mint(context, programmeId);
    await mint.pay(walletId, sums);
    const row = rowOf(context, 'ISSUED', programmeId, issueId, legsFrom(ISSUER_ACCOUNT, [{ to: walletAccount(walletId), amount: all.sum }]));
    return recordMovement(context, row, request, mint.created);
}
