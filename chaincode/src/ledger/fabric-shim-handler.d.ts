// Types of the module in which fabric-shim 2.5.8 speaks with the peer, as far as it is used here; the package itself has none.
declare module 'fabric-shim/lib/handler' {
    /** A `ChaincodeMessage` of the fabric-protos that the shim brings: its stream takes no other. */
    export interface ChaincodeMessage {
        getType(): number;
        getPayload_asU8(): Uint8Array;
        setType(type: number): void;
        setPayload(payload: Uint8Array): void;
        setTxid(id: string): void;
        setChannelId(id: string): void;
    }

    interface MessageStream {
        on(event: 'data', listener: (message: ChaincodeMessage) => void): void;
        off(event: 'data', listener: (message: ChaincodeMessage) => void): void;
    }

    /** The chaincode's side of one connection. */
    export class ChaincodeMessageHandler {
        readonly _stream: MessageStream;
        /** Begins the conversation: whoever listens to the stream afterwards hears all that the peer says. */
        chat: (this: ChaincodeMessageHandler, first: ChaincodeMessage) => void;
        /**
         * Sends once all that was asked before in the same transaction is answered.
         * @param name of what is asked: answers of some names are decoded by the shim
         * @returns the payload of the answer. @throws Error with the peer's text
         */
        _askPeerAndListen(message: ChaincodeMessage, name: string): Promise<Buffer>;
    }
}
