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
