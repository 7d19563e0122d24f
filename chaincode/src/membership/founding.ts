// Founding a consortium: proposals by hash, acceptance by every founder, one charter in force.
import { byCodeUnits, CarnetFailure, charterHash, type Charter, type CharterState } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireAdministrator } from './authorisation';
import { charterInForce, charterState, organisations, proposals, readSuspended, type Proposal } from './charter-state';

function requireFounder(context: LedgerContext, charter: Charter): void {
    const founders = charter.organisations.map(({ mspId }) => mspId);
    if (founders.includes(context.caller.mspId)) return;
    throw new CarnetFailure('NOT_A_FOUNDER', 'The charter does not name your organisation.', { mspId: context.caller.mspId, founders });
}

/** The state of this charter where it is in force; undefined where none is. @throws CarnetFailure CONSORTIUM_ALREADY_FOUNDED */
async function ifInForce(context: LedgerContext, hash: string): Promise<CharterState | undefined> {
    const inForce = await charterInForce(context).read();
    if (inForce === undefined) return undefined;
    if (inForce.charterHash !== hash) {
        throw new CarnetFailure('CONSORTIUM_ALREADY_FOUNDED', 'Another charter is in force: changes are decided by vote.', { charterHash: inForce.charterHash });
    }
    const proposal = await proposals(context).read(hash);
    if (proposal === undefined) throw new Error('The charter in force has no text.');
    return charterState(hash, proposal, true, await readSuspended(context, proposal.charter));
}

/** Adds the caller's acceptance; with the last one the charter comes into force and each organisation gets its record. */
async function accept(context: LedgerContext, hash: string, proposal: Proposal, isNew: boolean): Promise<CharterState> {
    const { mspId } = context.caller;
    if (proposal.acceptedBy.includes(mspId)) return charterState(hash, proposal, false, []);
    const accepted: Proposal = { ...proposal, acceptedBy: [...proposal.acceptedBy, mspId].sort(byCodeUnits) };
    const inForce = accepted.acceptedBy.length === proposal.charter.organisations.length;
    await proposals(context).write(accepted, hash);
    if (inForce) {
        await charterInForce(context).write({ charterHash: hash, version: 1 });
        for (const { mspId: founder, name, capabilities } of proposal.charter.organisations) {
            await organisations(context).write({ name, capabilities, suspended: false }, founder);
        }
    }
    context.emit(isNew ? 'CharterProposed' : 'CharterAccepted', { charterHash: hash, mspId, inForce });
    return charterState(hash, accepted, inForce, []);
}

/**
 * Proposes a charter and accepts it for the caller's organisation. Proposals are kept by hash: a bad one never stands in the way of
 * a good one.
 * @throws CarnetFailure NOT_ADMINISTRATOR, NOT_A_FOUNDER, CONSORTIUM_ALREADY_FOUNDED
 */
export async function foundConsortium(context: LedgerContext, charter: Charter): Promise<CharterState> {
    requireAdministrator(context);
    requireFounder(context, charter);
    const hash = charterHash(charter);
    const known = await ifInForce(context, hash);
    if (known !== undefined) return known;
    const proposal = await proposals(context).read(hash);
    return accept(context, hash, proposal ?? { charter, acceptedBy: [] }, proposal === undefined);
}

/** @throws CarnetFailure NOT_ADMINISTRATOR, CHARTER_NOT_FOUND, NOT_A_FOUNDER, CONSORTIUM_ALREADY_FOUNDED */
export async function acceptCharter(context: LedgerContext, hash: string): Promise<CharterState> {
    requireAdministrator(context);
    const known = await ifInForce(context, hash);
    if (known !== undefined) {
        requireFounder(context, known.charter);
        return known;
    }
    const proposal = await proposals(context).read(hash);
    if (proposal === undefined) throw new CarnetFailure('CHARTER_NOT_FOUND', 'No charter with this hash was proposed.', { charterHash: hash });
    requireFounder(context, proposal.charter);
    return accept(context, hash, proposal, false);
}
