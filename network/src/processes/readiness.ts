// Waits for something to become true, and says what went wrong if it does not: never for a fixed time.
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { NetworkCode } from '../network-codes.js';
import { NetworkError } from '../network-error.js';
import { isRunning, type ProcessRecord } from './detached.js';
import { interruption } from './interruption.js';

const HOST = '127.0.0.1';
/** Room for a long line of a log. */
const BYTES_PER_LINE = 1_024;
const TAIL_LINES = 12;

/** The last lines that the process wrote, or '' when it wrote none. */
export function logTail({ log, logOffset }: Pick<ProcessRecord, 'log' | 'logOffset'>, lines = TAIL_LINES): string {
    if (!existsSync(log)) return '';
    const file = openSync(log, 'r');
    try {
        const { size } = fstatSync(file);
        const from = Math.max(Math.min(logOffset, size), size - lines * BYTES_PER_LINE);
        const buffer = Buffer.alloc(size - from);
        readSync(file, buffer, 0, buffer.length, from);
        return buffer.toString('utf8').trimEnd().split('\n').slice(-lines).join('\n');
    } finally {
        closeSync(file);
    }
}

export interface WaitOptions {
    /** What is waited for, as in "the peer did not <what>". */
    readonly what: string;
    readonly timeoutMs: number;
    readonly intervalMs?: number;
    /** Without these it cannot come true: waiting ends when one of them does. */
    readonly processes: readonly ProcessRecord[];
    /** Code of the error when one of the processes ended. */
    readonly diedCode?: NetworkCode;
    /** Ends the waiting. */
    readonly signal: AbortSignal;
}

/**
 * Probes until the answer is true. A probe that throws is a probe that failed; the last one's message is in the error.
 * @throws NetworkError NODE_DIED (or `diedCode`) with the end of its log, NOT_READY when the time is over, INTERRUPTED
 */
export async function waitUntil(probe: () => Promise<boolean>, options: WaitOptions): Promise<void> {
    const { what, timeoutMs, intervalMs = 20, processes, diedCode = 'NODE_DIED', signal } = options;
    const deadline = Date.now() + timeoutMs;
    let last: unknown;
    for (;;) {
        if (signal.aborted) throw interruption(what);
        try {
            if (await probe()) return;
            last = undefined;
        } catch (error) {
            last = error;
        }
        const dead = processes.find(record => !isRunning(record));
        if (dead !== undefined) {
            const tail = logTail(dead);
            throw new NetworkError(diedCode, `${dead.name} ended while waiting for: ${what}. The end of ${dead.log}:\n${tail === '' ? '(nothing)' : tail}`,
                { name: dead.name, pid: dead.pid, log: dead.log, tail });
        }
        if (Date.now() >= deadline) {
            const logs = processes.map(({ log }) => log);
            throw new NetworkError('NOT_READY', `waited ${timeoutMs / 1000} s in vain for: ${what}` +
                `${last === undefined ? '' : ` (${(last as Error).message})`}. See ${logs.join(', ')}`, { what, logs }, { cause: last });
        }
        await sleep(intervalMs);
    }
}

/** True when something accepts connections on the port of the loopback interface. */
export function isListening(port: number): Promise<boolean> {
    return answers(connect({ port, host: HOST }), 'connect');
}

/** True when a node with a certificate of that authority, for that host name, answers on the port of the loopback interface. */
export function answersWithTls(port: number, hostName: string, caFile: string): Promise<boolean> {
    return answers(connectTls({ port, host: HOST, servername: hostName, ca: readFileSync(caFile) }), 'secureConnect');
}

/** A stopped process still takes connections, and never answers on them. */
const PROBE_TIMEOUT_MS = 2_000;

function answers(socket: Socket, established: 'connect' | 'secureConnect'): Promise<boolean> {
    return new Promise(resolve => {
        socket.setTimeout(PROBE_TIMEOUT_MS, () => {
            socket.destroy();
            resolve(false);
        });
        socket.once(established, () => {
            // Closed politely: a node logs a connection that breaks off as an error.
            socket.end();
            socket.unref();
            resolve(true);
        });
        socket.on('error', () => resolve(false));
    });
}
