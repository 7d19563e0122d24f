// What the accounts of PolicyWallet tell their listeners; what moves money tells itself.

/** A programme was created, paused or resumed, or has another policy. */
export interface ProgrammeItem {
    readonly programmeId: string;
    readonly mspId: string;
    readonly paused: boolean;
    /** Of the policy in force after the change; null before the first. */
    readonly policyHash: string | null;
}

/** A payee was registered, got other facts, was suspended or restored. */
export interface PayeeItem {
    readonly programmeId: string;
    readonly payeeId: string;
    readonly version: number;
    readonly suspended: boolean;
}

/** Coins of a wallet were frozen or unfrozen. */
export interface CoinsItem {
    readonly walletId: string;
    readonly programmeId: string;
    readonly coins: readonly string[];
    /** What they are after the change. */
    readonly frozen: boolean;
}

/** A wallet was opened, frozen, unfrozen or recovered, or has another policy: what stands after the change. */
export interface WalletItem {
    readonly walletId: string;
    readonly programmeId: string;
    readonly mspId: string;
    readonly publicKeyHash: string;
    readonly policyHash: string | null;
    readonly frozen: boolean;
    /** Decision of the recovery under way; null for none. */
    readonly recovery: string | null;
}
