// A refusal with a stable code: what every rule of the ledger throws, and what crosses Fabric as one line of text.
import type { FailureCode } from './codes';
import { formatFailure, type FailureParameters } from './grammar';

/** `message` is `CODE: sentence {json}`, since Fabric hands nothing but the message to the client. */
export class CarnetFailure extends Error {
    override readonly name = 'CarnetFailure';

    constructor(readonly code: FailureCode, readonly sentence: string, readonly parameters: FailureParameters = {}) {
        super(formatFailure(code, sentence, parameters));
    }

    /** The same refusal with further values, e.g. the index in a batch. */
    with(parameters: FailureParameters): CarnetFailure {
        return new CarnetFailure(this.code, this.sentence, { ...this.parameters, ...parameters });
    }
}
