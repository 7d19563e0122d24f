// The envelope that a client signs once enough endorsements agree.
import { common, peer } from '@hyperledger/fabric-protos';
import type { UnpackedProposal } from './proposal.js';

/** The proposal without its transient data, the endorsed payload and the endorsements; unsigned. */
export function prepareTransaction(
    proposal: UnpackedProposal, responsePayload: Uint8Array, endorsements: readonly peer.Endorsement[],
): common.Envelope {
    const endorsed = new peer.ChaincodeEndorsedAction();
    endorsed.setProposalResponsePayload(responsePayload);
    endorsed.setEndorsementsList([...endorsements]);
    const actionPayload = new peer.ChaincodeActionPayload();
    actionPayload.setChaincodeProposalPayload(proposal.payloadWithoutTransient);
    actionPayload.setAction(endorsed);
    const action = new peer.TransactionAction();
    action.setHeader(proposal.header.getSignatureHeader_asU8());
    action.setPayload(actionPayload.serializeBinary());
    const transaction = new peer.Transaction();
    transaction.addActions(action);
    const payload = new common.Payload();
    payload.setHeader(proposal.header);
    payload.setData(transaction.serializeBinary());
    const envelope = new common.Envelope();
    envelope.setPayload(payload.serializeBinary());
    return envelope;
}
