// One organisation's peer: its ledger, its chaincodes, its key.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { peer as protos, type common } from '@hyperledger/fabric-protos';
import type { Channel } from '../channel/channel.js';
import { ChaincodeSupport } from '../chaincode/chaincode-support.js';
import type { ChaincodeStream } from '../chaincode/stream.js';
import { Endorser } from '../endorser/endorser.js';
import { TransientStore } from '../endorser/transient-store.js';
import type { PrivateDataReceiver } from '../endorser/dissemination.js';
import type { CommitStep, CommittedBlock, Ledger } from '../ledger/ledger.js';
import { openLedger } from '../ledger/open-ledger.js';
import { LIFECYCLE_NAMESPACE } from '../lifecycle/chaincode-definition.js';
import { Definitions } from '../lifecycle/definitions.js';
import type { InstalledPackages } from '../lifecycle/installed-packages.js';
import type { SigningIdentity } from '../../msp/signing-identity.js';
import { invokedChaincode, transactionHeader } from '../../transaction/envelope.js';
import { blockChecker } from '../validation/block-checker.js';
import { BlockQueue } from './block-queue.js';
import { CommitNotifier } from './commit-notifier.js';

export interface PeerOptions {
    readonly channel: Channel;
    readonly signer: SigningIdentity;
    /** host:port as clients know it; named in error details. */
    readonly address: string;
    /** Folder of the peer's ledger and private data in transit. */
    readonly dir: string;
    readonly installed: InstalledPackages;
    readonly dial: (packageId: string, address: string) => Promise<ChaincodeStream>;
    readonly executeTimeoutMs: number;
    readonly keepaliveSeconds: number;
    readonly singleKeys: boolean;
    /** Milliseconds that this peer is behind with every block. */
    readonly lagMs: number;
    readonly atStep?: (step: CommitStep, blockNumber: bigint) => void;
    readonly log: (line: string) => void;
    /** Called when a block could not be committed: the peer cannot go on. */
    readonly onFailure: (error: unknown) => void;
    /** All peers of the channel, this one included. */
    readonly peers: () => readonly PrivateDataReceiver[];
}

export class Peer implements PrivateDataReceiver {
    readonly address: string;
    readonly ledger: Ledger;
    readonly definitions: Definitions;
    readonly chaincodes: ChaincodeSupport;
    readonly endorser: Endorser;
    readonly transientStore: TransientStore;
    readonly commits: CommitNotifier;
    readonly signer: SigningIdentity;
    readonly #blocks: BlockQueue;
    readonly #options: PeerOptions;

    private constructor(options: PeerOptions, ledger: Ledger, definitions: Definitions) {
        const { channel, signer, installed, dial, executeTimeoutMs, keepaliveSeconds, singleKeys, log } = options;
        this.#options = options;
        this.address = options.address;
        this.signer = signer;
        this.ledger = ledger;
        this.definitions = definitions;
        this.commits = new CommitNotifier(ledger);
        this.transientStore = new TransientStore(join(options.dir, 'transient'));
        this.chaincodes = new ChaincodeSupport({
            mspId: signer.mspId, definitions, installed, dial, executeTimeoutMs, keepaliveSeconds, singleKeys, log,
        });
        this.endorser = new Endorser({ channel, ledger, definitions, chaincodes: this.chaincodes, signer, receivers: options.peers, log });
        this.#blocks = new BlockQueue(block => this.#commit(block), options.lagMs, options.onFailure);
    }

    /** Opens the peer's ledger, made if absent, and repairs it if the process was killed. */
    static async open(options: PeerOptions): Promise<Peer> {
        mkdirSync(options.dir, { recursive: true });
        const definitions = new Definitions(options.channel);
        const ledger = await openLedger({
            dir: join(options.dir, 'ledger'),
            channelId: options.channel.name,
            collection: (namespace, name) => {
                const collection = definitions.get(namespace)?.collections.get(name);
                return collection && { member: collection.memberMspIds.includes(options.signer.mspId), blockToLive: collection.blockToLive };
            },
            ...options.atStep && { atStep: options.atStep },
        });
        await definitions.load(ledger);
        return new Peer(options, ledger, definitions);
    }

    get mspId(): string { return this.signer.mspId; }

    /** Takes a block from the orderer, which others may have too and nobody changes; it is committed after those before it. */
    receive(block: common.Block): void {
        this.#blocks.push(block);
    }

    /** Resolves when every block received so far is committed. */
    idle(): Promise<void> {
        return this.#blocks.drained();
    }

    async close(): Promise<void> {
        await this.idle();
        this.chaincodes.close();
        await this.ledger.close();
    }

    async #commit(block: common.Block): Promise<void> {
        const txIds = (block.getData()?.getDataList_asU8() ?? []).map(envelope => transactionHeader(envelope)?.txId ?? '');
        const privateData = new Map(txIds.flatMap((txId, index) => {
            const writeSet = this.transientStore.get(txId);
            return writeSet ? [[index, writeSet] as const] : [];
        }));
        const { channel } = this.#options;
        const committed = await this.ledger.commit(block, privateData, blockChecker(channel, this.definitions, () => this.ledger));
        if (writesDefinitions(committed)) await this.definitions.load(this.ledger);
        this.transientStore.purge(txIds, this.ledger.height());
    }
}

/** Whether a valid transaction of the block ran `_lifecycle`. */
function writesDefinitions({ block, codes }: CommittedBlock): boolean {
    return (block.getData()?.getDataList_asU8() ?? []).some((envelope, index) =>
        codes[index] === protos.TxValidationCode.VALID && invokedChaincode(envelope) === LIFECYCLE_NAMESPACE);
}
