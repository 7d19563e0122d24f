// carnet document keygen, register-key and revoke-key: the key to which a person's shares are sealed.
import { present } from '@carnet/domain';
import { newEncryptionKey } from '../../secrets/encryption-keys.js';
import { EXIT, type Command } from '../command/command.js';
import { connected } from '../command/connection.js';
import { requireFileName } from '../command/files.js';
import { factLines, show } from '../command/output.js';
import { ENCRYPTION_KEY_HELP, ENCRYPTION_KEY_OPTIONS, encryptionKeyOf } from '../key/encryption-key-option.js';
import { writeNewKeyFile } from '../key/new-key-file.js';
import { newPassphrase, PASSPHRASE_HELP, PASSPHRASE_OPTIONS } from '../key/passphrase.js';
import { personText } from './lines.js';

export const generateKey: Command = {
    help: `Makes an encryption key (X25519) and writes it into a file that only your passphrase opens. FILE must not exist. Needs no network.
Whoever loses file or passphrase loses his shares, unless managers can give the key back: \`carnet document escrow\`.
${PASSPHRASE_HELP}`,
    options: { out: 'FILE', ...PASSPHRASE_OPTIONS },
    words: [],
    connects: false,
    run: async (options, terminal) => {
        const file = requireFileName(options.needed('out'));
        const passphrase = await newPassphrase(file, options, terminal);
        const key = newEncryptionKey();
        await writeNewKeyFile(file, key, passphrase);
        const publicKey = Buffer.from(key.publicKey).toString('base64');
        show(terminal, options, { file, publicKey }, () => [
            ...factLines({ 'file': file, 'public key': publicKey }),
            'Make it known with `carnet document register-key`: then shares can be sealed to it.',
        ]);
        return EXIT.OK;
    },
};

export const registerKey: Command = {
    help: `Makes your encryption key known under the id KEY: from then on shares can be sealed to it. Your identity signs that it is yours.
  --roster  of managers who may bind your documents to a new signing key, should you lose yours; it cannot be changed later
  --delay   seconds from their proposal until it is done, in which you can object (default: 259200, three days)
${ENCRYPTION_KEY_HELP}`,
    options: { roster: '[ID]', delay: '[SECONDS]', ...ENCRYPTION_KEY_OPTIONS },
    words: ['KEY'],
    connects: true,
    run: async (options, terminal) => {
        const { publicKey } = await encryptionKeyOf(options, terminal);
        const roster = options.text('roster');
        const rebindingDelaySeconds = options.number('delay');
        const key = {
            keyId: options.word('KEY'), publicKey: Buffer.from(publicKey).toString('base64'),
            ...present({ roster, rebindingDelaySeconds }),
        };
        const registered = await connected(options, carnet => carnet.documents.registerKey(key));
        const { keyId, owner, registeredAt } = registered;
        show(terminal, options, registered, () => factLines({
            'key': keyId, 'of': personText(owner), 'fingerprint': owner.publicKeyHash, 'public key': registered.publicKey, 'registered': registeredAt,
        }));
        return EXIT.OK;
    },
};

export const revokeKey: Command = {
    help: 'Says that nothing may be sealed to your encryption key any more. What was sealed to it before, it still opens.',
    words: ['KEY'],
    connects: true,
    run: async (options, terminal) => {
        const revoked = await connected(options, carnet => carnet.documents.revokeKey(options.word('KEY')));
        show(terminal, options, revoked, () => [`${revoked.keyId} is revoked since ${revoked.revokedAt ?? ''}`]);
        return EXIT.OK;
    },
};
