// The chaincode as fabric-shim runs it, on a ledger that is a Map: for callers of any organisation, and for a trace of all it does.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { CHAINCODE_DIR } from './trade.js';

/** A call by whoever holds `certificate`: which peer let him in as a member of `mspId` is not asked here. */
export interface Call {
    /** Bytes of the creator: PEM. */
    readonly certificate: string;
    readonly mspId: string;
    readonly milliseconds: number;
    /** Bytes are handed on as fabric-shim does, read as UTF-8. */
    readonly args: readonly (string | Uint8Array)[];
    readonly transient?: Readonly<Record<string, string>>;
    /** Organisation of the peer, '' where its chaincode process was not told; default: the caller's. */
    readonly peerMspId?: string;
}

export interface Outcome {
    /** 200, or 500 for a refusal. */
    readonly status: number;
    /** What the function answered, or the refusal. */
    readonly answer: string;
    /**
     * `read key message`, `write key value`, `event name payload` in order; of private data the key has the collection before it. Keys that were
     * asked for at once have the same number of the message.
     */
    readonly trace: readonly (readonly string[])[];
}

/** An outcome that is not on the ledger yet. */
export interface EndorsedCall extends Outcome {
    readonly transactionId: string;
    /** As a peer validates: false, and nothing is written, where a key that was read singly has changed since. */
    readonly commit: () => boolean;
}

/** Of the call with this number, counted from 0: as Fabric's, the form of a hash. */
export function transactionId(number: number): string {
    return createHash('sha256').update(`transaction ${number}`).digest('hex');
}

interface Response { readonly status: number; readonly message?: string; readonly payload?: Uint8Array }
interface Chaincode { Invoke(stub: unknown): Promise<Response> }
type ChaincodeClass = new (contracts: unknown[], serializers: unknown, metadata: object, title: string, version: string) => Chaincode;

const fromChaincode = createRequire(join(CHAINCODE_DIR, 'package.json'));
const fromShim = createRequire(fromChaincode.resolve('fabric-shim'));

function loadChaincode(): Chaincode {
    // As on the networks in one process: a refusal is an answer, and is not logged.
    process.env['CORE_CHAINCODE_LOGGING_LEVEL'] ??= 'critical';
    const bootstrap = fromShim('./lib/contract-spi/bootstrap.js') as {
        getInfoFromContract(path: string): { contracts: unknown[]; serializers: unknown; title: string; version: string };
    };
    const ChaincodeFromContract = fromShim('./lib/contract-spi/chaincodefromcontract.js') as ChaincodeClass;
    const { contracts, serializers, title, version } = bootstrap.getInfoFromContract(CHAINCODE_DIR);
    // It adds a contract of its own to the list that it is given.
    return new ChaincodeFromContract([...contracts], serializers, {}, title, version);
}

export class StubLedger {
    /** Values by key, as committed. */
    readonly committed = new Map<string, Uint8Array>();
    /** Whether writes take a while: one that nobody waits for would be missing from the trace. */
    delaysWrites = true;
    readonly #chaincode = loadChaincode();
    #calls = 0;

    /** Runs a transaction and commits what it wrote, unless it was refused. */
    async invoke(call: Call): Promise<Outcome> {
        const { commit, status, answer, trace } = await this.endorse(call);
        if (status === 200) commit();
        return { status, answer, trace };
    }

