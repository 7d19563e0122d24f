// A lock with many readers or one writer, in which a waiting writer goes before new readers: Go's RWMutex, rules 3.1 and 3.2.

/** Gives the lock back; harmless when called again. */
export type Release = () => void;

export class ReadWriteLock {
    #readers = 0;
    #writing = false;
    #waitingReaders: (() => void)[] = [];
    readonly #waitingWriters: (() => void)[] = [];

    /** Waits while a writer is at work or waiting. */
    async shared(): Promise<Release> {
        if (this.#writing || this.#waitingWriters.length > 0) {
            await new Promise<void>(resolve => this.#waitingReaders.push(resolve));
        } else {
            this.#readers++;
        }
        return once(() => {
            this.#readers--;
            if (this.#readers === 0) this.#admitWriter();
        });
    }

    /** Waits for all readers of the moment to finish, and keeps new ones out meanwhile. */
    async exclusive(): Promise<Release> {
        if (this.#writing || this.#readers > 0 || this.#waitingWriters.length > 0) {
            await new Promise<void>(resolve => this.#waitingWriters.push(resolve));
        } else {
            this.#writing = true;
        }
        return once(() => {
            this.#writing = false;
            // Readers that waited for this writer go before the next one, so that neither side starves.
            const admitted = this.#waitingReaders;
            this.#waitingReaders = [];
            this.#readers = admitted.length;
            for (const admit of admitted) admit();
            if (this.#readers === 0) this.#admitWriter();
        });
    }

    #admitWriter(): void {
        const admit = this.#waitingWriters.shift();
        if (!admit) return;
        this.#writing = true;
        admit();
    }
}

function once(release: () => void): Release {
    let held = true;
    return () => {
        if (!held) return;
        held = false;
        release();
    };
}
