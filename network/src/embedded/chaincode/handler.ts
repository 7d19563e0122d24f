// The peer's side of one chaincode stream: registration, then transactions and what they ask.
import { peer } from '@hyperledger/fabric-protos';
import type { RequestHandler } from './state-requests.js';
import type { ChaincodeStream } from './stream.js';
import { TransactionContext, type TransactionParams } from './transaction-context.js';
import type { DefinedChaincode } from '../lifecycle/definitions.js';

const { Type } = peer.ChaincodeMessage;
type MessageType = peer.ChaincodeMessage.TypeMap[keyof peer.ChaincodeMessage.TypeMap];
const typeNames = new Map<number, string>(Object.entries(Type).map(([name, value]) => [value, name]));

/** The gateway knows a crashed chaincode by this ending. */
const STREAM_TERMINATED = 'chaincode stream terminated';
const EXECUTION_TIMEOUT = 'timeout expired while executing transaction';

export interface HandlerOptions {
    /** The package id under which the process must register. */
    readonly packageId: string;
    readonly requests: ReadonlyMap<number, RequestHandler>;
    /** Milliseconds within which the process must register: a call waits for it, and with the call every commit (3.2). */
    readonly startTimeoutMs: number;
    /** Seconds between KEEPALIVE messages; 0 sends none. fabric-shim 2.5.8 exits on receiving one. */
    readonly keepaliveSeconds: number;
    /** Whether READY says nothing of messages for many keys, as from a peer before Fabric 3.1. */
    readonly singleKeys: boolean;
    readonly log: (line: string) => void;
}

export class ChaincodeHandler {
    /** Settles when the chaincode has registered and was told READY, or when the stream ended before. */
    readonly ready: Promise<void>;
    readonly #stream: ChaincodeStream;
    readonly #options: HandlerOptions;
    readonly #contexts = new Map<string, TransactionContext>();
    readonly #terminated: Promise<never>;
    #state: 'created' | 'ready' | 'ended' = 'created';
    #registered!: { resolve: () => void; reject: (reason: Error) => void };
    #keepalive: NodeJS.Timeout | undefined;

