// What the orderers of a network say of themselves: who leads the channel, and how many of them take part.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Network } from '@carnet/network';
import { portsOf } from '@carnet/network/dist/ports.js';

/** Orderers of one channel, by the metrics that they offer. */
export class Raft {
    /** @param portOffset of the network, which has three orderers */
    constructor(private readonly network: Network, private readonly portOffset: number) {}

    /** The processes, the leader first. @throws Error where none says that it leads */
    async orderers(): Promise<readonly number[]> {
        const nodes = (await this.network.status()).nodes.filter(({ kind }) => kind === 'orderer');
        const pids = nodes.map(({ pid }) => pid);
        for (const [index, metrics] of (await this.#metrics()).entries()) {
            const leader = pids[index];
            if (/consensus_etcdraft_is_leader\{channel="[^"]*"\} 1/.test(metrics) && leader !== undefined) {
                return [leader, ...pids.flatMap(pid => pid === undefined || pid === leader ? [] : [pid])];
            }
        }
        throw new Error('no orderer says that it leads');
    }

    /** Until a leader knows all three to be active: one that is killed before would leave no majority. @returns whether that was within the time */
    async settled(milliseconds: number): Promise<boolean> {
        for (const end = Date.now() + milliseconds; Date.now() < end;) {
            const all = await this.#metrics();
            if (all.some(metrics => /is_leader\{[^}]*\} 1/.test(metrics) && /active_nodes\{[^}]*\} 3/.test(metrics))) return true;
            await sleep(200);
        }
        return false;
    }

    /** '' of those that do not answer. */
    #metrics(): Promise<string[]> {
        return Promise.all(portsOf(this.portOffset, 3).orderers.map(async ({ operations }) => {
            try {
                return await (await fetch(`http://127.0.0.1:${operations}/metrics`)).text();
            } catch {
                return '';
            }
        }));
    }
}
