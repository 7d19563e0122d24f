// Asks one peer: nothing is written, so every fault that passes is simply asked again.
import { readGatewayFailure } from '../errors/gateway-failure.js';
import { throwIfAborted } from './abort.js';
import { pause } from './backoff.js';
import { callOptions } from './deadline.js';
import { nameOf, type CallOptions, type Invocation } from './invocation.js';
import type { Session } from './session.js';

/** @returns what the function answered, as text */
export async function evaluate(session: Session, invocation: Invocation, options: CallOptions): Promise<string> {
    const { signal } = options;
    const overall = Date.now() + session.deadlines.overall;
    for (let attempt = 1; ; attempt++) {
        throwIfAborted(signal, 'rejected');
        const proposal = session.newProposal(invocation, options);
        try {
            const answer = await proposal.evaluate(callOptions(session.deadlines.evaluate, overall, signal));
            return Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength).toString('utf8');
        } catch (thrown) {
            throwIfAborted(signal, 'rejected', proposal.getTransactionId());
            session.requireOpen();
            const { error, remedy } = readGatewayFailure(thrown, { transactionId: proposal.getTransactionId() });
            const delay = session.backoff.delay(attempt);
            if (remedy === 'none' || attempt >= session.backoff.attempts || Date.now() + delay >= overall) {
                throw error.with({ details: { call: nameOf(invocation) } });
            }
            await pause(delay, signal);
        }
    }
}