    constructor(stream: ChaincodeStream, options: HandlerOptions) {
        this.#stream = stream;
        this.#options = options;
        this.ready = new Promise((resolve, reject) => this.#registered = { resolve, reject });
        const timer = setTimeout(() => {
            this.#registered.reject(new Error(`timeout expired while starting chaincode ${options.packageId}`));
            stream.close();
        }, options.startTimeoutMs);
        this.#terminated = new Promise((_, reject) => {
            stream.onEnd(reason => {
                this.#state = 'ended';
                clearInterval(this.#keepalive);
                this.#registered.reject(new Error(`connection to ${options.packageId} terminated${reason ? `: ${reason.message}` : ''}`));
                reject(new Error(STREAM_TERMINATED));
            });
        });
        // Both are waited for only by those who need them.
        this.ready.catch(() => undefined).finally(() => clearTimeout(timer));
        this.#terminated.catch(() => undefined);
        stream.onMessage(message => this.#receive(message));
    }

    get isReady(): boolean { return this.#state === 'ready'; }

    get hasEnded(): boolean { return this.#state === 'ended'; }

    /**
     * Runs a transaction and resolves with COMPLETED or ERROR.
     * @throws Error with Fabric's text on time-out, a lost stream, or a second call of the same transaction (2.6).
     */
    async execute(
        type: MessageType, params: TransactionParams, chaincode: DefinedChaincode, input: peer.ChaincodeInput, timeoutMs: number,
    ): Promise<peer.ChaincodeMessage> {
        const key = params.channelId + params.txId;
        if (this.#contexts.has(key)) throw new Error(`txid: ${params.txId}(${params.channelId}) exists`);
        const context = new TransactionContext(params, chaincode, type === Type.INIT);
        this.#contexts.set(key, context);
        let timer: NodeJS.Timeout | undefined;
        try {
            const message = newMessage(type, params, input.serializeBinary());
            message.setProposal(params.signedProposal);
            this.#stream.send(message);
            const expired = new Promise<never>((_, reject) => timer = setTimeout(() => reject(new Error(EXECUTION_TIMEOUT)), timeoutMs));
            return await Promise.race([context.completed, this.#terminated, expired]);
        } finally {
            clearTimeout(timer);
            this.#contexts.delete(key);
            await context.closeQueries();
        }
    }

    close(): void {
        this.#stream.close();
    }

    #receive(message: peer.ChaincodeMessage): void {
        const type = message.getType();
        if (type === Type.KEEPALIVE) return;
        if (this.#state === 'created' && type === Type.REGISTER) {
            this.#register(message);
            return;
        }
        if (this.#state === 'ready' && (type === Type.COMPLETED || type === Type.ERROR)) {
            this.#contexts.get(message.getChannelId() + message.getTxid())?.complete(message);
            return;
        }
        const request = this.#state === 'ready' ? this.#options.requests.get(type) : undefined;
        if (request) {
            void this.#answer(message, request);
            return;
        }
        const name = typeNames.get(type) ?? String(type);
        this.#options.log(`error handling message, ending stream: [${message.getTxid()}] Fabric side handler cannot handle message (${name}) `
            + `while in ${this.#state} state`);
        this.#stream.close();
    }

    #register(message: peer.ChaincodeMessage): void {
        const name = peer.ChaincodeID.deserializeBinary(message.getPayload_asU8()).getName();
        if (name !== this.#options.packageId) {
            this.#registered.reject(new Error(name === ''
                ? 'chaincode registration failed: error in handling register chaincode, chaincodeID name is empty'
                : `chaincode registration failed: ${name} registered where ${this.#options.packageId} was launched: start the process with that CHAINCODE_ID`));
            this.#stream.close();
            return;
        }
        const registered = new peer.ChaincodeMessage();
        registered.setType(Type.REGISTERED);
        this.#stream.send(registered);
        const ready = new peer.ChaincodeMessage();
        ready.setType(Type.READY);
        if (!this.#options.singleKeys) ready.setPayload(manyKeys());
        this.#stream.send(ready);
        this.#state = 'ready';
        this.#startKeepalive();
        this.#registered.resolve();
    }

    #startKeepalive(): void {
        const { keepaliveSeconds } = this.#options;
        if (keepaliveSeconds === 0) return;
        const message = new peer.ChaincodeMessage();
        message.setType(Type.KEEPALIVE);
        this.#keepalive = setInterval(() => this.#stream.send(message), keepaliveSeconds * 1000);
        this.#keepalive.unref();
    }

    async #answer(message: peer.ChaincodeMessage, request: RequestHandler): Promise<void> {
        const context = this.#contexts.get(message.getChannelId() + message.getTxid());
        if (context?.beginRequest() === false) {
            this.#options.log(`[${message.getTxid()}] another request pending for this transaction: dropped`);
            return;
        }
        const answer = new peer.ChaincodeMessage();
        answer.setTxid(message.getTxid());
        answer.setChannelId(message.getChannelId());
        try {
            if (!context) throw new Error(message.getType() === Type.INVOKE_CHAINCODE ? 'could not get valid transaction' : 'no ledger context');
            const payload = await request(message.getPayload_asU8(), context);
            answer.setType(Type.RESPONSE);
            if (payload) answer.setPayload(payload);
        } catch (error) {
            const name = typeNames.get(message.getType()) ?? '';
            answer.setType(Type.ERROR);
            answer.setPayload(Buffer.from(`${name} failed: transaction ID: ${message.getTxid()}: ${(error as Error).message}`));
        } finally {
            context?.endRequest();
        }
        this.#stream.send(answer);
    }
}

/** What a peer tells chaincodes by default. */
function manyKeys(): Uint8Array {
    const limits = new peer.ChaincodeAdditionalParams();
    limits.setUseWriteBatch(true);
    limits.setMaxSizeWriteBatch(1000);
    limits.setUseGetMultipleKeys(true);
    limits.setMaxSizeGetMultipleKeys(1000);
    return limits.serializeBinary();
}

function newMessage(type: MessageType, params: TransactionParams, payload: Uint8Array): peer.ChaincodeMessage {
    const message = new peer.ChaincodeMessage();
    message.setType(type);
    message.setPayload(payload);
    message.setTxid(params.txId);
    message.setChannelId(params.channelId);
    return message;
}
