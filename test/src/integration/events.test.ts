// A listener to the events of committed blocks: across broken connections, and going on where an earlier program ended.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect as dial, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { connect, FileCheckpoint, type Carnet, type Committed, type CommittedEvent, type EventOptions } from '@carnet/client';
import { refusalOf } from '../client/refusal.js';
import { freshVin, gatherMembers, type Members } from './members.js';

/** Between a client and its peer; what it carries can be cut off. */
class Line {
    readonly #sockets = new Set<Socket>();
    readonly #server: Server;

    constructor(host: string, port: number) {
        this.#server = createServer(near => {
            const far = dial(port, host);
            for (const [socket, other] of [[near, far], [far, near]] as const) {
                this.#sockets.add(socket);
                socket.pipe(other);
                socket.on('error', () => other.destroy());
                socket.on('close', () => {
                    this.#sockets.delete(socket);
                    other.destroy();
                });
            }
        });
    }

    async listen(): Promise<string> {
        await new Promise<void>(resolve => {
            this.#server.listen(0, '127.0.0.1', resolve);
        });
        return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    }

    cut(): void {
        for (const socket of this.#sockets) socket.destroy();
    }

    close(): void {
        this.#server.close();
        this.cut();
    }
}

suite('events', { skip: process.env['CARNET_ORGANIZATIONS'] !== undefined && 'reads all events of a channel, which must be short' }, () => {
    let members: Members;
    let environment: Readonly<Record<string, string>>;
    let folder: string;
    before(async () => {
        members = await gatherMembers();
        assert.ok(members.own !== undefined);
        environment = members.own.network.environment('org1', 'User1');
        folder = mkdtempSync(join(tmpdir(), 'carnet-events-'));
    });
    after(async () => {
        rmSync(folder, { recursive: true, force: true });
        await members.close();
    });

    const register = (vin: string): Promise<Committed> => members.garage.submit('VehicleRecord', 'RegisterVehicle', [
        vin, JSON.stringify({ make: 'RENAULT', model: 'SCENIC', firstRegistration: '2019-03-17', odometerUnit: 'km' }),
    ], { idempotent: true });

    /** Listens until a car is registered. @returns all that was heard */
    async function hear(carnet: Carnet, vin: string, options: EventOptions = {}): Promise<CommittedEvent[]> {
        const heard: CommittedEvent[] = [];
        const signal = AbortSignal.timeout(60_000);
        for await (const event of carnet.events({ signal, ...options })) {
            heard.push(event);
            if (event.type === 'VehicleRegistered' && event.items.some(item => item.vin === vin)) return heard;
        }
        throw new Error(`${vin} was not heard of within a minute`);
    }
    const idsOf = (events: readonly Pick<CommittedEvent, 'transactionId'>[]): string[] => events.map(({ transactionId }) => transactionId);

    test('all there is comes in the order of the ledger, and then what is committed', async () => {
        const [first, second] = [freshVin(), freshVin()];
        const { transactionId, blockNumber } = await register(first);
        const whole = await hear(members.inspector, first);
        assert.deepEqual(whole.slice(0, 2).map(({ type }) => type), ['CharterProposed', 'CharterAccepted']);
        const last = whole.at(-1);
        assert.deepEqual([last?.transactionId, last?.blockNumber, last?.type], [transactionId, blockNumber, 'VehicleRegistered']);
        assert.ok(whole.every(({ blockNumber: block }, place) => place === 0 || block >= (whole[place - 1]?.blockNumber ?? 0n)));
        assert.equal(new Set(idsOf(whole)).size, whole.length);
        const waiting = hear(members.inspector, second, { from: blockNumber + 1n });
        assert.deepEqual(idsOf([await register(second)]), idsOf(await waiting));
    });

    test('a program goes on after the event that it had handled, and not before it or behind it', async () => {
        const path = join(folder, 'events.json');
        const [first, second, third] = [freshVin(), freshVin(), freshVin()];
        await register(first);
        const before = await hear(members.inspector, first, { checkpoint: await FileCheckpoint.open(path) });
        await register(second);
        // It ended while it handled the last of them, which therefore comes once more; nothing else does.
        const again = await hear(members.inspector, second, { checkpoint: await FileCheckpoint.open(path) });
        assert.deepEqual(idsOf(again).slice(0, 1), idsOf(before).slice(-1));
        assert.equal(again.length, 2);
        const { transactionId } = await register(third);
        const after = again.at(-1);
        assert.deepEqual(idsOf(await hear(members.inspector, third, after === undefined ? {} : { after })), [transactionId]);
    });

    test('a broken line is opened again; nothing is lost and nothing doubled', async () => {
        const { CORE_PEER_ADDRESS: address = '' } = environment;
        const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(address) ?? [];
        const line = new Line(host, Number(port));
        const carnet = await connect({
            env: environment, endpoint: await line.listen(), hostAlias: environment['CORE_PEER_TLS_SERVERHOSTOVERRIDE'] ?? host,
            retry: { baseDelay: 20, maxDelay: 200 },
        });
        try {
            const { blockNumber, transactionId } = await register(freshVin());
            const registered = [transactionId];
            const heard: string[] = [];
            const interruptions: string[] = [];
            const signal = AbortSignal.timeout(60_000);
            for await (const event of carnet.events({ from: blockNumber, signal, onInterruption: ({ code }) => interruptions.push(code) })) {
                heard.push(event.transactionId);
                if (heard.length === 3) break;
                line.cut();
                registered.push((await register(freshVin())).transactionId);
            }
            assert.deepEqual(heard, registered);
            assert.ok(interruptions.length >= 2 && interruptions.every(code => code === 'EVENTS_INTERRUPTED'), String(interruptions));
        } finally {
            carnet.close();
            line.close();
        }
    });

    test('a signal ends it without an error, closing the client with one', async () => {
        const stop = new AbortController();
        const stopped = (async () => {
            for await (const event of members.inspector.events({ signal: stop.signal })) if (event.type === 'CharterAccepted') stop.abort();
        })();
        await stopped;
        const carnet = await connect({ env: environment });
        const refused = refusalOf(async () => {
            for await (const event of carnet.events()) if (event.type === 'CharterAccepted') carnet.close();
        });
        assert.equal((await refused).code, 'CLIENT_CLOSED');
    });

    test('a checkpoint of another network is refused, and one that is not whole', async () => {
        const foreign = refusalOf(async () => {
            for await (const event of members.inspector.events({ after: { blockNumber: 2n, transactionId: '0'.repeat(64) } })) assert.fail(event.type);
        });
        assert.equal((await foreign).code, 'EVENTS_CHECKPOINT_MISMATCH');
        const path = join(folder, 'torn.json');
        for (const content of ['', '{"v":1}', '{"v":1,"block":"-1"}', '{"v":2,"block":"1"}']) {
            writeFileSync(path, content);
            assert.equal((await refusalOf(() => FileCheckpoint.open(path))).code, 'EVENTS_CHECKPOINT_INVALID', content);
        }
        assert.equal(readFileSync(path, 'utf8'), '{"v":2,"block":"1"}', 'it is left as it was');
    });
});
