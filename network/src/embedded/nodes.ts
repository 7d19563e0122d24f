// The peers and the orderer of one channel in one process, without any network around them.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { peer, type common, type orderer } from '@hyperledger/fabric-protos';
import { Channel, type OrganizationMsp } from './channel/channel.js';
import { dialChaincodeServer, type ChaincodeStream } from './chaincode/stream.js';
import type { GatewayContext } from './gateway/context.js';
import type { ChaincodeDefinition } from './lifecycle/chaincode-definition.js';
import { definitionTransaction } from './lifecycle/commit-definition.js';
import { InstalledPackages, type InstalledPackage } from './lifecycle/installed-packages.js';
import { SigningIdentity } from '../msp/signing-identity.js';
import { everyNth } from './orderer/every-nth.js';
import { genesisEnvelope } from './orderer/genesis.js';
import { Orderer, defaultBatchOptions, type BatchOptions } from './orderer/orderer.js';
import { Peer } from './peer/peer.js';
import type { TestSwitches } from './test-switches.js';

/** A node's organisation, and the folder with its own certificate and key. */
export interface NodeIdentity extends OrganizationMsp {
    readonly nodeMspDir: string;
    /** host:port as clients know it. */
    readonly address: string;
}

export interface NodesOptions {
    /** Where ledgers and installed packages are kept. */
    readonly dir: string;
    readonly channel: string;
    readonly peers: readonly NodeIdentity[];
    readonly orderer: NodeIdentity;
    readonly batch?: Partial<BatchOptions>;
    readonly switches?: TestSwitches;
    /** Reaches a chaincode; default: gRPC to its address. */
    readonly dial?: (mspId: string, packageId: string, address: string) => Promise<ChaincodeStream>;
    readonly log: (line: string) => void;
    /** Called when a peer could not commit a block: nothing can go on. */
    readonly onFailure: (error: unknown) => void;
}

const DIAL_TIMEOUT_MS = 3000;
const EXECUTE_TIMEOUT_MS = 3000;

export class Nodes {
    readonly channel: Channel;
    readonly peers: readonly Peer[];
    readonly orderer: Orderer;
    readonly installed: InstalledPackages;
    readonly #ordererSigner: SigningIdentity;
    readonly #log: (line: string) => void;

    private constructor(channel: Channel, peers: readonly Peer[], installed: InstalledPackages, options: NodesOptions) {
        const { switches = {} } = options;
        this.channel = channel;
        this.peers = peers;
        this.installed = installed;
        this.#log = options.log;
        this.#ordererSigner = SigningIdentity.read(options.orderer.mspId, options.orderer.nodeMspDir);
        const [highest] = peers;
        if (!highest) throw new Error('a channel needs at least one peer');
        this.orderer = new Orderer({
            channel,
            signer: this.#ordererSigner,
            batch: { ...defaultBatchOptions, ...options.batch },
            position: { nextNumber: highest.ledger.height(), previousHash: highest.ledger.currentBlockHash() },
            deliver: block => { for (const one of peers) one.receive(block); },
            faults: {
                ...switches.dropEvery !== undefined && { drop: everyNth(switches.dropEvery) },
                ...switches.duplicateEvery !== undefined && { duplicate: everyNth(switches.duplicateEvery) },
            },
        });
    }

