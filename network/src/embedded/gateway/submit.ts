// Submit: hands a signed envelope to the orderer.
import { status } from '@grpc/grpc-js';
import { common, gateway } from '@hyperledger/fabric-protos';
import type { GatewayContext } from './context.js';
import { RpcError } from '../grpc/rpc-error.js';

const statusNames = new Map<number, string>(Object.entries(common.Status).map(([name, value]) => [value, name]));

/** @throws RpcError INVALID_ARGUMENT, ABORTED when the orderer refuses, UNAVAILABLE when it cannot take it now. */
export function submit(request: gateway.SubmitRequest, context: GatewayContext): gateway.SubmitResponse {
    const envelope = request.getPreparedTransaction();
    if (!envelope) throw new RpcError(status.INVALID_ARGUMENT, 'a prepared transaction is required');
    if (envelope.getSignature_asU8().length === 0) throw new RpcError(status.INVALID_ARGUMENT, 'prepared transaction must be signed');
    if (request.getChannelId() !== context.channel.name) {
        throw new RpcError(status.FAILED_PRECONDITION, `failed to get config for channel [${request.getChannelId()}]: channel not found`);
    }
    const response = context.broadcast(envelope);
    const code = response.getStatus();
    if (code === common.Status.SUCCESS) return new gateway.SubmitResponse();
    if (code >= 400 && code < 500) {
        throw new RpcError(status.ABORTED,
            `received unsuccessful response from orderer: status=${statusNames.get(code) ?? String(code)}, info=${response.getInfo()}`);
    }
    throw new RpcError(status.UNAVAILABLE, 'no orderers could successfully process transaction');
}
