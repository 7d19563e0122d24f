// The error of everything in this package: a stable code and a sentence that says what to do.

/** `message` is `CODE: sentence`; `details` holds the values the sentence speaks of. */
export class NetworkError extends Error {
    /** One of NETWORK_CODES. */
    readonly code: string;
    readonly details: Readonly<Record<string, unknown>>;

    constructor(code: string, sentence: string, details: Readonly<Record<string, unknown>> = {}, options?: ErrorOptions) {
        super(`${code}: ${sentence}`, options);
        this.name = 'NetworkError';
        this.code = code;
        this.details = details;
    }
}
