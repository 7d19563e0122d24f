// Ctrl-C in a command that works for long: what is on its way is waited for, then the command ends.

/** Does something that ends when the signal says so; a second Ctrl-C ends the process at once. */
export async function interruptible<T>(note: (line: string) => void, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const ending = new AbortController();
    const end = (): void => {
        note('ending: what is on its way is waited for');
        ending.abort();
        process.removeListener('SIGINT', end);
    };
    process.on('SIGINT', end);
    process.on('SIGTERM', end);
    try {
        return await work(ending.signal);
    } finally {
        process.removeListener('SIGINT', end);
        process.removeListener('SIGTERM', end);
    }
}
