// Programmes: created by an organisation that issues, paused and resumed by it.
import { canonicalJson, CarnetFailure, type Programme, type ProgrammeRequest } from '@carnet/domain';
import { readRoster } from '../decisions/decision-state';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireIssuer, requireRole } from './authority';
import { programmes, readProgramme } from './wallet-state';
import { requireQuorumOfSeveral } from './quorums';

/** Writes a programme and tells the listeners. */
export async function saveProgramme(context: LedgerContext, programme: Programme): Promise<Programme> {
    const { programmeId, mspId, paused, policyHash } = programme;
    await programmes(context).write(programme, programmeId);
    context.emit('ProgrammeChanged', { programmeId, mspId, paused, policyHash });
    return programme;
}

/** @throws CarnetFailure PROGRAMME_PAUSED */
export function requireRunning({ programmeId, paused }: Programme): void {
    if (paused) throw new CarnetFailure('PROGRAMME_PAUSED', 'The programme is paused.', { programmeId });
}

/** @throws CarnetFailure those of requireRole, ALREADY_EXISTS, ROSTER_NOT_FOUND, QUORUM_IMPOSSIBLE */
export async function createProgramme(context: LedgerContext, request: ProgrammeRequest): Promise<Programme> {
    await requireRole(context, 'issuer');
    const { programmeId, name, currency, issueLimit, roster } = request;
    const { mspId } = context.caller;
    const known = await programmes(context).read(programmeId);
    if (known !== undefined) {
        const { paused, policyHash, ...created } = known;
        if (canonicalJson(created) === canonicalJson({ ...request, mspId })) return { ...created, paused, policyHash };
        throw new CarnetFailure('ALREADY_EXISTS', 'There is another programme of this id.', { programmeId });
    }
    requireQuorumOfSeveral(await readRoster(context, roster));
    return saveProgramme(context, { programmeId, name, currency, issueLimit, roster, mspId, paused: false, policyHash: null });
}

/** @throws CarnetFailure PROGRAMME_NOT_FOUND, those of requireRole, PROGRAMME_PAUSED */
export async function pauseProgramme(context: LedgerContext, programmeId: string): Promise<Programme> {
    const programme = await readProgramme(context, programmeId);
    await requireIssuer(context, programme);
    if (programme.paused) throw new CarnetFailure('PROGRAMME_PAUSED', 'The programme is paused already.', { programmeId });
    return saveProgramme(context, { ...programme, paused: true });
}

/** @throws CarnetFailure PROGRAMME_NOT_FOUND, those of requireRole, PROGRAMME_NOT_PAUSED */
export async function resumeProgramme(context: LedgerContext, programmeId: string): Promise<Programme> {
    const programme = await readProgramme(context, programmeId);
    await requireIssuer(context, programme);
    if (!programme.paused) throw new CarnetFailure('PROGRAMME_NOT_PAUSED', 'The programme is not paused.', { programmeId });
    return saveProgramme(context, { ...programme, paused: false });
}
