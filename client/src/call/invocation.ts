// One call of a contract function and what it answers.

export interface CallOptions {
    /** Ends the call; after the submit the outcome is `unknown`. */
    readonly signal?: AbortSignal;
    /** Confidential arguments: they reach the endorsers and never the ledger. */
    readonly transient?: Readonly<Record<string, string | Uint8Array>>;
    /** MSP ids of the organisations that endorse (or, for evaluate, answer); left out, the gateway peer chooses by policy. */
    readonly endorsingOrganizations?: readonly string[];
}

export interface SubmitOptions extends CallOptions {
    /**
     * Making the call twice does no more than making it once, as every function of Carnet guarantees by the ids its requests name.
     * Default false: a call of a foreign chaincode is not repeated where its first transaction might have taken effect.
     */
    readonly idempotent?: boolean;
}

export interface Invocation {
    /** Name of the contract in the chaincode; '' for the chaincode's default contract. */
    readonly contract: string;
    readonly fn: string;
    readonly args: readonly string[];
}

/** A transaction that is VALID on the ledger. */
export interface Committed {
    /** What the function returned, as text. */
    readonly result: string;
    readonly transactionId: string;
    readonly blockNumber: bigint;
    /** Proposals that it took; 1 without conflicts. */
    readonly attempts: number;
}

/** `Contract:Function`, as Fabric writes it. */
export function nameOf({ contract, fn }: Pick<Invocation, 'contract' | 'fn'>): string {
    return contract === '' ? fn : `${contract}:${fn}`;
}
