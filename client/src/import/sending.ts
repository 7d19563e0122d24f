// How an import speaks to the ledger: batches that are submitted, or in a dry run only asked about.
import { setTimeout as delay } from 'node:timers/promises';
import { present, type ReceiptRow } from '@carnet/domain';
import { ContractClient } from '../call/contract-client.js';
import type { Session } from '../call/session.js';
import { CarnetError } from '../errors/carnet-error.js';
import { submitting, type BatchOptions } from '../recording/batch-recording.js';
import type { Send } from '../recording/recording.js';

function asking(session: Session, { signal }: BatchOptions): Send {
    const contract = new ContractClient(session, 'VehicleRecord');
    return async entries => ({
        rows: await contract.evaluate<ReceiptRow[]>('RecordEntries', [entries], present({ signal })),
        transactionId: '',
    });
}

const LAG_ATTEMPTS = 8;

/**
 * Every car of a batch was seen, or registered, on the gateway peer just before. Where an endorser does not know it, that peer is behind by a
 * block or two: the batch is sent again a little later.
 */
function waitingForPeers(send: Send, signal: AbortSignal | undefined): Send {
    return async entries => {
        for (let attempt = 1; ; attempt++) {
            try {
                return await send(entries);
            } catch (error) {
                const isBehind = error instanceof CarnetError && error.code === 'VEHICLE_NOT_FOUND';
                if (!isBehind || attempt >= LAG_ATTEMPTS || signal?.aborted === true) throw error;
                await delay(25 * 2 ** attempt);
            }
        }
    };
}

export function sender(session: Session, dryRun: boolean, options: BatchOptions): Send {
    return waitingForPeers(dryRun ? asking(session, options) : submitting(session, options), options.signal);
}
