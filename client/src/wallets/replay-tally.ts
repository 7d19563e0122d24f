// Counts and sums of a replay: of all payments, of those that were refused, by reason and by rule.
import { byCodeUnits, POLICY_REASON_CODES, type Amount, type PolicyDecision, type PolicyReasonCode } from '@carnet/domain';

export interface PaymentSums {
    readonly payments: number;
    /** Minor units, '0' for none. */
    readonly amount: Amount;
}

/** A payment with several reasons counts in each of them. */
export interface ReasonSums extends PaymentSums { readonly code: PolicyReasonCode }
/** Of a rule, limit or approval of the draft. */
export interface RuleSums extends ReasonSums { readonly id: string }

export interface ReplaySums {
    readonly payments: PaymentSums;
    readonly allowed: PaymentSums;
    readonly refused: PaymentSums;
    /** Not refused, but managers would have had to approve them, and did not. */
    readonly needingApproval: PaymentSums;
    /** In the order of POLICY_REASON_CODES. */
    readonly byReason: readonly ReasonSums[];
    /** As `byReason`, then by id. */
    readonly byRule: readonly RuleSums[];
    /** Per allow rule of the draft what it would have let through, by id. A payment that several rules allow counts in each of them. */
    readonly byAllowRule: readonly (PaymentSums & { readonly id: string })[];
}

/** Of one thing that is counted. */
class Sum {
    payments = 0;
    amount = 0n;

    add(amount: bigint): void {
        this.payments += 1;
        this.amount += amount;
    }

    sums(): PaymentSums {
        return { payments: this.payments, amount: String(this.amount) };
    }
}

class Sums<K extends string> {
    readonly #sums = new Map<K, Sum>();

    add(key: K, amount: bigint): void {
        const sum = this.#sums.get(key) ?? new Sum();
        this.#sums.set(key, sum);
        sum.add(amount);
    }

    of(key: K): PaymentSums {
        return (this.#sums.get(key) ?? new Sum()).sums();
    }

    keys(): readonly K[] {
        return [...this.#sums.keys()].sort(byCodeUnits);
    }
}

export class ReplayTally {
    readonly #decisions = new Sums<PolicyDecision['decision']>();
    readonly #all = new Sum();
    readonly #reasons = new Sums<PolicyReasonCode>();
    readonly #rules = new Sums<`${PolicyReasonCode} ${string}`>();
    readonly #allowing = new Sums<string>();

    count(amount: Amount, { decision, reasons, allowedBy }: PolicyDecision): void {
        const sum = BigInt(amount);
        this.#all.add(sum);
        this.#decisions.add(decision, sum);
        for (const code of new Set(reasons.map(reason => reason.code))) this.#reasons.add(code, sum);
        for (const { code, id } of reasons) if (id !== undefined) this.#rules.add(`${code} ${id}`, sum);
        if (decision === 'ALLOW') for (const { id } of allowedBy) this.#allowing.add(id, sum);
    }

    sums(): ReplaySums {
        const codes = POLICY_REASON_CODES.filter(code => this.#reasons.of(code).payments > 0);
        const rules = this.#rules.keys();
        return {
            payments: this.#all.sums(), allowed: this.#decisions.of('ALLOW'), refused: this.#decisions.of('DENY'),
            needingApproval: this.#decisions.of('NEEDS_APPROVAL'),
            byReason: codes.map(code => ({ code, ...this.#reasons.of(code) })),
            byRule: codes.flatMap(code => rules.filter(key => key.startsWith(`${code} `)).map(key =>
                ({ code, id: key.slice(code.length + 1), ...this.#rules.of(key) }))),
            byAllowRule: this.#allowing.keys().map(id => ({ id, ...this.#allowing.of(id) })),
        };
    }
}
