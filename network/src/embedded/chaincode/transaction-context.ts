// What the peer knows of one transaction while a chaincode runs it.
import type { peer } from '@hyperledger/fabric-protos';
import type { Identity } from '../../msp/identity.js';
import type { Simulator } from '../ledger/ledger.js';
import { definitionKeys, LIFECYCLE_NAMESPACE } from '../lifecycle/chaincode-definition.js';
import type { DefinedChaincode } from '../lifecycle/definitions.js';
import type { OpenQuery } from './query-response.js';

/** Shared by all chaincodes that one proposal calls. */
export interface TransactionParams {
    readonly channelId: string;
    readonly txId: string;
    readonly signedProposal: peer.SignedProposal;
    readonly creator: Identity;
    readonly simulator: Simulator;
    /** Collections whose plain values were read, by chaincode: they limit which peers may be asked to endorse. */
    readonly privateReads: Map<string, Set<string>>;
}

export class TransactionContext {
    readonly params: TransactionParams;
    readonly chaincode: DefinedChaincode;
    readonly isInit: boolean;
    /** Open iterators by the id that the chaincode was given. */
    readonly queries = new Map<string, OpenQuery>();
    /** Resolved by COMPLETED or ERROR. */
    readonly completed: Promise<peer.ChaincodeMessage>;
    #complete!: (message: peer.ChaincodeMessage) => void;
    #requestPending = false;
    #collectionsLookedUp = false;

    constructor(params: TransactionParams, chaincode: DefinedChaincode, isInit: boolean) {
        this.params = params;
        this.chaincode = chaincode;
        this.isInit = isInit;
        this.completed = new Promise(resolve => this.#complete = resolve);
    }

    get namespace(): string { return this.chaincode.definition.name; }

    get simulator(): Simulator { return this.params.simulator; }

    complete(message: peer.ChaincodeMessage): void {
        this.#complete(message);
    }

    /** Takes the one place for a request; false while another one is being answered (2.4). */
    beginRequest(): boolean {
        if (this.#requestPending) return false;
        return this.#requestPending = true;
    }

    endRequest(): void {
        this.#requestPending = false;
    }

    async closeQueries(): Promise<void> {
        const open = [...this.queries.values()];
        this.queries.clear();
        await Promise.all(open.map(query => query.close()));
    }

    /** Comes before any use of private data: the look-up of the collections is a read of the transaction (4.9). @throws Error in Init */
    async lookUpCollections(): Promise<void> {
        if (this.isInit) throw new Error('private data APIs are not allowed in chaincode Init()');
        if (this.#collectionsLookedUp) return;
        this.#collectionsLookedUp = true;
        for (const key of definitionKeys(this.namespace)) await this.simulator.getState(LIFECYCLE_NAMESPACE, key);
    }

    /** @throws Error with Fabric's text when private data may not be touched now, or not by this creator (6.4). */
    async requireCollectionAccess(collection: string, kind: 'read' | 'write'): Promise<void> {
        await this.lookUpCollections();
        const config = this.chaincode.collections.get(collection);
        if (!config) {
            throw new Error(`collection ${this.params.channelId}/${this.namespace}/${collection} could not be found`);
        }
        const membersOnly = kind === 'read' ? config.memberOnlyRead : config.memberOnlyWrite;
        if (!membersOnly || config.membership.isSatisfiedBy([this.params.creator])) return;
        throw new Error(`tx creator does not have ${kind} access permission on privatedata in `
            + `chaincodeName:${this.namespace} collectionName: ${collection}`);
    }

    notePrivateRead(collection: string): void {
        const reads = this.params.privateReads.get(this.namespace) ?? new Set();
        this.params.privateReads.set(this.namespace, reads.add(collection));
    }
}
