// Runs chaincodes for one peer: finds the definition, reaches the process, and interprets what came back.
import { peer } from '@hyperledger/fabric-protos';
import type { Definitions, DefinedChaincode } from '../lifecycle/definitions.js';
import type { InstalledPackages } from '../lifecycle/installed-packages.js';
import { ChaincodeHandler } from './handler.js';
import { queryRequests, DEFAULT_TOTAL_QUERY_LIMIT } from './query-requests.js';
import * as state from './state-requests.js';
import type { ChaincodeStream } from './stream.js';
import type { TransactionParams } from './transaction-context.js';

const { Type } = peer.ChaincodeMessage;

/** Fabric's sample waits 300 s, for chaincode that it builds first. */
const DEFAULT_START_TIMEOUT_MS = 10_000;

export interface ChaincodeSupportOptions {
    readonly mspId: string;
    readonly definitions: Definitions;
    readonly installed: InstalledPackages;
    /** Opens the stream to an installed package. */
    readonly dial: (packageId: string, address: string) => Promise<ChaincodeStream>;
    /** Milliseconds that one call may take. */
    readonly executeTimeoutMs: number;
    /** Milliseconds within which a chaincode must register once it is reached; 10 000 by default. */
    readonly startTimeoutMs?: number;
    readonly keepaliveSeconds: number;
    readonly singleKeys: boolean;
    readonly totalQueryLimit?: number;
    readonly log: (line: string) => void;
}

export interface ExecutionResult { readonly response: peer.Response; readonly event?: peer.ChaincodeEvent }

export class ChaincodeSupport {
    readonly #options: ChaincodeSupportOptions;
    readonly #handlers = new Map<string, Promise<ChaincodeHandler>>();
    readonly #requests: ReadonlyMap<number, state.RequestHandler>;

