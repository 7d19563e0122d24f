// A chaincode stream without a network: the shim's own message handler at one end, the peer at the other.
import { EventEmitter } from 'node:events';
import { peer } from '@hyperledger/fabric-protos';
import type { ChaincodeStream } from '@carnet/network/dist/embedded/chaincode/stream.js';

/** A message of either side's generated code: they need not be the same version of it. */
interface Message { serializeBinary(): Uint8Array }

/** The part of a gRPC server stream that fabric-shim's `ChaincodeServer.connect` uses. */
export interface ShimStream extends EventEmitter {
    write(message: Message): void;
    end(): void;
}

/**
 * Makes the two ends. Messages cross as bytes, parsed by the receiver's own generated code, and never in the same tick: a shim
 * does not expect an answer before its call has returned.
 * @param parse the shim's `peer.ChaincodeMessage.deserializeBinary`.
 */
export function inMemoryStream(parse: (bytes: Uint8Array) => unknown): { readonly shim: ShimStream; readonly peer: ChaincodeStream } {
    const emitter = new EventEmitter();
    let ended = false;
    let onMessage: (message: peer.ChaincodeMessage) => void = () => undefined;
    let onEnd: (reason?: Error) => void = () => undefined;
    const end = (): void => {
        if (ended) return;
        ended = true;
        setImmediate(() => {
            emitter.emit('end');
            onEnd();
        });
    };
    const shim = Object.assign(emitter, {
        write: (message: Message): void => {
            const bytes = message.serializeBinary();
            setImmediate(() => { if (!ended) onMessage(peer.ChaincodeMessage.deserializeBinary(bytes)); });
        },
        end,
    });
    return {
        shim,
        peer: {
            send: message => {
                const bytes = message.serializeBinary();
                setImmediate(() => { if (!ended) emitter.emit('data', parse(bytes)); });
            },
            onMessage: listener => { onMessage = listener; },
            onEnd: listener => { onEnd = listener; },
            close: end,
        },
    };
}
