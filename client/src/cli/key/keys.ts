// carnet keys new and show: a key of one's own, and the fingerprint by which managers recognise it when they vote on a recovery.
import { generateKeyPairSync } from 'node:crypto';
import { writeNewFile } from '../../files/new-file.js';
import { fingerprintAt, fingerprintOf } from '../../identity/fingerprint.js';
import { EXIT, type Command, type Terminal } from '../command/command.js';
import { requireFileName } from '../command/files.js';
import type { ParsedOptions } from '../command/options.js';
import { show } from '../command/output.js';

/** In groups of four, to be read out and compared: votes are given on all of it. */
function showFingerprint(terminal: Terminal, options: ParsedOptions, publicKeyHash: string, file: string): void {
    show(terminal, options, { file, publicKeyHash }, () => [`fingerprint  ${publicKeyHash}`, `to read out  ${publicKeyHash.replaceAll(/(.{4})(?=.)/g, '$1 ')}`]);
}

export const newKey: Command = {
    help: `Makes a key pair on P-256, writes the private key (PKCS#8 PEM, readable by you alone) and prints the fingerprint of the public key. Have
your organisation's CA issue a certificate for it; what the ledger binds a wallet to is the fingerprint. FILE must not exist. Needs no network.`,
    options: { out: 'FILE' },
    words: [],
    connects: false,
    run: async (options, terminal) => {
        const file = requireFileName(options.needed('out'));
        const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        await writeNewFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
        showFingerprint(terminal, options, fingerprintOf(publicKey), file);
        return EXIT.OK;
    },
};

export const showKey: Command = {
    help: `Prints the fingerprint of a public key: SHA-256 of its SubjectPublicKeyInfo, as the ledger has it of holders and managers.
  PATH  a wallet file (.id), an MSP folder, or a certificate or key in PEM. Needs no network.`,
    words: ['PATH'],
    connects: false,
    run: (options, terminal) => {
        const path = options.word('PATH');
        showFingerprint(terminal, options, fingerprintAt(path), path);
        return Promise.resolve(EXIT.OK);
    },
};
