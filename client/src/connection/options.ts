// What connect() can be told.
import type { Journal } from '../call/journal.js';

/** Where the identity is read from. Files are PEM; a folder may be given where it holds one certificate, or the key that belongs to it. */
export type IdentitySource =
    /** `…/users/User1@org1.example.com/msp` with `signcerts` and `keystore`, as cryptogen and Fabric CA write it. */
    | { readonly mspFolder: string }
    /** `<label>.id`, which names the MSP too. */
    | { readonly walletFile: string }
    | { readonly certificateFile: string; readonly privateKeyFile: string }
    /** PEM texts. */
    | { readonly certificate: string; readonly privateKey: string };

/** Milliseconds, all above 0. */
export interface Deadlines {
    /** For the TLS connection to come about in connect(). Default 10 000. */
    readonly connect?: number;
    /** For one evaluate. Default 10 000. */
    readonly evaluate?: number;
    /** For one endorse. Default 15 000. */
    readonly endorse?: number;
    /** For one submit, i.e. for the ordering service to take the transaction. Default 10 000. */
    readonly submit?: number;
    /** For a commit to be seen before the same bytes are sent again; doubles each time, up to 30 000. Default 5 000. */
    readonly commitStatus?: number;
    /** For a whole call with all its repetitions; what is not known then is reported as unknown. Default 120 000. */
    readonly overall?: number;
}

/** Exponential backoff with full jitter: before the n-th repetition a random time up to base · 2ⁿ⁻¹, at most `maxDelay`. */
export interface Retry {
    /** Proposals for one call, the first included. 1…100, default 10. */
    readonly attempts?: number;
    /** Milliseconds, default 50. */
    readonly baseDelay?: number;
    /** Milliseconds, default 5 000. */
    readonly maxDelay?: number;
}

/** The parts of a connection profile that are read; see connection-org1.json of fabric-samples' test-network. */
export interface ConnectionProfile {
    readonly client?: { readonly organization?: string };
    readonly organizations?: Readonly<Record<string, { readonly mspid?: string; readonly peers?: readonly string[] }>>;
    readonly peers?: Readonly<Record<string, {
        readonly url?: string;
        readonly tlsCACerts?: { readonly pem?: string | readonly string[]; readonly path?: string };
        readonly grpcOptions?: Readonly<Record<string, unknown>>;
    }>>;
}

/** Everything may be left out that the environment names. An option wins over the environment. */
export interface ConnectOptions {
    /** Default `process.env`; `{}` reads nothing from it. See connection/environment.ts for the variables. */
    readonly env?: Readonly<Record<string, string | undefined>>;
    /** Default `mychannel`. */
    readonly channel?: string;
    /** Default `carnet`. */
    readonly chaincode?: string;
    /** Of the identity; need not be given where a wallet file or a connection profile names it. */
    readonly mspId?: string;
    readonly identity?: IdentitySource;
    /** Path of a connection profile, or its content: gives endpoint, host alias, TLS CA and MSP id. */
    readonly profile?: string | ConnectionProfile;
    /** Which peer of the profile; default the first of the organisation. */
    readonly peer?: string;
    /** `host:port` of the gateway peer. */
    readonly endpoint?: string;
    /** Name in the peer's TLS certificate where it differs from the host (gRPC's `ssl_target_name_override`). */
    readonly hostAlias?: string;
    /** PEM file with the root certificates of the peer's TLS CA. Default: the roots that Node trusts. */
    readonly tlsCaFile?: string;
    readonly deadlines?: Deadlines;
    readonly retry?: Retry;
    /** Keeps signed transactions until their outcome is known, so that `resume()` can settle them after a crash. */
    readonly journal?: Journal;
}
