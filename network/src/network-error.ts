// The error of everything in this package: a stable code and a sentence that says what to do.
import type { NetworkCode } from './network-codes.js';

/** `message` is `CODE: sentence`; `details` holds the values the sentence speaks of. */
export class NetworkError extends Error {
    readonly code: NetworkCode;
    readonly details: Readonly<Record<string, unknown>>;

    constructor(code: NetworkCode, sentence: string, details: Readonly<Record<string, unknown>> = {}, options?: ErrorOptions) {
        super(`${code}: ${sentence}`, options);
        this.name = 'NetworkError';
        this.code = code;
        this.details = details;
    }
}
