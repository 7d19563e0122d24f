// Has organisations sign the answer of a function, without anything being submitted.
import type { Transaction } from '@hyperledger/fabric-gateway';
import { readGatewayFailure } from '../errors/gateway-failure.js';
import { throwIfAborted } from './abort.js';
import { pause } from './backoff.js';
import { callOptions } from './deadline.js';
import { nameOf, type CallOptions, type Invocation } from './invocation.js';
import type { Session } from './session.js';

export interface EndorseOptions extends CallOptions {
    /** Proposals that are made at most; default: as many as the connection allows. */
    readonly attempts?: number;
}

/** @throws CarnetError as evaluate, and ENDORSEMENT_MISMATCH where the organisations differ each time */
export async function endorse(session: Session, invocation: Invocation, options: EndorseOptions): Promise<Transaction> {
    const { signal, endorsingOrganizations, attempts = session.backoff.attempts } = options;
    const overall = Date.now() + session.deadlines.overall;
    for (let attempt = 1; ; attempt++) {
        throwIfAborted(signal, 'rejected');
        const proposal = session.newProposal(invocation, options);
        const transactionId = proposal.getTransactionId();
        try {
            return await proposal.endorse(callOptions(session.deadlines.endorse, overall, signal));
        } catch (thrown) {
            throwIfAborted(signal, 'rejected', transactionId);
            session.requireOpen();
            const { error, remedy } = readGatewayFailure(thrown, { transactionId, endorsingOrganizations });
            const delay = session.backoff.delay(attempt);
            if (remedy === 'none' || attempt >= attempts || Date.now() + delay >= overall) throw error.with({ details: { call: nameOf(invocation) } });
            await pause(delay, signal);
        }
    }
}
