// What membership tells its listeners.
import type { Capability } from './charter';

export interface CharterItem {
    readonly charterHash: string;
    /** The organisation that proposed or accepted. */
    readonly mspId: string;
    /** Whether this was the acceptance that put the charter in force. */
    readonly inForce: boolean;
}

export interface MemberItem {
    readonly mspId: string;
    readonly identity: string;
    /** All roles after the change, sorted; empty once all were revoked. */
    readonly roles: readonly Capability[];
}

export interface SuspensionItem { readonly mspId: string }
