// Writes an encryption key into a new file that only its passphrase opens.
import { writeFile } from 'node:fs/promises';
import { CarnetError } from '../errors/carnet-error.js';
import type { EncryptionKeyPair } from '../secrets/encryption-keys.js';
import { writeKeyFile } from '../secrets/key-file.js';

/** @throws CarnetError FILE_UNWRITABLE, also where the file exists: a key that is overwritten is lost */
export async function writeNewKeyFile(file: string, key: EncryptionKeyPair, passphrase: string): Promise<void> {
    const text = await writeKeyFile(key, passphrase);
    try {
        await writeFile(file, text, { mode: 0o600, flag: 'wx' });
    } catch (cause) {
        throw new CarnetError('FILE_UNWRITABLE', `${file} cannot be written: ${(cause as Error).message}.`, { details: { path: file }, cause });
    }
}
