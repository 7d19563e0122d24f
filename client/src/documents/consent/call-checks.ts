// What calls about documents take beside their arguments: how they are made, and what is checked of the answers.
import { present } from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import type { Roots } from '../../certificate/signers.js';

/** With roots of the organisations, names are proved as well as keys. They must come from elsewhere than the peer that is asked. */
export interface CheckOptions extends CallOptions {
    readonly roots?: Roots;
    /**
     * What cannot be taken back, as a share, is given away on the word of one peer, which could hide a veto. For a network in which peers of one
     * organisation alone can be asked: otherwise those of two confirm it, for which roots are needed.
     */
    readonly unconfirmed?: boolean;
}

/** What is known besides the answers of a peer. */
export type Checks = Pick<CheckOptions, 'roots' | 'unconfirmed'>;

export function checksOf({ roots, unconfirmed }: CheckOptions): Checks {
    return present({ roots, unconfirmed });
}

/** What a call takes, without what is checked here. */
export function callOf({ signal, endorsingOrganizations }: CheckOptions): CallOptions {
    return present({ signal, endorsingOrganizations });
}
