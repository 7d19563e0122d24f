// Streams blocks to a client that asks with a signed SeekInfo: the part common to peers and orderer.
import { common, orderer } from '@hyperledger/fabric-protos';
import type { Channel } from '../channel/channel.js';
import { TIME_WINDOW_MS } from '../endorser/proposal-checks.js';
import type { Ledger } from '../ledger/ledger.js';
import { PolicyError } from '../policy/policy-error.js';
import { BlockCursor } from './block-cursor.js';
import { seekRange } from './seek.js';

const { Status } = common;
export type DeliverStatus = common.StatusMap[keyof common.StatusMap];

export interface DeliverSource {
    readonly channel: Channel;
    readonly ledger: Ledger;
    /** The channel policy that the client must satisfy. */
    readonly policy: string;
    readonly log: (line: string) => void;
}

/** Calls `send` for each block asked for and returns the closing status; undefined when the client has gone. */
export async function deliver(
    envelope: common.Envelope, source: DeliverSource, signal: AbortSignal, send: (block: common.Block) => Promise<void>,
): Promise<DeliverStatus | undefined> {
    const request = readRequest(envelope, source);
    if (typeof request === 'number') return request;
    const { seek, expiresAt } = request;
    const range = seekRange(seek, source.ledger.height());
    if (range === 'bad request') return Status.BAD_REQUEST;
    if (range === 'not found') return Status.NOT_FOUND;
    const cursor = new BlockCursor(source.ledger, range.start, signal);
    for (let number = range.start; ; number++) {
        if (seek.getBehavior() === orderer.SeekInfo.SeekBehavior.FAIL_IF_NOT_READY && number >= source.ledger.height()) return Status.NOT_FOUND;
        const block = await cursor.next();
        if (!block) return undefined;
        if (expiresAt !== undefined && source.channel.now() > expiresAt) return Status.FORBIDDEN;
        await send(seek.getContentType() === orderer.SeekInfo.SeekContentType.HEADER_WITH_SIG ? withoutData(block) : block);
        if (number === range.stop) return Status.SUCCESS;
    }
}

interface Request { readonly seek: orderer.SeekInfo; readonly expiresAt: number | undefined }

function readRequest(envelope: common.Envelope, { channel, policy, log }: DeliverSource): Request | DeliverStatus {
    let channelHeader: common.ChannelHeader;
    let creator: Uint8Array;
    let seek: orderer.SeekInfo;
    const payloadBytes = envelope.getPayload_asU8();
    try {
        const payload = common.Payload.deserializeBinary(payloadBytes);
        const header = payload.getHeader();
        if (!header) return Status.BAD_REQUEST;
        channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
        creator = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8()).getCreator_asU8();
        seek = orderer.SeekInfo.deserializeBinary(payload.getData_asU8());
    } catch (error) {
        log(`deliver: malformed request: ${(error as Error).message}`);
        return Status.BAD_REQUEST;
    }
    const timestamp = channelHeader.getTimestamp();
    if (!timestamp) return Status.BAD_REQUEST;
    if (Math.abs(channel.now() - (timestamp.getSeconds() * 1000 + timestamp.getNanos() / 1e6)) > TIME_WINDOW_MS) return Status.BAD_REQUEST;
    if (channelHeader.getChannelId() !== channel.name) return Status.NOT_FOUND;
    const expiresAt = channel.expiresAt(creator);
    if (expiresAt !== undefined && channel.now() > expiresAt) return Status.FORBIDDEN;
    try {
        channel.checkPolicy(policy, [{ data: payloadBytes, identity: creator, signature: envelope.getSignature_asU8() }]);
    } catch (error) {
        if (!(error instanceof PolicyError)) throw error;
        log(`deliver: client is not authorized: ${error.message}`);
        return Status.FORBIDDEN;
    }
    return { seek, expiresAt };
}

function withoutData(block: common.Block): common.Block {
    const header = new common.Block();
    header.setHeader(block.getHeader());
    header.setMetadata(block.getMetadata());
    return header;
}
