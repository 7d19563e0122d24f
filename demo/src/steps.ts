// Shows the steps of the first run: what was done and how long it took.

export class Steps {
    #progress = false;

    /** Runs one step; what it answers first (or alone) is printed behind its title. */
    run(title: string, step: () => Promise<string>): Promise<void>;
    run<T>(title: string, step: () => Promise<readonly [string, T]>): Promise<T>;
    async run<T>(title: string, step: () => Promise<string | readonly [string, T]>): Promise<T | undefined> {
        const begin = performance.now();
        const answer = await step();
        const [text, value] = typeof answer === 'string' ? [answer, undefined] : answer;
        this.#clearProgress();
        console.log(`  ${title.padEnd(36)} ${((performance.now() - begin) / 1000).toFixed(1).padStart(5)} s   ${text}`);
        return value;
    }

    /** A bar that is overwritten; nothing where the output is no terminal. */
    progress(done: number, total: number): void {
        if (!process.stdout.isTTY) return;
        const filled = Math.round(30 * done / total);
        process.stdout.write(`\r  ${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${done} of ${total} entries`);
        this.#progress = true;
    }

    #clearProgress(): void {
        if (this.#progress) process.stdout.write(`\r${' '.repeat(60)}\r`);
        this.#progress = false;
    }
}