    /** Runs a transaction, to be committed later or never. */
    async endorse({ certificate, mspId, milliseconds, args, transient = {}, peerMspId = mspId }: Call): Promise<EndorsedCall> {
        const number = this.#calls++;
        const seen = new Map<string, Uint8Array | undefined>();
        const trace: (readonly string[])[] = [];
        const written = new Map<string, Uint8Array>();
        const delay = (): Promise<unknown> | undefined => this.delaysWrites ? new Promise(resolve => setTimeout(resolve, number % 3)) : undefined;
        let messages = 0;
        let asking = false;
        const messageNumber = (): string => {
            if (!asking) {
                asking = true;
                messages += 1;
                queueMicrotask(() => { asking = false; });
            }
            return String(messages);
        };
        const texts = args.map(arg => typeof arg === 'string' ? arg : Buffer.from(arg).toString('utf8'));
        const { status, message, payload } = await this.#chaincode.Invoke({
            getArgs: () => texts, getFunctionAndParameters: () => ({ fcn: texts[0] ?? '', params: texts.slice(1) }),
            getBufferArgs: () => args.map(arg => Buffer.from(arg as Uint8Array)), getTxID: () => transactionId(number), getChannelID: () => 'mychannel',
            getCreator: () => ({ mspid: mspId, idBytes: Buffer.from(certificate) }), getDateTimestamp: () => new Date(milliseconds),
            getState: (key: string) => {
                trace.push(['read', key, messageNumber()]);
                seen.set(key, this.committed.get(key));
                return Promise.resolve(this.committed.get(key) ?? new Uint8Array());
            },
            putState: async (key: string, value: Uint8Array) => {
                await delay();
                trace.push(['write', key, Buffer.from(value).toString('utf8')]);
                written.set(key, value);
            },
            deleteState: async (key: string) => {
                await delay();
                trace.push(['delete', key]);
                written.set(key, new Uint8Array());
            },
            getStateByPartialCompositeKeyWithPagination: (type: string, attributes: readonly string[], size: number, bookmark: string) => {
                const prefix = `\0${[type, ...attributes].map(part => `${part}\0`).join('')}`;
                trace.push(['range', prefix, bookmark]);
                const bytewise = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
                const keys = [...this.committed.keys()].filter(key => key.startsWith(prefix) && bytewise(key, bookmark) >= 0).sort(bytewise);
                const page = keys.slice(0, size).map(key => ({ key, value: this.committed.get(key) }));
                const iterator = {
                    next: () => Promise.resolve(page.length > 0 ? { done: false, value: page.shift() } : { done: true }),
                    close: () => Promise.resolve(),
                };
                return Promise.resolve({ iterator, metadata: { fetchedRecordsCount: page.length, bookmark: keys[size] ?? '' } });
            },
            getTransient: () => new Map(Object.entries(transient).map(([name, text]) => [name, Buffer.from(text)])),
            getMspID: () => {
                if (peerMspId === '') throw new Error('CORE_PEER_LOCALMSPID is unset in chaincode process');
                return peerMspId;
            },
            getPrivateData: (collection: string, key: string) => {
                trace.push(['read', collection, key]);
                return Promise.resolve(this.committed.get(`${collection}/${key}`) ?? new Uint8Array());
            },
            getPrivateDataHash: (collection: string, key: string) => {
                trace.push(['read hash', collection, key]);
                return Promise.resolve(this.committed.has(`${collection}/${key}`) ? new Uint8Array(32) : new Uint8Array());
            },
            putPrivateData: async (collection: string, key: string, value: Uint8Array) => {
                await delay();
                trace.push(['write', collection, key, Buffer.from(value).toString('utf8')]);
                written.set(`${collection}/${key}`, value);
            },
            purgePrivateData: async (collection: string, key: string) => {
                await delay();
                trace.push(['purge', collection, key]);
                written.set(`${collection}/${key}`, new Uint8Array());
            },
            setEvent: (name: string, content: Uint8Array) => trace.push(['event', name, Buffer.from(content).toString('utf8')]),
        });
        const commit = (): boolean => {
            // A value is replaced whenever it is written, so that the same object is the same version.
            if ([...seen].some(([key, value]) => this.committed.get(key) !== value)) return false;
            for (const [key, value] of written) {
                if (value.length > 0) this.committed.set(key, value);
                else this.committed.delete(key);
            }
            return true;
        };
        return { transactionId: transactionId(number), status, answer: status === 200 ? Buffer.from(payload ?? []).toString('utf8') : message ?? '', trace, commit };
    }
}
