// A member of an organisation: whose it is, what it may sign, which principals it satisfies.
import { verify, type KeyObject, type X509Certificate } from 'node:crypto';
import type { msp as protos } from '@hyperledger/fabric-protos';
import { expiresAt } from './certificate.js';
import { curveOrder, isLowS } from './low-s.js';
import { MspError } from './msp-error.js';

/** What an MSP judges of its identities. */
export interface IdentityJudge {
    readonly id: string;
    /** @throws MspError */
    validate(identity: Identity): void;
    /** @throws MspError when the identity does not satisfy the principal. */
    satisfiesPrincipal(identity: Identity, principal: protos.MSPPrincipal): void;
}

/** An X.509 identity under its MSP; not yet judged valid until `validate`. */
export class Identity {
    readonly certificate: X509Certificate;
    /** The bytes of the msp.SerializedIdentity it came in. */
    readonly serialized: Uint8Array;
    /** Milliseconds since 1970. */
    readonly expiresAt: number;
    readonly #msp: IdentityJudge;
    readonly #key: KeyObject;
    #validated = false;
    #refusal: MspError | undefined;
    /** An identity never changes, so neither does which principals it satisfies. */
    readonly #satisfied = new WeakMap<protos.MSPPrincipal, boolean>();

    constructor(msp: IdentityJudge, certificate: X509Certificate, serialized: Uint8Array) {
        this.#msp = msp;
        this.certificate = certificate;
        this.serialized = serialized;
        this.expiresAt = expiresAt(certificate);
        this.#key = certificate.publicKey;
    }

    get mspId(): string { return this.#msp.id; }

    get publicKey(): KeyObject { return this.#key; }

    /** Chain, revocation and organisational units; judged once. @throws MspError */
    validate(): void {
        if (!this.#validated) {
            this.#validated = true;
            try {
                this.#msp.validate(this);
            } catch (error) {
                if (!(error instanceof MspError)) throw error;
                this.#refusal = error;
            }
        }
        if (this.#refusal) throw this.#refusal;
    }

    /** Checks a signature over SHA-256 of the message; high S is refused. @throws MspError */
    verify(message: Uint8Array, signature: Uint8Array): void {
        if (!isLowS(signature, curveOrder(this.#key.asymmetricKeyDetails?.namedCurve))) {
            throw new MspError('could not determine the validity of the signature: invalid S. Must be smaller than half the order');
        }
        if (!verify('sha256', message, this.#key, signature)) throw new MspError('The signature is invalid');
    }

    /** Whether the identity is one of those that the principal means. */
    satisfies(principal: protos.MSPPrincipal): boolean {
        let satisfied = this.#satisfied.get(principal);
        if (satisfied === undefined) this.#satisfied.set(principal, satisfied = this.#judge(principal));
        return satisfied;
    }

    /** @throws MspError saying why not. */
    satisfiesPrincipal(principal: protos.MSPPrincipal): void {
        this.#msp.satisfiesPrincipal(this, principal);
    }

    #judge(principal: protos.MSPPrincipal): boolean {
        try {
            this.satisfiesPrincipal(principal);
            return true;
        } catch (error) {
            if (error instanceof MspError) return false;
            throw error;
        }
    }
}
