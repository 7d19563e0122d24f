// Sealing by the published HPKE library, as a client seals: what the contract opens is made by somebody else's code.
import type { webcrypto } from 'node:crypto';
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import type { SealingContext } from '@carnet/domain';

const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

function bytesOf(text: string): ArrayBuffer {
    return new Uint8Array(Buffer.from(text, 'utf8')).buffer;
}

export interface ReaderPair {
    /** 32 bytes each, base64. */
    readonly publicKey: string;
    readonly privateKey: string;
}

export async function newPair(): Promise<ReaderPair> {
    const { publicKey, privateKey } = await suite.kem.generateKeyPair() as webcrypto.CryptoKeyPair;
    const text = async (key: webcrypto.CryptoKey): Promise<string> => Buffer.from(await suite.kem.serializePublicKey(key)).toString('base64');
    return { publicKey: await text(publicKey), privateKey: Buffer.from(await suite.kem.serializePrivateKey(privateKey)).toString('base64') };
}

/** Encapsulated key and ciphertext, base64. */
export async function sealTo(publicKey: string, text: string, { info, aad }: SealingContext): Promise<string> {
    const recipientPublicKey = await suite.kem.deserializePublicKey(new Uint8Array(Buffer.from(publicKey, 'base64')).buffer) as webcrypto.CryptoKey;
    const sender = await suite.createSenderContext({ recipientPublicKey, info: bytesOf(info) });
    const ciphertext = await sender.seal(bytesOf(text), bytesOf(aad));
    return Buffer.concat([Buffer.from(sender.enc), Buffer.from(ciphertext)]).toString('base64');
}

export async function openWith(privateKey: string, message: string, { info, aad }: SealingContext): Promise<string> {
    const recipientKey = await suite.kem.deserializePrivateKey(new Uint8Array(Buffer.from(privateKey, 'base64')).buffer) as webcrypto.CryptoKey;
    const bytes = Buffer.from(message, 'base64');
    const recipient = await suite.createRecipientContext({ recipientKey, enc: new Uint8Array(bytes.subarray(0, 32)).buffer, info: bytesOf(info) });
    return Buffer.from(await recipient.open(new Uint8Array(bytes.subarray(32)).buffer, bytesOf(aad))).toString('utf8');
}
