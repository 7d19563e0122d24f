// Waiting within this process until something that several calls share has changed.

export class Changes {
    readonly #waiting = new Set<() => void>();

    /** Resolves at the next `notify`, or once the signal is triggered, at which the caller looks itself. */
    async next(signal?: AbortSignal): Promise<void> {
        if (signal?.aborted === true) return;
        await new Promise<void>(resolve => {
            const done = (): void => {
                this.#waiting.delete(done);
                signal?.removeEventListener('abort', done);
                resolve();
            };
            this.#waiting.add(done);
            signal?.addEventListener('abort', done);
        });
    }

    notify(): void {
        for (const done of [...this.#waiting]) done();
    }
}
