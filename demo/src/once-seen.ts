// Waits for another organisation's peer to have what ours has already committed: peers commit one after the other, not at once.
import { setTimeout as sleep } from 'node:timers/promises';
import { CarnetError } from '@carnet/client';

/** Repeats `call` while it is refused with `code`, for at most 10 s. */
export async function onceSeen<T>(code: string, call: () => Promise<T>): Promise<T> {
    for (let left = 100; ; left--) {
        try {
            return await call();
        } catch (error) {
            if (!(error instanceof CarnetError) || error.code !== code || left === 0) throw error;
            await sleep(100);
        }
    }
}
