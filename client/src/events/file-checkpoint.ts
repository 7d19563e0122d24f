// How far the events were handled, in a file that outlives the program and the computer.
import { readFile } from 'node:fs/promises';
import type { ChaincodeEvent, Checkpointer } from '@hyperledger/fabric-gateway';
import { present } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';
import { systemReason } from '../errors/system-reason.js';
import { replaceFile } from '../files/replaced-file.js';

interface Place { readonly blockNumber: bigint; readonly transactionId?: string }

function invalid(path: string, reason: string, cause?: unknown): CarnetError {
    return new CarnetError('EVENTS_CHECKPOINT_INVALID', `The checkpoint ${path} ${reason}.`, { details: { path }, cause });
}

/** @returns undefined where there is no such file; an empty one is a fault, since starting anew would hand out everything again */
async function read(path: string): Promise<Place | undefined> {
    let content: unknown;
    try {
        content = JSON.parse(await readFile(path, 'utf8'));
    } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw invalid(path, `cannot be read: ${systemReason(cause)}`, cause);
    }
    const { v, block, transactionId } = (content ?? {}) as Record<string, unknown>;
    const known = v === 1 && typeof block === 'string' && /^\d{1,20}$/.test(block)
        && (transactionId === undefined || typeof transactionId === 'string' && /^[0-9a-f]{64}$/.test(transactionId));
    if (!known) throw invalid(path, 'is not one of events');
    return { blockNumber: BigInt(block), ...present({ transactionId }) };
}

/**
 * A checkpointer of the Fabric gateway that loses nothing in a crash: each place is written beside the file, forced to disk and renamed.
 * For one reader at a time.
 *
 * ```ts
 * for await (const event of carnet.events({ checkpoint: await FileCheckpoint.open('/var/lib/dealer/events.json') })) await handle(event);
 * ```
 */
export class FileCheckpoint implements Checkpointer {
    readonly #path: string;
    #place: Place | undefined;

    private constructor(path: string, place: Place | undefined) {
        this.#path = path;
        this.#place = place;
    }

    /** @param path of a file that is made with the first event. @throws CarnetError EVENTS_CHECKPOINT_INVALID for what is not a checkpoint */
    static async open(path: string): Promise<FileCheckpoint> {
        return new FileCheckpoint(path, await read(path));
    }

    getBlockNumber(): bigint | undefined {
        return this.#place?.blockNumber;
    }

    getTransactionId(): string | undefined {
        return this.#place?.transactionId;
    }

    /** @throws CarnetError EVENTS_CHECKPOINT_INVALID, as all that write */
    checkpointBlock(blockNumber: bigint): Promise<void> {
        return this.#write({ blockNumber: blockNumber + 1n });
    }

    checkpointTransaction(blockNumber: bigint, transactionId: string): Promise<void> {
        return this.#write({ blockNumber, transactionId });
    }

    checkpointChaincodeEvent({ blockNumber, transactionId }: ChaincodeEvent): Promise<void> {
        return this.#write({ blockNumber, transactionId });
    }

    async #write(place: Place): Promise<void> {
        const { blockNumber, transactionId } = place;
        try {
            await replaceFile(this.#path, `${JSON.stringify({ v: 1, block: String(blockNumber), transactionId })}\n`);
        } catch (cause) {
            throw invalid(this.#path, `cannot be written: ${systemReason(cause)}`, cause);
        }
        this.#place = place;
    }
}
