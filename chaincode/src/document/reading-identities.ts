// What is read of a person in documents: who may replace his key, whose keys his own replaces, and how his own was replaced.
import { personId, type IdentityState, type Person } from '@carnet/domain';
import { readDecision } from '../decisions/reading';
import type { LedgerContext } from '../ledger/ledger-context';
import { identities, NEW_IDENTITY } from './acting';

/** Of anybody: of whom nothing is known, that nothing is. With the votes, so that whoever has organisations sign the answer can show who decided. */
export async function readIdentity(context: LedgerContext, { mspId, publicKeyHash }: Person): Promise<IdentityState> {
    const { roster, formers, supersededBy, reboundBy } = await identities(context).read(personId({ mspId, publicKeyHash })) ?? NEW_IDENTITY;
    const known = { mspId, publicKeyHash, roster, formers };
    if (supersededBy === null || reboundBy === null) return { ...known, rebinding: null };
    const { decision, content, votes } = await readDecision(context, reboundBy);
    return { ...known, rebinding: { heir: supersededBy, decision, content, votes } };
}
