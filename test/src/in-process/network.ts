// The whole network in one process without a socket, for contract tests: real shim, two peers, orderer, validation.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectionsOf } from '@carnet/network/dist/chaincode/collections-file.js';
import { endorse } from '@carnet/network/dist/embedded/gateway/endorse.js';
import { evaluate } from '@carnet/network/dist/embedded/gateway/evaluate.js';
import { nodeIdentities } from '@carnet/network/dist/embedded/layout-nodes.js';
import { encodeCollections } from '@carnet/network/dist/embedded/lifecycle/collections.js';
import { Nodes } from '@carnet/network/dist/embedded/nodes.js';
import type { BatchOptions } from '@carnet/network/dist/embedded/orderer/orderer.js';
import type { Committed } from '@carnet/network/dist/embedded/peer/commit-notifier.js';
import { defaultEndorsementPolicy, encodeApplicationPolicy } from '@carnet/network/dist/embedded/policy/application-policy.js';
import type { TestSwitches } from '@carnet/network/dist/embedded/test-switches.js';
import type { OrgName } from '@carnet/network/dist/engine.js';
import { userMsp } from '@carnet/network/dist/identities/layout.js';
import { PEER_ORGANISATIONS } from '@carnet/network/dist/identities/organisations.js';
import { ensureOrganizations } from '@carnet/network/dist/identities/organizations-folder.js';
import { issuePerson } from '@carnet/network/dist/identities/person.js';
import { SigningIdentity } from '@carnet/network/dist/msp/signing-identity.js';
import type { PersonOptions } from '@carnet/network/dist/network.js';
import { portsOf } from '@carnet/network/dist/ports.js';
import { chaincodeEvent, endorserAction, transactionHeader } from '@carnet/network/dist/transaction/envelope.js';
import { newProposal, signEnvelope } from '@carnet/network/dist/transaction/new-proposal.js';
import { gateway, type peer } from '@hyperledger/fabric-protos';
import { loadChaincode } from './local-shim.js';

const CHANNEL = 'mychannel';

export interface InProcessOptions {
    /** A built Node chaincode; its own fabric-shim is used. */
    readonly chaincodeDir: string;
    readonly name: string;
    /** Default `1.0`. */
    readonly version?: string;
    /** Content of a collections file; default: that of the chaincode's own, where it has one. */
    readonly collections?: readonly unknown[];
    /** Signature policy; default: a majority of the organisations. */
    readonly policy?: string;
    /** An `organizations/` folder whose keys and certificates it begins with, copied; default: new ones. */
    readonly organizations?: string;
    /** Default: a block for each transaction, cut at once. */
    readonly batch?: Partial<BatchOptions>;
    readonly switches?: TestSwitches;
    readonly log?: (line: string) => void;
}

export interface CallOptions {
    readonly transient?: Readonly<Record<string, string | Uint8Array>>;
    /** The transaction's timestamp, milliseconds since 1970; default: now. */
    readonly timestampMs?: number;
    /** Organisations that endorse; default: as the gateway chooses. */
    readonly endorsingOrganizations?: readonly string[];
}

export interface Endorsed {
    readonly txId: string;
    /** Serialised common.Envelope with the endorsements, not yet signed by the client. */
    readonly envelope: Uint8Array;
    /** The response's payload. */
    readonly result: Uint8Array;
    /** Serialised rwset.TxReadWriteSet. */
    readonly readWriteSet: Uint8Array;
    readonly event?: { readonly name: string; readonly payload: Uint8Array };
    /** Signs, orders, and resolves when both peers have committed. */
    commit(): Promise<Committed>;
}

export type Submitted = Endorsed & Committed;

/** A user of an organisation who can sign. */
export interface InProcessUser { readonly org: OrgName; readonly mspId: string; readonly signer: SigningIdentity }

/** Failures of `evaluate`, `endorse` and `submit` are the gateway's own RpcError: `code`, `details` and the peers' texts in `endpoints`. */
export class InProcessNetwork {
    readonly nodes: Nodes;
    readonly organizations: string;
    readonly #name: string;
    readonly #temporary: string;
    /** Rejects when a peer could not commit a block. */
    readonly #failed: Promise<never>;

    private constructor(nodes: Nodes, organizations: string, name: string, temporary: string, failed: Promise<never>) {
        this.#failed = failed;
        this.nodes = nodes;
        this.organizations = organizations;
        this.#name = name;
        this.#temporary = temporary;
    }

    static async open(options: InProcessOptions): Promise<InProcessNetwork> {
        const temporary = mkdtempSync(join(tmpdir(), 'carnet-inprocess-'));
        let nodes: Nodes | undefined;
        try {
            const organizations = join(temporary, 'organizations');
            if (options.organizations !== undefined) cpSync(options.organizations, organizations, { recursive: true });
            const ports = portsOf(0, 1);
            const failed = failure();
            const [connect] = await Promise.all([loadChaincode(options.chaincodeDir), ensureOrganizations(organizations, ports, 0)]);
            nodes = await Nodes.open({
                ...nodeIdentities(organizations, ports),
                dir: join(temporary, 'embedded'),
                channel: CHANNEL,
                batch: { maxMessageCount: 1, ...options.batch },
                ...options.switches && { switches: options.switches },
                dial: (mspId, packageId) => Promise.resolve(connect(mspId, packageId)),
                log: options.log ?? (() => undefined),
                onFailure: failed.reject,
            });
            await define(nodes, options);
            return new InProcessNetwork(nodes, organizations, options.name, temporary, failed.promise);
        } catch (error) {
            await nodes?.close();
            rmSync(temporary, { recursive: true, force: true });
            throw error;
        }
    }

