// A signed proposal taken apart once, for all who look at it.
import { createHash } from 'node:crypto';
import { common, peer } from '@hyperledger/fabric-protos';

/** Every part that the peer needs; nothing is checked beyond being there. */
export interface UnpackedProposal {
    readonly signedProposal: peer.SignedProposal;
    readonly proposalBytes: Uint8Array;
    readonly signature: Uint8Array;
    readonly header: common.Header;
    readonly channelHeader: common.ChannelHeader;
    readonly channelId: string;
    readonly txId: string;
    readonly nonce: Uint8Array;
    /** Bytes of msp.SerializedIdentity. */
    readonly creator: Uint8Array;
    /** Of the header extension: the chaincode that is run. */
    readonly chaincodeName: string;
    readonly input: peer.ChaincodeInput;
    readonly hasTransientData: boolean;
    /** The chaincode proposal payload without its transient map: what goes into the transaction. */
    readonly payloadWithoutTransient: Uint8Array;
}

/** @throws Error saying which part is missing or does not parse. */
export function unpackProposal(signedProposal: peer.SignedProposal): UnpackedProposal {
    const proposalBytes = signedProposal.getProposalBytes_asU8();
    if (proposalBytes.length === 0) throw new Error('a signed proposal is required');
    const proposal = parse('Proposal', () => peer.Proposal.deserializeBinary(proposalBytes));
    const header = parse('Header', () => common.Header.deserializeBinary(proposal.getHeader_asU8()));
    const channelHeader = parse('ChannelHeader', () => common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8()));
    const signatureHeader = parse('SignatureHeader', () => common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8()));
    const extension = parse('ChaincodeHeaderExtension', () =>
        peer.ChaincodeHeaderExtension.deserializeBinary(channelHeader.getExtension_asU8()));
    const chaincodeId = extension.getChaincodeId();
    if (!chaincodeId) throw new Error('ChaincodeHeaderExtension.ChaincodeId is nil');
    if (chaincodeId.getName() === '') throw new Error('ChaincodeHeaderExtension.ChaincodeId.Name is empty');
    const payload = parse('ChaincodeProposalPayload', () => peer.ChaincodeProposalPayload.deserializeBinary(proposal.getPayload_asU8()));
    const invocation = parse('ChaincodeInvocationSpec', () => peer.ChaincodeInvocationSpec.deserializeBinary(payload.getInput_asU8()));
    const spec = invocation.getChaincodeSpec();
    if (!spec) throw new Error('chaincode invocation spec did not contain chaincode spec');
    const input = spec.getInput();
    if (!input) throw new Error('chaincode input did not contain any input');
    const publicPayload = new peer.ChaincodeProposalPayload();
    publicPayload.setInput(payload.getInput_asU8());
    return {
        signedProposal, proposalBytes, header, channelHeader, input,
        signature: signedProposal.getSignature_asU8(),
        channelId: channelHeader.getChannelId(),
        txId: channelHeader.getTxId(),
        nonce: signatureHeader.getNonce_asU8(),
        creator: signatureHeader.getCreator_asU8(),
        chaincodeName: chaincodeId.getName(),
        hasTransientData: payload.getTransientmapMap().getLength() > 0,
        payloadWithoutTransient: publicPayload.serializeBinary(),
    };
}

/** SHA-256 of nonce and creator, in lower-case hexadecimal (9.1). */
export function computeTxId(nonce: Uint8Array, creator: Uint8Array): string {
    return createHash('sha256').update(nonce).update(creator).digest('hex');
}

/** SHA-256 of channel header, signature header and the payload without transient data (11.2). */
export function proposalHash(channelHeader: Uint8Array, signatureHeader: Uint8Array, payloadWithoutTransient: Uint8Array): Uint8Array {
    return createHash('sha256').update(channelHeader).update(signatureHeader).update(payloadWithoutTransient).digest();
}

function parse<T>(name: string, read: () => T): T {
    try {
        return read();
    } catch (error) {
        throw new Error(`error unmarshalling ${name}: ${(error as Error).message}`, { cause: error });
    }
}
