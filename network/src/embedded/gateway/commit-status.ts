// CommitStatus: the code of a transaction, at once or when its block comes.
import { status } from '@grpc/grpc-js';
import { gateway } from '@hyperledger/fabric-protos';
import type { Committed } from '../peer/commit-notifier.js';
import { PolicyError } from '../policy/policy-error.js';
import type { GatewayContext } from './context.js';
import { RpcError } from '../grpc/rpc-error.js';

/** @param cancelled settles when the client no longer waits. @throws RpcError */
export async function commitStatus(
    signed: gateway.SignedCommitStatusRequest, context: GatewayContext, cancelled: Promise<never>,
): Promise<gateway.CommitStatusResponse> {
    const request = checkRequest(signed, context);
    const txId = request.getTransactionId();
    let giveUp: () => void = () => undefined;
    // Listening begins before the look-up, so that no commit falls between.
    const committed = new Promise<Committed>(resolve => giveUp = context.local.commits.wait(txId, resolve));
    try {
        const place = await context.local.ledger.transaction(txId);
        const { code, blockNumber } = place ?? await Promise.race([committed, cancelled]);
        const response = new gateway.CommitStatusResponse();
        response.setResult(code);
        response.setBlockNumber(Number(blockNumber));
        return response;
    } finally {
        giveUp();
    }
}

function checkRequest(signed: gateway.SignedCommitStatusRequest, { channel }: GatewayContext): gateway.CommitStatusRequest {
    const bytes = signed.getRequest_asU8();
    const invalid = (reason: string): RpcError => new RpcError(status.INVALID_ARGUMENT, reason);
    if (bytes.length === 0) throw invalid('a commit status request is required');
    let request: gateway.CommitStatusRequest;
    try {
        request = gateway.CommitStatusRequest.deserializeBinary(bytes);
    } catch (error) {
        throw invalid(`invalid status request: ${(error as Error).message}`);
    }
    const identity = request.getIdentity_asU8();
    if (identity.length === 0) throw invalid('no identity provided');
    if (request.getChannelId() === '') throw invalid('no channel ID provided');
    if (request.getTransactionId() === '') throw invalid('transaction ID should not be empty');
    try {
        if (request.getChannelId() !== channel.name) throw new PolicyError(`Failed to get policy manager for channel [${request.getChannelId()}]`);
        channel.checkAcl('/Channel/Application/Readers', [{ data: bytes, identity, signature: signed.getSignature_asU8() }]);
    } catch (error) {
        if (!(error instanceof PolicyError)) throw error;
        throw new RpcError(status.PERMISSION_DENIED, error.message);
    }
    return request;
}
