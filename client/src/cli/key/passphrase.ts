// The passphrase of a key file: from a file, the environment, or the person at the keyboard, and never from an argument.
import { CarnetError } from '../../errors/carnet-error.js';
import { requireNew } from '../../files/new-file.js';
import type { Terminal } from '../command/command.js';
import { readText } from '../command/files.js';
import { UsageError, type OptionKinds, type ParsedOptions } from '../command/options.js';

/** Of every command that opens or writes a key file. */
export const PASSPHRASE_OPTIONS = { 'passphrase-file': '[FILE]' } as const satisfies OptionKinds;

export const PASSPHRASE_HELP = `  --passphrase-file FILE  its first line is the passphrase; without it CARNET_PASSPHRASE is, or you are asked`;

async function given(options: ParsedOptions, terminal: Terminal): Promise<string | undefined> {
    const file = options.text('passphrase-file');
    // Some editors end a file with a line break: it is not meant.
    if (file !== undefined) return (await readText(file, terminal)).split(/\r?\n/, 1)[0] ?? '';
    return process.env['CARNET_PASSPHRASE'];
}

function requireSome(passphrase: string): string {
    if (passphrase === '') throw new CarnetError('PASSPHRASE_MISSING', 'The passphrase is empty.');
    return passphrase;
}

function asking(terminal: Terminal): NonNullable<Terminal['ask']> {
    if (terminal.ask === undefined) throw new UsageError('nobody can be asked for the passphrase: give --passphrase-file, or set CARNET_PASSPHRASE');
    return terminal.ask;
}

/** The passphrase of a file that exists. @throws UsageError, CarnetError PASSPHRASE_MISSING, FILE_UNREADABLE */
export async function passphraseFor(path: string, options: ParsedOptions, terminal: Terminal): Promise<string> {
    return requireSome(await given(options, terminal) ?? await asking(terminal)(`Passphrase of ${path}: `, 'secret'));
}

/** Characters: the least that NIST SP 800-63B takes of a password that a person chooses. */
const LEAST_CHARACTERS = 8;

function requireLong(passphrase: string): string {
    if (Array.from(requireSome(passphrase)).length >= LEAST_CHARACTERS) return passphrase;
    throw new CarnetError('PASSPHRASE_SHORT', `The passphrase has fewer than ${LEAST_CHARACTERS} characters: take several words.`);
}

/**
 * The passphrase of a file that is to be written: typed twice.
 * @throws UsageError, CarnetError FILE_UNWRITABLE where the file exists, PASSPHRASE_MISSING, PASSPHRASE_SHORT, PASSPHRASES_DIFFER
 */
export async function newPassphrase(path: string, options: ParsedOptions, terminal: Terminal): Promise<string> {
    await requireNew(path);
    const known = await given(options, terminal);
    if (known !== undefined) return requireLong(known);
    const ask = asking(terminal);
    const first = requireLong(await ask(`New passphrase for ${path}: `, 'secret'));
    if (await ask('Once more: ', 'secret') === first) return first;
    throw new CarnetError('PASSPHRASES_DIFFER', 'You typed two different passphrases; nothing was written.');
}
