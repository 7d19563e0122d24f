// Writes an encryption key into a new file that only its passphrase opens.
import { writeNewFile } from '../../files/new-file.js';
import type { EncryptionKeyPair } from '../../secrets/encryption-keys.js';
import { writeKeyFile } from '../../secrets/key-file.js';

/** @throws CarnetError FILE_UNWRITABLE, also where the file exists: a key that is overwritten is lost */
export async function writeNewKeyFile(file: string, key: EncryptionKeyPair, passphrase: string): Promise<void> {
    await writeNewFile(file, await writeKeyFile(key, passphrase));
}
