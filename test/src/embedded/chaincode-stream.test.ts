// A chaincode process that misbehaves at the start of its stream: the call ends with a reason, and the stream with it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { peer } from '@hyperledger/fabric-protos';
import { ChaincodeHandler } from '@carnet/network/dist/embedded/chaincode/handler.js';
import type { ChaincodeStream } from '@carnet/network/dist/embedded/chaincode/stream.js';

const PACKAGE_ID = 'probe_1.0:1234';

class ScriptedStream implements ChaincodeStream {
    readonly sent: peer.ChaincodeMessage[] = [];
    closed = false;
    #listener: (message: peer.ChaincodeMessage) => void = () => undefined;

    send(message: peer.ChaincodeMessage): void { this.sent.push(message); }
    onMessage(listener: (message: peer.ChaincodeMessage) => void): void { this.#listener = listener; }
    onEnd(): void { /* this stream is ended by the peer only */ }
    close(): void { this.closed = true; }

    register(name: string): void {
        const id = new peer.ChaincodeID();
        id.setName(name);
        const message = new peer.ChaincodeMessage();
        message.setType(peer.ChaincodeMessage.Type.REGISTER);
        message.setPayload(id.serializeBinary());
        this.#listener(message);
    }
}

function open(startTimeoutMs: number): { stream: ScriptedStream; handler: ChaincodeHandler } {
    const stream = new ScriptedStream();
    const handler = new ChaincodeHandler(stream, {
        packageId: PACKAGE_ID, requests: new Map(), startTimeoutMs, keepaliveSeconds: 0, singleKeys: false, log: () => undefined,
    });
    return { stream, handler };
}

test('one that registers as what it is becomes ready', async () => {
    const { stream, handler } = open(1_000);
    stream.register(PACKAGE_ID);
    await handler.ready;
    assert.equal(handler.isReady, true);
    assert.deepEqual(stream.sent.map(message => message.getType()), [peer.ChaincodeMessage.Type.REGISTERED, peer.ChaincodeMessage.Type.READY]);
});

test('one that never registers is not waited for without end', async () => {
    const { stream, handler } = open(20);
    await assert.rejects(handler.ready, { message: `timeout expired while starting chaincode ${PACKAGE_ID}` });
    assert.equal(stream.closed, true);
});

test('one that registers as another, or as nobody, is refused', async () => {
    for (const [name, reason] of [['other:5678', /other:5678 registered where probe_1\.0:1234 was launched/], ['', /chaincodeID name is empty/]] as const) {
        const { stream, handler } = open(1_000);
        stream.register(name);
        await assert.rejects(handler.ready, { message: reason });
        assert.equal(stream.closed, true);
    }
});
