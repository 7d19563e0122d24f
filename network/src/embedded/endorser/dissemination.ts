// Private data on their way from the endorsing peer to the peers of the organisations that may hold them (6.9).
import { ledger } from '@hyperledger/fabric-protos';
import type { Definitions } from '../lifecycle/definitions.js';
import type { TransientStore } from './transient-store.js';

const { TxPvtReadWriteSet, NsPvtReadWriteSet } = ledger.rwset;

/** A peer as private data reach it. */
export interface PrivateDataReceiver { readonly mspId: string; readonly transientStore: TransientStore }

/** @throws Error with Fabric's text when a collection asks for more receiving peers than there are. */
export function disseminate(
    txId: string, privateReadWriteSet: Uint8Array, endorsedAt: bigint, definitions: Definitions,
    endorserMspId: string, receivers: readonly PrivateDataReceiver[],
): void {
    const whole = TxPvtReadWriteSet.deserializeBinary(privateReadWriteSet);
    for (const namespace of whole.getNsPvtRwsetList()) {
        for (const set of namespace.getCollectionPvtRwsetList()) {
            const collection = definitions.get(namespace.getNamespace())?.collections.get(set.getCollectionName());
            const others = receivers.filter(({ mspId }) => mspId !== endorserMspId && collection?.memberMspIds.includes(mspId));
            const required = collection?.requiredPeerCount ?? 0;
            if (others.length < required) {
                throw new Error(`error distributing private data: required to disseminate to at least ${required} peers, `
                    + `but know of only ${others.length} eligible peers`);
            }
        }
    }
    for (const receiver of receivers) {
        const part = partFor(receiver.mspId, whole, definitions);
        if (part) receiver.transientStore.put(txId, part, endorsedAt);
    }
}

function partFor(mspId: string, whole: ledger.rwset.TxPvtReadWriteSet, definitions: Definitions): Uint8Array | undefined {
    const part = new TxPvtReadWriteSet();
    part.setDataModel(whole.getDataModel());
    for (const namespace of whole.getNsPvtRwsetList()) {
        const collections = definitions.get(namespace.getNamespace())?.collections;
        const held = namespace.getCollectionPvtRwsetList().filter(set => collections?.get(set.getCollectionName())?.memberMspIds.includes(mspId));
        if (held.length === 0) continue;
        const copy = new NsPvtReadWriteSet();
        copy.setNamespace(namespace.getNamespace());
        copy.setCollectionPvtRwsetList(held);
        part.addNsPvtRwset(copy);
    }
    return part.getNsPvtRwsetList().length === 0 ? undefined : part.serializeBinary();
}
