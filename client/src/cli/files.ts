// Reads and writes the files that a command is given; `-` is standard input, or output.
import { readFile, writeFile } from 'node:fs/promises';
import { CarnetError } from '../errors/carnet-error.js';
import type { Terminal } from './command.js';

/** Bytes of a file that is read as a whole; more is none of the documents that commands take. */
const MAX_BYTES = 64 * 1024 * 1024;

async function fromInput(input: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of input) {
        size += piece.length;
        if (size > MAX_BYTES) throw new CarnetError('FILE_UNREADABLE', `Standard input has more than ${MAX_BYTES} bytes.`, { details: { path: '-' } });
        pieces.push(piece);
    }
    return Buffer.concat(pieces);
}

/** @throws CarnetError FILE_UNREADABLE */
export async function readBytes(path: string, terminal: Terminal): Promise<Buffer> {
    if (path === '-') return await fromInput(terminal.input());
    try {
        return await readFile(path);
    } catch (cause) {
        throw new CarnetError('FILE_UNREADABLE', `${path} cannot be read: ${(cause as Error).message}.`, { details: { path }, cause });
    }
}

/** @throws CarnetError FILE_UNREADABLE, also where it is not UTF-8 */
export async function readText(path: string, terminal: Terminal): Promise<string> {
    const bytes = await readBytes(path, terminal);
    try {
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch (cause) {
        throw new CarnetError('FILE_UNREADABLE', `${path} is not UTF-8.`, { details: { path }, cause });
    }
}

/** @throws CarnetError FILE_UNWRITABLE */
export async function writeResult(path: string, content: string, terminal: Terminal): Promise<void> {
    if (path === '-') {
        terminal.print(content.trimEnd());
        return;
    }
    try {
        await writeFile(path, content);
    } catch (cause) {
        throw new CarnetError('FILE_UNWRITABLE', `${path} cannot be written: ${(cause as Error).message}.`, { details: { path }, cause });
    }
}
