// The only reading of a local clock and of the environment: it can refuse a transaction, never shape one.
import { CarnetFailure } from '@carnet/domain';

const DEFAULT_LIMIT_SECONDS = 120;

function limitFromEnvironment(): number {
    // eslint-disable-next-line no-restricted-globals -- the limit only decides whether this peer refuses; no written byte depends on it
    const text = process.env['CARNET_CLOCK_SKEW_SECONDS'];
    if (text === undefined || text === '') return DEFAULT_LIMIT_SECONDS;
    if (!/^[1-9][0-9]{0,9}$/.test(text)) throw new Error(`CARNET_CLOCK_SKEW_SECONDS must be a whole number of seconds, not '${text}'.`);
    return Number(text);
}

const limitSeconds = limitFromEnvironment();

/** By how much a claimed time may differ from this peer's clock. It may decide what the peer refuses or holds back, never what is written. */
export const clockLimitMilliseconds = limitSeconds * 1000;

function localMilliseconds(): number {
    // eslint-disable-next-line no-restricted-globals -- compared with the transaction's time and dropped; no written byte depends on it
    return Date.now();
}

/**
 * Refuses a transaction whose time, which is the client's claim, is too far from this peer's clock (120 s, or
 * CARNET_CLOCK_SKEW_SECONDS).
 * @param milliseconds since the epoch; NaN, for a time that no date can hold, is refused too
 * @throws CarnetFailure CLOCK_SKEW
 */
export function refuseSkewedClock(milliseconds: number): void {
    if (Math.abs(milliseconds - localMilliseconds()) <= limitSeconds * 1000) return;
    throw new CarnetFailure('CLOCK_SKEW', `The time of the proposal differs from the peer's clock by more than ${limitSeconds} s: set the clock.`, {
        limitSeconds,
    });
}
