// Numbers that look random and are the same every time.

/** Thrown anew by every seed. */
export class Dice {
    constructor(private seed: number) {}

    below(limit: number): number {
        this.seed = (Math.imul(this.seed, 1_664_525) + 1_013_904_223) >>> 0;
        return Math.floor(this.seed / 2 ** 32 * limit);
    }

    one<T>(values: readonly T[]): T | undefined {
        return values[this.below(values.length)];
    }

    some<T>(values: readonly T[], most: number): T[] {
        const rest = [...values];
        return Array.from({ length: Math.min(rest.length, 1 + this.below(most)) }, () => rest.splice(this.below(rest.length), 1)).flat();
    }
}
