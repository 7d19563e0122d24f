// A read/write set in plain values, for comparing: versions as `block:tx`, deleted or absent as null.
import { common, ledger, peer } from '@hyperledger/fabric-protos';
import { hex, text } from './chain.js';

type Version = ledger.rwset.kvrwset.Version;

export interface DecodedRange {
    start: string;
    end: string;
    exhausted: boolean;
    raw: [string, string | null][] | null;
    merkle: { level: number; hashes: string[] } | null;
}
export interface DecodedCollection {
    name: string;
    hash: string;
    reads: [string, string | null][];
    writes: { key: string; value: string | null; purge: boolean }[];
    metadata: [string, [string, string | undefined][]][];
}
export interface DecodedNamespace {
    reads: [string, string | null][];
    writes: [string, string | null][];
    metadata: [string, [string, string | undefined][]][];
    ranges: DecodedRange[];
    collections: DecodedCollection[];
}

export function resultsOf(envelope: Uint8Array): Uint8Array {
    const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelope).getPayload_asU8());
    const [action] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
    const endorsed = peer.ChaincodeActionPayload.deserializeBinary(action?.getPayload_asU8() ?? new Uint8Array()).getAction();
    const response = peer.ProposalResponsePayload.deserializeBinary(endorsed?.getProposalResponsePayload_asU8() ?? new Uint8Array());
    return peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8()).getResults_asU8();
}

export function decode(envelope: Uint8Array): Record<string, DecodedNamespace | undefined> {
    const sets = ledger.rwset.TxReadWriteSet.deserializeBinary(resultsOf(envelope)).getNsRwsetList();
    return Object.fromEntries(sets.map(namespace => {
        const set = ledger.rwset.kvrwset.KVRWSet.deserializeBinary(namespace.getRwset_asU8());
        return [namespace.getNamespace(), {
            reads: set.getReadsList().map(read => [read.getKey(), place(read.getVersion())]),
            writes: set.getWritesList().map(write => [write.getKey(), write.getIsDelete() ? null : text(write.getValue_asU8()) ?? null]),
            metadata: set.getMetadataWritesList().map(write => [write.getKey(), entries(write)]),
            ranges: set.getRangeQueriesInfoList().map(range),
            collections: namespace.getCollectionHashedRwsetList().map(collection),
        } satisfies DecodedNamespace];
    }));
}

const place = (version: Version | undefined): string | null => version ? `${version.getBlockNum()}:${version.getTxNum()}` : null;

function range(info: ledger.rwset.kvrwset.RangeQueryInfo): DecodedRange {
    const merkle = info.getReadsMerkleHashes();
    return {
        start: info.getStartKey(), end: info.getEndKey(), exhausted: info.getItrExhausted(),
        raw: info.getRawReads()?.getKvReadsList().map(read => [read.getKey(), place(read.getVersion())]) ?? null,
        merkle: merkle ? { level: merkle.getMaxLevel(), hashes: merkle.getMaxLevelHashesList_asU8().map(hex) } : null,
    };
}

function collection(message: ledger.rwset.CollectionHashedReadWriteSet): DecodedCollection {
    const set = ledger.rwset.kvrwset.HashedRWSet.deserializeBinary(message.getHashedRwset_asU8());
    return {
        name: message.getCollectionName(), hash: hex(message.getPvtRwsetHash_asU8()),
        reads: set.getHashedReadsList().map(read => [hex(read.getKeyHash_asU8()), place(read.getVersion())]),
        writes: set.getHashedWritesList().map(write => ({
            key: hex(write.getKeyHash_asU8()), value: write.getIsDelete() ? null : hex(write.getValueHash_asU8()), purge: write.getIsPurge(),
        })),
        metadata: set.getMetadataWritesList().map(write => [hex(write.getKeyHash_asU8()), entries(write)]),
    };
}

function entries(write: { getEntriesList(): ledger.rwset.kvrwset.KVMetadataEntry[] }): [string, string | undefined][] {
    return write.getEntriesList().map(entry => [entry.getName(), text(entry.getValue_asU8())]);
}
