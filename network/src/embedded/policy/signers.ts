// From signatures to signers: the identities of a signed message whose signatures hold.
import type { Identity } from '../../msp/identity.js';
import { MspError } from '../../msp/msp-error.js';
import type { MspManager } from '../../msp/msp-manager.js';

export interface SignedData {
    readonly data: Uint8Array;
    /** Bytes of msp.SerializedIdentity. */
    readonly identity: Uint8Array;
    readonly signature: Uint8Array;
}

/** Identities whose signature verifies, each once: a second signature of the same one, a bad one, or one of a stranger does not count. */
export function validSigners(signed: readonly SignedData[], msps: MspManager): readonly Identity[] {
    const signers: Identity[] = [];
    for (const { data, identity, signature } of signed) {
        try {
            const signer = msps.deserializeIdentity(identity);
            if (signers.some(other => other.mspId === signer.mspId && other.certificate.raw.equals(signer.certificate.raw))) continue;
            msps.verify(signer, data, signature);
            signers.push(signer);
        } catch (error) {
            if (!(error instanceof MspError)) throw error;
        }
    }
    return signers;
}
