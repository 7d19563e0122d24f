// Blocks as a peer has committed them: what each transaction wrote, what was judged of it, and the hash of the state that the peer came to.
import { common, peer } from '@hyperledger/fabric-protos';
import type { Network, OrgName } from '@carnet/network';
import { decodeReadWriteSet } from '@carnet/network/dist/embedded/ledger/read-write-set.js';
import { endorserAction, transactionHeader, validationCodes } from '@carnet/network/dist/transaction/envelope.js';
import { ProbeClient } from '../probe.js';
import { CARNET } from '../test-network.js';
import type { MoneyTransaction } from './money-book.js';

export interface CommittedTransaction extends MoneyTransaction {
    /** peer.TxValidationCode */
    readonly code: number;
}

export interface CommittedBlock {
    readonly number: number;
    /** Of the header, hex: the same on all peers whatever they made of the block. */
    readonly dataHash: string;
    readonly previousHash: string;
    /** Hex; '' for block 0, which has none. */
    readonly commitHash: string;
    /** Those of endorsers; a configuration is none. */
    readonly transactions: readonly CommittedTransaction[];
}

/** Hex; '' where the block has none. */
export function commitHashOf(block: common.Block): string {
    const metadata = block.getMetadata()?.getMetadataList_asU8()[common.BlockMetadataIndex.COMMIT_HASH] ?? new Uint8Array();
    return Buffer.from(common.Metadata.deserializeBinary(metadata).getValue_asU8()).toString('hex');
}

/** A block with what its transactions wrote under this name of a chaincode. */
export function committedBlock(block: common.Block, chaincode: string): CommittedBlock {
    const header = block.getHeader();
    const codes = validationCodes(block);
    const transactions = (block.getData()?.getDataList_asU8() ?? []).flatMap((envelope, index): CommittedTransaction[] => {
        const found = transactionHeader(envelope);
        if (found?.type !== common.HeaderType.ENDORSER_TRANSACTION) return [];
        const time = found.channelHeader.getTimestamp();
        const writes = decodeReadWriteSet(endorserAction(found.payload).chaincodeAction.getResults_asU8())
            .filter(({ name }) => name === chaincode)
            .flatMap(set => set.writes.map(({ key, isDelete, value }) => ({ key, value: isDelete ? null : Buffer.from(value).toString('utf8') })));
        return [{
            transactionId: found.txId, code: codes[index] ?? peer.TxValidationCode.NOT_VALIDATED, writes,
            time: (time?.getSeconds() ?? 0) * 1000 + Math.floor((time?.getNanos() ?? 0) / 1_000_000),
        }];
    });
    return {
        number: header?.getNumber() ?? 0, commitHash: commitHashOf(block), transactions,
        dataHash: Buffer.from(header?.getDataHash_asU8() ?? []).toString('hex'),
        previousHash: Buffer.from(header?.getPreviousHash_asU8() ?? []).toString('hex'),
    };
}

/** All blocks from the first to this one, as the client's peer delivers them; waits for those that are not there yet. */
export async function* blocksOf(client: ProbeClient, last: bigint, channel = 'mychannel'): AsyncGenerator<common.Block, void, undefined> {
    const events = await client.gateway.getNetwork(channel).getBlockEvents({ startBlock: 0n });
    try {
        for await (const block of events) {
            yield block;
            if (BigInt(block.getHeader()?.getNumber() ?? 0) >= last) return;
        }
    } finally {
        events.close();
    }
}

/** The chain of an organisation's peer up to this block, with what was written under the name of the product's chaincode. */
export async function* chainOf(network: Network, org: OrgName, last: bigint): AsyncGenerator<CommittedBlock, void, undefined> {
    const client = new ProbeClient(network.environment(org, 'User1'), CARNET.name);
    try {
        for await (const block of blocksOf(client, last)) yield committedBlock(block, CARNET.name);
    } finally {
        client.close();
    }
}
