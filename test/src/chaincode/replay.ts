// Runs a list of transactions through the chaincode in a process of its own and prints everything it did, for comparison.
// usage: node replay.js <transactions.json>, with the clock shifted by CARNET_TEST_CLOCK_SHIFT_MS
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { CHAINCODE_DIR } from './trade.js';

export interface ReplayedTransaction {
    readonly certificate: string;
    readonly mspId: string;
    readonly milliseconds: number;
    readonly args: readonly string[];
}

interface Response { readonly status: number; readonly message?: string; readonly payload?: Uint8Array }

function shiftClock(milliseconds: number): void {
    const now = Date.now.bind(Date);
    Date.now = () => now() + milliseconds;
}

const fromChaincode = createRequire(join(CHAINCODE_DIR, 'package.json'));
const fromShim = createRequire(fromChaincode.resolve('fabric-shim'));

interface Chaincode { Invoke(stub: unknown): Promise<Response> }
type ChaincodeClass = new (contracts: unknown[], serializers: unknown, metadata: object, title: string, version: string) => Chaincode;

function loadChaincode(): Chaincode {
    const bootstrap = fromShim('./lib/contract-spi/bootstrap.js') as {
        getInfoFromContract(path: string): { contracts: unknown[]; serializers: unknown; title: string; version: string };
    };
    const ChaincodeFromContract = fromShim('./lib/contract-spi/chaincodefromcontract.js') as ChaincodeClass;
    const { contracts, serializers, title, version } = bootstrap.getInfoFromContract(CHAINCODE_DIR);
    return new ChaincodeFromContract(contracts, serializers, {}, title, version);
}

async function main(): Promise<void> {
    shiftClock(Number(process.env['CARNET_TEST_CLOCK_SHIFT_MS'] ?? '0'));
    const [, , file = ''] = process.argv;
    const transactions = JSON.parse(readFileSync(file, 'utf8')) as ReplayedTransaction[];
    const chaincode = loadChaincode();
    const committed = new Map<string, Uint8Array>();
    for (const [index, { certificate, mspId, milliseconds, args }] of transactions.entries()) {
        const trace: (readonly string[])[] = [];
        const written = new Map<string, Uint8Array>();
        const stub = {
            getArgs: () => args, getBufferArgs: () => args.map(arg => Buffer.from(arg)), getTxID: () => `tx-${index}`, getChannelID: () => 'mychannel',
            getCreator: () => ({ mspid: mspId, idBytes: Buffer.from(certificate) }), getDateTimestamp: () => new Date(milliseconds),
            getState: (key: string) => {
                trace.push(['read', key]);
                return Promise.resolve(committed.get(key) ?? new Uint8Array());
            },
            // A write that nobody waits for would be missing from the trace.
            putState: async (key: string, value: Uint8Array) => {
                await new Promise(resolve => setTimeout(resolve, index % 3));
                trace.push(['write', key, Buffer.from(value).toString('utf8')]);
                written.set(key, value);
            },
            setEvent: (name: string, payload: Uint8Array) => trace.push(['event', name, Buffer.from(payload).toString('utf8')]),
        };
        const { status, message, payload } = await chaincode.Invoke(stub);
        if (status === 200) for (const [key, value] of written) committed.set(key, value);
        const answer = status === 200 ? Buffer.from(payload ?? []).toString('utf8') : message ?? '';
        process.stdout.write(`${JSON.stringify({ index, name: args[0], status, answer, trace })}\n`);
    }
}

// fabric-shim takes over unhandled errors and would end with status 0.
main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
});
