// What a chaincode asks of the state, public or private: one function for each request type (core/chaincode/handler.go).
import { peer } from '@hyperledger/fabric-protos';
import type { TransactionContext } from './transaction-context.js';

/** Answers a request: the payload of RESPONSE. @throws Error whose message becomes the cause in ERROR. */
export type RequestHandler = (payload: Uint8Array, context: TransactionContext) => Promise<Uint8Array | undefined>;

export const getState: RequestHandler = async (payload, context) => {
    const request = peer.GetState.deserializeBinary(payload);
    return read(context, request.getCollection(), request.getKey());
};

export const getStateMultiple: RequestHandler = async (payload, context) => {
    const request = peer.GetStateMultiple.deserializeBinary(payload);
    const values: Uint8Array[] = [];
    for (const key of request.getKeysList()) values.push(await read(context, request.getCollection(), key) ?? new Uint8Array());
    const result = new peer.GetStateMultipleResult();
    result.setValuesList(values);
    return result.serializeBinary();
};

export const getPrivateDataHash: RequestHandler = async (payload, context) => {
    const request = peer.GetState.deserializeBinary(payload);
    await context.lookUpCollections();
    return context.simulator.getPrivateDataHash(context.namespace, request.getCollection(), request.getKey());
};

export const getStateMetadata: RequestHandler = async (payload, context) => {
    const request = peer.GetStateMetadata.deserializeBinary(payload);
    const collection = request.getCollection();
    if (collection !== '') await context.requireCollectionAccess(collection, 'read');
    const metadata = collection === ''
        ? await context.simulator.getStateMetadata(context.namespace, request.getKey())
        : await context.simulator.getPrivateDataMetadata(context.namespace, collection, request.getKey());
    const result = new peer.StateMetadataResult();
    for (const [metakey, value] of metadata) {
        const entry = new peer.StateMetadata();
        entry.setMetakey(metakey);
        entry.setValue(value);
        result.addEntries(entry);
    }
    return result.serializeBinary();
};

export const putState: RequestHandler = async (payload, context) => {
    const request = peer.PutState.deserializeBinary(payload);
    await put(context, request.getCollection(), request.getKey(), request.getValue_asU8());
    return undefined;
};

export const delState: RequestHandler = async (payload, context) => {
    const request = peer.DelState.deserializeBinary(payload);
    await remove(context, request.getCollection(), request.getKey());
    return undefined;
};

export const purgePrivateData: RequestHandler = async (payload, context) => {
    const request = peer.DelState.deserializeBinary(payload);
    await purge(context, request.getCollection(), request.getKey());
    return undefined;
};

export const putStateMetadata: RequestHandler = async (payload, context) => {
    const request = peer.PutStateMetadata.deserializeBinary(payload);
    await putMetadata(context, request.getCollection(), request.getKey(), request.getMetadata() ?? new peer.StateMetadata());
    return undefined;
};

/** Applies the records in order; the first that fails ends the batch. */
export const writeBatch: RequestHandler = async (payload, context) => {
    for (const record of peer.WriteBatchState.deserializeBinary(payload).getRecList()) {
        const [collection, key] = [record.getCollection(), record.getKey()];
        switch (record.getType()) {
        case peer.WriteRecord.Type.PUT_STATE: await put(context, collection, key, record.getValue_asU8()); break;
        case peer.WriteRecord.Type.DEL_STATE: await remove(context, collection, key); break;
        case peer.WriteRecord.Type.PURGE_PRIVATE_DATA: await purge(context, collection, key); break;
        case peer.WriteRecord.Type.PUT_STATE_METADATA:
            await putMetadata(context, collection, key, record.getMetadata() ?? new peer.StateMetadata());
            break;
        default: throw new Error('unknown operation type');
        }
    }
    return undefined;
};

async function read(context: TransactionContext, collection: string, key: string): Promise<Uint8Array | undefined> {
    if (collection === '') return context.simulator.getState(context.namespace, key);
    await context.requireCollectionAccess(collection, 'read');
    context.notePrivateRead(collection);
    return context.simulator.getPrivateData(context.namespace, collection, key);
}

async function put(context: TransactionContext, collection: string, key: string, value: Uint8Array): Promise<void> {
    if (collection === '') return context.simulator.setState(context.namespace, key, value);
    await context.requireCollectionAccess(collection, 'write');
    return context.simulator.setPrivateData(context.namespace, collection, key, value);
}

async function remove(context: TransactionContext, collection: string, key: string): Promise<void> {
    if (collection === '') return context.simulator.deleteState(context.namespace, key);
    await context.requireCollectionAccess(collection, 'write');
    return context.simulator.deletePrivateData(context.namespace, collection, key);
}

async function purge(context: TransactionContext, collection: string, key: string): Promise<void> {
    if (collection === '') throw new Error('only applicable for private data');
    await context.requireCollectionAccess(collection, 'write');
    return context.simulator.purgePrivateData(context.namespace, collection, key);
}

async function putMetadata(context: TransactionContext, collection: string, key: string, entry: peer.StateMetadata): Promise<void> {
    const [metakey, value] = [entry.getMetakey(), entry.getValue_asU8()];
    if (collection === '') return context.simulator.setStateMetadata(context.namespace, key, metakey, value);
    await context.requireCollectionAccess(collection, 'write');
    return context.simulator.setPrivateDataMetadata(context.namespace, collection, key, metakey, value);
}
