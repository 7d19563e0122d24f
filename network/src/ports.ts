// The TCP ports of a network: those of fabric-samples' test-network plus an offset.
import { createServer } from 'node:net';
import { NetworkError } from './network-error.js';

export interface OrdererPorts {
    readonly name: string;
    readonly listen: number;
    readonly admin: number;
    readonly operations: number;
}

export interface PeerPorts {
    readonly listen: number;
    readonly operations: number;
}

export interface Ports {
    readonly orderers: readonly OrdererPorts[];
    readonly org1: PeerPorts;
    readonly org2: PeerPorts;
}

const ORDERERS: readonly OrdererPorts[] = [
    { name: 'orderer', listen: 7050, admin: 7053, operations: 9443 },
    { name: 'orderer2', listen: 7052, admin: 7055, operations: 9446 },
    { name: 'orderer3', listen: 7056, admin: 7057, operations: 9447 },
    { name: 'orderer4', listen: 7058, admin: 7059, operations: 9448 },
];
const CHAINCODE_BASE = { org1: 7200, org2: 9200 } as const;

/** Chaincodes that fit in one network. */
export const MAX_CHAINCODES = 100;
/** The highest offset with which every port stays below 65536. */
export const MAX_PORT_OFFSET = 56_000;

export function portsOf(portOffset: number, orderers: 1 | 3 | 4): Ports {
    return {
        orderers: ORDERERS.slice(0, orderers).map(({ name, listen, admin, operations }) => ({
            name, listen: listen + portOffset, admin: admin + portOffset, operations: operations + portOffset,
        })),
        org1: { listen: 7051 + portOffset, operations: 9444 + portOffset },
        org2: { listen: 9051 + portOffset, operations: 9445 + portOffset },
    };
}

/** The port of an organisation's process of the chaincode that was deployed as the `index`-th, from 0. */
export function chaincodePort(portOffset: number, org: 'org1' | 'org2', index: number): number {
    return CHAINCODE_BASE[org] + index + portOffset;
}

/** True when nothing listens on the port of the loopback interface. */
export function isPortFree(port: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
        const server = createServer();
        server.once('error', (error: NodeJS.ErrnoException) => {
            if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
            else reject(error);
        });
        server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
    });
}

/** @throws NetworkError PORT_IN_USE naming the first port that is taken and who wanted it. */
export async function requireFreePorts(wanted: readonly { port: number; owner: string }[]): Promise<void> {
    for (const { port, owner } of wanted) {
        if (await isPortFree(port)) continue;
        throw new NetworkError(
            'PORT_IN_USE',
            `port ${port}, wanted by ${owner}, is taken by another process: end that process (\`lsof -i :${port}\` names it; ` +
            'if it is another network, `carnet-network down --dir <its folder>`), or take other ports with --port-offset',
            { port, owner },
        );
    }
}

/**
 * Of two networks whose offsets differ by a multiple of this no port falls on a port of the other: ports of one network lie apart by at most 10, or
 * 141 to 154, 240 to 248, 392 to 397, 1848 to 1851, 1992 to 2003, 2141 to 2154, 2240 to 2248 or 2384 to 2399.
 */
const OFFSET_STEP = 90;
const LOWEST_OFFSET = 11_000;
const OFFSETS = 133;
/** Whoever was given an offset listens on this port beside those of the network. */
const CLAIM_BASE = 7_049;

/** Makes the offset nobody else's while this process lives, or until it is given back; undefined where it is another's. */
function claim(offset: number): Promise<(() => void) | undefined> {
    return new Promise((resolve, reject) => {
        const server = createServer();
        server.once('error', (error: NodeJS.ErrnoException) => {
            if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
            else reject(error);
        });
        server.listen({ port: CLAIM_BASE + offset, host: '127.0.0.1', exclusive: true }, () => {
            server.unref();
            resolve(() => { server.close(); });
        });
    });
}

/**
 * An offset with which all ports of a network and of its first chaincodes are free now, and that no other process is given while
 * this one lives: networks started beside each other do not meet. Stays below the ports that systems give to outgoing connections.
 * @throws NetworkError NO_FREE_PORTS
 */
export async function freePortOffset(): Promise<number> {
    const first = Math.floor(Math.random() * OFFSETS);
    for (let next = 0; next < OFFSETS; next++) {
        const offset = LOWEST_OFFSET + OFFSET_STEP * ((first + next) % OFFSETS);
        // Claimed before the ports are tried: who tries a port has it for a moment, and its owner may want it just then.
        const giveBack = await claim(offset);
        if (giveBack === undefined) continue;
        const { orderers, org1, org2 } = portsOf(offset, 4);
        const ports = [
            ...orderers.flatMap(orderer => [orderer.listen, orderer.admin, orderer.operations]),
            org1.listen, org1.operations, org2.listen, org2.operations,
            ...[0, 1, 2, 3].flatMap(index => [chaincodePort(offset, 'org1', index), chaincodePort(offset, 'org2', index)]),
        ];
        const free = await Promise.all(ports.map(isPortFree));
        if (!free.includes(false)) return offset;
        giveBack();
    }
    throw new NetworkError('NO_FREE_PORTS', 'no port offset between 11000 and 23000 was free: end networks that still run');
}
