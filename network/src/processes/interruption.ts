// A user who presses Ctrl-C: what waits ends, what was begun is put in order, and the command says so.
import { NetworkError } from '../network-error.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Exit status of a command that was interrupted, as shells have it. */
export const INTERRUPTED_STATUS = 130;

/** For work that nobody interrupts. */
export const NEVER: AbortSignal = new AbortController().signal;

/** @param what what was waited for, as in "the peer to answer". */
export function interruption(what: string): NetworkError {
    return new NetworkError('INTERRUPTED', `interrupted while waiting for: ${what}`, { what });
}

/**
 * Runs a task that the user may interrupt: the first signal aborts it, so that it can undo what is half done; a second one ends
 * this process at once, and the next command repairs what is left.
 * @throws NetworkError INTERRUPTED in place of whatever the interruption made the task fail with
 */
export async function interruptible<T>(note: (line: string) => void, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const interrupt = (signal: NodeJS.Signals): void => {
        if (controller.signal.aborted) process.exit(INTERRUPTED_STATUS);
        note(`${signal}: ending what was started; once more to leave at once`);
        controller.abort();
    };
    for (const signal of SIGNALS) process.on(signal, interrupt);
    try {
        return await task(controller.signal);
    } catch (cause) {
        if (!controller.signal.aborted) throw cause;
        // Programs that the terminal has interrupted too fail in ways of their own.
        throw new NetworkError('INTERRUPTED', 'interrupted: what it had started is ended; run the command again to go on', {}, { cause });
    } finally {
        for (const signal of SIGNALS) process.off(signal, interrupt);
    }
}
