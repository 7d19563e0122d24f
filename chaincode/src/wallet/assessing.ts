// The one decision on a payment, for Explain, ProposePayment, Pay and Reserve alike: all that is read, and all reasons against it.
import {
    CarnetFailure, combineReasons, decidePayment, endOfCoin, FAILURE_CODES, sumOfCoins,
    type Coin, type CompiledPolicy, type PaymentFacts, type PaymentOrder, type PolicyDecision, type PolicyLayer, type PolicyLayerInput,
    type PolicyReason, type Programme, type Wallet,
} from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { approvalsOf, withThresholds, type GivenApprovals } from './approvals';
import { holderRefusal } from './authority';
import { guardDay, type DayGuard } from './calendar-day';
import { findCoins, type FoundCoins } from './coins';
import { readCompiledPolicy } from './compiled-policies';
import { isBeingRecovered } from './holds';
import { fetchTerms, type NamedLayer } from './reading-ahead';
import { findRecipient, type Recipient } from './recipient';
import { CounterUses, type StripeChoice } from './usage';
import { readProgramme } from './wallet-state';

/** What a payer names beside the order; who only asks may leave it out. */
export interface Means {
    readonly coins?: readonly string[];
    readonly change?: string;
    readonly stripes?: StripeChoice;
    readonly decisionId?: string;
    readonly furtherDecisions?: readonly string[];
    /** Policies of the coins that are meant, where no coins are named; default the one under which coins are issued now. */
    readonly policies?: readonly string[];
}

export interface Assessment {
    readonly decision: PolicyDecision;
    readonly programme: Programme;
    readonly wallet: Wallet;
    /** What was decided on; undefined where there is no such payee, or nothing was asked that a policy could be asked about. */
    readonly asked?: Asked;
}

/** A payment that policies were asked about. */
export interface Asked {
    readonly facts: PaymentFacts;
    readonly recipient: Recipient;
    readonly coins: readonly Coin[];
    readonly layers: readonly PolicyLayerInput[];
    readonly uses: CounterUses;
    readonly day: DayGuard;
    readonly approvals: GivenApprovals | undefined;
}

function decisionsIn({ decisionId, furtherDecisions = [] }: Means): readonly string[] {
    return decisionId === undefined ? furtherDecisions : [decisionId, ...furtherDecisions];
}

function reason(code: PolicyReason['code'], parameters: PolicyReason['parameters'] = {}): PolicyReason {
    return { code, parameters };
}

function stateReasons(
    wallet: Wallet, programme: Programme, order: PaymentOrder, recipient: Recipient | undefined, recovering: boolean,
): PolicyReason[] {
    return [
        ...order.currency === programme.currency.code ? [] : [reason('CURRENCY_MISMATCH', { currency: programme.currency.code })],
        ...recipient === undefined ? [reason('PAYEE_UNKNOWN')] : [],
        ...recipient?.walletId === wallet.walletId ? [reason('SELF_PAYMENT')] : [],
        ...wallet.frozen === null ? [] : [reason('WALLET_FROZEN')],
        ...recipient?.closed === true ? [reason('PAYEE_SUSPENDED')] : [],
        ...programme.paused ? [reason('PROGRAMME_PAUSED')] : [],
        ...recovering ? [reason('RECOVERY_PENDING')] : [],
    ];
}

/** Whether a coin's time is over at this instant, with the grace that its policy gives. */
export function isOver(coin: Pick<Coin, 'expiresAt'>, { policy: { expiry } }: CompiledPolicy, milliseconds: number): boolean {
    return milliseconds >= endOfCoin(coin, expiry);
}

function fundsReasons(
    { found, missing }: FoundCoins, policies: ReadonlyMap<string, CompiledPolicy>,
    amount: bigint, named: string | undefined, now: number, split: boolean,
): PolicyReason[] {
    const idsOf = (coins: readonly Coin[]): string[] => coins.map(({ coinId }) => coinId);
    const frozen = idsOf(found.filter(coin => coin.frozen !== undefined));
    const over = idsOf(found.filter(coin => {
        const policy = policies.get(coin.policyHash);
        return policy === undefined || isOver(coin, policy, now);
    }));
    const reasons = [
        ...frozen.length === 0 ? [] : [reason('COIN_FROZEN', { coins: frozen })],
        ...over.length === 0 ? [] : [reason('COIN_EXPIRED', { coins: over })],
    ];
    // What they sum up to is known only where all are there.
    if (missing.length > 0) return [...reasons, reason('COIN_SPENT', { coins: missing })];
    const available = sumOfCoins(found);
    if (available < amount) return [...reasons, reason('COINS_INSUFFICIENT', { needed: String(amount), available: String(available) })];
    const change = named === undefined ? available - amount : BigInt(named);
    const sums = { inputs: String(available), outputs: String(amount + change) };
    if (available !== amount + change) return [...reasons, reason('OUTPUT_SUM_MISMATCH', sums)];
    return change > 0n && !split ? [...reasons, reason('OUTPUT_SUM_MISMATCH', { ...sums, setting: 'transfer.split' })] : reasons;
}

