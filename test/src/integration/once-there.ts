// Asking again while the other company's peer is a block behind: two companies have a peer each, and a call is seen through by one of them.
import { CarnetError } from '@carnet/client';

/** Calls, and while it is refused with one of these codes calls again, for at most 10 s. */
export async function askAgainOn<T>(codes: ReadonlySet<string>, call: () => Promise<T>): Promise<T> {
    for (let left = 100; ; left--) {
        try {
            return await call();
        } catch (error) {
            if (!(error instanceof CarnetError && codes.has(error.code)) || left === 0) throw error;
            await new Promise(resolve => { setTimeout(resolve, 100); });
        }
    }
}
