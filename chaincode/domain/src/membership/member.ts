// A member: one identity of one organisation and the roles it holds.
import { distinct, object, oneOf, required, text } from '../codec/decoder';
import { requestCodec } from '../codec/request';
import { CAPABILITIES, type Capability } from './charter';

/** Sent as JSON to `Membership:GrantRole` and `Membership:RevokeRole`; the organisation is the caller's own. */
export interface RoleGrant {
    /** `x509::<subject>::<issuer>` as ClientIdentity.getID() gives it; only ever compared together with the MSP id. */
    readonly identity: string;
    /** Roles to add (GrantRole) or to take away (RevokeRole), at least one. */
    readonly roles: readonly Capability[];
}

export interface Member {
    readonly mspId: string;
    readonly identity: string;
    /** Sorted; empty once all were revoked. */
    readonly roles: readonly Capability[];
}

/** `Membership:WhoAmI` answers this. */
export interface Caller extends Member {
    /** Node OU `admin` in the caller's certificate. */
    readonly administrator: boolean;
    /** SHA-256 of the certificate's public key (SubjectPublicKeyInfo DER), lower-case hex. */
    readonly publicKeyHash: string;
    /** The organisation's capabilities in force, and whether it is suspended. */
    readonly organisation: { readonly capabilities: readonly Capability[]; readonly suspended: boolean } | null;
}

/** `Membership:ListMembers(mspId, pageSize, bookmark)` answers this. */
export interface MemberPage {
    readonly members: readonly Member[];
    /** '' on the last page. */
    readonly bookmark: string;
}

/** As ClientIdentity.getID() writes it; distinguished names are as long as a CA makes them. */
const identity = text({ max: 2048, pattern: /^x509::\/.+::\/.+$/, described: 'Send the identity as WhoAmI answers it: x509::/…::/….' });

export const roleGrantCodec = requestCodec<RoleGrant>('grant', object({
    identity: required(identity),
    roles: required(distinct(oneOf(CAPABILITIES), { min: 1, max: CAPABILITIES.length })),
}), 16 * 1024);
