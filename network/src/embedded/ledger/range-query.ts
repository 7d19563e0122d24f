// Range queries of a simulation: each record that is pulled goes into the read set (5.4 to 5.6).
import type { StateRange } from './committed-state.js';
import type { KeyValue, PagedResults, ResultsIterator } from './ledger.js';
import type { RangeReads } from './range-reads.js';
import type { VersionedKeyValue } from './versioned-value.js';

/** An unpaged query; ends silently after `limit` records, as if the caller had stopped there. */
export class RangeQuery implements ResultsIterator<KeyValue> {
    protected readonly range: StateRange;
    readonly #reads: RangeReads | undefined;
    readonly #limit: number;
    #returned = 0;

    /** @param reads where the reads are noted; private ranges note none (6.7). */
    constructor(range: StateRange, reads: RangeReads | undefined, limit: number) {
        this.range = range;
        this.#reads = reads;
        this.#limit = limit;
    }

    protected isFull(): boolean { return this.#returned >= this.#limit; }

    async next(): Promise<KeyValue | undefined> {
        if (this.isFull()) return undefined;
        const record = await this.range.next();
        if (!record) {
            this.#reads?.ranDry();
            return undefined;
        }
        this.#reads?.pulled(record.key, record.version);
        this.#returned++;
        return { key: record.key, value: record.value };
    }

    close(): Promise<void> {
        return this.range.close();
    }
}

/** One page: the look for the next key, which becomes the bookmark, is no read. */
export class PageQuery extends RangeQuery implements PagedResults {
    #following: VersionedKeyValue | undefined;

    override async next(): Promise<KeyValue | undefined> {
        const record = await super.next();
        if (record && this.isFull()) this.#following = await this.range.next();
        return record;
    }

    bookmark(): string {
        return this.#following?.key ?? '';
    }
}
