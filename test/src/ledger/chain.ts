// A ledger in a temporary folder with a chain to commit to it: transactions from simulations, blocks from transactions.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import timestampPb from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { common, peer } from '@hyperledger/fabric-protos';
import type { BlockChecker, CommittedBlock, Ledger, LedgerOptions, ResultsIterator, Simulator } from '@carnet/network/dist/embedded/ledger/ledger.js';
import { openLedger } from '@carnet/network/dist/embedded/ledger/open-ledger.js';

export const Code = peer.TxValidationCode;
export const CC = 'cc';
export const bytes = (value: string): Uint8Array => Buffer.from(value, 'utf8');
export const text = (value: Uint8Array | undefined): string | undefined => value && Buffer.from(value).toString('utf8');
export const sha256 = (value: Uint8Array | string): Buffer => createHash('sha256').update(value).digest();
export const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

/** A checker that objects to nothing. */
export const noObjection: BlockChecker = block => Promise.resolve((block.getData()?.getDataList() ?? []).map(() => Code.NOT_VALIDATED));

export interface Endorsed { readonly envelope: Uint8Array; readonly privateData?: Uint8Array }

/** What a transaction does to its simulator. */
export type Work = (simulator: Simulator) => Promise<void>;

/** An endorser transaction around a read/write set. */
export function envelope(txId: string, results: Uint8Array, seconds = 1_700_000_000): Uint8Array {
    const action = new peer.ChaincodeAction();
    action.setResults(results);
    const response = new peer.ProposalResponsePayload();
    response.setExtension$(action.serializeBinary());
    const endorsed = new peer.ChaincodeEndorsedAction();
    endorsed.setProposalResponsePayload(response.serializeBinary());
    const actionPayload = new peer.ChaincodeActionPayload();
    actionPayload.setAction(endorsed);
    const transactionAction = new peer.TransactionAction();
    transactionAction.setPayload(actionPayload.serializeBinary());
    const transaction = new peer.Transaction();
    transaction.addActions(transactionAction);
    return signed(common.HeaderType.ENDORSER_TRANSACTION, txId, transaction.serializeBinary(), seconds);
}

export function configEnvelope(config: Uint8Array): Uint8Array {
    return signed(common.HeaderType.CONFIG, '', config, 0);
}

function signed(type: common.HeaderTypeMap[keyof common.HeaderTypeMap], txId: string, data: Uint8Array, seconds: number): Uint8Array {
    const timestamp = new timestampPb.Timestamp();
    timestamp.setSeconds(seconds);
    timestamp.setNanos(5);
    const channelHeader = new common.ChannelHeader();
    channelHeader.setType(type);
    channelHeader.setTxId(txId);
    channelHeader.setChannelId('mychannel');
    channelHeader.setTimestamp(timestamp);
    const header = new common.Header();
    header.setChannelHeader(channelHeader.serializeBinary());
    const payload = new common.Payload();
    payload.setHeader(header);
    payload.setData(data);
    const result = new common.Envelope();
    result.setPayload(payload.serializeBinary());
    return result.serializeBinary();
}

/** Block 0: a configuration. */
export function genesis(): common.Block {
    return makeBlock(0, new Uint8Array(), [configEnvelope(bytes('the channel'))]);
}

export function makeBlock(number: number, previousHash: Uint8Array, envelopes: readonly Uint8Array[]): common.Block {
    const header = new common.BlockHeader();
    header.setNumber(number);
    header.setPreviousHash(previousHash);
    header.setDataHash(sha256(Buffer.concat(envelopes)));
    const data = new common.BlockData();
    data.setDataList([...envelopes]);
    const block = new common.Block();
    block.setHeader(header);
    block.setData(data);
    block.setMetadata(new common.BlockMetadata());
    return block;
}

export interface ChainOptions extends Partial<Omit<LedgerOptions, 'dir' | 'channelId'>> { readonly dir?: string; readonly noGenesis?: boolean }

/** Collections `mine` (member), `theirs` (not), `brief` (member, lives two blocks). */
const COLLECTIONS: ReadonlyMap<string, { member: boolean; blockToLive: bigint }> = new Map([
    ['mine', { member: true, blockToLive: 0n }], ['theirs', { member: false, blockToLive: 0n }], ['brief', { member: true, blockToLive: 2n }],
]);

