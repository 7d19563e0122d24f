// ChaincodeEvents: one response for each block with events of the chaincode (internal/pkg/gateway/chaincodeevents.go).
import { status } from '@grpc/grpc-js';
import { gateway, orderer, peer } from '@hyperledger/fabric-protos';
import type { common } from '@hyperledger/fabric-protos';
import { BlockCursor } from '../deliver/block-cursor.js';
import { PolicyError } from '../policy/policy-error.js';
import { chaincodeEvent, transactionHeader, validationCodes } from '../../transaction/envelope.js';
import type { GatewayContext } from './context.js';
import { RpcError } from '../grpc/rpc-error.js';

/** Calls `send` with each response until the signal is aborted; waits for each. @throws RpcError */
export async function chaincodeEvents(
    signed: gateway.SignedChaincodeEventsRequest, context: GatewayContext, signal: AbortSignal,
    send: (response: gateway.ChaincodeEventsResponse) => Promise<void>,
): Promise<void> {
    const request = checkRequest(signed, context);
    const { ledger } = context.local;
    const after = request.getAfterTransactionId();
    const seen = after === '' ? undefined : await ledger.transaction(after);
    const cursor = new BlockCursor(ledger, seen?.blockNumber ?? startPosition(request, ledger.height()), signal);
    let passed = after === '';
    for (let block = await cursor.next(); block; block = await cursor.next()) {
        const matching = eventsOf(block).filter(event => {
            if (passed) return event.getChaincodeId() === request.getChaincodeId();
            passed = event.getTxId() === after;
            return false;
        });
        if (matching.length === 0) continue;
        const response = new gateway.ChaincodeEventsResponse();
        response.setBlockNumber(block.getHeader()?.getNumber() ?? 0);
        response.setEventsList(matching);
        await send(response);
    }
}

function eventsOf(block: common.Block): readonly peer.ChaincodeEvent[] {
    const codes = validationCodes(block);
    return (block.getData()?.getDataList_asU8() ?? []).flatMap((envelope, index) => {
        if (codes[index] !== peer.TxValidationCode.VALID) return [];
        const header = transactionHeader(envelope);
        return (header && chaincodeEvent(header.payload)) ?? [];
    });
}

function startPosition(request: gateway.ChaincodeEventsRequest, height: bigint): bigint {
    const position = request.getStartPosition();
    const { TypeCase } = orderer.SeekPosition;
    switch (position?.getTypeCase() ?? TypeCase.TYPE_NOT_SET) {
    case TypeCase.TYPE_NOT_SET: case TypeCase.NEXT_COMMIT: return height;
    case TypeCase.SPECIFIED: return BigInt(position?.getSpecified()?.getNumber() ?? 0);
    default: throw new RpcError(status.INVALID_ARGUMENT, 'invalid start position type: use a block number or the next commit');
    }
}

function checkRequest(signed: gateway.SignedChaincodeEventsRequest, { channel }: GatewayContext): gateway.ChaincodeEventsRequest {
    const bytes = signed.getRequest_asU8();
    if (bytes.length === 0) throw new RpcError(status.INVALID_ARGUMENT, 'a chaincode events request is required');
    let request: gateway.ChaincodeEventsRequest;
    try {
        request = gateway.ChaincodeEventsRequest.deserializeBinary(bytes);
    } catch (error) {
        throw new RpcError(status.INVALID_ARGUMENT, `invalid chaincode events request: ${(error as Error).message}`);
    }
    try {
        if (request.getChannelId() !== channel.name) throw new PolicyError(`Failed to get policy manager for channel [${request.getChannelId()}]`);
        channel.checkAcl('/Channel/Application/Readers',
            [{ data: bytes, identity: request.getIdentity_asU8(), signature: signed.getSignature_asU8() }]);
    } catch (error) {
        if (!(error instanceof PolicyError)) throw error;
        throw new RpcError(status.PERMISSION_DENIED, error.message);
    }
    return request;
}