/** The policies that must all allow: of each lot that is spent, and the wallet's own. */
function layersOf({ policyHash: own }: Wallet, hashes: readonly string[]): readonly NamedLayer[] {
    return [...hashes.map(hash => ({ layer: 'programme', hash }) as const), ...own === null ? [] : [{ layer: 'wallet', hash: own } as const]];
}

async function readLayers(
    context: LedgerContext, programmeId: string, named: readonly NamedLayer[],
): Promise<readonly { readonly layer: PolicyLayer; readonly policy: CompiledPolicy }[]> {
    const layers: { layer: PolicyLayer; policy: CompiledPolicy }[] = [];
    for (const { layer, hash } of named) layers.push({ layer, policy: await readCompiledPolicy(context, programmeId, hash) });
    return layers;
}

/**
 * Decides whether a wallet may make a payment now. Whoever is not its holder learns that and nothing else. The time must have been checked.
 * @throws CarnetFailure POLICY_NOT_FOUND for a policy that the means name and the programme does not have, OUT_OF_RANGE for too many stripes,
 * those of approvalsOf
 */
export async function assess(context: LedgerContext, wallet: Wallet, order: PaymentOrder, means: Means): Promise<Assessment> {
    const programme = await readProgramme(context, wallet.programmeId);
    const refusal = holderRefusal(wallet, context.caller);
    if (refusal !== undefined) return { decision: combineReasons([reason(refusal)], []), programme, wallet };
    const { programmeId } = programme;
    const { milliseconds: time } = context.time;
    const found = means.coins === undefined ? undefined : await findCoins(context, programmeId, wallet.walletId, means.coins);
    const named = found === undefined ? means.policies ?? [] : [...new Set(found.found.map(({ policyHash }) => policyHash))];
    const hashes = named.length > 0 || programme.policyHash === null ? named : [programme.policyHash];
    const uses = new CounterUses(context, programmeId, wallet.walletId, means.stripes ?? {});
    const namedLayers = layersOf(wallet, hashes);
    await fetchTerms(context, programmeId, order, namedLayers, uses);
    const recipient = await findRecipient(context, programmeId, order);
    const state = stateReasons(wallet, programme, order, recipient, await isBeingRecovered(context, wallet));
    const layers = await readLayers(context, programmeId, namedLayers);
    const policies = new Map(layers.map(({ policy }) => [policy.hash, policy]));
    const split = layers.every(({ policy: { policy: { transfer } } }) => transfer.split);
    const funds = found === undefined ? [] : fundsReasons(found, policies, BigInt(order.amount), means.change, time, split);
    if (recipient === undefined) return { decision: combineReasons([...state, ...funds], []), programme, wallet };
    const day = await guardDay(context, programmeId, layers.map(({ policy }) => policy));
    const approvals = await approvalsOf(context, wallet, order, recipient, hashes, decisionsIn(means));
    const facts = { payee: recipient.facts, channel: order.channel, amount: order.amount, time };
    const inputs: PolicyLayerInput[] = [];
    for (const { layer, policy } of layers) {
        inputs.push({ layer, policy, usage: await uses.read(layer, policy, facts), approvals: approvals?.of(policy) ?? {} });
    }
    const { reasons: ofPolicies, allowedBy } = decidePayment(inputs, facts);
    const reasons = await withThresholds(context, ofPolicies, approvals);
    const decision = combineReasons([...state, ...funds, ...day.behind ? [reason('CLOCK_SKEW')] : [], ...approvals?.reasons ?? [], ...reasons], allowedBy);
    return { decision, programme, wallet, asked: { facts, recipient, coins: found?.found ?? [], layers: inputs, uses, day, approvals } };
}

/** What an allowed payment is made of. @throws CarnetFailure with the code of the first reason and {decision, reasons} */
export function requireAllowed({ decision, asked }: Assessment): Asked {
    const [first] = decision.reasons;
    if (first !== undefined) {
        throw new CarnetFailure(first.code, FAILURE_CODES[first.code].meaning, { decision: decision.decision, reasons: decision.reasons });
    }
    if (asked === undefined) throw new Error('A payment was allowed that no policy was asked about.');
    return asked;
}
