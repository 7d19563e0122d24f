// What is dear to bring up and serves one file of tests after the other: from when it is first asked for until all have let go of it.

/** Set while files of one process follow each other: what one has let go of, the next may ask for. */
let kept = false;
const everything: Shared<unknown>[] = [];

/** Of one process. */
export class Shared<T> {
    #one: Promise<T> | undefined;
    #users = 0;

    constructor(private readonly bringUp: () => Promise<T>, private readonly end: (one: T) => Promise<void>) {
        everything.push(this as Shared<unknown>);
    }

    /** Whoever asked for it lets go of it once, also where it could not be brought up; the next one tries to. */
    async use(): Promise<T> {
        this.#users++;
        try {
            return await (this.#one ??= this.bringUp());
        } catch (error) {
            this.#one = undefined;
            throw error;
        }
    }

    /** The last of them ends it, unless it is kept for the files that follow. */
    async letGo(): Promise<void> {
        this.#users--;
        if (!kept && this.#users <= 0) await this.stop();
    }

    async stop(): Promise<void> {
        const one = this.#one;
        this.#one = undefined;
        if (one !== undefined) await this.end(await one);
    }
}

/** From now on what is let go of stays, until `endShared`. */
export function keepShared(): void {
    kept = true;
}

export async function endShared(): Promise<void> {
    for (const one of everything) await one.stop();
}
