// What a range query read, as the read set keeps it: the records themselves, or a summary where they are many.
import { ledger } from '@hyperledger/fabric-protos';
import { MerkleTree } from './merkle-tree.js';
import { sha256 } from './sha256.js';
import type { Version } from './version.js';

const { KVRead, QueryReads, RangeQueryInfo, Version: VersionMessage } = ledger.rwset.kvrwset;

/** Records that are listed plainly, and the degree of the tree above that number. */
const MAX_DEGREE = 50;

/** Gathers the keys and versions of a range; above `degree` records only hashes are kept. */
export class RangeResults {
    readonly #degree: number;
    readonly #tree: MerkleTree;
    #pending: ledger.rwset.kvrwset.KVRead[] = [];

    constructor(degree: number) {
        this.#degree = degree;
        this.#tree = new MerkleTree(degree);
    }

    add(key: string, version: Version): void {
        this.#pending.push(kvRead(key, version));
        if (this.#pending.length > this.#degree) this.#hashPending();
    }

    /** Nothing is added afterwards. */
    finish(): { readonly raw: ledger.rwset.kvrwset.KVRead[] } | { readonly summary: ledger.rwset.kvrwset.QueryReadsMerkleSummary } {
        if (this.#tree.isEmpty) return { raw: this.#pending };
        if (this.#pending.length > 0) this.#hashPending();
        this.#tree.finish();
        return { summary: this.#tree.summary() };
    }

    #hashPending(): void {
        const reads = new QueryReads();
        reads.setKvReadsList(this.#pending);
        this.#tree.add(sha256(reads.serializeBinary()));
        this.#pending = [];
    }
}

/** One range query of a simulation: its bounds become known as it is read (5.6). */
export class RangeReads {
    readonly startKey: string;
    readonly #askedEndKey: string;
    readonly #results = new RangeResults(MAX_DEGREE);
    #endKey = '';
    #exhausted = false;

    constructor(startKey: string, endKey: string) {
        this.startKey = startKey;
        this.#askedEndKey = endKey;
    }

    get endKey(): string { return this.#endKey; }

    get exhausted(): boolean { return this.#exhausted; }

    /** The caller has the record; it may never ask for another, so the range ends here for now. */
    pulled(key: string, version: Version): void {
        this.#results.add(key, version);
        this.#endKey = key;
    }

    ranDry(): void {
        this.#exhausted = true;
        this.#endKey = this.#askedEndKey;
    }

    toMessage(): ledger.rwset.kvrwset.RangeQueryInfo {
        const info = new RangeQueryInfo();
        info.setStartKey(this.startKey);
        info.setEndKey(this.#endKey);
        info.setItrExhausted(this.#exhausted);
        const results = this.#results.finish();
        if ('summary' in results) {
            info.setReadsMerkleHashes(results.summary);
        } else if (results.raw.length > 0) {
            const raw = new QueryReads();
            raw.setKvReadsList(results.raw);
            info.setRawReads(raw);
        }
        return info;
    }
}

export function kvRead(key: string, version: Version | undefined): ledger.rwset.kvrwset.KVRead {
    const read = new KVRead();
    read.setKey(key);
    if (version) read.setVersion(versionMessage(version));
    return read;
}

export function versionMessage(version: Version): ledger.rwset.kvrwset.Version {
    const message = new VersionMessage();
    message.setBlockNum(version.blockNum);
    message.setTxNum(version.txNum);
    return message;
}
