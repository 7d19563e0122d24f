// What a payment reads, named ahead: as soon as it is known that something will be read, it is fetched with all else that is known by then.
import { recipientFacts, type PaymentFacts, type PaymentOrder, type PolicyLayer, type Wallet } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { organisations } from '../membership/charter-state';
import { dayKeys } from './calendar-day';
import { knownPolicy } from './compiled-policies';
import { coins, payments } from './money-state';
import { payees, payeeWallets, policies, programmes, wallets } from './wallet-state';
import { STRIPES_PER_PAYMENT, type CounterUses } from './usage';

/** A policy that is asked, by its hash. */
export interface NamedLayer { readonly layer: PolicyLayer; readonly hash: string }

/** What every payment of a wallet by its holder reads first. */
export async function fetchPayer(context: LedgerContext, walletId: string): Promise<void> {
    await context.state.prefetch([wallets(context).key(walletId), organisations(context).key(context.caller.mspId)]);
}

/** What the wallet leads to: its programme, and what the order names there. */
export async function fetchOrdered(
    context: LedgerContext, { walletId, programmeId }: Wallet, { paymentId, payeeId, channel }: PaymentOrder, coinIds: readonly string[],
): Promise<void> {
    await context.state.prefetch([
        programmes(context).key(programmeId), payments(context).key(programmeId, 'PAYMENT', paymentId),
        ...channel === 'p2p' ? [] : [payees(context).key(programmeId, payeeId)],
        ...coinIds.map(coinId => coins(context).key(programmeId, walletId, coinId)),
    ]);
}

/** What payee and coins lead to, by the layers of the policies that are asked; of policies that this process knows also what they count. */
export async function fetchTerms(
    context: LedgerContext, programmeId: string, order: PaymentOrder, layers: readonly NamedLayer[], uses: CounterUses,
): Promise<void> {
    const { payeeId, channel, amount } = order;
    const payee = channel === 'p2p' ? undefined : await payees(context).read(programmeId, payeeId);
    const facts: PaymentFacts = { payee: recipientFacts(order, payee ?? { groups: [] }), channel, amount, time: context.time.milliseconds };
    const recipient = channel === 'p2p' ? [wallets(context).key(payeeId), payeeWallets(context).key(payeeId)]
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
