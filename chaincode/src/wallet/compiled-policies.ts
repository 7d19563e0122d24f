// Policies compiled once in a process and kept by their hash: what a hash stands for never changes.
import { compilePolicy, type CompiledPolicy } from '@carnet/domain';
import { Kept } from '../ledger/kept';
import type { LedgerContext } from '../ledger/ledger-context';
import { policies, readPolicy } from './wallet-state';

const compiled = new Kept<CompiledPolicy>(256);

/** A policy that this process compiled before, if it did: whoever decides by it has still to read its key. */
export function knownPolicy(policyHash: string): CompiledPolicy | undefined {
    return compiled.get(policyHash);
}

/**
 * Reads the policy's key always, so that every peer has the same read set whatever it has seen before.
 * @throws CarnetFailure POLICY_NOT_FOUND
 */
export async function readCompiledPolicy(context: LedgerContext, programmeId: string, policyHash: string): Promise<CompiledPolicy> {
    const known = compiled.get(policyHash);
    if (known !== undefined && await policies(context).has(programmeId, policyHash)) return known;
    const made = compilePolicy(await readPolicy(context, programmeId, policyHash));
    compiled.keep(policyHash, made);
    return made;
}
