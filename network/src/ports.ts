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
 * An offset with which all ports of a network and of its first chaincodes are free now; drawn at random, so that test files
 * running beside each other do not meet. Stays below the ports that systems give to outgoing connections.
 */
export async function freePortOffset(): Promise<number> {
    for (let attempt = 0; attempt < 100; attempt++) {
        const offset = 11_000 + 10 * Math.floor(Math.random() * 1_200);
        const { orderers, org1, org2 } = portsOf(offset, 4);
        const ports = [
            ...orderers.flatMap(orderer => [orderer.listen, orderer.admin, orderer.operations]),
            org1.listen, org1.operations, org2.listen, org2.operations,
            ...[0, 1, 2, 3].flatMap(index => [chaincodePort(offset, 'org1', index), chaincodePort(offset, 'org2', index)]),
        ];
        const free = await Promise.all(ports.map(isPortFree));
        if (!free.includes(false)) return offset;
    }
    throw new NetworkError('NO_FREE_PORTS', 'no port offset between 11000 and 23000 was free: end networks that still run');
}
