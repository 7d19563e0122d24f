// A payer in a process of its own, to be killed: pays as fast as it can from four lanes, and says of each payment what became of it.
// usage: node payer-process.js <settings in JSON>
import { CarnetError, connect, FileJournal } from '@carnet/client';

/** What the process is started with. */
export interface PayerSettings {
    /** As Network.environment gives it. */
    readonly environment: Record<string, string>;
    /** Folder of the journal. */
    readonly journal: string;
    readonly walletId: string;
    readonly payeeId: string;
    /** Of the ids of its payments. */
    readonly prefix: string;
}

/** One line of its output: what the client said of a payment. */
export interface PayerLine { readonly outcome: 'committed' | 'rejected' | 'unknown'; readonly paymentId: string; readonly transactionId?: string }

const LANES = 4;

async function main({ environment, journal, walletId, payeeId, prefix }: PayerSettings): Promise<void> {
    const { wallets } = await connect({ env: environment, journal: new FileJournal(journal) });
    const say = (line: PayerLine): void => { process.stdout.write(`${JSON.stringify(line)}\n`); };
    const lane = async (number: number): Promise<void> => {
        for (let n = 0; ; n++) {
            const paymentId = `${prefix}-${number}-${n}`;
            try {
                const { transactionId } = await wallets.pay({ paymentId, walletId, payeeId, amount: '1', currency: 'EUR', channel: 'pos' });
                say({ outcome: 'committed', paymentId, transactionId });
            } catch (error) {
                if (!(error instanceof CarnetError)) throw error;
                const { outcome, transactionId } = error;
                say({ outcome, paymentId, ...transactionId === undefined ? {} : { transactionId } });
            }
        }
    };
    await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
}

await main(JSON.parse(process.argv[2] ?? '') as PayerSettings);
