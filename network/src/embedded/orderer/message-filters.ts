// What the ordering service asks of an envelope; it does not look at transaction ids, endorsements or content (13.1).
import { common } from '@hyperledger/fabric-protos';
import type { Channel } from '../channel/channel.js';
import { PolicyError } from '../policy/policy-error.js';

const { Status } = common;
type StatusCode = common.StatusMap[keyof common.StatusMap];

/** Why an envelope is not ordered, with the status to answer. */
export interface Refusal { readonly status: StatusCode; readonly info: string }

/** @param absoluteMaxBytes the largest envelope taken. Undefined: the envelope may be ordered. */
export function refuseEnvelope(envelope: common.Envelope, channel: Channel, absoluteMaxBytes: number): Refusal | undefined {
    const payloadBytes = envelope.getPayload_asU8();
    const badRequest = (info: string): Refusal => ({ status: Status.BAD_REQUEST, info });
    let channelHeader: common.ChannelHeader;
    let creator: Uint8Array;
    try {
        const header = common.Payload.deserializeBinary(payloadBytes).getHeader();
        if (!header) return badRequest('could not determine channel ID: envelope has no header');
        channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
        creator = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8()).getCreator_asU8();
    } catch (error) {
        return badRequest(`could not determine channel ID: ${(error as Error).message}`);
    }
    if (channelHeader.getChannelId() !== channel.name) {
        return badRequest('channel creation request not allowed because the orderer system channel is not defined');
    }
    if (channelHeader.getType() !== common.HeaderType.ENDORSER_TRANSACTION && channelHeader.getType() !== common.HeaderType.MESSAGE) {
        return badRequest('the embedded network takes endorser transactions only: its channel cannot be reconfigured');
    }
    if (payloadBytes.length === 0) return badRequest('message payload is empty');
    const size = messageSize(envelope);
    if (size > absoluteMaxBytes) return badRequest(`message payload is ${size} bytes and exceeds maximum allowed ${absoluteMaxBytes} bytes`);
    const expiry = channel.expiresAt(creator);
    if (expiry !== undefined && channel.now() > expiry) return badRequest('broadcast client identity expired');
    try {
        channel.checkPolicy('/Channel/Writers', [{ data: payloadBytes, identity: creator, signature: envelope.getSignature_asU8() }]);
    } catch (error) {
        if (!(error instanceof PolicyError)) throw error;
        return { status: Status.FORBIDDEN, info: `${error.message}: permission denied` };
    }
    return undefined;
}

/** Bytes of an envelope as Fabric counts them. */
export function messageSize(envelope: common.Envelope): number {
    return envelope.getPayload_asU8().length + envelope.getSignature_asU8().length;
}
