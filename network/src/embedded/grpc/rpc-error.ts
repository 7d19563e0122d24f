// gRPC errors as Fabric's gateway answers them, with details that name the peer (12.1).
import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { gateway, google } from '@hyperledger/fabric-protos';
import anys from 'google-protobuf/google/protobuf/any_pb.js';

/** What a peer said; `address` and `mspId` tell which. */
export interface EndpointError { readonly address: string; readonly mspId: string; readonly message: string }

/** An error that grpc-js sends as it is. */
export class RpcError extends Error implements ServiceError {
    override readonly name = 'RpcError';
    readonly code: status;
    readonly details: string;
    readonly metadata: Metadata;
    readonly endpoints: readonly EndpointError[];

    constructor(code: status, details: string, endpoints: readonly EndpointError[] = []) {
        super(details);
        this.endpoints = endpoints;
        this.code = code;
        this.details = details;
        this.metadata = new Metadata();
        if (endpoints.length > 0) this.metadata.set('grpc-status-details-bin', encodeStatus(code, details, endpoints));
    }
}

/** What the client gets: a refusal as it is; anything unforeseen without its details, which go to the log. */
export function asRpcError(error: unknown, log: (line: string) => void): RpcError {
    if (error instanceof RpcError) return error;
    log(`internal error: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    return new RpcError(status.INTERNAL, 'internal error in the embedded network: see its log');
}

function encodeStatus(code: status, message: string, endpoints: readonly EndpointError[]): Buffer {
    const encoded = new google.rpc.Status();
    encoded.setCode(code);
    encoded.setMessage(message);
    encoded.setDetailsList(endpoints.map(endpoint => {
        const detail = new gateway.ErrorDetail();
        detail.setAddress(endpoint.address);
        detail.setMspId(endpoint.mspId);
        detail.setMessage(endpoint.message);
        const any = new anys.Any();
        any.pack(detail.serializeBinary(), 'gateway.ErrorDetail');
        return any;
    }));
    return Buffer.from(encoded.serializeBinary());
}
