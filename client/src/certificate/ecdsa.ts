// ECDSA signatures as Fabric writes them: DER, and read in the only form that one signature has.
import { CarnetError } from '../errors/carnet-error.js';
import { webCrypto } from './web-crypto.js';

export interface Curve {
    readonly name: 'P-256' | 'P-384';
    /** Of a coordinate, bytes. */
    readonly size: number;
    readonly order: bigint;
}

const CURVES: Readonly<Record<string, Curve>> = {
    // prime256v1 and secp384r1: the object identifier in DER, as it stands in the parameters of a public key.
    '06082a8648ce3d030107': { name: 'P-256', size: 32, order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n },
    '06052b81040022': {
        name: 'P-384', size: 48,
        order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
    },
};

/** @param parameters of the algorithm of a public key, DER in hex */
export function curveOf(parameters: string): Curve | undefined {
    return Object.hasOwn(CURVES, parameters) ? CURVES[parameters] : undefined;
}

function malformed(reason: string): CarnetError {
    return new CarnetError('PROOF_SIGNATURE_MALFORMED', `A signature is not ECDSA in DER: ${reason}.`);
}

/** @returns the value and what follows it */
function readInteger(der: Uint8Array, at: number): { readonly value: bigint; readonly end: number } {
    const length = der[at + 1] ?? 0;
    const bytes = der.subarray(at + 2, at + 2 + length);
    const [first = 0, second = 0] = bytes;
    if (der[at] !== 0x02 || length === 0 || length > 0x7f || bytes.length !== length) throw malformed('it does not hold two numbers');
    if (first >= 0x80 || (first === 0 && length > 1 && second < 0x80)) throw malformed('a number is not written as it must be');
    return { value: bytes.reduce((value, byte) => value << 8n | BigInt(byte), 0n), end: at + 2 + length };
}

function toBytes(value: bigint, size: number): number[] {
    return Array.from({ length: size }, (_, at) => Number(value >> BigInt(8 * (size - 1 - at)) & 0xffn));
}

/**
 * The form that WebCrypto takes: r and s one after the other.
 * @param lowS refuse an s above half the order, as every Fabric node does: otherwise a signature could be changed into another valid one
 * @throws CarnetError PROOF_SIGNATURE_MALFORMED
 */
function fromDer(der: Uint8Array, { size, order }: Curve, lowS: boolean): Uint8Array<ArrayBuffer> {
    if (der[0] !== 0x30 || der[1] !== der.length - 2) throw malformed('its length is wrong');
    const r = readInteger(der, 2);
    const s = readInteger(der, r.end);
    if (s.end !== der.length) throw malformed('something follows it');
    if (r.value === 0n || s.value === 0n || r.value >= order || s.value >= order) throw malformed('a number is out of range');
    if (lowS && s.value > order / 2n) throw malformed('its second number is in the upper half');
    return Uint8Array.from([...toBytes(r.value, size), ...toBytes(s.value, size)]);
}

export interface PublicKey {
    readonly curve: Curve;
    /** SubjectPublicKeyInfo, DER. */
    readonly spki: Uint8Array<ArrayBuffer>;
}

export interface Signed {
    readonly message: Uint8Array<ArrayBuffer>;
    /** DER. */
    readonly signature: Uint8Array;
    readonly hash: 'SHA-256' | 'SHA-384' | 'SHA-512';
    readonly lowS: boolean;
}

type SubtleKey = Awaited<ReturnType<ReturnType<typeof webCrypto>['importKey']>>;

const imported = new WeakMap<PublicKey, SubtleKey>();

/** As WebCrypto takes it: read once for each certificate. @throws CarnetError PROOF_CRYPTO_UNAVAILABLE, PROOF_SIGNER_KEY_UNSUPPORTED */
async function cryptoKey(publicKey: PublicKey): Promise<SubtleKey> {
    const { curve, spki } = publicKey;
    try {
        const key = imported.get(publicKey) ?? await webCrypto().importKey('spki', spki, { name: 'ECDSA', namedCurve: curve.name }, false, ['verify']);
        imported.set(publicKey, key);
        return key;
    } catch (cause) {
        if (cause instanceof CarnetError) throw cause;
        throw new CarnetError('PROOF_SIGNER_KEY_UNSUPPORTED', 'The public key of a certificate is no point of its curve.', { cause });
    }
}

/** @throws CarnetError PROOF_CRYPTO_UNAVAILABLE, PROOF_SIGNATURE_MALFORMED, PROOF_SIGNER_KEY_UNSUPPORTED */
export async function isSignedBy(publicKey: PublicKey, { message, signature, hash, lowS }: Signed): Promise<boolean> {
    const raw = fromDer(signature, publicKey.curve, lowS);
    return webCrypto().verify({ name: 'ECDSA', hash }, await cryptoKey(publicKey), raw, message);
}
