// What connect() can be told.
import type { Retry } from '../call/backoff.js';
import type { Deadlines } from '../call/deadline.js';
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
    /** Which peer of the profile; default the first of the organisation that can be reached. */
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
