// Has organisations sign the answer of a function, without anything being submitted.
import type { Transaction } from '@hyperledger/fabric-gateway';
import { askUntilAnswered, type Request } from './asking.js';
import { callOptions } from './deadline.js';
import type { CallOptions, Invocation } from './invocation.js';
import type { Session } from './session.js';

export interface EndorseOptions extends CallOptions {
    /** Proposals that are made at most; default: as many as the connection allows. */
    readonly attempts?: number;
}

/** Asks for the endorsement of a proposal. */
export function endorsement(session: Session, { signal }: CallOptions): Request<Transaction> {
    return (proposal, overall) => proposal.endorse(callOptions(session.deadlines.endorse, overall, signal));
}

/** @throws CarnetError as evaluate, and ENDORSEMENT_MISMATCH where the organisations differ each time */
export function endorse(session: Session, invocation: Invocation, options: EndorseOptions): Promise<Transaction> {
    return askUntilAnswered(session, invocation, options, endorsement(session, options), options.attempts);
}
