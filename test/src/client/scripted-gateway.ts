// A gRPC server that speaks gateway.Gateway over TLS and answers as a test tells it, remembering every message it received.
import { readFileSync } from 'node:fs';
import { Metadata, Server, ServerCredentials, status, type sendUnaryData, type ServerUnaryCall, type UntypedHandleCall } from '@grpc/grpc-js';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import type { Material } from './material.js';

type Method = 'Evaluate' | 'Endorse' | 'Submit' | 'CommitStatus';

export interface Received {
    readonly method: Method;
    readonly transactionId: string;
    /** The signed envelope, for Submit; else the whole request. */
    readonly bytes: Buffer;
}

export interface Fault {
    readonly code: status;
    readonly text: string;
    /** [MSP id, message] of endorsing peers. */
    readonly details?: readonly (readonly [mspId: string, message: string])[];
}

/** What the chaincode answers, where it is not RESULT. */
export interface Answer {
    readonly result: string;
    /** To what it is the answer, where that is another request than the one that came. */
    readonly to?: Pick<Received, 'bytes'>;
}

/** `'silence'`: no answer until the client's deadline. A number answers CommitStatus: a validation code. */
export type Reply = Fault | Answer | 'silence' | 'ok' | number;

/** Replies in the order of the calls of one method, the last one for all further calls; or a function of the call. */
export type Script = Partial<Record<Method, readonly Reply[] | ((received: Received, count: number) => Reply)>>;

export const RESULT = '{"answer":42}';

/** A prepared transaction that has what the gateway client reads of one: channel and result. */
function prepare(proposal: peer.Proposal, result: string): common.Envelope {
    const response = new peer.Response();
    response.setStatus(200);
    response.setPayload(Buffer.from(result));
    const chaincodeAction = new peer.ChaincodeAction();
    chaincodeAction.setResponse(response);
    const responsePayload = new peer.ProposalResponsePayload();
    responsePayload.setExtension$(chaincodeAction.serializeBinary());
    const endorsed = new peer.ChaincodeEndorsedAction();
    endorsed.setProposalResponsePayload(responsePayload.serializeBinary());
    const actionPayload = new peer.ChaincodeActionPayload();
    actionPayload.setAction(endorsed);
    const action = new peer.TransactionAction();
    action.setPayload(actionPayload.serializeBinary());
    const transaction = new peer.Transaction();
    transaction.setActionsList([action]);
    const payload = new common.Payload();
    payload.setHeader(common.Header.deserializeBinary(proposal.getHeader_asU8()));
    payload.setData(transaction.serializeBinary());
    const envelope = new common.Envelope();
    envelope.setPayload(payload.serializeBinary());
    return envelope;
}

/** What the chaincode was called with, the function's name first. */
export function argumentsOf({ bytes }: Pick<Received, 'bytes'>): string[] {
    const signed = gateway.EndorseRequest.deserializeBinary(bytes).getProposedTransaction();
    const proposal = peer.Proposal.deserializeBinary(signed?.getProposalBytes_asU8() ?? new Uint8Array());
    const payload = peer.ChaincodeProposalPayload.deserializeBinary(proposal.getPayload_asU8());
    const args = peer.ChaincodeInvocationSpec.deserializeBinary(payload.getInput_asU8()).getChaincodeSpec()?.getInput()?.getArgsList_asU8() ?? [];
    return args.map(arg => Buffer.from(arg).toString('utf8'));
}

/** A length-delimited protobuf field. */
function field(number: number, content: Uint8Array): Buffer {
    const length: number[] = [];
    let rest = content.length;
    for (; rest >= 0x80; rest >>>= 7) length.push(rest & 0x7f | 0x80);
    return Buffer.concat([Buffer.from([number << 3 | 2, ...length, rest]), content]);
}

function metadataOf({ code, text, details = [] }: Fault): Metadata {
    // google.rpc.Status { code = 1, message = 2, details = 3: Any { type_url = 1, value = 2 } }: the package of the protos has no Any to fill.
    const answer = Buffer.concat([
        Buffer.from([0x08, code]), field(2, Buffer.from(text)),
        ...details.map(([mspId, message]) => {
            const detail = new gateway.ErrorDetail();
            detail.setAddress(`peer0.${mspId}:7051`);
            detail.setMspId(mspId);
            detail.setMessage(message);
            return field(3, Buffer.concat([field(1, Buffer.from('type.googleapis.com/gateway.ErrorDetail')), field(2, detail.serializeBinary())]));
        }),
    ]);
    const metadata = new Metadata();
    metadata.set('grpc-status-details-bin', answer);
    return metadata;
}

