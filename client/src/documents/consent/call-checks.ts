// What calls about documents take beside their arguments: how they are made, and what is checked of the answers.
import type { CallOptions } from '../../call/invocation.js';
import type { Roots } from '../../certificate/signers.js';

/** With roots of the organisations, names are proved as well as keys. They must come from elsewhere than the peer that is asked. */
export interface CheckOptions extends CallOptions {
    readonly roots?: Roots;
}

export function checksOf({ roots }: CheckOptions): { readonly roots?: Roots } {
    return roots === undefined ? {} : { roots };
}

/** What a call takes, without what is checked here. */
export function callOf({ signal, endorsingOrganizations }: CheckOptions): CallOptions {
    return { ...signal === undefined ? {} : { signal }, ...endorsingOrganizations === undefined ? {} : { endorsingOrganizations } };
}
