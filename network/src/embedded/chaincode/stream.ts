// The two ends of `protos.Chaincode/Connect` as the peer uses them, whatever carries the messages.
import * as grpc from '@grpc/grpc-js';
import { peer } from '@hyperledger/fabric-protos';

/** A connection to one chaincode process. Messages sent after the end are dropped: nobody is there. */
export interface ChaincodeStream {
    send(message: peer.ChaincodeMessage): void;
    onMessage(listener: (message: peer.ChaincodeMessage) => void): void;
    /** Called once, with the reason when it was not the chaincode that ended it. */
    onEnd(listener: (reason?: Error) => void): void;
    close(): void;
}

/** Fabric's own limit for chaincode messages. */
const MAX_MESSAGE_BYTES = 100 * 1024 * 1024;

/** Dials a chaincode server over gRPC without TLS, trying for `timeoutMs` (Fabric: dial_timeout, 3 s by default). */
export async function dialChaincodeServer(packageId: string, address: string, timeoutMs: number): Promise<ChaincodeStream> {
    const client = new peer.ChaincodeClient(address, grpc.credentials.createInsecure(), {
        'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
        'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
        'grpc.initial_reconnect_backoff_ms': 100,
        // A channel of its own, so that a chaincode that was restarted is dialled at once.
        'grpc.use_local_subchannel_pool': 1,
    });
    try {
        await new Promise<void>((resolve, reject) => {
            client.waitForReady(Date.now() + timeoutMs, error => error ? reject(error) : resolve());
        });
    } catch {
        client.close();
        throw new Error(`error cannot create connection for ${packageId}: error creating grpc connection to ${address}: context deadline exceeded`);
    }
    return new GrpcChaincodeStream(client);
}

class GrpcChaincodeStream implements ChaincodeStream {
    readonly #client: peer.ChaincodeClient;
    readonly #call: grpc.ClientDuplexStream<peer.ChaincodeMessage, peer.ChaincodeMessage>;
    #ended = false;
    #onEnd: (reason?: Error) => void = () => undefined;

    constructor(client: peer.ChaincodeClient) {
        this.#client = client;
        this.#call = client.connect();
        this.#call.on('end', () => this.#end());
        this.#call.on('error', (error: Error) => this.#end(error));
    }

    send(message: peer.ChaincodeMessage): void {
        if (!this.#ended) this.#call.write(message);
    }

    onMessage(listener: (message: peer.ChaincodeMessage) => void): void {
        this.#call.on('data', listener);
    }

    onEnd(listener: (reason?: Error) => void): void {
        this.#onEnd = listener;
    }

    close(): void {
        this.#call.end();
        this.#call.cancel();
        this.#end();
    }

    #end(reason?: Error): void {
        if (this.#ended) return;
        this.#ended = true;
        this.#client.close();
        this.#onEnd(reason);
    }
}
