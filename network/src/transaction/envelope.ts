// The transactions of a block: an envelope taken apart, and the parts of an endorser transaction.
import { common, peer } from '@hyperledger/fabric-protos';

export interface TransactionHeader {
    readonly payload: common.Payload;
    readonly channelHeader: common.ChannelHeader;
    readonly channelId: string;
    readonly txId: string;
    readonly type: number;
}

export interface EndorserAction {
    readonly actionPayload: peer.ChaincodeActionPayload;
    /** Bytes that the endorsers signed, each followed by its own identity. */
    readonly responsePayloadBytes: Uint8Array;
    readonly responsePayload: peer.ProposalResponsePayload;
    readonly chaincodeAction: peer.ChaincodeAction;
    readonly endorsements: readonly peer.Endorsement[];
}

/** Both peers, the gateways and the block delivery look at the same envelope: it is taken apart once while it lives. */
const headers = new WeakMap<Uint8Array, TransactionHeader>();

/** Undefined for bytes that have no channel header: they are in the block, but nothing can be said of them. */
export function transactionHeader(envelopeBytes: Uint8Array): TransactionHeader | undefined {
    const known = headers.get(envelopeBytes);
    if (known) return known;
    const header = readHeader(envelopeBytes);
    if (header) headers.set(envelopeBytes, header);
    return header;
}

function readHeader(envelopeBytes: Uint8Array): TransactionHeader | undefined {
    try {
        const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelopeBytes).getPayload_asU8());
        const header = payload.getHeader();
        if (!header) return undefined;
        const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
        return { payload, channelHeader, channelId: channelHeader.getChannelId(), txId: channelHeader.getTxId(), type: channelHeader.getType() };
    } catch {
        return undefined;
    }
}

/** The chaincode that an endorser transaction names in its header; undefined for any other. */
export function invokedChaincode(envelopeBytes: Uint8Array): string | undefined {
    const header = transactionHeader(envelopeBytes);
    if (header?.type !== common.HeaderType.ENDORSER_TRANSACTION) return undefined;
    return peer.ChaincodeHeaderExtension.deserializeBinary(header.channelHeader.getExtension_asU8()).getChaincodeId()?.getName();
}

/** The single action of an endorser transaction. @throws Error when a part does not parse. */
export function endorserAction(payload: common.Payload): EndorserAction {
    const [action] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
    if (!action) throw new Error('at least one TransactionAction required');
    const actionPayload = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8());
    const endorsed = actionPayload.getAction();
    const responsePayloadBytes = endorsed?.getProposalResponsePayload_asU8() ?? new Uint8Array();
    if (!endorsed || responsePayloadBytes.length === 0) throw new Error('no payload in ChaincodeActionPayload');
    const responsePayload = peer.ProposalResponsePayload.deserializeBinary(responsePayloadBytes);
    return {
        actionPayload, responsePayloadBytes, responsePayload,
        chaincodeAction: peer.ChaincodeAction.deserializeBinary(responsePayload.getExtension_asU8()),
        endorsements: endorsed.getEndorsementsList(),
    };
}

/** The event of a transaction, unless it has none or an unusable one (7.3). */
export function chaincodeEvent(payload: common.Payload): peer.ChaincodeEvent | undefined {
    try {
        const event = peer.ChaincodeEvent.deserializeBinary(endorserAction(payload).chaincodeAction.getEvents_asU8());
        return event.getChaincodeId() !== '' && event.getEventName() !== '' && event.getTxId() !== '' ? event : undefined;
    } catch {
        return undefined;
    }
}

/** The validation codes that a committed block carries in its metadata. */
export function validationCodes(block: common.Block): Uint8Array {
    return block.getMetadata()?.getMetadataList_asU8()[common.BlockMetadataIndex.TRANSACTIONS_FILTER] ?? new Uint8Array();
}
