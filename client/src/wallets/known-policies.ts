// Policies by their hash, read once: what a hash stands for never changes.
import { compilePolicy, type CompiledPolicy, type PolicyRecord } from '@carnet/domain';
import type { ContractClient } from '../call/contract-client.js';
import type { CallOptions } from '../call/invocation.js';

/** Policies that are kept; a company has a handful. */
const KEPT = 256;

export class KnownPolicies {
    readonly #known = new Map<string, CompiledPolicy>();

    constructor(private readonly contract: ContractClient) {}

    /** @throws CarnetError POLICY_NOT_FOUND */
    async read(programmeId: string, policyHash: string, options: CallOptions): Promise<CompiledPolicy> {
        const known = this.#known.get(policyHash);
        if (known !== undefined) return known;
        const { policy: text } = await this.contract.evaluate<PolicyRecord>('ReadPolicy', [programmeId, policyHash], options);
        const policy = compilePolicy(text);
        if (this.#known.size >= KEPT) this.#known.clear();
        this.#known.set(policyHash, policy);
        return policy;
    }
}
