// Project Wycheproof: all vectors of X25519 as HPKE uses it, of HKDF, and of ECDSA signatures in DER as they are read in proofs.
import assert from 'node:assert/strict';
import { createCipheriv, hkdfSync } from 'node:crypto';
import { test } from 'node:test';
import { hkdf } from '@noble/hashes/hkdf';
import { sha256, sha512 } from '@noble/hashes/sha2';
import { CarnetError } from '@carnet/client';
import { curveOf, isSignedBy } from '@carnet/client/dist/certificate/ecdsa.js';
import { encryptionKeyFromSeed, openWith, sealTo } from '@carnet/client/dist/secrets/index.js';
import { ReaderKey } from '@carnet/chaincode/dist/document/hpke.js';
import { AES_256, schedule } from './second-hpke.js';
import { bytes, readVectorFile, vectorsOf, withoutFile, type Vector, type VectorFile } from './wycheproof.js';

const CONTEXT = { info: 'which group', aad: 'which request' };
const X25519 = 'x25519_test.json';

interface XdhVector extends Vector {
    readonly public: string;
    readonly private: string;
    readonly shared: string;
}

/** What HPKE makes of a shared secret: the message opens if, and only if, the reader computes the same one. */
function messageUnder({ public: enc, private: seed, shared }: XdhVector): Buffer {
    const { key, nonce } = schedule(bytes(shared), bytes(enc), encryptionKeyFromSeed(bytes(seed)).publicKey, CONTEXT.info, AES_256);
    const cipher = createCipheriv(AES_256.name, key, nonce).setAAD(Buffer.from(CONTEXT.aad));
    return Buffer.concat([bytes(enc), cipher.update('801ab'), cipher.final(), cipher.getAuthTag()]);
}

const refused = (code: string) => (error: unknown): boolean => error instanceof CarnetError && error.code === code;

test('X25519: every shared secret opens a message, for client and chaincode alike; where it would be zero nothing is sealed or opened', { skip: withoutFile(X25519) }, async () => {
    for (const vector of vectorsOf(readVectorFile(X25519) as VectorFile<XdhVector>)) {
        const name = `${vector.tcId} ${vector.comment}`;
        const [key, message] = [encryptionKeyFromSeed(bytes(vector.private)), messageUnder(vector)];
        const opened = new ReaderKey(key.privateKey).open(message, Buffer.from(CONTEXT.info), Buffer.from(CONTEXT.aad));
        if (vector.flags.includes('ZeroSharedSecret')) {
            await assert.rejects(openWith(key, message, CONTEXT), refused('WRONG_RECIPIENT_KEY'), name);
            await assert.rejects(sealTo(bytes(vector.public), Buffer.from('801ab'), CONTEXT), refused('RECIPIENT_KEY_INVALID'), name);
            assert.equal(opened, undefined, name);
        } else {
            assert.equal(Buffer.from(await openWith(key, message, CONTEXT)).toString(), '801ab', name);
            assert.equal(Buffer.from(opened ?? []).toString(), '801ab', name);
        }
    }
});

interface HkdfVector extends Vector {
    readonly ikm: string;
    readonly salt: string;
    readonly info: string;
    readonly size: number;
    readonly okm: string;
}

for (const [file, digest, hash] of [['hkdf_sha256_test.json', 'sha256', sha256], ['hkdf_sha512_test.json', 'sha512', sha512]] as const) {
    test(`HKDF with ${digest}: both of the implementations that are used give every output, and none that is too long`, { skip: withoutFile(file) }, () => {
        for (const { tcId, comment, ikm, salt, info, size, okm, result } of vectorsOf(readVectorFile(file) as VectorFile<HkdfVector>)) {
            const derive = [
                () => Buffer.from(hkdfSync(digest, bytes(ikm), bytes(salt), bytes(info), size)).toString('hex'),
                () => Buffer.from(hkdf(hash, bytes(ikm), bytes(salt), bytes(info), size)).toString('hex'),
            ];
            for (const derived of derive) {
                if (result === 'valid') assert.equal(derived(), okm, `${tcId} ${comment}`);
                else assert.throws(derived, `${tcId} ${comment}`);
            }
        }
    });
}

interface EcdsaVector extends Vector {
    readonly msg: string;
    readonly sig: string;
}

interface EcdsaGroup { readonly publicKeyDer: string }

for (const [file, hash, parameters] of [
    ['ecdsa_secp256r1_sha256_test.json', 'SHA-256', '06082a8648ce3d030107'], ['ecdsa_secp384r1_sha384_test.json', 'SHA-384', '06052b81040022'],
] as const) {
    test(`ECDSA in DER, ${hash}: every signature that is valid, none that is not, and of two that differ in the sign of s one`, { skip: withoutFile(file) }, async () => {
        const curve = curveOf(parameters);
        assert.ok(curve !== undefined);
        let [accepted, high] = [0, 0];
        for (const { tcId, comment, msg, sig, result, group } of vectorsOf(readVectorFile(file) as VectorFile<EcdsaVector, EcdsaGroup>)) {
            const verified = (lowS: boolean): Promise<boolean> => {
                const [spki, message] = [Uint8Array.from(bytes(group.publicKeyDer)), Uint8Array.from(bytes(msg))];
                return isSignedBy({ curve, spki }, { message, signature: bytes(sig), hash, lowS }).catch((error: unknown) => {
                    assert.ok(error instanceof CarnetError && error.code === 'PROOF_SIGNATURE_MALFORMED', `${tcId} ${comment}: ${String(error)}`);
                    return false;
                });
            };
            assert.equal(await verified(false), result === 'valid', `${tcId} ${comment}`);
            if (result !== 'valid') continue;
            if (await verified(true)) accepted += 1;
            else high += 1;
        }
        assert.ok(accepted > 50 && high > 50, `${accepted} with a low s, ${high} with a high one`);
    });
}
