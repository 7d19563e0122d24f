// Large calls one after the other: begun together they would all end together, as late as the last of them.
import type { Context } from 'fabric-contract-api';
import type { Argument } from './argument';

/** Bytes of the arguments from which a call takes its turn: it computes for longer than the peer takes to answer what it asks. */
const LARGE = 16 * 1024;

/**
 * When the last turn asked for ends, by connection. What a peer that went away never answers holds up nobody but calls that it sent itself. It
 * decides only how soon an answer comes.
 */
const lastTurns = new WeakMap<object, Promise<void>>();

/**
 * Resolves when the large calls that came before on the same connection have ended. Between the messages of one call Node would begin the next ones,
 * so that the first answer of sixteen came after the sixteenth was computed, and whoever waits for it, like the peer of another organisation that is
 * asked next, had nothing to do meanwhile.
 * @returns to be called once, when this call has ended
 */
export async function takeTurn(stub: Context['stub'], args: readonly Argument[]): Promise<() => void> {
    const { handler } = stub as Context['stub'] & { readonly handler?: object };
    if (handler === undefined || args.reduce((sum, { bytes }) => sum + bytes.length, 0) < LARGE) return () => undefined;
    const before = lastTurns.get(handler);
    let end: () => void = () => undefined;
    lastTurns.set(handler, new Promise(resolve => { end = resolve; }));
    await before;
    return end;
}
