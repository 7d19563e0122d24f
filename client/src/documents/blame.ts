// Whose fault it was: errors about what a holder sent, with his number and his identity.
import type { Holder } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';

export interface BlameContext {
    readonly docId: string;
    readonly group: string;
    /** Of those who sent something, in order. */
    readonly holders: readonly Pick<Holder, 'identity'>[];
}

/** @param from the number of the sender, where the error does not name another. @throws CarnetError as `act`, with `index` and `holder` */
export async function blaming<T>({ docId, group, holders }: BlameContext, from: number, act: () => T | Promise<T>): Promise<T> {
    try {
        return await act();
    } catch (error) {
        if (!(error instanceof CarnetError)) throw error;
        const index = typeof error.details['index'] === 'number' ? error.details['index'] : from;
        throw error.with({ details: { docId, group, index, holder: holders[index - 1]?.identity } });
    }
}
