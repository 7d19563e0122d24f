// CPU time that the processes of a network take: on a machine that others use too it says more than the time on the wall.
import { readFileSync } from 'node:fs';
import type { Network } from '@carnet/network';

/** Ticks per second of the times in /proc, which Linux fixes for all programs (USER_HZ). */
const TICKS_PER_SECOND = 100;

/** User and system time of a process so far, seconds, to 10 ms. @throws where there is no such process, or no /proc (Linux only) */
function cpuSecondsOf(pid: number): number {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name of the program stands in brackets and may hold spaces; user and system time are the 12th and 13th fields after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Seconds of CPU by the role of the process: `client` is this program itself. */
export type CpuTimes = Readonly<Record<string, number>>;

/** Peers, orderers and the processes of one chaincode each together; the embedded network is one process. */
export class CpuMeter {
    private constructor(private readonly processes: readonly { readonly role: string; readonly pid: number }[]) {}

    /** @param chaincode whose processes count; those of other chaincodes do not */
    static async of(network: Network, chaincode: string): Promise<CpuMeter> {
        const { nodes } = await network.status();
        const counted = nodes.filter(({ kind, name }) => kind !== 'chaincode' || name.startsWith(`${chaincode}.`));
        const processes = new Map<number, string>([[process.pid, 'client']]);
        for (const { kind, pid } of counted) if (pid !== undefined) processes.set(pid, kind);
        return new CpuMeter([...processes].map(([pid, role]) => ({ role, pid })));
    }

    read(): CpuTimes {
        const times: Record<string, number> = {};
        for (const { role, pid } of this.processes) times[role] = (times[role] ?? 0) + cpuSecondsOf(pid);
        return times;
    }
}

/** What was taken between two readings, milliseconds for each of `operations`, and `all` together. */
export function cpuPerOperation(before: CpuTimes, after: CpuTimes, operations: number): CpuTimes {
    const each = Object.fromEntries(Object.entries(after).map(([role, time]) => [role, (time - (before[role] ?? 0)) * 1000 / operations]));
    return { ...each, all: Object.values(each).reduce((sum, time) => sum + time, 0) };
}
