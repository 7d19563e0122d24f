// Reads a file as a whole, and no more of it than a limit: whatever lies under a name may be longer than memory, or without end.
import { open, type FileHandle } from 'node:fs/promises';
import { CarnetError } from '../errors/carnet-error.js';
import { systemReason } from '../errors/system-reason.js';
import { openRegularFile } from './regular-file.js';

/** Bytes of the first buffer where nothing is known of the length, as of a pipe. */
const FIRST_BYTES = 64 * 1024;

/** One byte more than the limit tells that there is more; undefined then. */
async function readUpTo(handle: FileHandle, maxBytes: number): Promise<Buffer | undefined> {
    const { size } = await handle.stat();
    let buffer = Buffer.alloc(Math.min(maxBytes, size > 0 ? size : FIRST_BYTES) + 1);
    let length = 0;
    try {
        for (;;) {
            const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
            length += bytesRead;
            if (bytesRead === 0) {
                const whole = Buffer.alloc(length);
                buffer.copy(whole);
                return whole;
            }
            if (length > maxBytes) return undefined;
            if (length === buffer.length) {
                const larger = Buffer.alloc(Math.min(2 * length, maxBytes + 1));
                buffer.copy(larger);
                buffer.fill(0);
                buffer = larger;
            }
        }
    } finally {
        buffer.fill(0);
    }
}

/**
 * Of a secret there is what is returned, and no copy.
 * @param regular whether pipes and devices are refused: of a file that the caller has not named himself
 * @throws CarnetError FILE_UNREADABLE, also for more than `maxBytes`
 */
export async function readWholeFile(path: string, maxBytes: number, { regular = false } = {}): Promise<Buffer> {
    let content: Buffer | undefined;
    try {
        const handle = regular ? await openRegularFile(path) : await open(path, 'r');
        if (handle === undefined) throw new Error('it is no regular file');
        try {
            content = await readUpTo(handle, maxBytes);
        } finally {
            await handle.close();
        }
    } catch (cause) {
        throw new CarnetError('FILE_UNREADABLE', `${path} cannot be read: ${systemReason(cause)}.`, { details: { path }, cause });
    }
    if (content === undefined) throw new CarnetError('FILE_UNREADABLE', `${path} has more than ${maxBytes} bytes.`, { details: { path, limit: maxBytes } });
    return content;
}
