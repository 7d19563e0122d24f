// A membership service provider: one organisation's judgement of who belongs to it and in what role.
import type { X509Certificate } from 'node:crypto';
import { msp as protos } from '@hyperledger/fabric-protos';
import { certificationChain, parseCertificate } from './certificate.js';
import { curveOrder } from './low-s.js';
import { isRevoked } from './crl.js';
import { Identity, type IdentityJudge } from './identity.js';
import { MspError } from './msp-error.js';
import type { MspDefinition } from './msp-folder.js';
import { roleOf, unitsOf, type OuIdentifier, type Role } from './node-ous.js';

const { Classification } = protos.MSPPrincipal;
const { MSPRoleType } = protos.MSPRole;
const AnonymityType = protos.MSPIdentityAnonymity.MSPIdentityAnonymityType;
const roleNames = new Map<number, Role>([
    [MSPRoleType.CLIENT, 'client'], [MSPRoleType.PEER, 'peer'], [MSPRoleType.ADMIN, 'admin'], [MSPRoleType.ORDERER, 'orderer'],
]);

export class Msp implements IdentityJudge {
    readonly #definition: MspDefinition;
    readonly #units = new WeakMap<Identity, readonly Required<OuIdentifier>[]>();

    constructor(definition: MspDefinition) {
        this.#definition = definition;
    }

    get id(): string { return this.#definition.id; }

    /** Parses an identity of this organisation without judging it. @throws MspError */
    deserializeIdentity(serialized: Uint8Array, pem: Uint8Array): Identity {
        return new Identity(this, parseCertificate(pem), serialized);
    }

    /** Key, chain to a CA of the folder, revocation, units; expiry is the business of the filters, not of the MSP. @throws MspError */
    validate(identity: Identity): void {
        const { certificate } = identity;
        if (identity.publicKey.asymmetricKeyType !== 'ec') {
            throw new MspError(`could not validate identity's public key algorithm: ${identity.publicKey.asymmetricKeyType ?? 'none'} is not supported`);
        }
        curveOrder(identity.publicKey.asymmetricKeyDetails?.namedCurve);
        const chain = this.#chain(certificate);
        const issuer = chain[1];
        if (issuer && isRevoked(this.#definition.revocationLists, certificate, issuer)) {
            throw new MspError('could not validate identity against certification chain: The certificate has been revoked');
        }
        this.#validateUnits(unitsOf(chain));
    }

    /** @throws MspError when the identity does not satisfy the principal. */
    satisfiesPrincipal(identity: Identity, principal: protos.MSPPrincipal): void {
        const bytes = principal.getPrincipal_asU8();
        switch (principal.getPrincipalClassification()) {
        case Classification.ROLE:
            this.#satisfiesRole(identity, protos.MSPRole.deserializeBinary(bytes));
            return;
        case Classification.ORGANIZATION_UNIT:
            this.#satisfiesUnit(identity, protos.OrganizationUnit.deserializeBinary(bytes));
            return;
        case Classification.IDENTITY:
            this.#isIdentity(identity, protos.SerializedIdentity.deserializeBinary(bytes));
            return;
        case Classification.ANONYMITY:
            if (protos.MSPIdentityAnonymity.deserializeBinary(bytes).getAnonymityType() === AnonymityType.NOMINAL) return;
            throw new MspError('Principal is anonymous, but X.509 MSP does not support anonymous identities');
        case Classification.COMBINED: {
            const parts = protos.CombinedPrincipal.deserializeBinary(bytes).getPrincipalsList();
            if (parts.length === 0) throw new MspError('No principals in CombinedPrincipal');
            for (const part of parts) this.satisfiesPrincipal(identity, part);
            return;
        }
        default: throw new MspError('invalid principal type');
        }
    }

    /** The role of a valid identity; undefined when node OUs are off. @throws MspError */
    roleOf(identity: Identity): Role | undefined {
        identity.validate();
        const { nodeOus } = this.#definition;
        return nodeOus && roleOf(this.#unitsOf(identity), nodeOus, this.id);
    }

    #chain(certificate: X509Certificate): readonly X509Certificate[] {
        if (certificate.ca) throw new MspError('An X509 certificate with Basic Constraint: Certificate Authority equals true cannot be used as an identity');
        const chain = certificationChain(certificate, this.#definition.roots, this.#definition.intermediates);
        if (chain.length < 2) throw new MspError(`expected a chain of length at least 2, got ${chain.length}`);
        return chain;
    }

    #validateUnits(units: readonly Required<OuIdentifier>[]): void {
        const { requiredUnits, nodeOus } = this.#definition;
        const known = requiredUnits.length === 0 || units.some(unit => requiredUnits.some(required =>
            required.unit === unit.unit && required.certifiersIdentifier?.equals(unit.certifiersIdentifier)));
        if (!known) throw new MspError(`none of the identity's organizational units [${units.map(u => u.unit).join(', ')}] are in MSP ${this.id}`);
        if (nodeOus) roleOf(units, nodeOus, this.id);
    }

    #unitsOf(identity: Identity): readonly Required<OuIdentifier>[] {
        let units = this.#units.get(identity);
        if (!units) this.#units.set(identity, units = unitsOf(this.#chain(identity.certificate)));
        return units;
    }

    #satisfiesRole(identity: Identity, principal: protos.MSPRole): void {
        this.#sameMsp(identity, principal.getMspIdentifier());
        const wanted = principal.getRole();
        if (wanted === MSPRoleType.ADMIN && this.#definition.admins.some(admin => admin.raw.equals(identity.certificate.raw))) return;
        identity.validate();
        if (wanted === MSPRoleType.MEMBER) return;
        const name = roleNames.get(wanted);
        if (name === undefined) throw new MspError(`invalid MSP role type ${wanted}`);
        if (this.roleOf(identity) !== name) throw new MspError(`The identity is not a [${name.toUpperCase()}] under this MSP [${this.id}]`);
    }

    #satisfiesUnit(identity: Identity, principal: protos.OrganizationUnit): void {
        this.#sameMsp(identity, principal.getMspIdentifier());
        identity.validate();
        const certifiers = principal.getCertifiersIdentifier_asU8();
        const found = this.#unitsOf(identity).some(unit =>
            unit.unit === principal.getOrganizationalUnitIdentifier() && unit.certifiersIdentifier.equals(certifiers));
        if (!found) throw new MspError('The identities do not match');
    }

    #isIdentity(identity: Identity, principal: protos.SerializedIdentity): void {
        this.#sameMsp(identity, principal.getMspid());
        if (!parseCertificate(principal.getIdBytes_asU8()).raw.equals(identity.certificate.raw)) throw new MspError('The identities do not match');
        identity.validate();
    }

    #sameMsp(identity: Identity, mspId: string): void {
        if (identity.mspId !== mspId) {
            throw new MspError(`the identity is a member of a different MSP (expected ${mspId}, got ${identity.mspId})`);
        }
    }
}
