// The charter of a consortium: which organisations take part and what each may do.
import { canonicalHash } from '../canonical/hash';
import { distinct, identifier, list, object, oneOf, refuseField, required, text, type Decoder } from '../codec/decoder';
import { requestCodec } from '../codec/request';

/** What an organisation may do, and what its administrator may grant to its people. */
export const CAPABILITIES = [
    'workshop', 'inspector', 'dealer', 'manufacturer', 'authority', 'issuer', 'registrar', 'auditor',
] as const;
export type Capability = typeof CAPABILITIES[number];

export interface CharterOrganisation {
    /** The MSP id of the organisation on the channel. */
    readonly mspId: string;
    /** The trading name shown to buyers, 1–100 characters. */
    readonly name: string;
    readonly capabilities: readonly Capability[];
}

/** Sent as JSON to `Membership:FoundConsortium`. */
export interface Charter {
    /** Name of the consortium, 1–100 characters. */
    readonly name: string;
    /** 2–32 founders, each MSP id once: one alone could otherwise put a charter of its own in force at once. */
    readonly organisations: readonly CharterOrganisation[];
}

/** `Membership:FoundConsortium`, `AcceptCharter`, `SuspendOrganisation`, `ChangeCharter` and `ReadCharter` answer this. */
export interface CharterState {
    /** SHA-256 of the charter's canonical JSON, lower-case hex: what `AcceptCharter(charterHash)` names. A change gives the charter another one. */
    readonly charterHash: string;
    readonly charter: Charter;
    /** In force once an administrator of every founder has accepted this hash. */
    readonly inForce: boolean;
    /** MSP ids of the founders that have accepted, sorted; who was admitted later is not among them. */
    readonly acceptedBy: readonly string[];
    /** MSP ids of the organisations suspended now, sorted. */
    readonly suspended: readonly string[];
}

const charterOrganisation: Decoder<CharterOrganisation> = object({
    mspId: required(identifier),
    name: required(text({ max: 100 })),
    capabilities: required(distinct(oneOf(CAPABILITIES), { min: 1, max: CAPABILITIES.length })),
});

const charterFields = object({
    name: required(text({ max: 100 })),
    organisations: required(list(charterOrganisation, { min: 2, max: 32 })),
});

const charter: Decoder<Charter> = (value, field) => {
    const decoded = charterFields(value, field);
    const seen = new Set<string>();
    decoded.organisations.forEach((organisation, index) => {
        if (seen.has(organisation.mspId)) refuseField('INVALID_VALUE', `${field}.organisations[${index}].mspId`, 'Name each organisation once.');
        seen.add(organisation.mspId);
    });
    return decoded;
};

export const charterCodec = requestCodec('charter', charter, 64 * 1024);

/** What every founder accepts: SHA-256 of the charter's canonical JSON, lower-case hex. Order of lists counts. */
export function charterHash(agreed: Charter): string {
    return canonicalHash(agreed);
}
