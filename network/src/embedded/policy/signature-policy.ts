// Evaluates a signature policy over a set of identities as Fabric's cauthdsl does.
import { common } from '@hyperledger/fabric-protos';
import type { Identity } from '../../msp/identity.js';
import { PolicyError } from './policy-error.js';

/** What is asked of each signer: usually an Identity whose signature was verified. */
export type Signer = Pick<Identity, 'satisfies'>;

/**
 * A policy that can be asked about a set of signers. Each signer counts for one principal only, taken greedily in order, as in Fabric:
 * `AND(A.member, A.member)` wants two people of A.
 */
export class SignaturePolicy {
    readonly #envelope: common.SignaturePolicyEnvelope;

    /** @throws PolicyError when a rule points to a principal that is not there. */
    constructor(envelope: common.SignaturePolicyEnvelope) {
        this.#envelope = envelope;
        const rule = envelope.getRule();
        if (!rule) throw new PolicyError('Empty policy element');
        check(rule, envelope.getIdentitiesList().length);
    }

    static decode(bytes: Uint8Array): SignaturePolicy {
        return new SignaturePolicy(decodeEnvelope(bytes));
    }

    isSatisfiedBy(signers: readonly Signer[]): boolean {
        const rule = this.#envelope.getRule();
        return rule !== undefined && this.#evaluate(rule, signers, new Set());
    }

    #evaluate(rule: common.SignaturePolicy, signers: readonly Signer[], used: Set<number>): boolean {
        const gate = rule.getNOutOf();
        if (!gate) {
            const principal = this.#envelope.getIdentitiesList()[rule.getSignedBy()];
            const index = signers.findIndex((signer, i) => !used.has(i) && principal !== undefined && signer.satisfies(principal));
            if (index >= 0) used.add(index);
            return index >= 0;
        }
        let verified = 0;
        for (const inner of gate.getRulesList()) {
            const attempt = new Set(used);
            if (!this.#evaluate(inner, signers, attempt)) continue;
            verified++;
            for (const index of attempt) used.add(index);
        }
        return verified >= gate.getN();
    }
}

function decodeEnvelope(bytes: Uint8Array): common.SignaturePolicyEnvelope {
    try {
        return common.SignaturePolicyEnvelope.deserializeBinary(bytes);
    } catch (error) {
        throw new PolicyError(`failed to unmarshal SignaturePolicyEnvelope: ${(error as Error).message}`);
    }
}

function check(rule: common.SignaturePolicy, principals: number): void {
    switch (rule.getTypeCase()) {
    case common.SignaturePolicy.TypeCase.SIGNED_BY:
        if (rule.getSignedBy() < 0 || rule.getSignedBy() >= principals) {
            throw new PolicyError(`identity index out of range, requested ${rule.getSignedBy()}, but identities length is ${principals}`);
        }
        return;
    case common.SignaturePolicy.TypeCase.N_OUT_OF:
        for (const inner of rule.getNOutOf()?.getRulesList() ?? []) check(inner, principals);
        return;
    default:
        throw new PolicyError('Unknown type of signature policy');
    }
}
