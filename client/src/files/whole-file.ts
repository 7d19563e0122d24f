// Reads a file as a whole, and no more of it than a limit: whatever lies under a name may be longer than memory, or without end.
import { createReadStream } from 'node:fs';
import { CarnetError } from '../errors/carnet-error.js';

/** The pieces that were read are overwritten: the file may be a secret. @throws CarnetError FILE_UNREADABLE, also for more than `maxBytes` */
export async function readWholeFile(path: string, maxBytes: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let bytes = 0;
    try {
        // One byte more than the limit: `end` is the last place that is read.
        for await (const piece of createReadStream(path, { end: maxBytes }) as AsyncIterable<Buffer>) {
            pieces.push(piece);
            bytes += piece.length;
        }
        if (bytes <= maxBytes) return Buffer.concat(pieces);
    } catch (cause) {
        throw new CarnetError('FILE_UNREADABLE', `${path} cannot be read: ${(cause as Error).message}.`, { details: { path }, cause });
    } finally {
        for (const piece of pieces) piece.fill(0);
    }
    throw new CarnetError('FILE_UNREADABLE', `${path} has more than ${maxBytes} bytes.`, { details: { path, limit: maxBytes } });
}
