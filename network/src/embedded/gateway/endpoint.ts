// A peer as the gateway sees it, and what its answer means.
import { status } from '@grpc/grpc-js';
import type { peer } from '@hyperledger/fabric-protos';
import type { Peer } from '../peer/peer.js';
import type { UnpackedProposal } from '../../transaction/proposal.js';
import type { EndpointError } from '../grpc/rpc-error.js';

export type EndorserAnswer =
    | { readonly ok: true; readonly response: peer.ProposalResponse }
    | { readonly ok: false; readonly code: status; readonly message: string; readonly retry: boolean };

/** @param local whether the peer is the one that the client is connected to. */
export async function askEndorser(peer: Peer, proposal: UnpackedProposal, local: boolean): Promise<EndorserAnswer> {
    const { response, error } = await peer.endorser.processUnpacked(proposal);
    if (error !== undefined) {
        // Another peer's refusal arrives as a gRPC error without a response: Fabric then takes the peer for unavailable.
        if (!local) return { ok: false, code: status.UNAVAILABLE, message: `rpc error: code = Unknown desc = ${error}`, retry: true };
        return response
            ? { ok: false, code: status.FAILED_PRECONDITION, message: error, retry: false }
            : { ok: false, code: status.UNAVAILABLE, message: error, retry: true };
    }
    const result = response?.getResponse();
    if (!response || !result) return { ok: false, code: status.UNAVAILABLE, message: 'no response from the endorser', retry: true };
    const code = result.getStatus();
    if (code >= 200 && code < 400) return { ok: true, response };
    if (response.getPayload_asU8().length === 0 && code === 500) {
        return { ok: false, code: status.ABORTED, message: result.getMessage(), retry: true };
    }
    return { ok: false, code: status.UNKNOWN, message: `chaincode response ${code}, ${result.getMessage()}`, retry: false };
}

export function endpointError(peer: Peer, message: string): EndpointError {
    return { address: peer.address, mspId: peer.mspId, message };
}
