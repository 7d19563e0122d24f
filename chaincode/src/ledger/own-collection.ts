// The private collection of the caller's organisation. This is the only way to it, so that its two checks cannot be forgotten.
import { CarnetFailure } from '@carnet/domain';
import type { LedgerContext } from './ledger-context';
import { privateValues, type PrivateValues } from './private-values';

function organisationOfPeer(context: LedgerContext): string {
    let mspId: string;
    try {
        mspId = context.stub.getMspID();
    } catch {
        mspId = ''; // The shim throws where the variable is not set.
    }
    if (mspId !== '') return mspId;
    throw new CarnetFailure('PEER_ORGANISATION_UNKNOWN',
        'The chaincode of this peer does not know its organisation: start it with CORE_PEER_LOCALMSPID set.');
}

/**
 * Fabric itself lets any member of the channel read an organisation's implicit collection at that organisation's peer, and would let a foreign peer
 * see what is written: so the caller's organisation must be the peer's, and the collection is always the caller's own.
 *
 * A transaction that writes here and nowhere else needs the endorsement of this organisation alone (Fabric's validator asks the policies of
 * the collections that were written, and the chaincode's own only where nothing was).
 * @throws CarnetFailure PEER_ORGANISATION_UNKNOWN, NOT_OWN_PEER
 */
export function ownCollection<T>(context: LedgerContext, objectType: string): PrivateValues<T> {
    const { mspId } = context.caller;
    const peerMspId = organisationOfPeer(context);
    if (peerMspId !== mspId) {
        throw new CarnetFailure('NOT_OWN_PEER', 'Confidential details are written and read at a peer of the own organisation alone.', { mspId, peerMspId });
    }
    return privateValues(context, `_implicit_org_${mspId}`, objectType, () =>
        new CarnetFailure('DETAILS_UNAVAILABLE', 'This peer does not hold the details, or not yet: ask again, or another peer of yours.'));
}
