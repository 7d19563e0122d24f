// Which policy may follow another: the next version of the same id, in the same money; and its counters go on.
import { canonicalJson } from '../canonical/json';
import { CarnetFailure } from '../failure/failure';
import type { Approval, Limit, Policy } from '../policy/policy';

/** The policy in force, and its hash. */
export interface PolicyInForce { readonly policyHash: string; readonly policy: Policy }

function requireNextVersion(policy: Policy, inForce: PolicyInForce | undefined): void {
    const follows = inForce === undefined
        ? policy.previousHash === null
        : policy.previousHash === inForce.policyHash && policy.id === inForce.policy.id && policy.version === inForce.policy.version + 1;
    if (follows) return;
    throw new CarnetFailure('POLICY_VERSION', inForce === undefined
        ? 'No policy is in force yet: send version 1, without previousHash.' : 'The policy must be the next version of the one in force, and name its hash.', {
        ...inForce === undefined ? {} : { id: inForce.policy.id, version: inForce.policy.version, policyHash: inForce.policyHash },
    });
}

/**
 * What the counter of a limit or approval is kept by. It goes on under its id, in every version of a policy: with another meaning it would count
 * something else from one moment to the next, or what was counted would be read as what it is not.
 */
export function countedAs(one: Limit | Approval): string {
    return 'measure' in one ? canonicalJson([one.measure, one.period, one.scope, one.stripes ?? 1]) : canonicalJson(['approval', one.cumulative?.period ?? null]);
}

/**
 * @param known by id, what each limit and approval of whatever former version was counted as (`countedAs`)
 * @throws CarnetFailure LIMIT_REDEFINED
 */
export function requireSameCounting(policy: Policy, known: ReadonlyMap<string, string>): void {
    for (const [list, field] of [[policy.limits, 'limits'], [policy.approvals, 'approvals']] as const) {
        list.forEach((one, index) => {
            const counted = known.get(one.id);
            if (counted === undefined || counted === countedAs(one)) return;
            throw new CarnetFailure('LIMIT_REDEFINED', 'Under this id something else is counted, in this version or a former one: give it another id.', {
                field: `policy.${field}[${index}]`, id: one.id,
            });
        });
    }
}

/**
 * @param inForce undefined where there is none yet
 * @throws CarnetFailure CURRENCY_MISMATCH, POLICY_VERSION
 */
export function requireSuccessor(policy: Policy, inForce: PolicyInForce | undefined, currency: Policy['currency']): void {
    if (policy.currency.code !== currency.code || policy.currency.scale !== currency.scale) {
        throw new CarnetFailure('CURRENCY_MISMATCH', 'The policy is in another currency than its programme.', { ...currency });
    }
    requireNextVersion(policy, inForce);
}

/** In the policy of one wallet, where all wallets of the programme have no say. @throws CarnetFailure INVALID_VALUE */
export function requireOwnScope({ limits }: Policy): void {
    limits.forEach(({ scope }, index) => {
        if (scope === 'wallet') return;
        throw new CarnetFailure('INVALID_VALUE', 'The policy of a wallet counts its own payments: send wallet.', { field: `policy.limits[${index}].scope` });
    });
}
