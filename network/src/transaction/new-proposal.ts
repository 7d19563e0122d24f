// Makes and signs what a client sends: proposals and envelopes. For the nodes themselves, the readiness of a deployment, and the in-process harness.
import { randomBytes } from 'node:crypto';
import { common, peer } from '@hyperledger/fabric-protos';
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb.js';
import type { SigningIdentity } from '../msp/signing-identity.js';
import { computeTxId } from './proposal.js';

export interface ProposalRequest {
    readonly channelId: string;
    readonly chaincode: string;
    /** The function's name first. */
    readonly args: readonly (string | Uint8Array)[];
    readonly transient?: Readonly<Record<string, string | Uint8Array>>;
    /** Milliseconds since 1970: the client's claim. */
    readonly timestampMs: number;
}

export function newProposal(request: ProposalRequest, signer: SigningIdentity): peer.SignedProposal {
    const nonce = randomBytes(24);
    const chaincodeId = new peer.ChaincodeID();
    chaincodeId.setName(request.chaincode);
    const extension = new peer.ChaincodeHeaderExtension();
    extension.setChaincodeId(chaincodeId);
    const timestamp = new timestamps.Timestamp();
    timestamp.setSeconds(Math.floor(request.timestampMs / 1000));
    timestamp.setNanos(Math.floor(request.timestampMs % 1000) * 1_000_000);
    const channelHeader = new common.ChannelHeader();
    channelHeader.setType(common.HeaderType.ENDORSER_TRANSACTION);
    channelHeader.setChannelId(request.channelId);
    channelHeader.setTxId(computeTxId(nonce, signer.serialized));
    channelHeader.setTimestamp(timestamp);
    channelHeader.setExtension$(extension.serializeBinary());
    const signatureHeader = new common.SignatureHeader();
    signatureHeader.setCreator(signer.serialized);
    signatureHeader.setNonce(nonce);
    const header = new common.Header();
    header.setChannelHeader(channelHeader.serializeBinary());
    header.setSignatureHeader(signatureHeader.serializeBinary());
    const proposal = new peer.Proposal();
    proposal.setHeader(header.serializeBinary());
    proposal.setPayload(proposalPayload(request, chaincodeId));
    const proposalBytes = proposal.serializeBinary();
    const signed = new peer.SignedProposal();
    signed.setProposalBytes(proposalBytes);
    signed.setSignature(signer.sign(proposalBytes));
    return signed;
}

/** Signs the payload of a prepared envelope. */
export function signEnvelope(envelope: common.Envelope, signer: SigningIdentity): common.Envelope {
    envelope.setSignature(signer.sign(envelope.getPayload_asU8()));
    return envelope;
}

function proposalPayload(request: ProposalRequest, chaincodeId: peer.ChaincodeID): Uint8Array {
    const input = new peer.ChaincodeInput();
    input.setArgsList(request.args.map(bytes));
    const spec = new peer.ChaincodeSpec();
    spec.setType(peer.ChaincodeSpec.Type.NODE);
    spec.setChaincodeId(chaincodeId);
    spec.setInput(input);
    const invocation = new peer.ChaincodeInvocationSpec();
    invocation.setChaincodeSpec(spec);
    const payload = new peer.ChaincodeProposalPayload();
    payload.setInput(invocation.serializeBinary());
    for (const [key, value] of Object.entries(request.transient ?? {})) payload.getTransientmapMap().set(key, bytes(value));
    return payload.serializeBinary();
}

function bytes(value: string | Uint8Array): Uint8Array {
    return typeof value === 'string' ? Buffer.from(value) : value;
}