export class Chain {
    readonly dir: string;
    ledger: Ledger;
    readonly #options: ChainOptions;
    #txIds = 0;

    private constructor(dir: string, ledger: Ledger, options: ChainOptions) {
        this.dir = dir;
        this.ledger = ledger;
        this.#options = options;
    }

    /** Made in a temporary folder, with block 0 unless asked otherwise, and cleared away when the test ends. */
    static async make(context: TestContext, options: ChainOptions = {}): Promise<Chain> {
        const dir = options.dir ?? temporaryFolder(context);
        const chain = new Chain(dir, await openLedger(ledgerOptions(dir, options)), options);
        context.after(() => chain.ledger.close());
        if (!options.noGenesis && chain.ledger.height() === 0n) await chain.commitBlock(genesis());
        return chain;
    }

    /** Over a ledger that somebody else opened and closes. */
    static async over(ledger: Ledger, dir: string): Promise<Chain> {
        const chain = new Chain(dir, ledger, {});
        if (ledger.height() === 0n) await chain.commitBlock(genesis());
        return chain;
    }

    /** Closes the ledger and opens it anew. */
    async reopen(options: ChainOptions = this.#options): Promise<void> {
        await this.ledger.close();
        this.ledger = await openLedger(ledgerOptions(this.dir, options));
    }

    /** Runs the work on the state of the moment. */
    async endorse(work: Work, txId = `tx${this.#txIds++}`): Promise<Endorsed> {
        const simulator = await this.ledger.newSimulator(txId);
        try {
            await work(simulator);
            const { publicReadWriteSet, privateReadWriteSet } = await simulator.results();
            return { envelope: envelope(txId, publicReadWriteSet), ...privateReadWriteSet && { privateData: privateReadWriteSet } };
        } finally {
            simulator.done();
        }
    }

    /** Commits the transactions as the next block. */
    commit(endorsed: readonly Endorsed[], check = noObjection): Promise<CommittedBlock> {
        const privateData = new Map(endorsed.flatMap(({ privateData: set }, index) => set ? [[index, set] as const] : []));
        return this.commitBlock(this.nextBlock(endorsed.map(({ envelope: made }) => made)), privateData, check);
    }

    nextBlock(envelopes: readonly Uint8Array[]): common.Block {
        return makeBlock(Number(this.ledger.height()), this.ledger.currentBlockHash(), envelopes);
    }

    commitBlock(block: common.Block, privateData: ReadonlyMap<number, Uint8Array> = new Map(), check = noObjection): Promise<CommittedBlock> {
        return this.ledger.commit(block, privateData, check);
    }

    /** Endorses each work on the state of the moment and commits them together: the codes. */
    async block(...works: readonly Work[]): Promise<readonly number[]> {
        const endorsed: Endorsed[] = [];
        for (const work of works) endorsed.push(await this.endorse(work));
        return (await this.commit(endorsed)).codes;
    }

    /** Looks at the state without committing anything. */
    async look<T>(read: (simulator: Simulator) => Promise<T>): Promise<T> {
        const simulator = await this.ledger.newSimulator('look');
        try {
            return await read(simulator);
        } finally {
            simulator.done();
        }
    }

    state(key: string): Promise<string | undefined> {
        return this.look(async simulator => text(await simulator.getState(CC, key)));
    }
}

export function temporaryFolder(context: TestContext): string {
    const dir = mkdtempSync(join(tmpdir(), 'carnet-ledger-'));
    context.after(() => rmSync(dir, { recursive: true, force: true }));
    return dir;
}

export function ledgerOptions(dir: string, { totalQueryLimit, collection, atStep }: ChainOptions = {}): LedgerOptions {
    return {
        dir, channelId: 'mychannel',
        collection: collection ?? ((namespace, name) => namespace === CC ? COLLECTIONS.get(name) : undefined),
        ...totalQueryLimit !== undefined && { totalQueryLimit }, ...atStep && { atStep },
    };
}

export const put = (key: string, value = 'v'): Work => simulator => simulator.setState(CC, key, bytes(value));
export const del = (key: string): Work => simulator => simulator.deleteState(CC, key);

export async function all<T>(iterator: Promise<ResultsIterator<T>>): Promise<T[]> {
    const open = await iterator;
    const found: T[] = [];
    for (let next = await open.next(); next; next = await open.next()) found.push(next);
    await open.close();
    return found;
}
