// Many keys of the state in one message, for peers that offer it (Fabric 3.1 and later): fabric-shim itself asks for each alone.
import type { Context } from 'fabric-contract-api';
import { Shim } from 'fabric-shim';
import { ChaincodeMessageHandler, type ChaincodeMessage } from 'fabric-shim/lib/handler';
import { decodeLimits, decodeValues, encodeKeys, encodeWrites, type PeerLimits, type StateWrite } from './state-messages';

type Stub = Context['stub'];

/** `ChaincodeMessage.Type` */
const READY = 4;
const WRITE_BATCH_STATE = 24;
const GET_STATE_MULTIPLE = 25;

interface PeerOffer extends PeerLimits {
    /** Sends a message that the shim does not know; the payload of the answer. @throws Error with the peer's text */
    ask(stub: Stub, type: number, payload: Uint8Array): Promise<Uint8Array>;
}

/** By connection: no two peers need be of one version. */
const offers = new WeakMap<ChaincodeMessageHandler, PeerOffer>();

function offerOf(handler: ChaincodeMessageHandler, ready: ChaincodeMessage): PeerOffer {
    // The class of the fabric-protos that the shim brings: its stream takes no other.
    const Message = ready.constructor as new () => ChaincodeMessage;
    return {
        ...decodeLimits(ready.getPayload_asU8()),
        ask: (stub, type, payload) => {
            const message = new Message();
            message.setType(type);
            message.setPayload(payload);
            message.setTxid(stub.getTxID());
            message.setChannelId(stub.getChannelID());
            return handler._askPeerAndListen(message, String(type));
        },
    };
}

/** Makes every connection that is opened from now on notice what its peer offers. Called once. */
export function noticePeerOffers(): void {
    const { prototype } = ChaincodeMessageHandler;
    const chat = prototype.chat;
    prototype.chat = function (first) {
        chat.call(this, first);
        const notice = (message: ChaincodeMessage): void => {
            if (message.getType() !== READY) return;
            this._stream.off('data', notice);
            try {
                offers.set(this, offerOf(this, message));
            } catch (error) {
                // Thrown from here it would end the process, for which single keys do as well.
                Shim.newLogger('ledger/many-states').error(`What the peer offers cannot be read, each key is asked for alone: ${String(error)}`);
            }
        };
        this._stream.on('data', notice);
    };
}

function offerTo(stub: Stub): PeerOffer | undefined {
    const { handler } = stub as Stub & { readonly handler?: ChaincodeMessageHandler };
    return handler && offers.get(handler);
}

/** The committed values in the order of the keys, empty where nothing stands. */
export async function readStates(stub: Stub, keys: readonly string[]): Promise<Uint8Array[]> {
    const offer = offerTo(stub);
    if (offer === undefined || offer.reads === 0 || keys.length === 1) return Promise.all(keys.map(key => stub.getState(key)));
    const values: Uint8Array[] = [];
    for (let from = 0; from < keys.length; from += offer.reads) {
        const asked = keys.slice(from, from + offer.reads);
        const found = decodeValues(await offer.ask(stub, GET_STATE_MULTIPLE, encodeKeys(asked)));
        if (found.length !== asked.length) throw new Error(`The peer gave ${found.length} values for ${asked.length} keys.`);
        values.push(...found);
    }
    return values;
}

function writeOne(stub: Stub, { kind, collection, key, value }: StateWrite): Promise<void> {
    if (kind === 'purge') return stub.purgePrivateData(collection, key);
    if (kind === 'put') return collection === '' ? stub.putState(key, value) : stub.putPrivateData(collection, key, value);
    return collection === '' ? stub.deleteState(key) : stub.deletePrivateData(collection, key);
}

/** Makes the changes, in this order. */
export async function writeStates(stub: Stub, writes: readonly StateWrite[]): Promise<void> {
    const offer = offerTo(stub);
    if (offer === undefined || offer.writes === 0 || writes.length === 1) {
        for (const write of writes) await writeOne(stub, write);
        return;
    }
    for (let from = 0; from < writes.length; from += offer.writes) {
        await offer.ask(stub, WRITE_BATCH_STATE, encodeWrites(writes.slice(from, from + offer.writes)));
    }
}
