// Asks one peer: nothing is written, so every fault that passes is simply asked again.
import { askUntilAnswered } from './asking.js';
import { callOptions } from './deadline.js';
import type { CallOptions, Invocation } from './invocation.js';
import type { Session } from './session.js';

/** @returns what the function answered, as text */
export async function evaluate(session: Session, invocation: Invocation, options: CallOptions): Promise<string> {
    const answer = await askUntilAnswered(session, invocation, options,
        (proposal, overall) => proposal.evaluate(callOptions(session.deadlines.evaluate, overall, options.signal)));
    return Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength).toString('utf8');
}