function bufferOf(bytes: Uint8Array): Buffer {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

interface MethodShape {
    readonly read: (request: Buffer) => Omit<Received, 'method'>;
    readonly answer: (request: Buffer, code: number, result: string) => Uint8Array;
}

const METHODS: Readonly<Record<Method, MethodShape>> = {
    Evaluate: {
        read: bytes => ({ transactionId: gateway.EvaluateRequest.deserializeBinary(bytes).getTransactionId(), bytes }),
        answer: (_request, _code, result) => {
            const answered = new peer.Response();
            answered.setStatus(200);
            answered.setPayload(Buffer.from(result));
            const response = new gateway.EvaluateResponse();
            response.setResult(answered);
            return response.serializeBinary();
        },
    },
    Endorse: {
        read: bytes => ({ transactionId: gateway.EndorseRequest.deserializeBinary(bytes).getTransactionId(), bytes }),
        answer: (request, _code, result) => {
            const signed = gateway.EndorseRequest.deserializeBinary(request).getProposedTransaction();
            const response = new gateway.EndorseResponse();
            response.setPreparedTransaction(prepare(peer.Proposal.deserializeBinary(signed?.getProposalBytes_asU8() ?? new Uint8Array()), result));
            return response.serializeBinary();
        },
    },
    Submit: {
        read: bytes => {
            const request = gateway.SubmitRequest.deserializeBinary(bytes);
            const envelope = request.getPreparedTransaction()?.serializeBinary() ?? new Uint8Array();
            return { transactionId: request.getTransactionId(), bytes: bufferOf(envelope) };
        },
        answer: () => new gateway.SubmitResponse().serializeBinary(),
    },
    CommitStatus: {
        read: bytes => {
            const signed = gateway.SignedCommitStatusRequest.deserializeBinary(bytes);
            const request = gateway.CommitStatusRequest.deserializeBinary(signed.getRequest_asU8());
            return { transactionId: request.getTransactionId(), bytes };
        },
        answer: (_request, code) => {
            const response = new gateway.CommitStatusResponse();
            response.setResult(code as peer.TxValidationCodeMap[keyof peer.TxValidationCodeMap]);
            response.setBlockNumber(7);
            return response.serializeBinary();
        },
    },
};

export class ScriptedGateway {
    readonly received: Received[] = [];
    script: Script = {};
    readonly #server = new Server();
    #port = 0;

    static async start(material: Material): Promise<ScriptedGateway> {
        const scripted = new ScriptedGateway();
        await scripted.#listen(material);
        return scripted;
    }

    get endpoint(): string {
        return `localhost:${this.#port}`;
    }

    get methods(): Method[] {
        return this.received.map(({ method }) => method);
    }

    of(method: Method): Received[] {
        return this.received.filter(call => call.method === method);
    }

    /** Forgets what was received, and plays another script. */
    play(script: Script): void {
        this.received.length = 0;
        this.script = script;
    }

    stop(): void {
        this.#server.forceShutdown();
    }

    #reply(received: Received): Reply {
        const script = this.script[received.method];
        const count = this.of(received.method).length;
        if (typeof script === 'function') return script(received, count);
        return script?.[Math.min(count, script.length) - 1] ?? (received.method === 'CommitStatus' ? 0 : 'ok');
    }

    #handle(method: Method, shape: MethodShape): UntypedHandleCall {
        return (call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) => {
            const received = { method, ...shape.read(call.request) };
            this.received.push(received);
            const reply = this.#reply(received);
            if (reply === 'silence') return;
            if (typeof reply === 'object' && 'code' in reply) {
                callback({ code: reply.code, details: reply.text, metadata: metadataOf(reply) });
                return;
            }
            const { result, to } = typeof reply === 'object' ? reply : { result: RESULT, to: undefined };
            callback(null, bufferOf(shape.answer(to?.bytes ?? call.request, typeof reply === 'number' ? reply : 0, result)));
        };
    }

    async #listen({ peerTls }: Material): Promise<void> {
        const identity = (bytes: Buffer): Buffer => bytes;
        for (const [method, shape] of Object.entries(METHODS) as [Method, MethodShape][]) {
            this.#server.addService({
                [method]: {
                    path: `/gateway.Gateway/${method}`, requestStream: false, responseStream: false,
                    requestSerialize: identity, requestDeserialize: identity, responseSerialize: identity, responseDeserialize: identity,
                },
            }, { [method]: this.#handle(method, shape) });
        }
        const pair = { private_key: readFileSync(peerTls.key), cert_chain: readFileSync(peerTls.certificate) };
        this.#port = await new Promise<number>((resolve, reject) => {
            this.#server.bindAsync('localhost:0', ServerCredentials.createSsl(null, [pair]), (error, port) => {
                if (error === null) resolve(port);
                else reject(error);
            });
        });
    }
}
