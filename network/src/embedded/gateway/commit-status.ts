// CommitStatus: the code of a transaction, at once or when its block comes.
import { status } from '@grpc/grpc-js';
import { gateway } from '@hyperledger/fabric-protos';
import type { Peer } from '../peer/peer.js';
import { PolicyError } from '../policy/policy-error.js';
import type { ValidationCode } from '../validation/envelope-check.js';
import type { GatewayContext } from './context.js';
import { RpcError } from './rpc-error.js';
import { transactionHeader } from '../transaction/envelope.js';

export interface Found { readonly code: ValidationCode; readonly blockNumber: bigint }

/** Waiting clients by transaction id, told once per block by a single listener. */
export class CommitNotifier {
    readonly #waiting = new Map<string, Set<(found: Found) => void>>();

    constructor(peer: Peer) {
        peer.ledger.onCommit(({ block, codes }) => {
            if (this.#waiting.size === 0) return;
            const blockNumber = BigInt(block.getHeader()?.getNumber() ?? 0);
            (block.getData()?.getDataList_asU8() ?? []).forEach((envelope, index) => {
                const txId = transactionHeader(envelope)?.txId;
                const listeners = txId === undefined ? undefined : this.#waiting.get(txId);
                if (txId === undefined || !listeners) return;
                this.#waiting.delete(txId);
                for (const listener of listeners) listener({ code: codes[index] as ValidationCode, blockNumber });
            });
        });
    }

    /** Calls back with the first occurrence from now on; the returned function gives up. */
    wait(txId: string, listener: (found: Found) => void): () => void {
        const listeners = this.#waiting.get(txId) ?? new Set();
        this.#waiting.set(txId, listeners.add(listener));
        return () => {
            listeners.delete(listener);
            if (listeners.size === 0) this.#waiting.delete(txId);
        };
    }
}

/** @param cancelled settles when the client no longer waits. @throws RpcError */
export async function commitStatus(
    signed: gateway.SignedCommitStatusRequest, context: GatewayContext, notifier: CommitNotifier, cancelled: Promise<never>,
): Promise<gateway.CommitStatusResponse> {
    const request = checkRequest(signed, context);
    const txId = request.getTransactionId();
    let giveUp: () => void = () => undefined;
    // Listening begins before the look-up, so that no commit falls between.
    const committed = new Promise<Found>(resolve => giveUp = notifier.wait(txId, resolve));
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
