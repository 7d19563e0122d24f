// Tells one process from another that later got the same pid.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

function bootId(): string {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

/** Start time of a live process within this boot, or undefined when no such process runs (a zombie does not run, but may linger). */
function linuxMark(pid: number, lingering: boolean): string | undefined {
    let stat: string;
    try {
        stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT' || code === 'ESRCH') return undefined;
        throw error;
    }
    // The second field is the command in parentheses and may hold spaces; state follows it, the start time is field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    // While a zombie has other threads (field 20 counts them) its ports and files are still taken.
    const ended = state === 'X' || state === 'Z' && !(lingering && Number(fields[17]) > 1);
    return ended ? undefined : `${bootId()}:${fields[19] ?? ''}`;
}

function psMark(pid: number): string | undefined {
    const { status, stdout, error } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
    if (error !== undefined) throw error;
    const line = stdout.trim();
    if (status !== 0 || line === '' || line.startsWith('Z')) return undefined;
    return line.replace(/^\S+\s+/, '');
}

/** What is the same for a pid as long as the same process has it; undefined when no process has it. */
export function processMark(pid: number): string | undefined {
    return process.platform === 'linux' ? linuxMark(pid, false) : psMark(pid);
}

/** As `processMark`, but also for a process that no longer runs and has not yet given up its ports and files. */
export function lingeringMark(pid: number): string | undefined {
    return process.platform === 'linux' ? linuxMark(pid, true) : psMark(pid);
}
