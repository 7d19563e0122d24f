// An S3 server that is an attacker's: it never ends, says nothing, sends on, packs, or answers something else. Each is an error by name, and soon.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import { CarnetError } from '@carnet/client';
import { Patience } from '@carnet/client/dist/documents/stores/patience.js';
import { readCiphertext } from '@carnet/client/dist/documents/stores/read-ciphertext.js';
import { S3Store } from '@carnet/client/dist/documents/stores/s3-store.js';
import { bytesOf, collected, inPieces, refused } from './store-cases.js';
import { S3_CREDENTIALS } from './s3-server.js';

const BYTES = bytesOf(200_000);
const STORED = { hash: createHash('sha256').update(BYTES).digest('hex'), length: BYTES.length };

const ends: (() => void)[] = [];
after(() => { for (const end of ends) end(); });

async function listening(server: Server | TcpServer): Promise<string> {
    const open = new Set<Socket>();
    server.on('connection', (socket: Socket) => {
        open.add(socket);
        socket.on('error', () => undefined).on('close', () => open.delete(socket));
    });
    ends.push(() => {
        server.close();
        for (const socket of open) socket.destroy();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

type Handler = (answer: ServerResponse, request: IncomingMessage) => void;

/** @param timeoutSeconds so long that only what is meant to runs into it */
async function storeOf(handler: Handler, timeoutSeconds = 60): Promise<S3Store> {
    const endpoint = await listening(createServer((request, answer) => { handler(answer, request); }));
    return new S3Store({ ...S3_CREDENTIALS, bucket: 'ciphertexts', endpoint, timeoutSeconds });
}

/** Pieces until the other side has gone. @returns what counts them */
function endless(answer: ServerResponse | Socket, piece: string | Buffer): { bytes: number } {
    const sent = { bytes: 0 };
    const send = (): void => {
        while (!answer.destroyed) {
            sent.bytes += piece.length;
            if (!answer.write(piece)) break;
        }
    };
    answer.on('drain', send).on('error', () => undefined);
    send();
    return sent;
}

/** A byte now and then. */
function dripping(answer: ServerResponse | Socket): void {
    const timer = setInterval(() => { answer.write('x'); }, 20);
    answer.on('close', () => { clearInterval(timer); }).on('error', () => undefined);
}

const XML_ERROR = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><Error><Code>InternalError</Code><Message>&b;</Message></Error>';

const ANSWERS: readonly (readonly [string, string, Handler])[] = [
    ['another object', 'CIPHERTEXT_CORRUPT', answer => answer.end(bytesOf(BYTES.length, 'another'))],
    ['an error as the object', 'CIPHERTEXT_TRUNCATED', answer => answer.setHeader('content-type', 'application/xml').end(XML_ERROR)],
    ['a refusal in XML that unfolds', 'STORE_FAILED', answer => answer.writeHead(403, { 'content-type': 'application/xml' }).end(XML_ERROR)],
    ['nothing', 'CIPHERTEXT_TRUNCATED', answer => answer.end()],
    ['less, and a length that says so', 'CIPHERTEXT_TRUNCATED', answer => answer.writeHead(200, { 'content-length': '10' }).end(BYTES.subarray(0, 10))],
    ['less than it says', 'STORE_FAILED', answer => answer.writeHead(200, { 'content-length': String(BYTES.length) }).write(BYTES.subarray(0, 100), () => answer.destroy())],
    ['a part, unasked', 'STORE_FAILED', answer => answer.writeHead(206, { 'content-range': `bytes 0-9/${BYTES.length}` }).end(BYTES.subarray(0, 10))],
    ['no content', 'STORE_FAILED', answer => answer.writeHead(204).end()],
    ['the object packed', 'STORE_FAILED', answer => answer.setHeader('content-encoding', 'gzip').end(gzipSync(BYTES))],
    ['packings without number', 'STORE_FAILED', answer => answer.setHeader('content-encoding', Array(1_000).fill('gzip').join(', ')).end(gzipSync(BYTES))],
];

for (const [what, code, handler] of ANSWERS) {
    test(`a server that answers ${what}: ${code}`, async () => {
        const store = await storeOf(handler);
        await assert.rejects(collected(readCiphertext(store, STORED)), refused(code));
    });
}

test('a server that never ends is read no further than the object is long', async () => {
    let sent = { bytes: 0 };
    const store = await storeOf(answer => { sent = endless(answer, BYTES); });
    await assert.rejects(collected(readCiphertext(store, STORED)), refused('CIPHERTEXT_CORRUPT'));
    assert.ok(sent.bytes < 64 * 1024 * 1024, `${sent.bytes} bytes`);
    const ranged = await storeOf(answer => { sent = endless(answer.writeHead(206), BYTES); });
    await assert.rejects(collected(ranged.get(STORED.hash, { offset: 10, length: 10 })), refused('CIPHERTEXT_CORRUPT'));
});

test('a server that does not know of ranges gives no other bytes than were asked for', async () => {
    const store = await storeOf(answer => answer.end(BYTES));
    await assert.rejects(collected(store.get(STORED.hash, { offset: 10, length: 10 })), refused('STORE_FAILED'));
});

test('nobody is sent on: another server hears of no request, nor of what signs it', async () => {
    let heard = 0;
    const other = await listening(createServer((_, answer) => {
        heard++;
        answer.end(BYTES);
    }));
    for (const status of [301, 302, 303, 307, 308]) {
        const store = await storeOf((answer, request) => answer.writeHead(status, { location: `${other}${request.url ?? ''}` }).end());
        await assert.rejects(collected(store.get(STORED.hash)), refused('STORE_FAILED'));
        await assert.rejects(store.put(inPieces(BYTES)), refused('STORE_FAILED'));
        await assert.rejects(store.has(STORED.hash), refused('STORE_FAILED'));
        await assert.rejects(store.delete(STORED.hash), refused('STORE_FAILED'));
    }
    assert.equal(heard, 0);
});

test('a server that says nothing, or a byte now and then, is given up', async () => {
    const slow = (error: unknown): boolean => {
        refused('STORE_FAILED')(error);
        assert.match((error as CarnetError).message, /nothing, or next to nothing, passed in 0\.3 seconds/);
        return (error as CarnetError).retryable;
    };
    const silent = await storeOf(() => undefined, 0.3);
    await assert.rejects(collected(silent.get(STORED.hash)), slow);
    await assert.rejects(silent.put(inPieces(BYTES)), slow);
    await assert.rejects(silent.has(STORED.hash), slow);
    await assert.rejects(silent.delete(STORED.hash), slow);
    const stopping = await storeOf(answer => answer.write(BYTES.subarray(0, 100)), 0.3);
    await assert.rejects(collected(stopping.get(STORED.hash)), slow);
    await assert.rejects(collected((await storeOf(dripping, 0.3)).get(STORED.hash)), slow);
    const endpoint = await listening(createTcpServer(socket => {
        socket.write('HTTP/1.1 200 OK\r\nx-slow: ');
        dripping(socket);
    }));
    await assert.rejects(new S3Store({ ...S3_CREDENTIALS, bucket: 'ciphertexts', endpoint, timeoutSeconds: 0.3 }).has(STORED.hash), slow);
});

test('headers without end are no answer', async () => {
    const endpoint = await listening(createTcpServer(socket => {
        socket.write('HTTP/1.1 200 OK\r\n');
        endless(socket, `x: ${'y'.repeat(1_000)}\r\n`);
    }));
    await assert.rejects(new S3Store({ ...S3_CREDENTIALS, bucket: 'ciphertexts', endpoint }).has(STORED.hash), refused('STORE_FAILED'));
});

test('a caller who takes his time is not taken for a slow server', async () => {
    const large = bytesOf(2_000_000);
    const store = await storeOf(answer => answer.end(large), 0.3);
    let read = 0;
    for await (const piece of store.get(STORED.hash)) {
        if (read === 0) await sleep(600);
        read += piece.length;
    }
    assert.equal(read, large.length);
});

test('of what is uploaded nothing is taken before it can be sent, and in pieces that a slow line sends in time', async () => {
    let taken = 0;
    async function* source(): AsyncGenerator<Uint8Array, void, undefined> {
        for (;;) {
            taken++;
            yield await Promise.resolve(Buffer.alloc(1024 * 1024));
        }
    }
    const reader = new Patience(60).sent(source()).getReader();
    const { value } = await reader.read();
    await sleep(0);
    assert.deepEqual([taken, value?.length], [1, 64 * 1024]);
    await reader.cancel();
});

test('an answer whose connection breaks after it was given is an answer', async () => {
    const store = await storeOf((answer, request) => {
        request.resume().on('end', () => answer.writeHead(200, { 'content-length': '100' }).write('half', () => answer.socket?.resetAndDestroy()));
    });
    assert.deepEqual(await store.put(inPieces(BYTES)), STORED);
    await store.delete(STORED.hash);
});
