// The charter of a consortium: which organisations take part and what each may do.

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
    /** 1–32 founders, each MSP id once. */
    readonly organisations: readonly CharterOrganisation[];
}

/** `Membership:FoundConsortium`, `AcceptCharter` and `ReadCharter` answer this. */
export interface CharterState {
    /** SHA-256 of the charter's canonical JSON, lower-case hex: what `AcceptCharter(charterHash)` names. */
    readonly charterHash: string;
    readonly charter: Charter;
    /** In force once an administrator of every founder has accepted this hash. */
    readonly inForce: boolean;
    /** MSP ids of the founders that have accepted, sorted. */
    readonly acceptedBy: readonly string[];
    /** MSP ids of the organisations suspended now, sorted. */
    readonly suspended: readonly string[];
}
