// Who signed: each endorsement checked from its signature over the peer's certificate up to a root that the reader trusts.
import { CarnetError } from '../errors/carnet-error.js';
import { isSignedBy } from './ecdsa.js';
import { ProtobufMessage } from './protobuf-reader.js';
import { reading, type SignedParts } from './signed-answer.js';
import { concatenated } from './web-crypto.js';
import { chainOf, parsePem, type X509 } from './x509.js';

/** Of each organisation by its MSP id, the certificates of its root CAs and of the CAs between them and its peers, PEM, one each. */
export type Roots = Readonly<Record<string, readonly string[]>>;

/** An organisation whose peer signed the answer. */
export interface Signer {
    readonly mspId: string;
    /** Subject of the peer's certificate. */
    readonly subject: string;
    /** SHA-256 of the peer's certificate, lower-case hex. */
    readonly fingerprint: string;
    readonly root: { readonly subject: string; readonly fingerprint: string };
}

/** The organisational unit that Fabric's node OUs give to peers. */
const PEER_UNIT = 'peer';

interface CheckedSigner extends Signer { readonly rootKey: string }

async function knownCas(roots: Roots, mspId: string): Promise<X509[]> {
    const pems = Object.hasOwn(roots, mspId) ? roots[mspId] ?? [] : [];
    if (pems.length === 0) {
        throw new CarnetError('PROOF_ORGANISATION_UNKNOWN', `${mspId} signed, and you named no root CA that you trust for it.`, { details: { mspId } });
    }
    return Promise.all(pems.map(async pem => {
        try {
            return await parsePem(pem);
        } catch (cause) {
            throw new CarnetError('PROOF_ROOTS_INVALID', `A root given for ${mspId} cannot be read: ${(cause as Error).message}.`, { details: { mspId }, cause });
        }
    }));
}

function requireValid({ notBefore, notAfter, subject }: X509, time: number, mspId: string): void {
    const details = { mspId, subject, notBefore: new Date(notBefore).toISOString(), notAfter: new Date(notAfter).toISOString() };
    if (Number.isNaN(time)) throw new CarnetError('PROOF_TIME_MISMATCH', `When ${mspId} signed is no time.`, { details });
    if (time > notAfter) throw new CarnetError('PROOF_SIGNER_EXPIRED', `The certificate of ${subject} had expired when ${mspId} signed.`, { details });
    if (time < notBefore) throw new CarnetError('PROOF_SIGNER_NOT_YET_VALID', `The certificate of ${subject} was not yet valid when ${mspId} signed.`, { details });
}

/** @param pem of a signer of this organisation. @throws CarnetError PROOF_SIGNER_MALFORMED */
export async function parseSigner(pem: string, mspId: string): Promise<X509> {
    try {
        return await parsePem(pem);
    } catch (cause) {
        throw new CarnetError('PROOF_SIGNER_MALFORMED', `The certificate of a signer of ${mspId} cannot be read: ${(cause as Error).message}.`, {
            details: { mspId }, cause,
        });
    }
}

/**
 * The way from the certificate of a signer up to a root of its organisation, each of them valid at that time; the signer first.
 * @param time milliseconds since 1970
 * @throws CarnetError PROOF_ORGANISATION_UNKNOWN, PROOF_ROOTS_INVALID, PROOF_SIGNER_ISSUER_UNKNOWN, PROOF_SIGNER_FORGED, PROOF_SIGNER_EXPIRED,
 *     PROOF_SIGNER_NOT_YET_VALID
 */
export async function chainToRoot(certificate: X509, mspId: string, roots: Roots, time: number): Promise<readonly X509[]> {
    const chain = await chainOf(certificate, await knownCas(roots, mspId), mspId);
    for (const link of chain) requireValid(link, time, mspId);
    return chain;
}

/** @param time when the question was asked, milliseconds since 1970 */
async function checkSigner(
    { endorser, signature }: SignedParts['endorsements'][number], responsePayload: Uint8Array, roots: Roots, time: number,
): Promise<CheckedSigner> {
    const { mspId, pem } = reading('endorser', () => {
        const identity = new ProtobufMessage(endorser);
        return { mspId: identity.text(1), pem: identity.text(2) };
    });
    const certificate = await parseSigner(pem, mspId);
    const { subject, fingerprint, publicKey, units } = certificate;
    const chain = await chainToRoot(certificate, mspId, roots, time);
    if (!units.includes(PEER_UNIT)) {
        throw new CarnetError('PROOF_SIGNER_NOT_A_PEER', `${subject} is not a peer of ${mspId}: its certificate lacks the unit ${PEER_UNIT}.`, {
            details: { mspId, subject },
        });
    }
    if (publicKey === undefined) {
        throw new CarnetError('PROOF_SIGNER_KEY_UNSUPPORTED', `The key of ${subject} is not ECDSA on P-256 or P-384.`, { details: { mspId, subject } });
    }
    const message = concatenated([responsePayload, endorser]);
    if (!await isSignedBy(publicKey, { message, signature, hash: 'SHA-256', lowS: true })) {
        throw new CarnetError('PROOF_SIGNATURE_WRONG', `The signature of ${mspId} is not on this answer: something was changed after it.`, { details: { mspId } });
    }
    const root = chain.at(-1) ?? certificate;
    return { mspId, subject, fingerprint, root: { subject: root.subject, fingerprint: root.fingerprint }, rootKey: root.keyFingerprint };
}

function requireIndependent(signers: readonly CheckedSigner[]): void {
    for (const [index, signer] of signers.entries()) {
        const before = signers.slice(0, index);
        if (before.some(({ mspId }) => mspId === signer.mspId)) {
            throw new CarnetError('PROOF_ORGANISATION_TWICE', `${signer.mspId} signed twice: that is one organisation.`, { details: { mspId: signer.mspId } });
        }
        // Their order proves nothing; one order only, so that nothing in the file can be changed.
        if (before.some(({ mspId }) => mspId > signer.mspId)) {
            throw new CarnetError('PROOF_MALFORMED', 'The signatures do not stand in the order of the MSP ids.', { details: { field: 'certificate.signed.endorsements' } });
        }
        const twin = before.find(({ rootKey }) => rootKey === signer.rootKey);
        if (twin !== undefined) {
            throw new CarnetError('PROOF_ROOT_SHARED', `${twin.mspId} and ${signer.mspId} have the same root CA: that is one organisation under two names.`, {
                details: { organisations: [twin.mspId, signer.mspId] },
            });
        }
    }
    if (signers.length >= 2) return;
    throw new CarnetError('PROOF_TOO_FEW_ORGANISATIONS', 'Fewer than two organisations signed: one alone could have written anything.', {
        details: { organisations: signers.map(({ mspId }) => mspId) },
    });
}

/**
 * A certificate must have been valid when it signed, not now: a proof does not end with the certificates of its signers.
 * @throws CarnetError PROOF_ORGANISATION_UNKNOWN, PROOF_ROOTS_INVALID, PROOF_SIGNER_…, PROOF_SIGNATURE_…, PROOF_ORGANISATION_TWICE,
 *     PROOF_ROOT_SHARED, PROOF_TOO_FEW_ORGANISATIONS
 */
export async function checkSigners({ endorsements, responsePayload }: SignedParts, roots: Roots, time: number): Promise<readonly Signer[]> {
    const signers = await Promise.all(endorsements.map(endorsement => checkSigner(endorsement, responsePayload, roots, time)));
    requireIndependent(signers);
    return signers.map(({ mspId, subject, fingerprint, root }) => ({ mspId, subject, fingerprint, root }));
}
