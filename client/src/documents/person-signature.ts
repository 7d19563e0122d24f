// Signatures of people inside content: verified by the certificate beside them, without asking a ledger.
import type { Person, PersonSignature } from '@carnet/domain';
import { fromBase64 } from '../certificate/base64.js';
import { isSignedBy } from '../certificate/ecdsa.js';
import { chainToRoot, parseSigner, type Roots } from '../certificate/signers.js';
import { CarnetError } from '../errors/carnet-error.js';

/** Whoever signed, as far as it is proved. */
export interface VerifiedSigner {
    readonly person: Person;
    /** Subject of the certificate: who it is, if its organisation says so. */
    readonly subject: string;
    /** A root of the organisation, chosen by the reader, vouches for the subject; otherwise only the key is proved. */
    readonly vouched: boolean;
}

/** Roots of the organisations, from a source other than the peer that is asked: with them names are proved, and not keys alone. */
export interface KnownRoots {
    readonly roots?: Roots;
}

export interface SignerChecks extends KnownRoots {
    /** Milliseconds since 1970: when it was signed. */
    readonly time?: number;
    /** Instead of `time`, where only this is known: it was signed then or later. */
    readonly since?: number;
}

/**
 * Verifies that the person who is named signed this text: the certificate holds his key, and the key made the signature.
 * @throws CarnetError PROOF_SIGNER_MALFORMED, PROOF_SIGNER_MISMATCH, PROOF_SIGNER_KEY_UNSUPPORTED, PROOF_SIGNATURE_MALFORMED, PROOF_SIGNATURE_WRONG,
 *     and as chainToRoot where roots are given
 */
export async function verifyPersonSignature(
    { signer, certificate: pem, signature }: PersonSignature, text: string, { roots, since, time = Date.now() }: SignerChecks = {},
): Promise<VerifiedSigner> {
    const { mspId } = signer;
    const certificate = await parseSigner(pem, mspId);
    const { subject, keyFingerprint, publicKey } = certificate;
    if (keyFingerprint !== signer.publicKeyHash) {
        throw new CarnetError('PROOF_SIGNER_MISMATCH', `The certificate beside the signature is of ${subject}, and not of the person who is named.`, {
            details: { mspId, subject },
        });
    }
    if (publicKey === undefined) {
        throw new CarnetError('PROOF_SIGNER_KEY_UNSUPPORTED', `The key of ${subject} is not ECDSA on P-256 or P-384.`, { details: { mspId, subject } });
    }
    const message = new TextEncoder().encode(text);
    if (!await isSignedBy(publicKey, { message, signature: fromBase64(signature, 'signature'), hash: 'SHA-256', lowS: true })) {
        throw new CarnetError('PROOF_SIGNATURE_WRONG', `The signature of ${subject} is not on this content: something was changed after it.`, {
            details: { mspId, subject },
        });
    }
    if (roots !== undefined) await chainToRoot(certificate, mspId, roots, since === undefined ? time : Math.max(since, certificate.notBefore));
    return { person: signer, subject, vouched: roots !== undefined };
}
