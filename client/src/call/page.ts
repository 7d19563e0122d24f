// How much of a list is read at a time.
import type { CallOptions } from './invocation.js';

export interface PageOptions extends CallOptions {
    /** 1…100, default 100. */
    readonly pageSize?: number;
    /** From the page before; left out, the first page. */
    readonly bookmark?: string;
}

/** The ledger checks the range: simple arguments are texts there. */
export function pageSizeText(pageSize = 100): string {
    return String(pageSize);
}

/** All rows, once the last page was read. */
export async function allOf<T>(rows: AsyncIterable<T>): Promise<T[]> {
    const found: T[] = [];
    for await (const row of rows) found.push(row);
    return found;
}
