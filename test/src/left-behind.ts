// What tests started and did not end: their process group, the processes of networks, which their records name, and what else has their TMPDIR.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, readRecords, stopRecorded, type ProcessRecord } from '@carnet/network/dist/processes/detached.js';

/** Ends the process and all that it started in its group, at once; safe when nothing of it runs. */
export function killGroup(leader: number): void {
    try {
        process.kill(-leader, 'SIGKILL');
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
}

/** The folders below this one where networks record their processes; links are not followed. */
function recordFolders(folder: string): string[] {
    const folders = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory() && entry.name !== 'node_modules');
    return folders.flatMap(({ name }) => name === 'run' ? [join(folder, name)] : recordFolders(join(folder, name)));
}

export interface Recorded { readonly run: string; readonly record: ProcessRecord }

/** The processes that networks in folders below this one recorded, running or not. */
export function recorded(folder: string): Recorded[] {
    return recordFolders(folder).flatMap(run => readRecords(run).map(record => ({ run, record })));
}

/** Ends those that run. @returns their names @throws NetworkError PROCESS_WONT_END */
export async function endRecorded(folder: string): Promise<string[]> {
    const left = recorded(folder).filter(({ record }) => isRunning(record));
    await Promise.all(left.map(({ run, record }) => stopRecorded(run, record)));
    return left.map(({ record: { name } }) => name);
}

/** Ends what was given the folder as its TMPDIR and has a group of its own, as browsers have; only where the system shows it, which is Linux. */
export function killHeirs(folder: string): void {
    if (process.platform !== 'linux') return;
    for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
        try {
            if (readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`TMPDIR=${folder}`)) process.kill(Number(pid), 'SIGKILL');
        } catch (error) {
            // It has ended since, or is somebody else's.
            if (!['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
        }
    }
}
