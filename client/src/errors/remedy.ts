// What the client does by itself about a failure of which it is certain that nothing was committed.

/**
 * - `propose again`: a conflict or a fault that passes; until the attempts are used up.
 * - `propose again, peers disagree`: passes where peers were at different heights, never where the chaincode is not deterministic; a few times.
 * - `propose once more`
 * - `propose again if idempotent`: only where repeating the call can do no harm.
 * - `none`
 */
export type Remedy = 'propose again' | 'propose again, peers disagree' | 'propose once more' | 'propose again if idempotent' | 'none';
