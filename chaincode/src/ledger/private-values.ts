// Values of a private collection, of which the channel sees hashes only. Whoever hands them out checks first who asks, and where.
import { canonicalJson, type CarnetFailure } from '@carnet/domain';
import { compositeKey } from './composite-key';
import type { LedgerContext } from './ledger-context';

/** One JSON value per list of attributes. */
export interface PrivateValues<T> {
    /** @returns undefined where nothing stands. @throws CarnetFailure where this peer does not hold what stands */
    read(...attributes: readonly string[]): Promise<T | undefined>;
    /** Whether something stands, known by its hash also to a peer that does not hold it. */
    has(...attributes: readonly string[]): Promise<boolean>;
    write(value: T, ...attributes: readonly string[]): Promise<void>;
    /** Removes the value and all that peers keep of earlier ones. */
    purge(...attributes: readonly string[]): Promise<void>;
}

/** What the peer says where the hash of a value is known and the value did not reach it (yet). */
const NOT_HELD = 'private data matching public hash version is not available';

/** @param notHeld the refusal where this peer does not hold what stands */
export function privateValues<T>(context: LedgerContext, collection: string, objectType: string, notHeld: () => CarnetFailure): PrivateValues<T> {
    const keyOf = (attributes: readonly string[]): string => compositeKey(objectType, attributes);
    return {
        read: async (...attributes) => {
            const key = keyOf(attributes);
            context.state.requireUnchanged(collection, key);
            let bytes: Uint8Array;
            try {
                bytes = await context.stub.getPrivateData(collection, key);
            } catch (error) {
                if (!(error instanceof Error) || !error.message.includes(NOT_HELD)) throw error;
                throw notHeld();
            }
            return bytes.length === 0 ? undefined : JSON.parse(new TextDecoder().decode(bytes)) as T;
        },
        has: async (...attributes) => {
            const key = keyOf(attributes);
            context.state.requireUnchanged(collection, key);
            return (await context.stub.getPrivateDataHash(collection, key)).length > 0;
        },
        write: (value, ...attributes) =>
            context.state.change({ kind: 'put', collection, key: keyOf(attributes), value: Buffer.from(canonicalJson(value), 'utf8') }),
        purge: (...attributes) => context.state.change({ kind: 'purge', collection, key: keyOf(attributes), value: Buffer.alloc(0) }),
    };
}
