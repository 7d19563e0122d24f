// `protos.Endorser` of one peer as a gRPC service.
import { status, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import type { peer } from '@hyperledger/fabric-protos';
import { asRpcError, RpcError } from '../grpc/rpc-error.js';
import type { Endorser } from './endorser.js';

type ProposalCall = ServerUnaryCall<peer.SignedProposal, peer.ProposalResponse>;

export function endorserService(endorser: Endorser, log: (line: string) => void) {
    return {
        processProposal: (call: ProposalCall, callback: sendUnaryData<peer.ProposalResponse>): void => {
            endorser.processProposal(call.request).then(({ response, error }) => {
                // Go's gRPC gives an error without a code of its own as UNKNOWN, and then no response.
                if (error !== undefined) callback(new RpcError(status.UNKNOWN, error));
                else callback(null, response ?? null);
            }, (error: unknown) => callback(asRpcError(error, log)));
        },
    };
}
