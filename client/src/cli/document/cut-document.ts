// A JSON document of which parts are sealed apart.
import { readJson, type JsonValue } from '@carnet/domain';
import { checkedByDomain } from '../../errors/carnet-error.js';

/** Bytes of one. */
const MAX_BYTES = 16 * 1024 * 1024;

/** @param name of what is read, for the error. @throws CarnetError as the ledger refuses JSON */
export function readCutDocument(text: string, name: string): JsonValue {
    return checkedByDomain(() => readJson(text, { name, maxBytes: MAX_BYTES }));
}
