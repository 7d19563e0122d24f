// The identity with which a peer or the orderer signs: certificate and private key of its MSP folder.
import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { msp as protos } from '@hyperledger/fabric-protos';
import { parseCertificate } from './certificate.js';
import { curveOrder, toLowS } from './low-s.js';
import { MspError } from './msp-error.js';

export class SigningIdentity {
    /** Bytes of the msp.SerializedIdentity. */
    readonly serialized: Uint8Array;
    readonly #key: KeyObject;
    readonly #order: bigint;

    /** @throws MspError when key and certificate do not belong together. */
    constructor(readonly mspId: string, certificatePem: string, privateKeyPem: string) {
        const identity = new protos.SerializedIdentity();
        identity.setMspid(mspId);
        identity.setIdBytes(Buffer.from(certificatePem));
        this.serialized = identity.serializeBinary();
        this.#key = createPrivateKey(privateKeyPem);
        if (!parseCertificate(certificatePem).checkPrivateKey(this.#key)) {
            throw new MspError(`the private key of a member of ${mspId} does not fit its certificate: issue the identity again`);
        }
        this.#order = curveOrder(this.#key.asymmetricKeyDetails?.namedCurve);
    }

    /** Reads `signcerts` and `keystore` of an MSP folder. @throws MspError when either is empty. */
    static read(mspId: string, folder: string): SigningIdentity {
        return new SigningIdentity(mspId, onlyFile(join(folder, 'signcerts')), onlyFile(join(folder, 'keystore')));
    }

    /** Low-S ECDSA over SHA-256 of the message. */
    sign(message: Uint8Array): Uint8Array {
        return toLowS(sign('sha256', message, this.#key), this.#order);
    }
}

function onlyFile(folder: string): string {
    const [name] = readdirSync(folder).sort();
    if (name === undefined) throw new MspError(`${folder} is empty: issue the identity again`);
    return readFileSync(join(folder, name), 'utf8');
}
