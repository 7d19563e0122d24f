// A request in both directions: the check that the ledger makes is the check that a client makes before it submits.
import { canonicalJson } from '../canonical/json';
import type { Decoder } from './decoder';
import { readJson } from './json';

export interface RequestCodec<T> {
    /** Reads the JSON text of an argument. @throws CarnetFailure naming the field */
    decode(json: string): T;
    /** A request as the ledger would read it. @throws CarnetFailure naming the field, exactly as the ledger would */
    check(request: T): T;
    /** Checks a request and writes it as canonical JSON. @throws CarnetFailure as `check` */
    encode(request: T): string;
}

/** @param name the argument's name in paths of errors; @param maxBytes of the JSON in UTF-8; @param read `readPlainJson` where speed counts */
export function requestCodec<T>(name: string, decoder: Decoder<T>, maxBytes: number, read = readJson): RequestCodec<T> {
    const decode = (json: string): T => decoder(read(json, { name, maxBytes }), name);
    // JSON.stringify, not canonicalJson: what has no canonical form (a lone surrogate) is to be refused by the decoder, by its path.
    const check = (request: T): T => decode(JSON.stringify(request));
    return { decode, check, encode: request => canonicalJson(check(request)) };
}
