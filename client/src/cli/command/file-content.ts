// The bytes of a file as they are needed: it is opened when the first of them is asked for, and not before.
import { createReadStream } from 'node:fs';
import { CarnetError } from '../../errors/carnet-error.js';
import { systemReason } from '../../errors/system-reason.js';

/** Bytes that are read of a file at a time. */
const READ_SIZE = 1024 * 1024;

/** @throws CarnetError FILE_UNREADABLE, once it is read */
export async function* fileContent(path: string): AsyncGenerator<Uint8Array, void, undefined> {
    try {
        yield* createReadStream(path, { highWaterMark: READ_SIZE }) as AsyncIterable<Buffer>;
    } catch (cause) {
        throw new CarnetError('FILE_UNREADABLE', `${path} cannot be read: ${systemReason(cause)}.`, { details: { path }, cause });
    }
}