    /** A user of the `organizations/` folder: `Admin`, `User1` or one issued. */
    user(org: OrgName, name: string): InProcessUser {
        const { mspId } = PEER_ORGANISATIONS[org];
        return { org, mspId, signer: SigningIdentity.read(mspId, userMsp(this.organizations, PEER_ORGANISATIONS[org], name).msp) };
    }

    /** Issues a certificate, with attributes or as admin or already expired, and gives its user. */
    async issueUser(org: OrgName, options: PersonOptions): Promise<InProcessUser> {
        await issuePerson(this.organizations, join(this.#temporary, 'wallet'), PEER_ORGANISATIONS[org], options);
        return this.user(org, options.name);
    }

    /** Runs a function on the user's own organisation's peer; nothing is recorded. @throws RpcError */
    async evaluate(user: InProcessUser, fn: string, args: readonly (string | Uint8Array)[] = [], options: CallOptions = {}): Promise<Uint8Array> {
        const request = new gateway.EvaluateRequest();
        request.setProposedTransaction(this.#propose(user, fn, args, options));
        request.setTargetOrganizationsList([...options.endorsingOrganizations ?? []]);
        return (await evaluate(request, this.nodes.gateway(user.mspId))).getResult()?.getPayload_asU8() ?? new Uint8Array();
    }

    /** Collects endorsements without ordering, so that a test can decide when and whether to commit. @throws RpcError */
    async endorse(user: InProcessUser, fn: string, args: readonly (string | Uint8Array)[] = [], options: CallOptions = {}): Promise<Endorsed> {
        const request = new gateway.EndorseRequest();
        request.setProposedTransaction(this.#propose(user, fn, args, options));
        request.setEndorsingOrganizationsList([...options.endorsingOrganizations ?? []]);
        const envelope = (await endorse(request, this.nodes.gateway(user.mspId))).getPreparedTransaction();
        const header = envelope && transactionHeader(envelope.serializeBinary());
        if (!header) throw new Error('the gateway prepared no transaction');
        const { chaincodeAction } = endorserAction(header.payload);
        const event = chaincodeEvent(header.payload);
        return {
            txId: header.txId,
            envelope: envelope.serializeBinary(),
            result: chaincodeAction.getResponse()?.getPayload_asU8() ?? new Uint8Array(),
            readWriteSet: chaincodeAction.getResults_asU8(),
            ...event && { event: { name: event.getEventName(), payload: event.getPayload_asU8() } },
            commit: async () => {
                const committed = this.#committed(header.txId);
                const response = this.nodes.orderer.broadcast(signEnvelope(envelope, user.signer));
                if (response.getInfo() !== '') throw new Error(`the orderer refused the transaction: ${response.getInfo()}`);
                const codes = await Promise.race([committed, this.#failed]);
                await Promise.all(this.nodes.peers.map(one => one.idle()));
                return codes;
            },
        };
    }

    /** Endorses, orders and waits for the commit; an invalid transaction is an answer, not an error. @throws RpcError */
    async submit(user: InProcessUser, fn: string, args: readonly (string | Uint8Array)[] = [], options: CallOptions = {}): Promise<Submitted> {
        const endorsed = await this.endorse(user, fn, args, options);
        return { ...endorsed, ...await endorsed.commit() };
    }

    /** Ends everything and removes the temporary folder. */
    async close(): Promise<void> {
        await this.nodes.close();
        rmSync(this.#temporary, { recursive: true, force: true });
    }

    #propose(user: InProcessUser, fn: string, args: readonly (string | Uint8Array)[], options: CallOptions): peer.SignedProposal {
        return newProposal({
            channelId: CHANNEL, chaincode: this.#name, args: [fn, ...args],
            timestampMs: options.timestampMs ?? this.nodes.channel.now(),
            ...options.transient && { transient: options.transient },
        }, user.signer);
    }

    async #committed(txId: string): Promise<Committed> {
        const outcomes = await Promise.all(this.nodes.peers.map(one => one.commits.next(txId)));
        const [first] = outcomes;
        if (!first || outcomes.some(({ code }) => code !== first.code)) {
            throw new Error(`the peers judge ${txId} differently: ${outcomes.map(({ code }) => code).join(', ')}`);
        }
        return first;
    }
}

/** Puts the chaincode on the channel, as deployed at each peer's organisation. */
async function define(nodes: Nodes, options: InProcessOptions): Promise<void> {
    const { name, version = '1.0', collections = collectionsOf(options.chaincodeDir), policy = defaultEndorsementPolicy } = options;
    for (const { mspId } of nodes.peers) nodes.install(mspId, name, { packageId: `${name}_${version}:in-process`, address: 'in-process' });
    await nodes.commitDefinition({
        name, version, sequence: 1, endorsementPolicy: encodeApplicationPolicy(policy),
        ...collections && { collections: encodeCollections(collections) },
    });
}

function failure(): { readonly promise: Promise<never>; readonly reject: (error: unknown) => void } {
    let reject: (error: unknown) => void = () => undefined;
    const promise = new Promise<never>((_, refuse) => reject = refuse);
    promise.catch(() => undefined);
    return { promise, reject };
}
