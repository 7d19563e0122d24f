// One command at a time changes a network folder.
import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
        if (holder !== undefined && processMark(holder.pid) === holder.mark) {
            throw new NetworkError('NETWORK_BUSY', `another command (${holder.doing}, pid ${holder.pid}) is at work on this network: wait for it to end`,
                { pid: holder.pid, doing: holder.doing });
        }
        rmSync(file, { force: true });
    }
    throw new NetworkError('NETWORK_BUSY', `other commands keep taking ${file}: try again`, { file });
}

/** Runs the task while holding the folder's lock; a lock whose holder died is taken over. @throws NetworkError NETWORK_BUSY */
export async function withFolderLock<T>(dir: string, doing: string, task: () => Promise<T>): Promise<T> {
    mkdirSync(dir, { recursive: true });
    const file = join(dir, 'lock');
    acquire(file, doing);
    try {
        return await task();
    } finally {
        rmSync(file, { force: true });
    }
}
