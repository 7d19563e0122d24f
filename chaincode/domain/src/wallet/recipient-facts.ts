// The facts of whoever is paid, as policies see them: of a payee what its record says, of another holder nothing but his wallet.
import { present } from '../canonical/present';
import type { PayeeFacts } from '../policy/payment-facts';
import { walletAccount } from './legs';
import type { PaymentOrder } from './payment';

/** Facts of a payee's record, as a journal row keeps them too. */
export interface RecordedFacts {
    readonly category?: string;
    readonly country?: string;
    readonly region?: string;
    readonly groups: readonly string[];
}

/**
 * A wallet is named `wallet:<id>`, which no policy can list: else somebody could open a wallet under the id of a payee that a rule allows, and be
 * paid as if he were that payee.
 */
export function recipientFacts({ channel, payeeId }: Pick<PaymentOrder, 'channel' | 'payeeId'>, recorded: RecordedFacts): PayeeFacts {
    if (channel === 'p2p') return { id: walletAccount(payeeId), groups: [] };
    const { category, country, region, groups } = recorded;
    return {
        id: payeeId, groups,
        ...present({ category, country, region }),
    };
}
