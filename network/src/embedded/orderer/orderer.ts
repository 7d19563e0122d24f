// The ordering service: takes envelopes, cuts blocks, hands each block to all peers.
import { common, orderer as protos } from '@hyperledger/fabric-protos';
import type { Channel } from '../channel/channel.js';
import { blockHeaderHash } from '../ledger/block-encoding.js';
import type { SigningIdentity } from '../../msp/signing-identity.js';
import { newBlock, type ChainPosition } from './block.js';
import { BlockCutter } from './block-cutter.js';
import { messageSize, refuseEnvelope } from './message-filters.js';

export interface BatchOptions {
    /** Milliseconds after the first pending message, 100 by default. */
    readonly timeoutMs: number;
    /** 500 by default. */
    readonly maxMessageCount: number;
    /** 2 MiB by default. */
    readonly preferredMaxBytes: number;
    /** 10 MiB by default. */
    readonly absoluteMaxBytes: number;
}

export const defaultBatchOptions: BatchOptions = {
    timeoutMs: 100, maxMessageCount: 500, preferredMaxBytes: 2 * 1024 * 1024, absoluteMaxBytes: 10 * 1024 * 1024,
};

/** Faults for tests; each function returns whether the fault happens to this envelope. */
export interface OrdererFaults {
    /** Acknowledged, then lost, as a Raft leader's death does (13.2). */
    readonly drop?: (txId: string) => boolean;
    /** Ordered twice. */
    readonly duplicate?: (txId: string) => boolean;
}

export interface OrdererOptions {
    readonly channel: Channel;
    readonly signer: SigningIdentity;
    readonly batch: BatchOptions;
    readonly position: ChainPosition;
    /** Called with each block, in order. */
    readonly deliver: (block: common.Block) => void;
    readonly faults?: OrdererFaults;
}

interface PendingMessage { readonly envelope: Uint8Array; readonly size: number }

export class Orderer {
    readonly #options: OrdererOptions;
    readonly #cutter: BlockCutter<PendingMessage>;
    #position: ChainPosition;
    #timer: NodeJS.Timeout | undefined;
    #closed = false;

    constructor(options: OrdererOptions) {
        this.#options = options;
        this.#cutter = new BlockCutter(options.batch);
        this.#position = options.position;
    }

    /** Filters an envelope and takes it; SUCCESS does not mean that it is in a block. */
    broadcast(envelope: common.Envelope): protos.BroadcastResponse {
        if (this.#closed) return response(common.Status.SERVICE_UNAVAILABLE, 'the orderer is shutting down');
        const { channel, batch, faults } = this.#options;
        const refusal = refuseEnvelope(envelope, channel, batch.absoluteMaxBytes);
        if (refusal) return response(refusal.status, refusal.info);
        const copies = faults && txIdOf(envelope, faults.drop) ? 0 : faults && txIdOf(envelope, faults.duplicate) ? 2 : 1;
        for (let i = 0; i < copies; i++) this.#order(envelope);
        return response(common.Status.SUCCESS, '');
    }

    /** Appends a block of exactly these envelopes, unfiltered: the genesis block. */
    append(envelopes: readonly Uint8Array[]): void {
        const block = newBlock(this.#position, envelopes, this.#options.signer);
        const header = block.getHeader();
        if (!header) throw new Error('a new block has no header');
        this.#position = { nextNumber: this.#position.nextNumber + 1n, previousHash: blockHeaderHash(header) };
        this.#options.deliver(block);
    }

    /** Cuts what is pending and takes no more. */
    close(): void {
        this.#closed = true;
        this.#cutPending();
    }

    #order(envelope: common.Envelope): void {
        const message = { envelope: envelope.serializeBinary(), size: messageSize(envelope) };
        for (const batch of this.#cutter.ordered(message)) this.append(batch.map(pending => pending.envelope));
        if (!this.#cutter.hasPending) this.#stopTimer();
        else this.#timer ??= setTimeout(() => this.#cutPending(), this.#options.batch.timeoutMs);
    }

    #cutPending(): void {
        this.#stopTimer();
        const batch = this.#cutter.cut();
        if (batch.length > 0) this.append(batch.map(pending => pending.envelope));
    }

    #stopTimer(): void {
        clearTimeout(this.#timer);
        this.#timer = undefined;
    }
}

function txIdOf(envelope: common.Envelope, fault: ((txId: string) => boolean) | undefined): boolean {
    if (!fault) return false;
    const header = common.Payload.deserializeBinary(envelope.getPayload_asU8()).getHeader();
    return fault(common.ChannelHeader.deserializeBinary(header?.getChannelHeader_asU8() ?? new Uint8Array()).getTxId());
}

function response(status: common.StatusMap[keyof common.StatusMap], info: string): protos.BroadcastResponse {
    const made = new protos.BroadcastResponse();
    made.setStatus(status);
    made.setInfo(info);
    return made;
}
