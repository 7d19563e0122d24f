// The events of committed blocks, one after the other, across interruptions: none is left out, and none comes twice while the program runs.
import { status as Code } from '@grpc/grpc-js';
import { GatewayError, type ChaincodeEvent, type Checkpointer } from '@hyperledger/fabric-gateway';
import { pause } from '../call/backoff.js';
import type { Session } from '../call/session.js';
import { CarnetError } from '../errors/carnet-error.js';
import { readGatewayFailure } from '../errors/gateway-failure.js';
import { readEvent, type CommittedEvent, type EventPlace } from './committed-event.js';

export interface EventOptions {
    /** The first block whose events are wanted; default: the first of the channel. What `submit` returns names one. */
    readonly from?: bigint;
    /** Goes on after this event, the last one that was handled; comes before `from`. */
    readonly after?: EventPlace;
    /**
     * Keeps the place of each event once the next one is asked for, and knows where to go on: comes before the others. `FileCheckpoint`, one of
     * your own, or `checkpointers.inMemory()` of the Fabric gateway.
     */
    readonly checkpoint?: Checkpointer;
    /** Ends the iteration, without an error. */
    readonly signal?: AbortSignal;
    /** Told each time the stream broke off, before it is opened again after so many milliseconds. */
    readonly onInterruption?: (error: CarnetError, delay: number) => void;
}

/** Where to begin: the block, and the transaction in it whose event, and those before it, were handled. */
interface Start { readonly blockNumber: bigint; readonly transactionId?: string | undefined }

/** What the gateway would answer again, however often it is asked. */
const PERMANENT = new Set<number>([Code.INVALID_ARGUMENT, Code.NOT_FOUND, Code.PERMISSION_DENIED, Code.UNAUTHENTICATED, Code.UNIMPLEMENTED]);

function startOf({ from = 0n, after, checkpoint }: EventOptions): Start {
    const blockNumber = checkpoint?.getBlockNumber();
    return blockNumber === undefined ? after ?? { blockNumber: from } : { blockNumber, transactionId: checkpoint?.getTransactionId() };
}

/**
 * Passed over here and not by the peer: one that does not know the transaction would pass over everything, for ever.
 * @throws CarnetError EVENTS_CHECKPOINT_MISMATCH
 */
async function* following(
    events: AsyncIterable<ChaincodeEvent>, { blockNumber, transactionId }: Start,
): AsyncGenerator<ChaincodeEvent, void, undefined> {
    let passed = transactionId === undefined;
    for await (const event of events) {
        if (passed) {
            yield event;
        } else if (event.blockNumber === blockNumber) {
            passed = event.transactionId === transactionId;
        } else {
            throw new CarnetError('EVENTS_CHECKPOINT_MISMATCH', `Block ${blockNumber} has no event of transaction ${transactionId} on this channel.`, {
                details: { block: String(blockNumber), transactionId },
            });
        }
    }
}

/** @throws what no repetition helps against */
function interruption(thrown: unknown): CarnetError {
    if (!(thrown instanceof GatewayError)) throw thrown;
    if (PERMANENT.has(thrown.code)) throw readGatewayFailure(thrown).error;
    return interrupted(thrown.cause.details, thrown);
}

function interrupted(reason: string, cause?: unknown): CarnetError {
    return new CarnetError('EVENTS_INTERRUPTED', `The stream of events broke off: ${reason}.`, { details: { gateway: reason }, retryable: true, cause });
}

/** @throws CarnetError CLIENT_CLOSED, ACCESS_DENIED, EVENT_UNREADABLE, EVENTS_CHECKPOINT_MISMATCH, and what the checkpointer throws */
export async function* committedEvents(session: Session, options: EventOptions): AsyncGenerator<CommittedEvent, void, undefined> {
    const { checkpoint, signal, onInterruption } = options;
    const ended = signal === undefined ? session.closing : AbortSignal.any([session.closing, signal]);
    const isOver = (): boolean => ended.aborted;
    let start = startOf(options);
    for (let failures = 0; !isOver();) {
        const stream = await session.chaincodeEvents(start.blockNumber);
        const close = (): void => stream.close();
        ended.addEventListener('abort', close, { once: true });
        let broken: CarnetError;
        try {
            for await (const event of following(stream, start)) {
                if (isOver()) break;
                failures = 0;
                yield readEvent(event);
                // The next one is asked for: this one was handled.
                start = event;
                await checkpoint?.checkpointChaincodeEvent(event);
            }
            broken = interrupted('the gateway peer ended it');
        } catch (thrown) {
            // Closing a stream is an error of the stream.
            if (isOver() && thrown instanceof GatewayError) break;
            broken = interruption(thrown);
        } finally {
            ended.removeEventListener('abort', close);
            stream.close();
        }
        if (isOver()) break;
        const delay = session.backoff.longest(++failures);
        onInterruption?.(broken, delay);
        await pause(delay, ended);
    }
    if (signal?.aborted !== true) session.requireOpen();
}
