// `gateway.Gateway` of one peer as a gRPC service.
import { status, type sendUnaryData, type ServerUnaryCall, type ServerWritableStream } from '@grpc/grpc-js';
import type { gateway } from '@hyperledger/fabric-protos';
import { writeWhenRead } from '../grpc/backpressure.js';
import { chaincodeEvents } from './chaincode-events.js';
import { commitStatus } from './commit-status.js';
import type { GatewayContext } from './context.js';
import { beforeDeadline } from './deadline.js';
import { endorse } from './endorse.js';
import { evaluate } from './evaluate.js';
import { asRpcError, RpcError } from '../grpc/rpc-error.js';
import { submit } from './submit.js';

/** The handlers of `gateway.Gateway`, with the names that the generated service definition has. */
export function gatewayService(context: GatewayContext) {
    return {
        evaluate: unary((call: ServerUnaryCall<gateway.EvaluateRequest, gateway.EvaluateResponse>) =>
            beforeDeadline(call.getDeadline(), 'evaluate timeout expired', evaluate(call.request, context)), context),
        endorse: unary((call: ServerUnaryCall<gateway.EndorseRequest, gateway.EndorseResponse>) =>
            beforeDeadline(call.getDeadline(), 'endorsement timeout expired while collecting endorsements', endorse(call.request, context)), context),
        submit: unary((call: ServerUnaryCall<gateway.SubmitRequest, gateway.SubmitResponse>) =>
            Promise.resolve().then(() => submit(call.request, context)), context),
        commitStatus: unary((call: ServerUnaryCall<gateway.SignedCommitStatusRequest, gateway.CommitStatusResponse>) => {
            const cancelled = new Promise<never>((_, reject) => call.on('cancelled', () => reject(new RpcError(status.CANCELLED, 'context canceled'))));
            cancelled.catch(() => undefined);
            return beforeDeadline(call.getDeadline(), 'context deadline exceeded', commitStatus(call.request, context, cancelled));
        }, context),
        chaincodeEvents: (call: ServerWritableStream<gateway.SignedChaincodeEventsRequest, gateway.ChaincodeEventsResponse>): void => {
            const ended = new AbortController();
            call.on('cancelled', () => ended.abort());
            chaincodeEvents(call.request, context, ended.signal, response => writeWhenRead(call, response, ended.signal))
                .then(() => call.end(), (error: unknown) => call.emit('error', asRpcError(error, context.log)));
        },
    };
}

type Unary<Q, R> = (call: ServerUnaryCall<Q, R>, callback: sendUnaryData<R>) => void;

function unary<Q, R>(handle: (call: ServerUnaryCall<Q, R>) => Promise<R>, context: GatewayContext): Unary<Q, R> {
    return (call, callback) => {
        handle(call).then(response => callback(null, response), (error: unknown) => callback(asRpcError(error, context.log)));
    };
}
