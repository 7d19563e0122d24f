// Form, creator, signature, transaction id and proposal hash of one transaction (core/common/validation/msgvalidation.go).
import { common, peer } from '@hyperledger/fabric-protos';
import type { Channel } from '../channel/channel.js';
import { MspError } from '../../msp/msp-error.js';
import { computeTxId, proposalHash } from '../../transaction/proposal.js';

const { TxValidationCode } = peer;
export type ValidationCode = peer.TxValidationCodeMap[keyof peer.TxValidationCodeMap];

/** What a well-formed transaction consists of. */
export interface CheckedEnvelope {
    readonly type: number;
    readonly channelHeader: common.ChannelHeader;
    readonly payload: common.Payload;
    readonly txId: string;
}

/** The parts, or the code of the first fault. */
export function checkEnvelope(bytes: Uint8Array, channel: Channel): CheckedEnvelope | ValidationCode {
    const envelope = attempt(() => common.Envelope.deserializeBinary(bytes));
    if (!envelope) return TxValidationCode.INVALID_OTHER_REASON;
    if (bytes.length === 0) return TxValidationCode.NIL_ENVELOPE;
    const payloadBytes = envelope.getPayload_asU8();
    const payload = attempt(() => common.Payload.deserializeBinary(payloadBytes));
    if (!payload) return TxValidationCode.BAD_PAYLOAD;
    const header = payload.getHeader();
    const channelHeader = attempt(() => header && common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8()));
    const signatureHeader = attempt(() => header && common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8()));
    if (!header || !channelHeader || !signatureHeader) return TxValidationCode.BAD_COMMON_HEADER;
    const type = channelHeader.getType();
    const [nonce, creator] = [signatureHeader.getNonce_asU8(), signatureHeader.getCreator_asU8()];
    const known = type === common.HeaderType.ENDORSER_TRANSACTION || type === common.HeaderType.CONFIG || type === common.HeaderType.CONFIG_UPDATE;
    if (!known || channelHeader.getEpoch() !== 0 || nonce.length === 0 || creator.length === 0) return TxValidationCode.BAD_COMMON_HEADER;
    if (!isSignedBy(creator, payloadBytes, envelope.getSignature_asU8(), channel)) return TxValidationCode.BAD_CREATOR_SIGNATURE;
    const checked = { type, channelHeader, payload, txId: channelHeader.getTxId() };
    if (type === common.HeaderType.CONFIG) return checked;
    if (type !== common.HeaderType.ENDORSER_TRANSACTION) return TxValidationCode.UNSUPPORTED_TX_PAYLOAD;
    if (checked.txId !== computeTxId(nonce, creator)) return TxValidationCode.BAD_PROPOSAL_TXID;
    if (!isEndorserTransaction(payload, header)) return TxValidationCode.INVALID_ENDORSER_TRANSACTION;
    return channelHeader.getChannelId() === channel.name ? checked : TxValidationCode.TARGET_CHAIN_NOT_FOUND;
}

function isSignedBy(creator: Uint8Array, message: Uint8Array, signature: Uint8Array, channel: Channel): boolean {
    try {
        const identity = channel.msps.deserializeIdentity(creator);
        identity.validate();
        channel.msps.verify(identity, message, signature);
        return true;
    } catch (error) {
        if (error instanceof MspError) return false;
        throw error;
    }
}

/** Exactly one action, whose endorsed proposal is this one. */
function isEndorserTransaction(payload: common.Payload, header: common.Header): boolean {
    return attempt(() => {
        const actions = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
        const [action] = actions;
        if (!action || actions.length !== 1) return false;
        const signatureHeader = common.SignatureHeader.deserializeBinary(action.getHeader_asU8());
        if (signatureHeader.getNonce_asU8().length === 0 || signatureHeader.getCreator_asU8().length === 0) return false;
        const actionPayload = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8());
        const responseBytes = actionPayload.getAction()?.getProposalResponsePayload_asU8();
        if (!responseBytes) return false;
        const expected = proposalHash(
            header.getChannelHeader_asU8(), action.getHeader_asU8(), withoutTransient(actionPayload.getChaincodeProposalPayload_asU8()));
        return Buffer.from(expected).equals(peer.ProposalResponsePayload.deserializeBinary(responseBytes).getProposalHash_asU8());
    }) ?? false;
}

function withoutTransient(payloadBytes: Uint8Array): Uint8Array {
    const payload = new peer.ChaincodeProposalPayload();
    payload.setInput(peer.ChaincodeProposalPayload.deserializeBinary(payloadBytes).getInput_asU8());
    return payload.serializeBinary();
}

/** Undefined for bytes that do not parse: which code that is depends on the place. */
function attempt<T>(read: () => T): T | undefined {
    try {
        return read();
    } catch {
        return undefined;
    }
}
