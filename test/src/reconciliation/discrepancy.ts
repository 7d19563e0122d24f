// What an independent reading of the ledger objects to, and where it was found.

export class Discrepancy extends Error {
    override readonly name = 'Discrepancy';
}

/** @throws Discrepancy unless the condition holds */
export function agree(condition: boolean, what: () => string): asserts condition {
    if (!condition) throw new Discrepancy(what());
}
