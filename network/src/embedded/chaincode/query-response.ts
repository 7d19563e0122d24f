// Results of ranges and histories on their way to the chaincode: batches of 100, cut by pulling one more (5.4, 5.6).
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { ledger, peer } from '@hyperledger/fabric-protos';
import type { KeyModification, KeyValue, PagedResults, ResultsIterator } from '../ledger/ledger.js';

const BATCH_SIZE = 100;

/** An iterator that a chaincode has open. */
export interface OpenQuery {
    /** The next QueryResponse; the query is over when it says that there is no more. */
    next(): Promise<peer.QueryResponse>;
    close(): Promise<void>;
}

/** Encodes one result as the shim expects it in QueryResultBytes. */
type Encode<T> = (result: T) => Uint8Array;

export class BatchedQuery<T> implements OpenQuery {
    readonly #id: string;
    readonly #results: ResultsIterator<T>;
    readonly #encode: Encode<T>;
    readonly #limit: number;
    #pending: Uint8Array[] = [];
    #returned = 0;

    /** @param limit results in all, after which the query ends silently. */
    constructor(id: string, results: ResultsIterator<T>, encode: Encode<T>, limit: number) {
        this.#id = id;
        this.#results = results;
        this.#encode = encode;
        this.#limit = limit;
    }

    async next(): Promise<peer.QueryResponse> {
        for (;;) {
            const result = this.#returned < this.#limit ? await this.#results.next() : undefined;
            if (result === undefined) return this.#cut([], false);
            this.#returned++;
            if (this.#pending.length === BATCH_SIZE) return this.#cut([this.#encode(result)], true);
            this.#pending.push(this.#encode(result));
        }
    }

    close(): Promise<void> {
        return this.#results.close();
    }

    #cut(rest: Uint8Array[], hasMore: boolean): peer.QueryResponse {
        const response = queryResponse(this.#id, this.#pending, hasMore);
        this.#pending = rest;
        return response;
    }
}

/** One page with its bookmark: always a single response (5.5). */
export async function pageResponse(id: string, page: PagedResults, namespace: string, limit: number): Promise<peer.QueryResponse> {
    const encode = keyValueBytes(namespace);
    const results: Uint8Array[] = [];
    while (results.length < limit) {
        const result = await page.next();
        if (result === undefined) break;
        results.push(encode(result));
    }
    const metadata = new peer.QueryResponseMetadata();
    metadata.setFetchedRecordsCount(results.length);
    metadata.setBookmark(page.bookmark());
    const response = queryResponse(id, results, false);
    response.setMetadata(metadata.serializeBinary());
    return response;
}

export function keyValueBytes(namespace: string): Encode<KeyValue> {
    return ({ key, value }) => {
        const kv = new ledger.queryresult.KV();
        kv.setNamespace(namespace);
        kv.setKey(key);
        kv.setValue(value);
        return kv.serializeBinary();
    };
}

export function modificationBytes(modification: KeyModification): Uint8Array {
    const timestamp = new timestamps.Timestamp();
    timestamp.setSeconds(modification.timestamp.seconds);
    timestamp.setNanos(modification.timestamp.nanos);
    const entry = new ledger.queryresult.KeyModification();
    entry.setTxId(modification.txId);
    entry.setValue(modification.value);
    entry.setTimestamp(timestamp);
    entry.setIsDelete(modification.isDelete);
    return entry.serializeBinary();
}

function queryResponse(id: string, results: readonly Uint8Array[], hasMore: boolean): peer.QueryResponse {
    const response = new peer.QueryResponse();
    response.setId(id);
    response.setHasMore(hasMore);
    response.setResultsList(results.map(bytes => {
        const result = new peer.QueryResultBytes();
        result.setResultbytes(bytes);
        return result;
    }));
    return response;
}
