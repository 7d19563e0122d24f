// Codes of movements of money that are no payment's alone: issue, capture, release, refund, redemption, title for money.
import type { FailureMeaning } from './meaning';

/** Part of FAILURE_CODES. */
export const MONEY_CODES = {
    ISSUE_LIMIT_EXCEEDED: { meaning: 'More would have been issued than the programme may issue in all.', action: 'Issue at most what is left, which is named.' },
    PAYMENT_NOT_FOUND: { meaning: 'The programme has no payment of this id.', action: 'Compare the ids of programme and payment.' },
    RESERVATION_CLOSED: { meaning: 'The payment is not reserved, or not any more: it was paid, captured or released.', action: 'Read the payment.' },
    RESERVATION_EXPIRED: { meaning: 'The reservation has expired: it cannot be captured any more.', action: 'Release it, and ask for another payment.' },
    CAPTURE_TOO_EARLY: { meaning: 'The reservation cannot be captured yet.', action: 'Wait for the instant that is named.' },
    CAPTURE_EXCEEDED: { meaning: 'More was asked than was reserved.', action: 'Capture at most what was reserved, which is named.' },
    RELEASE_TOO_EARLY: { meaning: 'Before a reservation expires, only the payee gives it up.', action: 'Ask the payee, or wait for the instant that is named.' },
    REFUND_NOT_ALLOWED: { meaning: 'The policy under which was paid allows no refund, or nothing was paid yet.', action: 'Settle it with the payer otherwise.' },
    REFUND_EXPIRED: { meaning: 'The time in which the policy allows a refund is over.', action: 'Settle it with the payer otherwise.' },
    REFUND_EXCEEDED: { meaning: 'More would come back than was paid and has not come back yet, in all or of one lot.',
        action: 'Refund at most what is left, which is named, with coins of the lots that paid.' },
    COIN_OF_OTHER_LOT: { meaning: 'A coin is of another lot than those that are asked for: another policy, issue or expiry.',
        action: 'Name coins of the lots that are meant; ReadPayment names those of a payment.' },
    COIN_NOT_EXPIRED: { meaning: 'A coin has not expired, or the grace of its policy is not over.', action: 'Name coins that can no longer be spent.' },
    EXPIRED_COINS_STAY: { meaning: 'The policy lets expired coins stay where they are.', action: 'Nothing can be done with them but to redeem them, as a payee.' },
    APPROVAL_NOT_NEEDED: { meaning: 'The payment needs no approval, or none by this roster.', action: 'Pay without a decision, or name the roster that is asked for.' },
    OFFER_EXPIRED: { meaning: 'The offer of sale is not valid any more.', action: 'Ask the seller to offer the vehicle again.' },
    OFFER_TERMS_MISMATCH: { meaning: 'The payment is not what the offer of sale asks for: programme, payee, amount, currency and salt give another hash, or the payee is not the seller\'s.',
        action: 'Pay exactly the terms that the seller gave you; nothing has moved.' },
} as const satisfies Record<string, FailureMeaning>;
