// The person's own encryption key in a command: a key file, and its passphrase.
import type { EncryptionKeyPair } from '../../secrets/encryption-keys.js';
import { readKeyFile } from '../../secrets/key-file.js';
import type { Terminal } from '../command/command.js';
import { readText } from '../command/files.js';
import type { OptionKinds, ParsedOptions } from '../command/options.js';
import { PASSPHRASE_HELP, PASSPHRASE_OPTIONS, passphraseFor } from './passphrase.js';

export const ENCRYPTION_KEY_OPTIONS = { key: 'FILE', ...PASSPHRASE_OPTIONS } as const satisfies OptionKinds;

export const ENCRYPTION_KEY_HELP = `  --key FILE  your encryption key, as \`carnet document keygen\` wrote it
${PASSPHRASE_HELP}`;

/** @throws UsageError, CarnetError FILE_UNREADABLE, PASSPHRASE_WRONG, … */
export async function encryptionKeyOf(options: ParsedOptions, terminal: Terminal): Promise<EncryptionKeyPair> {
    const path = options.needed('key');
    const file = await readText(path, terminal);
    return await readKeyFile(file, await passphraseFor(path, options, terminal));
}
