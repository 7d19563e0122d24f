// A public key in a command: its fingerprint, as `carnet keys show` prints it, or the file that has the key.
import { statSync } from 'node:fs';
import { fingerprintAt } from '../../identity/fingerprint.js';

/** The fingerprint itself, or that of the key in a wallet file, an MSP folder, a certificate or a key in PEM. @throws CarnetError as fingerprintAt */
export function fingerprintGiven(text: string): string {
    return /^[0-9a-f]{64}$/.test(text) && statSync(text, { throwIfNoEntry: false }) === undefined ? text : fingerprintAt(text);
}
