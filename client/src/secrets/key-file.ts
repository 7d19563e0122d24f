// Key files: an encryption key under a passphrase, with a function that makes guessing dear in memory.
import { createSecretKey, randomBytes, scrypt, type KeyObject, type ScryptOptions } from 'node:crypto';
import { canonicalJson, decoders, readJson, type JsonValue } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';
import { NONCE_BYTES, openGcm, sealGcm, TAG_BYTES } from './aes-gcm.js';
import { encryptionKeyFromSeed, type EncryptionKeyPair } from './encryption-keys.js';

/** The file, as JSON. All but the ciphertext is authenticated beside it. */
interface KeyFile {
    readonly v: 1;
    readonly type: typeof FILE_TYPE;
    /** Base64. */
    readonly publicKey: string;
    readonly kdf: KeyDerivation;
    /** Base64: nonce, private key and tag of AES-256-GCM. */
    readonly privateKey: string;
}

/** scrypt (RFC 7914): it takes 128 · N · r bytes of memory, p times. */
interface KeyDerivation {
    readonly name: 'scrypt';
    /** log2 of N. */
    readonly logN: number;
    readonly r: number;
    readonly p: number;
    /** Base64, 16 bytes. */
    readonly salt: string;
}

const FILE_TYPE = 'carnet-encryption-key';
const MAX_BYTES = 4096;
/** 128 MiB, some tenths of a second. */
const COST = { logN: 17, r: 8, p: 1 } as const;
/** What a file may ask for: not less than we write, and not so much (1 GiB) that reading it stops the computer. */
const COST_BOUNDS = { logN: [COST.logN, 20], r: [8, 8], p: [1, 4] } as const;
const SALT_BYTES = 16;

const { integer, object, oneOf, required, text } = decoders;

const base64 = (bytes: number): decoders.Decoder<string> => {
    const form = text({ max: Math.ceil(bytes / 3) * 4, described: `Send ${bytes} bytes as base64.` });
    return (value, field) => {
        const written = form(value, field);
        const read = Buffer.from(written, 'base64');
        return read.length === bytes && read.toString('base64') === written ? written : decoders.refuseField('INVALID_VALUE', field, `Send ${bytes} bytes as base64.`);
    };
};

const keyFile = object({
    v: required(integer(1, 1)), type: required(oneOf([FILE_TYPE])), publicKey: required(base64(32)),
    kdf: required(object({
        name: required(oneOf(['scrypt'])), logN: required(integer(...COST_BOUNDS.logN)), r: required(integer(...COST_BOUNDS.r)),
        p: required(integer(...COST_BOUNDS.p)), salt: required(base64(SALT_BYTES)),
    })),
    privateKey: required(base64(NONCE_BYTES + 32 + TAG_BYTES)),
});

function derivedKey(passphrase: string, { logN, r, p, salt }: KeyDerivation): Promise<KeyObject> {
    const options: ScryptOptions = { N: 2 ** logN, r, p, maxmem: 128 * (2 ** logN + p) * r + 1024 * 1024 };
    // One passphrase typed on two keyboards may be two sequences of code points.
    const secret = Buffer.from(passphrase.normalize('NFKC'), 'utf8');
    return new Promise((resolve, reject) => {
        scrypt(secret, Buffer.from(salt, 'base64'), 32, options, (error, key) => {
            secret.fill(0);
            if (error === null) {
                resolve(createSecretKey(key));
                key.fill(0);
            } else {
                reject(error);
            }
        });
    });
}

function associated({ v, type, publicKey, kdf }: Omit<KeyFile, 'privateKey'>): Buffer {
    return Buffer.from(canonicalJson([v, type, publicKey, kdf]));
}

/** The text of a key file. Write it where only its owner reads (mode 0600), whole or not at all. */
export async function writeKeyFile({ privateKey, publicKey }: EncryptionKeyPair, passphrase: string): Promise<string> {
    const header = {
        v: 1, type: FILE_TYPE, publicKey: Buffer.from(publicKey).toString('base64'),
        kdf: { name: 'scrypt', ...COST, salt: randomBytes(SALT_BYTES).toString('base64') },
    } as const;
    const key = await derivedKey(passphrase, header.kdf);
    const nonce = randomBytes(NONCE_BYTES);
    const sealed = Buffer.concat([nonce, sealGcm({ key, nonce, aad: associated(header) }, privateKey)]);
    return `${JSON.stringify({ ...header, privateKey: sealed.toString('base64') } satisfies KeyFile, null, 2)}\n`;
}

function decoded(file: string): KeyFile {
    try {
        return keyFile(readJson(file, { name: 'file', maxBytes: MAX_BYTES }) satisfies JsonValue, 'file') as KeyFile;
    } catch (cause) {
        throw new CarnetError('KEY_FILE_INVALID', 'This is no key file, or not as it was written.', { cause });
    }
}

/** @throws CarnetError KEY_FILE_INVALID, also for a cost outside the bounds; PASSPHRASE_WRONG, also where the file was changed */
export async function readKeyFile(file: string, passphrase: string): Promise<EncryptionKeyPair> {
    const content = decoded(file);
    const key = await derivedKey(passphrase, content.kdf);
    const sealed = Buffer.from(content.privateKey, 'base64');
    let privateKey: Buffer;
    try {
        privateKey = openGcm({ key, nonce: sealed.subarray(0, NONCE_BYTES), aad: associated(content) }, sealed.subarray(NONCE_BYTES));
    } catch (cause) {
        throw new CarnetError('PASSPHRASE_WRONG', 'The passphrase does not open the key file, or the file was changed.', { cause });
    }
    const pair = encryptionKeyFromSeed(privateKey);
    privateKey.fill(0);
    return pair;
}
