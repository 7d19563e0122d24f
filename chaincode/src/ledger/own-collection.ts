// The private collection of the caller's organisation. This is the only way to private data, so that its two checks cannot be forgotten.
import { canonicalJson, CarnetFailure } from '@carnet/domain';
import { compositeKey } from './composite-key';
import type { LedgerContext } from './ledger-context';

/** One JSON value per list of attributes, of which the channel sees hashes only. */
export interface PrivateCollection<T> {
    /** @returns undefined where nothing stands. @throws CarnetFailure DETAILS_UNAVAILABLE where this peer does not hold what stands */
    read(...attributes: readonly string[]): Promise<T | undefined>;
    /** Whether something stands, known by its hash also to a peer that does not hold it. */
    has(...attributes: readonly string[]): Promise<boolean>;
    write(value: T, ...attributes: readonly string[]): Promise<void>;
    /** Removes the value and all that the organisation's peers keep of earlier ones. */
    purge(...attributes: readonly string[]): Promise<void>;
}

/** What the peer says where the hash of a value is known and the value did not reach it (yet). */
const NOT_HELD = 'private data matching public hash version is not available';

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
export function ownCollection<T>(context: LedgerContext, objectType: string): PrivateCollection<T> {
    const { mspId } = context.caller;
    const peerMspId = organisationOfPeer(context);
    if (peerMspId !== mspId) {
        throw new CarnetFailure('NOT_OWN_PEER', 'Confidential details are written and read at a peer of the own organisation alone.', { mspId, peerMspId });
    }
    const collection = `_implicit_org_${mspId}`;
    return {
        read: async (...attributes) => {
            let bytes: Uint8Array;
            try {
                bytes = await context.stub.getPrivateData(collection, compositeKey(objectType, attributes));
            } catch (error) {
                if (!(error instanceof Error) || !error.message.includes(NOT_HELD)) throw error;
                throw new CarnetFailure('DETAILS_UNAVAILABLE', 'This peer does not hold the details, or not yet: ask again, or another peer of yours.');
            }
            return bytes.length === 0 ? undefined : JSON.parse(new TextDecoder().decode(bytes)) as T;
        },
        has: async (...attributes) => (await context.stub.getPrivateDataHash(collection, compositeKey(objectType, attributes))).length > 0,
        write: (value, ...attributes) =>
            context.state.change({ kind: 'put', collection, key: compositeKey(objectType, attributes), value: Buffer.from(canonicalJson(value), 'utf8') }),
        purge: (...attributes) =>
            context.state.change({ kind: 'purge', collection, key: compositeKey(objectType, attributes), value: Buffer.alloc(0) }),
    };
}
