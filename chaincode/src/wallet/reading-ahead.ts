// What a payment reads, named ahead: as soon as it is known that something will be read, it is fetched with all else that is known by then.
import { recipientFacts, type PaymentFacts, type PaymentOrder, type PaymentRequest, type PolicyLayer } from '@carnet/domain';
import { Kept } from '../ledger/kept';
import type { LedgerContext } from '../ledger/ledger-context';
import { organisations } from '../membership/charter-state';
import { dayKeys } from './calendar-day';
import { knownPolicy } from './compiled-policies';
import { coins, days, payments } from './money-state';
import { payees, payeeWallets, policies, programmes, wallets } from './wallet-state';
import { STRIPES_PER_PAYMENT, type CounterUses } from './usage';

/** A policy that is asked, by its hash. */
export interface NamedLayer { readonly layer: PolicyLayer; readonly hash: string }

/**
 * Programmes by channel and wallet, for wallets that paid before: none ever leaves its programme. Known or not, the same keys are read; only in how
 * many messages differs.
 */
const knownProgrammes = new Kept<string>(16_384);

/** What every payment of a wallet by its holder reads first. */
function payerKeys(context: LedgerContext, walletId: string): readonly string[] {
    return [wallets(context).key(walletId), organisations(context).key(context.caller.mspId)];
}

/** What is read of a wallet that is paid as another holder's. */
function holderKeys(context: LedgerContext, walletId: string): readonly string[] {
    return [wallets(context).key(walletId), payeeWallets(context).key(walletId)];
}

/**
 * What the request names in the wallet's programme, and that programme. What the payer expects beside it is read whether it holds or not: what a
 * transaction reads must not depend on what a process has seen before.
 */
function orderedKeys(
    context: LedgerContext, programmeId: string, { walletId, paymentId, payeeId, channel, coins: coinIds, ahead = {} }: PaymentRequest,
): readonly string[] {
    return [
        programmes(context).key(programmeId), payments(context).key(programmeId, 'PAYMENT', paymentId),
        ...channel === 'p2p' ? holderKeys(context, payeeId) : [payees(context).key(programmeId, payeeId)],
        ...coinIds.map(coinId => coins(context).key(programmeId, walletId, coinId)),
        ...ahead.walletId === undefined ? [] : [wallets(context).key(ahead.walletId)],
        ...(ahead.policies ?? []).map(hash => policies(context).key(programmeId, hash)),
        ...(ahead.calendars ?? []).map(offset => days(context).key(programmeId, String(offset))),
    ];
}

/** What wallet and caller tell. */
export async function fetchPayer(context: LedgerContext, walletId: string): Promise<void> {
    await context.state.prefetch(payerKeys(context, walletId));
}

/** The same, and what the request names: at once where the programme of the wallet is known. */
export async function fetchOrdered(context: LedgerContext, request: PaymentRequest): Promise<void> {
    const { walletId } = request;
    const wallet = `${context.stub.getChannelID()}/${walletId}`;
    const known = knownProgrammes.get(wallet);
    await context.state.prefetch([...payerKeys(context, walletId), ...known === undefined ? [] : orderedKeys(context, known, request)]);
    const payer = await wallets(context).read(walletId);
    if (payer === undefined || payer.programmeId === known) return;
    knownProgrammes.keep(wallet, payer.programmeId);
    await context.state.prefetch(orderedKeys(context, payer.programmeId, request));
}

/** What payee and coins lead to, by the layers of the policies that are asked; of policies that this process knows also what they count. */
export async function fetchTerms(
    context: LedgerContext, programmeId: string, order: PaymentOrder, layers: readonly NamedLayer[], uses: CounterUses,
): Promise<void> {
    const { payeeId, channel, amount } = order;
    const payee = channel === 'p2p' ? undefined : await payees(context).read(programmeId, payeeId);
    const facts: PaymentFacts = { payee: recipientFacts(order, payee ?? { groups: [] }), channel, amount, time: context.time.milliseconds };
    const recipient = channel === 'p2p' ? holderKeys(context, payeeId)
        : payee === undefined ? [] : [wallets(context).key(payee.walletId)];
    const known = layers.flatMap(({ layer, hash }) => {
        const policy = knownPolicy(hash);
        return policy === undefined ? [] : [{ layer, policy }];
    });
    await context.state.prefetch([
        ...recipient, ...layers.map(({ hash }) => policies(context).key(programmeId, hash)),
        ...dayKeys(context, programmeId, known.map(({ policy }) => policy)),
        ...known.flatMap(({ layer, policy }) => uses.keys(layer, policy, facts)).slice(0, STRIPES_PER_PAYMENT),
    ]);
}
