// One argument of a call on its way through the framework: its bytes, and as a text only what it is.

/** The framework writes every argument into a debug message, also where nobody reads it: a batch would be decoded once more for that. */
export class Argument {
    constructor(readonly bytes: Uint8Array) {}

    toString(): string {
        return `${this.bytes.length} bytes`;
    }
}
