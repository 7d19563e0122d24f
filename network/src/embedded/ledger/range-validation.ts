// Reads a range again over the committed state and the block's earlier writes, and compares: rule 14.3.
import { ledger } from '@hyperledger/fabric-protos';
import type { CommittedState, StateRange } from './committed-state.js';
import { compareUtf8, inKeyOrder } from './key-order.js';
import { RangeResults } from './range-reads.js';
import { version } from './read-write-set.js';
import type { KeyUpdates } from './update-batch.js';
import { sameVersion, type Version } from './version.js';

type RangeQueryInfo = ledger.rwset.kvrwset.RangeQueryInfo;
interface Found { readonly key: string; readonly version: Version }

/** Whether the range still gives the same keys with the same versions. */
export async function rangeUnchanged(
    namespace: string, info: RangeQueryInfo, updates: KeyUpdates | undefined, state: CommittedState,
): Promise<boolean> {
    const range = state.range(namespace, info.getStartKey(), info.getEndKey());
    try {
        const found = recordsNow(range, namespace, info, updates, state);
        const summary = info.getReadsMerkleHashes();
        return await (summary ? sameSummary(summary, found) : sameRecords(info.getRawReads()?.getKvReadsList() ?? [], found));
    } finally {
        await range.close();
    }
}

/** The committed records of the range with the block's earlier writes laid over them. */
async function* recordsNow(
    range: StateRange, namespace: string, info: RangeQueryInfo, updates: KeyUpdates | undefined, state: CommittedState,
): AsyncGenerator<Found> {
    const [start, end] = [info.getStartKey(), info.getEndKey()];
    const written = inKeyOrder(updates ?? new Map<string, never>())
        .filter(([key]) => compareUtf8(key, start) >= 0 && (end === '' || compareUtf8(key, end) < 0));
    let committed = await range.next();
    for (const [key, update] of written) {
        for (; committed && compareUtf8(committed.key, key) < 0; committed = await range.next()) yield committed;
        if (committed?.key === key) committed = await range.next();
        if (update.value) yield { key, version: update.version };
    }
    for (; committed; committed = await range.next()) yield committed;
    // A reader that stopped early had seen the last key too (5.6).
    if (info.getItrExhausted()) return;
    const update = updates?.get(end);
    const last = update ? update.value && update.version : state.get(namespace, end)?.version;
    if (last) yield { key: end, version: last };
}

async function sameRecords(reads: readonly ledger.rwset.kvrwset.KVRead[], found: AsyncIterable<Found>): Promise<boolean> {
    let count = 0;
    for await (const { key, version: now } of found) {
        const read = reads[count++];
        if (read?.getKey() !== key || !sameVersion(version(read.getVersion()), now)) return false;
    }
    return count === reads.length;
}

async function sameSummary(summary: ledger.rwset.kvrwset.QueryReadsMerkleSummary, found: AsyncIterable<Found>): Promise<boolean> {
    // Fabric builds no tree of a lower degree; a forged set that asks for one matches nothing.
    if (summary.getMaxDegree() < 2) return false;
    const results = new RangeResults(summary.getMaxDegree());
    for await (const { key, version: now } of found) results.add(key, now);
    const outcome = results.finish();
    return 'summary' in outcome && Buffer.from(outcome.summary.serializeBinary()).equals(summary.serializeBinary());
}
