// Many keys in one message, byte for byte as Fabric's own definitions read and write them; and in single messages where the peer does not offer it.
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { peer } from '@hyperledger/fabric-protos';
import fc from 'fast-check';
import type { InProcessUser } from '../in-process/network.js';
import { CHAINCODE_DIR, Trade, type Done } from './trade.js';
import { CHARTER, DETAILS, ENTRY, VEHICLE, VIN } from './valid-requests.js';

fc.configureGlobal({ seed: 20_260 });

interface Write { readonly kind: 'put' | 'delete' | 'purge'; readonly collection: string; readonly key: string; readonly value: Uint8Array }

const require = createRequire(import.meta.url);
const messages = require(join(CHAINCODE_DIR, 'dist/ledger/state-messages.js')) as {
    encodeKeys(keys: readonly string[]): Uint8Array;
    decodeValues(message: Uint8Array): Uint8Array[];
    encodeWrites(writes: readonly Write[]): Uint8Array;
    decodeLimits(message: Uint8Array): { readonly reads: number; readonly writes: number };
};
const states = require(join(CHAINCODE_DIR, 'dist/ledger/many-states.js')) as {
    readStates(stub: object, keys: readonly string[]): Promise<Uint8Array[]>;
    writeStates(stub: object, writes: readonly Write[]): Promise<void>;
};

// From here on connections notice what their peer offers.
require(CHAINCODE_DIR);

const { Type } = peer.ChaincodeMessage;
type Message = peer.ChaincodeMessage;
interface ShimHandler {
    chat(first: unknown): void;
    _askPeerAndListen: (this: ShimHandler, message: Message, name: string) => Promise<Uint8Array>;
}
const fromShim = createRequire(createRequire(join(CHAINCODE_DIR, 'package.json')).resolve('fabric-shim'));
const { ChaincodeMessageHandler } = fromShim('./lib/handler.js') as { ChaincodeMessageHandler: new (stream: object, chaincode: object) => ShimHandler };
const { ChaincodeMessage } = (fromShim('@hyperledger/fabric-protos') as { peer: { ChaincodeMessage: new () => Message } }).peer;
const text = fc.string({ unit: 'binary', maxLength: 300 }).filter(value => !/\p{Cs}/u.test(value));
const bytes = fc.uint8Array({ maxLength: 20_000, size: 'max' });

