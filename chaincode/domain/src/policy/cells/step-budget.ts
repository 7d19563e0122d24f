// Bounds the work of a proof by counting it: steps are the same on every peer, milliseconds are not.

/** The steps of a proof are used up; `question` is what was being asked. */
export class StepsUsedUp extends Error {
    override readonly name = 'StepsUsedUp';

    constructor(readonly question: string) {
        super(`The steps are used up: ${question}`);
    }
}

/** A step is one 32-bit word of classes looked at, or as much work beside. */
export class StepBudget {
    #spent = 0;
    #question = '';

    constructor(private readonly max: number) {}

    /** Steps so far. */
    get spent(): number {
        return this.#spent;
    }

    /** What is asked from now on, for the refusal. */
    ask(question: string): void {
        this.#question = question;
    }

    /** @throws StepsUsedUp */
    spend(steps: number): void {
        this.#spent += steps;
        if (this.#spent > this.max) throw new StepsUsedUp(this.#question);
    }
}
