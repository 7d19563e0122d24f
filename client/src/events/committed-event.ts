// An event of Carnet with its place on the ledger.
import { EVENT_NAME, EVENT_VERSION, type CarnetEvent } from '@carnet/domain';
import type { ChaincodeEvent } from '@hyperledger/fabric-gateway';
import { CarnetError } from '../errors/carnet-error.js';

/** Where an event stands: a transaction has one at most. */
export interface EventPlace {
    readonly blockNumber: bigint;
    readonly transactionId: string;
}

/** `type` says what `items` are. A newer chaincode may send types that are not listed here: pass them over. */
export type CommittedEvent = CarnetEvent & EventPlace;

/** @throws CarnetError EVENT_UNREADABLE */
export function readEvent({ blockNumber, transactionId, eventName, payload }: ChaincodeEvent): CommittedEvent {
    const refuse = (cause?: unknown): CarnetError => new CarnetError('EVENT_UNREADABLE', `Transaction ${transactionId} has an event that is not one of Carnet.`, {
        details: { event: eventName, block: String(blockNumber) }, transactionId, cause,
    });
    let content: unknown;
    try {
        content = JSON.parse(Buffer.from(payload).toString('utf8'));
    } catch (cause) {
        throw refuse(cause);
    }
    const { v, type, items } = (content ?? {}) as Record<string, unknown>;
    if (eventName !== EVENT_NAME || v !== EVENT_VERSION || typeof type !== 'string' || !Array.isArray(items)) throw refuse();
    return { v, type, items, blockNumber, transactionId } as CommittedEvent;
}
