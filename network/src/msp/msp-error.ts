// Why an identity, a signature or an MSP folder was refused.

/** The refusal of an identity or signature; the text is Fabric's where Fabric has one, and goes to the log, not to the client. */
export class MspError extends Error {
    override readonly name = 'MspError';
}
