// What an engine does: it runs the nodes of a prepared network folder, and makes chaincode definitions effective on its channel.
import type { Ports } from './ports.js';

export type EngineName = 'embedded' | 'fabric';

/** The two organisations that have a peer. */
export type OrgName = 'org1' | 'org2';
export const ORG_NAMES: readonly OrgName[] = ['org1', 'org2'];

/** What `up` was asked for; fixed for the life of a network folder. */
export interface NetworkSettings {
    readonly engine: EngineName;
    readonly channel: string;
    /** Added to every port of the network: 7050, 7051, 7053, 9051, … */
    readonly portOffset: number;
    /** 1 or 3: Raft; 4: BFT. The embedded engine has one. */
    readonly orderers: 1 | 3 | 4;
    /** Milliseconds after which a block is cut although it is not full. */
    readonly batchTimeoutMs: number;
    /** Transactions after which a block is cut. */
    readonly batchSize: number;
}

/** A folder whose `organizations/` is complete and whose settings are known. All paths are absolute. */
export interface NetworkFolder {
    readonly dir: string;
    /** MSP and TLS material in the layout of fabric-samples' test-network; see identities/layout.ts for the paths in it. */
    readonly organizations: string;
    /** The engine's own: `<dir>/embedded` or `<dir>/fabric`. Removed by `down`, unless its data are kept. */
    readonly data: string;
    readonly logs: string;
    /** Records of the processes started; see processes/detached.ts. */
    readonly run: string;
    readonly settings: NetworkSettings;
    readonly ports: Ports;
    /** Tells the user of a step, in one line. */
    readonly progress: (line: string) => void;
    /** Aborted when what is being done is no longer wanted: waiting then ends with INTERRUPTED. */
    readonly signal: AbortSignal;
}

/** What one organisation's peer needs in order to reach its chaincode process. */
export interface ChaincodePackage {
    /** `label:sha256`, the name under which the process registers. */
    readonly packageId: string;
    /** The package as `peer lifecycle chaincode install` takes it. */
    readonly file: string;
    /** host:port at which the chaincode process of this organisation listens, without TLS. */
    readonly address: string;
}

/** A chaincode as it shall be on the channel. */
export interface ChaincodeDefinition {
    readonly name: string;
    readonly version: string;
    readonly label: string;
    /** Content of the collections file (the JSON array of fabric-samples' collections_config.json), if there is one. */
    readonly collections?: readonly unknown[];
    /** A signature policy such as `OR('Org1MSP.peer','Org2MSP.peer')`; left out: the channel's, a majority of the organisations. */
    readonly policy?: string;
    /** Addresses differ between organisations, so each has a package of its own. */
    readonly packages: Readonly<Record<OrgName, ChaincodePackage>>;
}

export interface CommittedDefinition {
    readonly sequence: number;
    /** False when the channel already had exactly this definition. */
    readonly changed: boolean;
}

export interface NodeStatus {
    /** The node's host name in its certificates, or `<chaincode>.<org>`. */
    readonly name: string;
    readonly kind: 'orderer' | 'peer' | 'chaincode';
    readonly address: string;
    readonly running: boolean;
    readonly pid?: number;
    readonly log: string;
}

/**
 * Both engines serve `protos.Endorser` on each peer's port and `orderer.AtomicBroadcast` on the orderer's, with TLS from
 * `organizations/`: what is asked of a running network beyond this interface is asked over these.
 */
export interface Engine {
    readonly name: EngineName;
    /** Throws before anything is made when the engine cannot run on this machine at all. */
    check?(): void;
    /**
     * Starts the nodes that are not running and resolves when every one of them answers and the channel takes transactions.
     * May be called on a running network (does nothing), after a kill, and after a stop with the data kept.
     * Definitions committed before are in force again.
     */
    start(folder: NetworkFolder): Promise<void>;
    /** Ends exactly the node processes that this folder started; nothing is removed. Safe when nothing runs. */
    stop(folder: NetworkFolder): Promise<void>;
    /** The nodes, running or not; chaincode processes are added by the caller. */
    nodes(folder: NetworkFolder): Promise<NodeStatus[]>;
    /** Makes the definition effective; resolves when both peers have it. The chaincode processes may still be starting. */
    deploy(folder: NetworkFolder, definition: ChaincodeDefinition): Promise<CommittedDefinition>;
}
