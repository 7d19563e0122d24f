// What is shown while a command that connects has nothing to say: without it nobody knows whether anything is being done.
import type { Terminal } from './command.js';

/** Milliseconds of silence after which people begin to wonder. */
const SILENCE = 2_000;

/**
 * Does something at a terminal which after some silence says that the network is waited for; the next line that is written takes that back. While a
 * person is asked nothing is said, and where nobody looks on never.
 */
export async function withSignOfLife<T>(terminal: Terminal, work: (terminal: Terminal) => Promise<T>): Promise<T> {
    const { progress, ask } = terminal;
    if (progress === undefined) return await work(terminal);
    let timer: NodeJS.Timeout | undefined;
    const listen = (): void => {
        clearTimeout(timer);
        timer = setTimeout(() => progress('waiting for the network …'), SILENCE);
    };
    const speaking = (say: (line: string) => void) => (line: string): void => {
        listen();
        say(line);
    };
    listen();
    try {
        return await work({
            ...terminal, print: speaking(terminal.print), note: speaking(terminal.note), progress: speaking(progress),
            ask: ask === undefined ? undefined : (...question) => {
                clearTimeout(timer);
                return ask(...question).finally(listen);
            },
        });
    } finally {
        clearTimeout(timer);
    }
}