    /** Opens or makes the channel; after a kill, a peer that is behind gets the missing blocks first. */
    static async open(options: NodesOptions): Promise<Nodes> {
        mkdirSync(options.dir, { recursive: true });
        const { switches = {} } = options;
        const channel = await Channel.open({
            name: options.channel, application: options.peers, orderer: options.orderer,
            ...switches.clockOffsetMs !== undefined && { clockOffsetMs: switches.clockOffsetMs },
        });
        const installed = new InstalledPackages(join(options.dir, 'packages.json'));
        const opened: Peer[] = [];
        try {
            for (const identity of options.peers) opened.push(await openPeer(identity, options, channel, installed, () => opened));
            await catchUp(opened);
            const nodes = new Nodes(channel, opened, installed, options);
            if (opened[0]?.ledger.height() === 0n) nodes.orderer.append([genesisEnvelope(channel, nodes.#ordererSigner)]);
            await Promise.all(opened.map(one => one.idle()));
            return nodes;
        } catch (error) {
            await Promise.all(opened.map(one => one.close()));
            throw error;
        }
    }

    /** What the gateway of one organisation's peer works with. */
    gateway(mspId: string): GatewayContext {
        const local = this.peers.find(one => one.mspId === mspId);
        if (!local) throw new Error(`${mspId} has no peer here`);
        return {
            channel: this.channel, local, log: this.#log,
            peersWith: chaincode => this.peers.filter(one => one.chaincodes.hasChaincode(chaincode)),
            broadcast: (envelope: common.Envelope): orderer.BroadcastResponse => this.orderer.broadcast(envelope),
        };
    }

    /** Tells an organisation's peer where its process of a chaincode is. */
    install(mspId: string, chaincode: string, installed: InstalledPackage): void {
        const before = this.installed.get(mspId, chaincode);
        this.installed.install(mspId, chaincode, installed);
        if (before) this.peers.find(one => one.mspId === mspId)?.chaincodes.disconnect(before.packageId);
    }

    /** Commits a definition; resolves when every peer has it in force. @throws Error when it does not become valid. */
    async commitDefinition(definition: ChaincodeDefinition): Promise<void> {
        await Promise.all(this.peers.map(one => one.idle()));
        const { txId, envelope } = await definitionTransaction(definition, this.channel, this.#ordererSigner, this.peers);
        const committed = Promise.all(this.peers.map(one => one.commits.next(txId)));
        const response = this.orderer.broadcast(envelope);
        if (response.getInfo() !== '') throw new Error(`the orderer refused the definition of ${definition.name}: ${response.getInfo()}`);
        const invalid = (await committed).find(({ code }) => code !== peer.TxValidationCode.VALID);
        if (invalid) throw new Error(`the definition of ${definition.name} was not valid (code ${invalid.code}): deploy again`);
        await Promise.all(this.peers.map(one => one.idle()));
    }

    /** Cuts the last block, commits it and closes the ledgers. */
    async close(): Promise<void> {
        this.orderer.close();
        await Promise.all(this.peers.map(one => one.close()));
    }
}

function openPeer(
    identity: NodeIdentity, options: NodesOptions, channel: Channel, installed: InstalledPackages, peers: () => readonly Peer[],
): Promise<Peer> {
    const { switches = {}, dial, log, onFailure } = options;
    const { mspId, address } = identity;
    const { killAt } = switches;
    return Peer.open({
        channel, address, installed, peers, onFailure,
        log: line => log(`${mspId}: ${line}`),
        signer: SigningIdentity.read(mspId, identity.nodeMspDir),
        dir: join(options.dir, mspId),
        dial: (packageId, at) => dial ? dial(mspId, packageId, at) : dialChaincodeServer(packageId, at, DIAL_TIMEOUT_MS),
        executeTimeoutMs: switches.executeTimeoutMs ?? EXECUTE_TIMEOUT_MS,
        keepaliveSeconds: switches.keepaliveSeconds ?? 0,
        singleKeys: switches.singleKeys ?? false,
        lagMs: switches.lagMs?.[mspId] ?? 0,
        ...killAt?.mspId === mspId && {
            atStep: (step, blockNumber) => {
                if (step === killAt.step && blockNumber === BigInt(killAt.blockNumber)) process.kill(process.pid, 'SIGKILL');
            },
        },
    });
}

/** Brings all peers to the height of the highest. */
async function catchUp(peers: Peer[]): Promise<void> {
    const [highest] = [...peers].sort((a, b) => Number(b.ledger.height() - a.ledger.height()));
    if (!highest) return;
    for (const behind of peers) {
        for (let number = behind.ledger.height(); number < highest.ledger.height(); number++) {
            const block = await highest.ledger.block(number);
            if (!block) throw new Error(`block ${number} is missing in the ledger of ${highest.mspId}`);
            behind.receive(block);
        }
        await behind.idle();
    }
}
