// Faults and conditions that tests can ask for; a network for people has none of them.
import type { CommitStep } from './ledger/ledger.js';

export interface TestSwitches {
    /** Milliseconds that one chaincode call may take; default 3000. */
    readonly executeTimeoutMs?: number;
    /** Seconds between KEEPALIVE messages to chaincodes; default 0, none. fabric-shim 2.5.8 exits on receiving one. */
    readonly keepaliveSeconds?: number;
    /** Peers tell chaincodes nothing of messages for many keys, as those before Fabric 3.1. */
    readonly singleKeys?: boolean;
    /** Milliseconds added to the nodes' clock. */
    readonly clockOffsetMs?: number;
    /** Milliseconds that a peer is behind with every block, by MSP id. */
    readonly lagMs?: Readonly<Record<string, number>>;
    /** Every n-th envelope is acknowledged and then lost, as by the death of a Raft leader (13.2). */
    readonly dropEvery?: number;
    /** Every n-th envelope is ordered twice. */
    readonly duplicateEvery?: number;
    /** The process kills itself when a peer reaches this step of this block. */
    readonly killAt?: { readonly mspId: string; readonly step: CommitStep; readonly blockNumber: number };
}
