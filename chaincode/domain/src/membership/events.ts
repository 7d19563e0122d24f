// What membership tells its listeners.
import type { Capability } from './charter';
import type { CharterChange } from './charter-change';

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

/** What the organisations decided was carried out; a suspension that was decided has no event of its own. */
export interface CharterChangeItem {
    readonly decisionId: string;
    /** Of the charter in force now; the same as before where a suspension changed. */
    readonly charterHash: string;
    readonly type: CharterChange['type'];
    /** The organisation that it is about. */
    readonly mspId: string;
}
