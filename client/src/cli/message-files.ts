// The files that people send each other in a re-sharing or a repair: JSON, which the library reads strictly.
import { CarnetError } from '../errors/carnet-error.js';
import type { Terminal } from './command.js';
import { readText, writeResult } from './files.js';
import { UsageError, type ParsedOptions } from './options.js';
import { show } from './output.js';

/** Unchecked: what takes it reads it strictly. @throws CarnetError FILE_UNREADABLE */
export async function messageIn<T>(path: string, terminal: Terminal): Promise<T> {
    const text = await readText(path, terminal);
    try {
        return JSON.parse(text) as T;
    } catch (cause) {
        throw new CarnetError('FILE_UNREADABLE', `${path} is not JSON.`, { details: { path }, cause });
    }
}

/** @param name of the option that names the files @throws UsageError, CarnetError FILE_UNREADABLE */
export async function messagesIn<T>(name: string, options: ParsedOptions, terminal: Terminal): Promise<T[]> {
    const paths = options.all(name);
    if (paths.length === 0) throw new UsageError(`--${name} is missing`);
    const messages: T[] = [];
    for (const path of paths) messages.push(await messageIn<T>(path, terminal));
    return messages;
}

/**
 * Writes a message to `--out`, and says what is to be done with it. None is written over another: whoever had the first would take something else
 * than whoever gets the second. @throws CarnetError FILE_UNWRITABLE
 */
export async function giveMessage(message: object, next: string, options: ParsedOptions, terminal: Terminal): Promise<void> {
    const out = options.needed('out');
    await writeResult(out, `${JSON.stringify(message, null, 2)}\n`, terminal);
    if (out !== '-') show(terminal, options, { file: out }, () => [`${out}: ${next}`]);
}
