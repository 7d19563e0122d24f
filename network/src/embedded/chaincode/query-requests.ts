// Ranges, pages, histories and the iterators over them, as a chaincode asks for them.
import { randomUUID } from 'node:crypto';
import { peer } from '@hyperledger/fabric-protos';
import { BatchedQuery, keyValueBytes, modificationBytes, pageResponse, type OpenQuery } from './query-response.js';
import type { RequestHandler } from './state-requests.js';
import type { TransactionContext } from './transaction-context.js';

/** Results that one query returns in all (Fabric's sample: ledger.state.totalQueryLimit). */
export const DEFAULT_TOTAL_QUERY_LIMIT = 100_000;

export function queryRequests(totalQueryLimit: number): Readonly<Record<
    'getStateByRange' | 'getQueryResult' | 'getHistoryForKey' | 'queryStateNext' | 'queryStateClose', RequestHandler>> {
    return {
        getStateByRange: async (payload, context) => {
            const request = peer.GetStateByRange.deserializeBinary(payload);
            const [startKey, endKey, collection] = [request.getStartkey(), request.getEndkey(), request.getCollection()];
            if (collection !== '') {
                await context.requireCollectionAccess(collection, 'read');
                context.notePrivateRead(collection);
                const results = await context.simulator.getPrivateDataRange(context.namespace, collection, startKey, endKey);
                return open(context, id => new BatchedQuery(id, results, keyValueBytes(context.namespace), totalQueryLimit));
            }
            const metadata = peer.QueryMetadata.deserializeBinary(request.getMetadata_asU8());
            const [pageSize, bookmark] = [metadata.getPagesize(), metadata.getBookmark()];
            if (pageSize !== 0 || bookmark !== '') {
                const limit = pageSize > 0 ? Math.min(pageSize, totalQueryLimit) : totalQueryLimit;
                const page = await context.simulator.getStateRangePage(context.namespace, startKey, endKey, limit, bookmark);
                return (await pageResponse(randomUUID(), page, context.namespace, limit)).serializeBinary();
            }
            const results = await context.simulator.getStateRange(context.namespace, startKey, endKey);
            return open(context, id => new BatchedQuery(id, results, keyValueBytes(context.namespace), totalQueryLimit));
        },

        // LevelDB answers rich queries with an error, on Fabric too.
        getQueryResult: async (payload, context) => {
            const request = peer.GetQueryResult.deserializeBinary(payload);
            if (request.getCollection() !== '') await context.requireCollectionAccess(request.getCollection(), 'read');
            const metadata = peer.QueryMetadata.deserializeBinary(request.getMetadata_asU8());
            const paged = request.getCollection() === '' && (metadata.getPagesize() !== 0 || metadata.getBookmark() !== '');
            return Promise.reject(new Error(`ExecuteQuery${paged ? 'WithMetadata' : ''} not supported for leveldb`));
        },

        getHistoryForKey: async (payload, context) => {
            const results = await context.simulator.getHistory(context.namespace, peer.GetHistoryForKey.deserializeBinary(payload).getKey());
            return open(context, id => new BatchedQuery(id, results, modificationBytes, totalQueryLimit));
        },

        queryStateNext: async (payload, context) => {
            const id = peer.QueryStateNext.deserializeBinary(payload).getId();
            const query = context.queries.get(id);
            if (!query) throw new Error('query iterator not found');
            return advance(context, id, query);
        },

        queryStateClose: async (payload, context) => {
            const id = peer.QueryStateClose.deserializeBinary(payload).getId();
            await forget(context, id);
            const response = new peer.QueryResponse();
            response.setId(id);
            return response.serializeBinary();
        },
    };
}

function open(context: TransactionContext, make: (id: string) => OpenQuery): Promise<Uint8Array> {
    const id = randomUUID();
    const query = make(id);
    context.queries.set(id, query);
    return advance(context, id, query);
}

async function advance(context: TransactionContext, id: string, query: OpenQuery): Promise<Uint8Array> {
    try {
        const response = await query.next();
        if (!response.getHasMore()) await forget(context, id);
        return response.serializeBinary();
    } catch (error) {
        await forget(context, id);
        throw error;
    }
}

async function forget(context: TransactionContext, id: string): Promise<void> {
    const query = context.queries.get(id);
    context.queries.delete(id);
    await query?.close();
}