    constructor(options: ChaincodeSupportOptions) {
        this.#options = options;
        const queries = queryRequests(options.totalQueryLimit ?? DEFAULT_TOTAL_QUERY_LIMIT);
        this.#requests = new Map<number, state.RequestHandler>([
            [Type.GET_STATE, state.getState], [Type.GET_STATE_MULTIPLE, state.getStateMultiple],
            [Type.PUT_STATE, state.putState], [Type.DEL_STATE, state.delState], [Type.WRITE_BATCH_STATE, state.writeBatch],
            [Type.GET_STATE_METADATA, state.getStateMetadata], [Type.PUT_STATE_METADATA, state.putStateMetadata],
            [Type.GET_PRIVATE_DATA_HASH, state.getPrivateDataHash], [Type.PURGE_PRIVATE_DATA, state.purgePrivateData],
            [Type.GET_STATE_BY_RANGE, queries.getStateByRange], [Type.GET_QUERY_RESULT, queries.getQueryResult],
            [Type.GET_HISTORY_FOR_KEY, queries.getHistoryForKey],
            [Type.QUERY_STATE_NEXT, queries.queryStateNext], [Type.QUERY_STATE_CLOSE, queries.queryStateClose],
            [Type.INVOKE_CHAINCODE, (payload, context) => this.#invokeChaincode(payload, context.params)],
        ]);
    }

    /** Whether the package of a defined chaincode is known on this peer: what the gateway asks before choosing it. */
    hasChaincode(name: string): boolean {
        return this.#options.definitions.get(name) !== undefined && this.#options.installed.get(this.#options.mspId, name) !== undefined;
    }

    /** Runs the chaincode that the proposal names. @throws Error with Fabric's text when the peer, not the contract, failed. */
    async execute(params: TransactionParams, name: string, input: peer.ChaincodeInput): Promise<ExecutionResult> {
        const failed = `failed to execute transaction ${params.txId}`;
        const message = await this.#invoke(params, name, input).catch((error: unknown) => {
            throw new Error(`${failed}: ${(error as Error).message}`, { cause: error });
        });
        if (message.getType() !== Type.COMPLETED) {
            throw new Error(`transaction returned with failure: ${Buffer.from(message.getPayload_asU8()).toString()}`);
        }
        const response = peer.Response.deserializeBinary(message.getPayload_asU8());
        const event = message.getChaincodeEvent();
        event?.setChaincodeId(name);
        event?.setTxId(params.txId);
        return { response, ...event && { event } };
    }

    /** Ends the stream of a package, so that the next call dials again. */
    disconnect(packageId: string): void {
        void this.#handlers.get(packageId)?.then(handler => handler.close(), () => undefined);
        this.#handlers.delete(packageId);
    }

    close(): void {
        for (const packageId of [...this.#handlers.keys()]) this.disconnect(packageId);
    }

    async #invoke(params: TransactionParams, name: string, input: peer.ChaincodeInput): Promise<peer.ChaincodeMessage> {
        const chaincode = await this.#definition(params, name);
        if (input.getIsInit()) throw new Error(`invalid invocation: chaincode '${name}' does not require initialization but called as init`);
        const handler = await this.#launch(name, chaincode);
        try {
            return await handler.execute(Type.TRANSACTION, params, chaincode, input, this.#options.executeTimeoutMs);
        } catch (error) {
            throw new Error(`error sending: ${(error as Error).message}`, { cause: error });
        }
    }

    async #definition(params: TransactionParams, name: string): Promise<DefinedChaincode> {
        try {
            return await this.#options.definitions.forTransaction(name, params.simulator);
        } catch (error) {
            throw new Error(`invalid invocation: [channel ${params.channelId}] failed to get chaincode container info for ${name}: `
                + (error as Error).message, { cause: error });
        }
    }

    async #launch(name: string, chaincode: DefinedChaincode): Promise<ChaincodeHandler> {
        const installed = this.#options.installed.get(this.#options.mspId, chaincode.definition.name);
        if (!installed) throw new Error(`chaincode definition for '${name}' exists, but chaincode is not installed`);
        const { packageId, address } = installed;
        const current = this.#handlers.get(packageId);
        if (current) {
            const handler = await current.catch(() => undefined);
            if (handler?.isReady) return handler;
            if (this.#handlers.get(packageId) === current) this.#handlers.delete(packageId);
        }
        let launching = this.#handlers.get(packageId);
        if (!launching) this.#handlers.set(packageId, launching = this.#connect(packageId, address));
        try {
            return await launching;
        } catch (error) {
            if (this.#handlers.get(packageId) === launching) this.#handlers.delete(packageId);
            throw new Error(`could not launch chaincode ${packageId}: ${(error as Error).message}`, { cause: error });
        }
    }

    async #connect(packageId: string, address: string): Promise<ChaincodeHandler> {
        const { startTimeoutMs = DEFAULT_START_TIMEOUT_MS, keepaliveSeconds, singleKeys, log } = this.#options;
        const stream = await this.#options.dial(packageId, address).catch((error: unknown) => {
            throw new Error(`connection to ${packageId} failed: ${(error as Error).message}`, { cause: error });
        });
        const handler = new ChaincodeHandler(stream, { packageId, requests: this.#requests, startTimeoutMs, keepaliveSeconds, singleKeys, log });
        await handler.ready;
        return handler;
    }

    /** Chaincode calls chaincode: same simulator, the callee's own namespace (10.1). */
    async #invokeChaincode(payload: Uint8Array, caller: TransactionParams): Promise<Uint8Array> {
        const spec = peer.ChaincodeSpec.deserializeBinary(payload);
        const [instance = '', channelId = caller.channelId] = (spec.getChaincodeId()?.getName() ?? '').split('/', 2);
        if (channelId !== caller.channelId) throw new Error(`failed to find ledger for channel: ${channelId}`);
        const [name = ''] = instance.split(':', 1);
        const input = new peer.ChaincodeInput();
        input.setArgsList(spec.getInput()?.getArgsList_asU8() ?? []);
        try {
            return (await this.#invoke(caller, name, input)).serializeBinary();
        } catch (error) {
            throw new Error(`execute failed: ${(error as Error).message}`, { cause: error });
        }
    }
}