suite('messages', () => {
    test('keys and values', () => {
        fc.assert(fc.property(fc.array(text), fc.array(bytes, { maxLength: 5 }), (keys, values) => {
            assert.deepEqual(peer.GetStateMultiple.deserializeBinary(messages.encodeKeys(keys)).getKeysList(), keys);
            const result = new peer.GetStateMultipleResult();
            result.setValuesList(values);
            const buffers = (list: readonly Uint8Array[]): Buffer[] => list.map(value => Buffer.from(value));
            assert.deepEqual(buffers(messages.decodeValues(result.serializeBinary())), buffers(values));
        }), { numRuns: 50 });
    });

    test('changes', () => {
        const { PUT_STATE, DEL_STATE, PURGE_PRIVATE_DATA } = peer.WriteRecord.Type;
        const types = { put: PUT_STATE, delete: DEL_STATE, purge: PURGE_PRIVATE_DATA };
        const kind = fc.constantFrom('put' as const, 'delete' as const, 'purge' as const);
        fc.assert(fc.property(fc.array(fc.record({ kind, collection: text, key: text, value: bytes }), { maxLength: 5 }), writes => {
            const read = peer.WriteBatchState.deserializeBinary(messages.encodeWrites(writes)).getRecList();
            assert.deepEqual(
                read.map(record => [record.getType(), record.getCollection(), record.getKey(), Buffer.from(record.getValue_asU8())]),
                writes.map(write => [types[write.kind], write.collection, write.key, Buffer.from(write.value)]),
            );
        }), { numRuns: 50 });
    });

    test('what a peer offers: nothing before Fabric 3.1, and never fewer than 100 keys', () => {
        const offered = (writes: number | undefined, reads: number | undefined): unknown => {
            const params = new peer.ChaincodeAdditionalParams();
            params.setUseWriteBatch(writes !== undefined);
            params.setMaxSizeWriteBatch(writes ?? 500);
            params.setUseGetMultipleKeys(reads !== undefined);
            params.setMaxSizeGetMultipleKeys(reads ?? 500);
            return messages.decodeLimits(params.serializeBinary());
        };
        assert.deepEqual(messages.decodeLimits(new Uint8Array()), { reads: 0, writes: 0 });
        assert.deepEqual(offered(undefined, undefined), { reads: 0, writes: 0 });
        assert.deepEqual(offered(1000, undefined), { reads: 0, writes: 1000 });
        assert.deepEqual(offered(0, 2 ** 31), { reads: 2 ** 31, writes: 100 });
    });

    test('fields of later versions are passed over, and a message that ends too soon is refused', () => {
        const later = [0x49, 1, 2, 3, 4, 5, 6, 7, 8, 0x55, 1, 2, 3, 4, 0x5a, 1, 9];
        assert.deepEqual(messages.decodeLimits(Buffer.from([...later, 0x08, 1, 0x10, 0xac, 0x02])), { reads: 0, writes: 300 });
        assert.deepEqual(messages.decodeValues(Buffer.from([...later, 0x0a, 1, 7])).map(value => [...value]), [[7]]);
        for (const torn of [[0x0a], [0x0a, 2, 1], [0x08, 0x80], [0x80], [0x55, 1], [0x0b, 1]]) {
            assert.throws(() => messages.decodeValues(Buffer.from(torn)), /cannot be read/, torn.join(' '));
        }
    });
});

/** A connection of the shim to a peer that answers each message by `answer`. */
function connect(ready: Pick<peer.ChaincodeAdditionalParams, 'serializeBinary'>, answer: (type: number, payload: Uint8Array) => Uint8Array): object {
    const says = (type: peer.ChaincodeMessage.TypeMap[keyof peer.ChaincodeMessage.TypeMap], payload: Uint8Array = new Uint8Array()): Message => {
        const message = new ChaincodeMessage();
        message.setType(type);
        message.setPayload(payload);
        message.setTxid('tx');
        message.setChannelId('mychannel');
        return message;
    };
    const stream = Object.assign(new EventEmitter(), {
        write: (message: Message) => setImmediate(() => {
            const type = message.getType();
            if (type !== Type.REGISTER) stream.emit('data', says(Type.RESPONSE, answer(type, message.getPayload_asU8())));
        }),
    });
    const handler = new ChaincodeMessageHandler(stream, {});
    handler.chat(says(Type.REGISTER));
    stream.emit('data', says(Type.REGISTERED));
    stream.emit('data', says(Type.READY, ready.serializeBinary()));
    return { handler, getTxID: () => 'tx', getChannelID: () => 'mychannel' };
}

const keys = (count: number): string[] => Array.from({ length: count }, (_, index) => `key ${index}`);

test('no message holds more keys than the peer takes', async () => {
    const ready = new peer.ChaincodeAdditionalParams();
    ready.setUseWriteBatch(true);
    ready.setUseGetMultipleKeys(true);
    ready.setMaxSizeGetMultipleKeys(150);
    const sizes: number[] = [];
    const stub = connect(ready, (type, payload) => {
        const result = new peer.GetStateMultipleResult();
        if (type === Type.WRITE_BATCH_STATE) sizes.push(peer.WriteBatchState.deserializeBinary(payload).getRecList().length);
        else {
            const asked = peer.GetStateMultiple.deserializeBinary(payload).getKeysList();
            sizes.push(asked.length);
            result.setValuesList(asked.map(key => Buffer.from(`of ${key}`)));
        }
        return result.serializeBinary();
    });
    const values = await states.readStates(stub, keys(301));
    assert.deepEqual(values.map(value => Buffer.from(value).toString()), keys(301).map(key => `of ${key}`));
    await states.writeStates(stub, keys(200).map(key => ({ kind: 'put', collection: '', key, value: new Uint8Array() })));
    assert.deepEqual(sizes, [150, 150, 1, 100, 100]);
});

