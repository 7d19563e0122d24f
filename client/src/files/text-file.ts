// Reads a small text at once, as settings, certificates and keys are: no more of it than a limit, whatever lies under the name.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { WITHOUT_WAITING } from './regular-file.js';

/** Bytes; a connection profile takes ten thousand, the roots of a consortium a few more. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Bytes that are read at a time. */
const READ_SIZE = 64 * 1024;

/**
 * @param regular whether pipes and devices are refused: of a file that was found in a folder, and that nobody has named
 * @throws Error of the system, or that says what is wrong
 */
export function readTextSync(path: string, { regular = false } = {}): string {
    const file = openSync(path, regular ? WITHOUT_WAITING : 'r');
    try {
        if (regular && !fstatSync(file).isFile()) throw new Error('it is no regular file');
        const pieces: Buffer[] = [];
        for (let length = 0; length <= MAX_BYTES;) {
            const piece = Buffer.alloc(READ_SIZE);
            const read = readSync(file, piece);
            if (read === 0) return Buffer.concat(pieces).toString('utf8');
            pieces.push(piece.subarray(0, read));
            length += read;
        }
        throw new Error(`it has more than ${MAX_BYTES} bytes`);
    } finally {
        closeSync(file);
    }
}
