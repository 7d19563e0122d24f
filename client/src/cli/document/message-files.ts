// The files that people send each other in a re-sharing or a repair: JSON, which the library reads strictly.
import type { Terminal } from '../command/command.js';
import { readJson, writeResult } from '../command/files.js';
import type { ParsedOptions } from '../command/options.js';
import { show } from '../command/output.js';

/** Unchecked, as of readJson. @param name of the option that names the files @throws CarnetError FILE_UNREADABLE */
export async function messagesIn<T>(name: string, options: ParsedOptions, terminal: Terminal): Promise<T[]> {
    const messages: T[] = [];
    for (const path of options.all(name)) messages.push(await readJson<T>(path, terminal));
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
