// One command at a time changes a network folder.
import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { orUnusable } from './folder-access.js';
import { NetworkError } from './network-error.js';
import { processMark } from './processes/process-mark.js';

interface Holder {
    readonly pid: number;
    readonly mark: string;
    readonly doing: string;
}

function holderOf(file: string): Holder | undefined {
    if (!existsSync(file)) return undefined;
    try {
        return JSON.parse(readFileSync(file, 'utf8')) as Holder;
    } catch (error) {
        // Released meanwhile, or no lock of ours: nobody holds it.
        if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
    }
}

function lives({ pid, mark }: Holder): boolean {
    return processMark(pid) === mark;
}

/** Removes a lock whose holder died. Moved aside first: another command may have done so meanwhile and hold a new lock, which is put back. */
function removeDead(file: string, aside: string): void {
    try {
        renameSync(file, aside);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
        throw error;
    }
    const holder = holderOf(aside);
    try {
        if (holder !== undefined && lives(holder)) linkSync(aside, file);
    } catch (error) {
        // A third command has the lock now, and keeps us out as well as this holder would.
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
        rmSync(aside, { force: true });
    }
}

function acquire(file: string, doing: string): void {
    const content = JSON.stringify({ pid: process.pid, mark: processMark(process.pid) ?? '', doing } satisfies Holder);
    // Written first and then linked, so that nobody ever reads half a lock.
    const mine = `${file}.${process.pid}.${randomUUID()}`;
    for (let attempt = 0; attempt < 3; attempt++) {
        writeFileSync(mine, content);
        try {
            linkSync(mine, file);
            return;
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        } finally {
            rmSync(mine, { force: true });
        }
        const holder = holderOf(file);
        if (holder !== undefined && lives(holder)) {
            throw new NetworkError('NETWORK_BUSY', `another command (${holder.doing}, pid ${holder.pid}) is at work on this network: wait for it to end`,
                { pid: holder.pid, doing: holder.doing });
        }
        removeDead(file, `${mine}.dead`);
    }
    throw new NetworkError('NETWORK_BUSY', `other commands keep taking ${file}: try again`, { file });
}

/** Runs the task while holding the folder's lock; a lock whose holder died is taken over. @throws NetworkError NETWORK_BUSY, FOLDER_UNUSABLE */
export async function withFolderLock<T>(dir: string, doing: string, task: () => Promise<T>): Promise<T> {
    const file = join(dir, 'lock');
    orUnusable(dir, () => {
        mkdirSync(dir, { recursive: true });
        acquire(file, doing);
    });
    try {
        return await task();
    } finally {
        rmSync(file, { force: true });
    }
}
