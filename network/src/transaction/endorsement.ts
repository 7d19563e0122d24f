// What an endorser signs, and its signature (core/endorser/endorser.go).
import { peer } from '@hyperledger/fabric-protos';
import type { SigningIdentity } from '../msp/signing-identity.js';
import { proposalHash, type UnpackedProposal } from './proposal.js';

/** The bytes that endorsers sign: everything in them must be equal between endorsers (11.3). */
export function responsePayload(
    proposal: UnpackedProposal, version: string, response: peer.Response, readWriteSet: Uint8Array, event: peer.ChaincodeEvent | undefined,
): Uint8Array {
    const chaincodeId = new peer.ChaincodeID();
    chaincodeId.setName(proposal.chaincodeName);
    chaincodeId.setVersion(version);
    const action = new peer.ChaincodeAction();
    action.setResults(readWriteSet);
    if (event) action.setEvents(event.serializeBinary());
    action.setResponse(response);
    action.setChaincodeId(chaincodeId);
    const payload = new peer.ProposalResponsePayload();
    payload.setProposalHash(proposalHash(
        proposal.header.getChannelHeader_asU8(), proposal.header.getSignatureHeader_asU8(), proposal.payloadWithoutTransient));
    payload.setExtension$(action.serializeBinary());
    return payload.serializeBinary();
}

/** The signature over the payload followed by the endorser's own identity. */
export function endorsePayload(payload: Uint8Array, signer: SigningIdentity): peer.Endorsement {
    const endorsement = new peer.Endorsement();
    endorsement.setEndorser(signer.serialized);
    endorsement.setSignature(signer.sign(Buffer.concat([payload, signer.serialized])));
    return endorsement;
}
