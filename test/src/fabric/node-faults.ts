// Kills processes of a network of real Fabric, as a machine would that loses its power, and starts them again after a while.
import { setTimeout as sleep } from 'node:timers/promises';
import { up, type Network } from '@carnet/network';
import { isRunning, readRecords } from '@carnet/network/dist/processes/detached.js';
import { join } from 'node:path';
import type { Raft } from './raft.js';

/** A peer is the gateway of its company's clients too. */
export const FAULTS = [
    'peer of org1', 'peer of org2', 'chaincode of org1', 'chaincode of org2', 'Raft leader', 'Raft follower', 'peer and chaincode of org2', 'everything',
] as const;
export type Fault = typeof FAULTS[number];

/** A process that was killed, and when it was there again: milliseconds since 1970. */
export interface Struck { readonly fault: Fault; readonly at: number; readonly backAt: number }

export class NodeFaults {
    readonly struck: Struck[] = [];

    constructor(private readonly network: Network, private readonly raft: Raft) {}

    async #pids(fault: Fault): Promise<readonly number[]> {
        if (fault === 'Raft leader' || fault === 'Raft follower') {
            const [leader, follower] = await this.raft.orderers();
            const pid = fault === 'Raft leader' ? leader : follower;
            return pid === undefined ? [] : [pid];
        }
        const { nodes } = await this.network.status();
        const isStruck = (name: string): boolean => fault === 'everything'
            || FAULTED_NAMES[fault].some(([prefix, org]) => name.startsWith(prefix) && name.includes(org));
        return nodes.flatMap(({ name, pid }) => pid === undefined || !isStruck(name) ? [] : [pid]);
    }

    /** Kills at once; starts again after so many milliseconds, and comes back when what was killed answers. */
    async strike(fault: Fault, pauseMs: number): Promise<Struck> {
        if (fault.startsWith('Raft')) await this.raft.settled(30_000);
        const pids = await this.#pids(fault);
        if (pids.length === 0) throw new Error(`nothing runs that ${fault} could be`);
        const at = Date.now();
        for (const pid of pids) process.kill(pid, 'SIGKILL');
        while (readRecords(join(this.network.dir, 'run')).some(record => pids.includes(record.pid) && isRunning(record))) await sleep(5);
        await sleep(pauseMs);
        await up({ dir: this.network.dir, engine: 'fabric' });
        const struck = { fault, at, backAt: Date.now() };
        this.struck.push(struck);
        return struck;
    }
}

/** Begin and organisation of the names of what is killed. */
const FAULTED_NAMES: Readonly<Record<Exclude<Fault, 'Raft leader' | 'Raft follower' | 'everything'>, readonly (readonly [string, string])[]>> = {
    'peer of org1': [['peer', 'org1']], 'peer of org2': [['peer', 'org2']],
    'chaincode of org1': [['carnet', 'org1']], 'chaincode of org2': [['carnet', 'org2']],
    'peer and chaincode of org2': [['peer', 'org2'], ['carnet', 'org2']],
};
