// Where the charter and the organisations' records stand on the ledger.
import { byCodeUnits, CarnetFailure, type Capability, type Charter, type CharterState } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import type { StateCollection } from '../ledger/world-state';

/** A charter that somebody proposed, by its hash; whether it is in force says the charter in force alone. */
export interface Proposal {
    readonly charter: Charter;
    /** MSP ids, sorted. */
    readonly acceptedBy: readonly string[];
}

/**
 * What authorisation reads of an organisation: its own key, so that one read tells all and organisations never conflict. Written when
 * a charter comes into force.
 */
export interface OrganisationRecord {
    readonly name: string;
    readonly capabilities: readonly Capability[];
    readonly suspended: boolean;
}

export function proposals(context: LedgerContext): StateCollection<Proposal> {
    return context.state.collection<Proposal>('proposal');
}

export interface CharterInForce {
    readonly charterHash: string;
    /** 1 for the founders' charter, and one more with each change that was decided: votes under an earlier version are void. */
    readonly version: number;
}

/** One key. */
export function charterInForce(context: LedgerContext): StateCollection<CharterInForce> {
    return context.state.collection('charter');
}

/** By MSP id. */
export function organisations(context: LedgerContext): StateCollection<OrganisationRecord> {
    return context.state.collection<OrganisationRecord>('organisation');
}

/** @throws CarnetFailure CONSORTIUM_NOT_FOUNDED */
export async function readCharterInForce(context: LedgerContext): Promise<CharterInForce & { readonly proposal: Proposal }> {
    const inForce = await charterInForce(context).read();
    if (inForce === undefined) {
        throw new CarnetFailure('CONSORTIUM_NOT_FOUNDED', 'No charter is in force: every founder must accept the same charter first.');
    }
    const proposal = await proposals(context).read(inForce.charterHash);
    if (proposal === undefined) throw new Error('The charter in force has no text.');
    return { ...inForce, proposal };
}

/** MSP ids of the charter's organisations that are suspended, sorted. */
export async function readSuspended(context: LedgerContext, charter: Charter): Promise<string[]> {
    const suspended: string[] = [];
    for (const { mspId } of charter.organisations) {
        const record = await organisations(context).read(mspId);
        if (record?.suspended === true) suspended.push(mspId);
    }
    return suspended.sort(byCodeUnits);
}

export function charterState(charterHash: string, proposal: Proposal, inForce: boolean, suspended: readonly string[]): CharterState {
    return { charterHash, charter: proposal.charter, inForce, acceptedBy: proposal.acceptedBy, suspended };
}
