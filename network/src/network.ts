// What a caller sees of a network, whatever runs it.
import type { CommittedDefinition, EngineName, NodeStatus, OrgName } from './engine.js';

/** The product's chaincode: what is deployed, and what `environment` is made for, unless told otherwise. */
export const OWN_CHAINCODE = 'carnet';

export interface UpOptions {
    /** Holds everything of the network: organizations/, data, logs, wallet/. Made when absent. */
    readonly dir: string;
    readonly engine: EngineName;
    /** 0 … 56000, added to 7050, 7051, 9051 and the rest. Default: 0, or that of the folder. */
    readonly portOffset?: number;
    /** Default 1. */
    readonly orderers?: 1 | 3 | 4;
    /** 10 … 60000 ms, default 100: one commit alone takes this long. */
    readonly batchTimeoutMs?: number;
    /** 1 … 10000 transactions in a block, default 500. */
    readonly batchSize?: number;
    readonly onProgress?: (line: string) => void;
    /** Aborting it ends what was started and rejects with INTERRUPTED. */
    readonly signal?: AbortSignal;
}

export interface DeployOptions {
    /** A built Node chaincode: package.json with `main`, its dependencies installed. */
    readonly chaincodeDir: string;
    readonly name: string;
    /** Default `1.0`. */
    readonly version?: string;
    /** Default `<name>_<version>`. */
    readonly label?: string;
    /** Default `collections_config.json` in the chaincode's folder, where it is there. */
    readonly collectionsFile?: string;
    /** Signature policy; default: a majority of the organisations. */
    readonly policy?: string;
    /** Added to the environment of the chaincode processes. */
    readonly env?: Readonly<Record<string, string>>;
    readonly onProgress?: (line: string) => void;
    /** Aborting it ends the processes that were started and rejects with INTERRUPTED. */
    readonly signal?: AbortSignal;
}

/** A chaincode on the channel, its processes running. */
export interface Deployment extends CommittedDefinition {
    readonly name: string;
    readonly version: string;
    readonly packageIds: Readonly<Record<OrgName, string>>;
}

export interface DeployedChaincode {
    readonly name: string;
    readonly version: string;
    readonly sequence: number;
    readonly chaincodeDir: string;
}

export interface NetworkStatus {
    readonly engine: EngineName;
    readonly dir: string;
    readonly channel: string;
    /** True when every node and every chaincode process runs. */
    readonly running: boolean;
    readonly nodes: readonly NodeStatus[];
    readonly chaincodes: readonly DeployedChaincode[];
}

export interface PersonOptions {
    /** `[A-Za-z0-9][A-Za-z0-9._-]{0,47}`; the certificate's common name is `<name>@<domain>`. */
    readonly name: string;
    /** Written into the certificate where Fabric CA writes them; `ctx.clientIdentity.getAttributeValue` reads them. */
    readonly attributes?: Readonly<Record<string, string>>;
    /** Node OU `admin` instead of `client`. */
    readonly admin?: boolean;
    /** Validity counted from now, default 3650; negative: expired that many days ago. */
    readonly days?: number;
}

export interface IdentityOptions extends PersonOptions {
    readonly org: OrgName;
}

export interface IssuedIdentity {
    readonly name: string;
    readonly mspId: string;
    /** MSP folder: signcerts/, keystore/, cacerts/, config.yaml. */
    readonly mspDir: string;
    readonly certificatePath: string;
    readonly keyPath: string;
    /** `wallet/<name>@<domain>.id` */
    readonly walletPath: string;
}

export interface Network {
    readonly engine: EngineName;
    readonly dir: string;
    readonly channel: string;
    /** Idempotent; a changed definition or package gets the next sequence. Resolves when the chaincode answers on both peers. */
    deploy(options: DeployOptions): Promise<Deployment>;
    status(): Promise<NetworkStatus>;
    /** Ends the processes; removes nodes' data, identities and logs unless `keepData`. */
    down(options?: { readonly keepData?: boolean }): Promise<void>;
    /** What `carnet-network env` prints: for the peer CLI and for the client. `user` is a name such as `Admin`, `User1` or one issued. */
    environment(org: OrgName, user: string, chaincode?: string): Record<string, string>;
    issueIdentity(options: IdentityOptions): Promise<IssuedIdentity>;
    connectionProfilePath(org: OrgName): string;
}
