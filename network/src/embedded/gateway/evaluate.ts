// Evaluate: one endorser answers, its own organisation's first.
import { status } from '@grpc/grpc-js';
import { gateway, peer } from '@hyperledger/fabric-protos';
import type { Peer } from '../peer/peer.js';
import { unpackProposal, type UnpackedProposal } from '../../transaction/proposal.js';
import { askEndorser, endpointError } from './endpoint.js';
import { RpcError, type EndpointError } from '../grpc/rpc-error.js';
import type { GatewayContext } from './context.js';

/** @throws RpcError */
export async function evaluate(request: gateway.EvaluateRequest, context: GatewayContext): Promise<gateway.EvaluateResponse> {
    const proposal = unpack(request.getProposedTransaction());
    if (proposal.channelId !== context.channel.name) {
        throw new RpcError(status.UNAVAILABLE, `failed to get config for channel [${proposal.channelId}]: channel '${proposal.channelId}' not found`);
    }
    const failures: EndpointError[] = [];
    let code = status.UNAVAILABLE;
    for (const endorser of endorsers(proposal, request.getTargetOrganizationsList(), context)) {
        const answer = await askEndorser(endorser, proposal, endorser === context.local);
        if (answer.ok) return response(answer.response);
        failures.push(endpointError(endorser, answer.message));
        code = answer.code;
        if (!answer.retry) throw new RpcError(code, `evaluate call to endorser returned error: ${answer.message}`, failures);
    }
    throw new RpcError(code, 'failed to evaluate transaction, see attached details for more info', failures);
}

/** @throws RpcError FAILED_PRECONDITION when no organisation asked for has the chaincode. */
function endorsers(proposal: UnpackedProposal, targets: readonly string[], { local, channel, ...context }: GatewayContext): readonly Peer[] {
    const protectedData = proposal.hasTransientData && targets.length === 0;
    const wanted = protectedData ? [local.mspId] : targets;
    const able = context.peersWith(proposal.chaincodeName).filter(({ mspId }) => wanted.length === 0 || wanted.includes(mspId));
    if (able.length > 0) {
        const others = able.filter(other => other !== local).sort((a, b) => Number(b.ledger.height() - a.ledger.height()));
        return able.includes(local) ? [local, ...others] : others;
    }
    const none = `no peers available to evaluate chaincode ${proposal.chaincodeName} in channel ${channel.name}`;
    throw new RpcError(status.FAILED_PRECONDITION, protectedData
        ? `no endorsers found in the gateway's organization; retry specifying target organization(s) to protect transient data: ${none}` : none);
}

function unpack(signedProposal: peer.SignedProposal | undefined): UnpackedProposal {
    try {
        const proposal = unpackProposal(signedProposal ?? new peer.SignedProposal());
        if (proposal.channelId === '') throw new Error('no channel id provided');
        return proposal;
    } catch (error) {
        throw new RpcError(status.INVALID_ARGUMENT, `failed to unpack transaction proposal: ${(error as Error).message}`);
    }
}

/** The result is that inside the endorsed payload, which is what a submit would record. */
function response(proposalResponse: peer.ProposalResponse): gateway.EvaluateResponse {
    const result = proposalResponse.getResponse() ?? new peer.Response();
    const payload = peer.ProposalResponsePayload.deserializeBinary(proposalResponse.getPayload_asU8());
    const action = peer.ChaincodeAction.deserializeBinary(payload.getExtension_asU8());
    result.setPayload(action.getResponse()?.getPayload_asU8() ?? new Uint8Array());
    const made = new gateway.EvaluateResponse();
    made.setResult(result);
    return made;
}
