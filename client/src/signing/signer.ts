// Signs with OpenSSL what the gateway would otherwise sign in JavaScript, some 20 times slower.
import { sign, type KeyObject } from 'node:crypto';
import type { Signer } from '@hyperledger/fabric-gateway';
import { CarnetError } from '../errors/carnet-error.js';
import { CURVES, lowSDer, type CurveName } from './low-s.js';

function isSupported(curve: string | undefined): curve is CurveName {
    return curve !== undefined && Object.hasOwn(CURVES, curve);
}

/**
 * A signer for a gateway that was given `hash: hash.none`: it receives whole messages and hashes them itself, since OpenSSL
 * hashes and signs in one call. The hash is SHA-256 on both curves: a Fabric MSP hashes with its `SHA2` family's 256 bits
 * whatever the size of the key.
 * @throws CarnetError KEY_UNSUPPORTED unless the key is ECDSA on P-256 or P-384
 */
export function newSigner(privateKey: KeyObject): Signer {
    const curve = privateKey.asymmetricKeyDetails?.namedCurve;
    if (privateKey.type !== 'private' || privateKey.asymmetricKeyType !== 'ec' || !isSupported(curve)) {
        const found = curve ?? privateKey.asymmetricKeyType ?? privateKey.type;
        throw new CarnetError('KEY_UNSUPPORTED', `The key is '${found}', and only ECDSA on P-256 or P-384 is supported.`, { details: { found } });
    }
    // The gateway expects a promise; signing takes some 30 µs, less than a trip through the thread pool.
    return message => Promise.resolve(lowSDer(sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }), curve));
}