test('a peer that gives another number of values is not believed', async () => {
    const ready = new peer.ChaincodeAdditionalParams();
    ready.setUseGetMultipleKeys(true);
    await assert.rejects(states.readStates(connect(ready, () => new Uint8Array()), keys(2)), /gave 0 values for 2 keys/);
});

test('a peer whose offer cannot be read is asked for each key alone', async () => {
    const stub = connect({ serializeBinary: () => Uint8Array.of(0x08, 0x80) }, () => assert.fail('asked for several'));
    const values = await states.readStates({ ...stub, getState: (key: string) => Promise.resolve(Buffer.from(`of ${key}`)) }, keys(2));
    assert.deepEqual(values.map(value => Buffer.from(value).toString()), ['of key 0', 'of key 1']);
});

suite('peers of both kinds', () => {
    const kinds: { trade: Trade; user: InProcessUser }[] = [];
    /** Types of what the chaincode asked its peers. */
    let asked: number[] = [];
    const { prototype } = ChaincodeMessageHandler as { prototype: ShimHandler };
    const ask = prototype._askPeerAndListen;

    before(async () => {
        for (const singleKeys of [false, true]) {
            const trade = await Trade.founded(CHARTER, { singleKeys });
            kinds.push({ trade, user: await trade.member('org1', 'workshop') });
        }
        prototype._askPeerAndListen = function (message, name) {
            asked.push(message.getType());
            return ask.call(this, message, name);
        };
    });
    after(async () => {
        prototype._askPeerAndListen = ask;
        for (const { trade } of kinds) await trade.close();
    });

    /** What a call does on the two networks, and the messages for it: the peers of both organisations send the same. */
    async function onBoth(call: (trade: Trade, user: InProcessUser) => Promise<Done>): Promise<{ done: Done; messages: number[] }[]> {
        const outcomes = [];
        for (const { trade, user } of kinds) {
            asked = [];
            const done = await call(trade, user);
            outcomes.push({ done, messages: asked.sort((a, b) => a - b) });
        }
        return outcomes;
    }

    test('the same is read and written, in fewer messages', async () => {
        await onBoth((trade, user) => trade.submit(user, 'VehicleRecord:RegisterVehicle', VIN, JSON.stringify(VEHICLE)));
        const [many, single] = await onBoth((trade, user) => trade.submit(user, 'VehicleRecord:RecordEntry', VIN, JSON.stringify(ENTRY)));
        assert.deepEqual(many?.done.reads, single?.done.reads);
        assert.deepEqual(many?.done.writes, single?.done.writes);
        const twice = (...types: number[]): number[] => types.flatMap(type => [type, type]);
        assert.deepEqual(many?.messages, twice(Type.WRITE_BATCH_STATE, Type.GET_STATE_MULTIPLE));
        assert.deepEqual(single?.messages, twice(...many.done.reads.map(() => Type.GET_STATE), Type.PUT_STATE, Type.PUT_STATE));
    });

    test('confidential details are written and purged', async () => {
        const options = { transient: { details: JSON.stringify(DETAILS) }, endorsingOrganizations: ['Org1MSP'] };
        await onBoth((trade, user) => trade.submitWith(user, options, 'VehicleRecord:StoreDetails', VIN, 'wo-9'));
        const purged = await onBoth((trade, user) => trade.submitWith(user, options, 'VehicleRecord:PurgeDetails', VIN, 'wo-9'));
        assert.ok(purged[0]?.messages.includes(Type.WRITE_BATCH_STATE));
        assert.ok(purged[1]?.messages.includes(Type.PURGE_PRIVATE_DATA));
        for (const { trade, user } of kinds) {
            assert.equal((await trade.refused(user, 'VehicleRecord:ReadDetails', VIN, 'wo-9')).code, 'DETAILS_PURGED');
        }
    });
});
