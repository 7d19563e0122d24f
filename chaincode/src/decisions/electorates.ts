// The electorate of a decision as it stands now, and which of its organisations are suspended.
import { CHARTER_ELECTORATE, electorateOfCharter, electorateOfRoster, type Electorate } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { organisations, readCharterInForce } from '../membership/charter-state';
import { readRoster } from './decision-state';

/** @param rosterId a roster, or CHARTER_ELECTORATE @throws CarnetFailure ROSTER_NOT_FOUND, CONSORTIUM_NOT_FOUNDED */
export async function readElectorate(context: LedgerContext, rosterId: string): Promise<Electorate> {
    if (rosterId !== CHARTER_ELECTORATE) return electorateOfRoster(await readRoster(context, rosterId));
    const { version, proposal } = await readCharterInForce(context);
    return electorateOfCharter(version, proposal.charter.organisations.map(({ mspId }) => mspId));
}

/** MSP ids of the voters' organisations whose people cannot vote now: one read for each organisation, at most 32. */
export async function suspendedOf(context: LedgerContext, { voters }: Pick<Electorate, 'voters'>): Promise<ReadonlySet<string>> {
    const suspended = new Set<string>();
    for (const mspId of new Set(voters.map(voter => voter.mspId))) {
        const record = await organisations(context).read(mspId);
        if (record === undefined || record.suspended) suspended.add(mspId);
    }
    return suspended;
}
