// Reads and writes the files that a command is given; `-` is standard input, or output.
import { CarnetError } from '../../errors/carnet-error.js';
import { writeNewFile } from '../../files/new-file.js';
import { readWholeFile } from '../../files/whole-file.js';
import type { Terminal } from './command.js';
import { UsageError } from './options.js';
import { printableJson } from './output.js';

/** Bytes of a file that is read as a whole; more is none of the documents that commands take. */
const MAX_BYTES = 64 * 1024 * 1024;

async function fromInput(input: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    try {
        for await (const piece of input) {
            pieces.push(piece);
            size += piece.length;
            if (size > maxBytes) throw new CarnetError('FILE_UNREADABLE', `Standard input has more than ${maxBytes} bytes.`, { details: { path: '-', limit: maxBytes } });
        }
        return Buffer.concat(pieces);
    } finally {
        // It may be a secret.
        for (const piece of pieces) piece.fill(0);
    }
}

/** @param maxBytes where what is read is known to be shorter. @throws CarnetError FILE_UNREADABLE, also for more bytes */
export async function readBytes(path: string, terminal: Terminal, maxBytes = MAX_BYTES): Promise<Buffer> {
    return path === '-' ? await fromInput(terminal.input(), maxBytes) : await readWholeFile(path, maxBytes);
}

/** @throws CarnetError FILE_UNREADABLE, also where it is not UTF-8 */
export async function readText(path: string, terminal: Terminal, maxBytes = MAX_BYTES): Promise<string> {
    const bytes = await readBytes(path, terminal, maxBytes);
    try {
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch (cause) {
        throw new CarnetError('FILE_UNREADABLE', `${path} is not UTF-8.`, { details: { path }, cause });
    }
}

/** JSON that is not checked: whoever takes it does. @throws CarnetError FILE_UNREADABLE */
export async function readJson<T>(path: string, terminal: Terminal, maxBytes = MAX_BYTES): Promise<T> {
    const text = await readText(path, terminal, maxBytes);
    try {
        return JSON.parse(text) as T;
    } catch (cause) {
        throw new CarnetError('FILE_UNREADABLE', `${path} is not JSON: ${(cause as Error).message}.`, { details: { path }, cause });
    }
}

/** A file that is complete or not there: what goes to standard output is there before all of it is known to be good. @throws UsageError */
export function requireFileName(path: string): string {
    if (path === '-') throw new UsageError('- stands for standard input or output; this is written into a file: name one');
    return path;
}

/** Of a file that others are given. */
const FOR_OTHERS = 0o644;

/**
 * Writes JSON into a new file, complete or not at all.
 * @param mode of the file; default: all who reach it may read it
 * @throws CarnetError FILE_UNWRITABLE, also where the file exists: it may be all that is left of something
 */
export async function writeResult(path: string, content: string, terminal: Terminal, mode = FOR_OTHERS): Promise<void> {
    if (path === '-') terminal.print(printableJson(content.trimEnd()));
    else await writeNewFile(path, content, mode);
}

/** Of a file with something confidential in it. */
export const OWNER_ONLY = 0o600;
