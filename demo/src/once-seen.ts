// Waits for another organisation's peer to have what ours has already committed: peers commit one after the other, not at once.
import { setTimeout as sleep } from 'node:timers/promises';
import { CarnetError } from '@carnet/client';

/**
 * Repeats `call` while it is refused with this code, or one of these, or because the peers' answers differ, for at most a minute: on a
 * busy machine one lags by seconds.
 */
export async function onceSeen<T>(codes: string | ReadonlySet<string>, call: () => Promise<T>): Promise<T> {
    const notYet = new Set(['ENDORSEMENT_MISMATCH', ...typeof codes === 'string' ? [codes] : codes]);
    for (let left = 600; ; left--) {
        try {
            return await call();
        } catch (error) {
            if (!(error instanceof CarnetError) || !notYet.has(error.code) || left === 0) throw error;
            await sleep(100);
        }
    }
}
