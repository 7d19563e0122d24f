// Asks the gateway for what writes nothing: once, or again and again while the fault may pass and there is time.
import type { Proposal } from '@hyperledger/fabric-gateway';
import type { CarnetError } from '../errors/carnet-error.js';
import { readGatewayFailure } from '../errors/gateway-failure.js';
import type { Remedy } from '../errors/remedy.js';
import { throwIfAborted } from './abort.js';
import { pause } from './backoff.js';
import type { OverallDeadline } from './deadline.js';
import { nameOf, type CallOptions, type Invocation } from './invocation.js';
import type { Session } from './session.js';

/** Proposals after which differing answers of the peers are taken for what they seem. By default 1.5 s pass: heights settle within a block or two. */
export const MOST_DISAGREEMENTS = 6;

/** Milliseconds before the n-th repetition, n from 1: peers that disagree are given all the time there is. */
export function delayAfter(remedy: Remedy, { backoff }: Session, repetition: number): number {
    return remedy === 'propose again, peers disagree' ? backoff.longest(repetition) : backoff.delay(repetition);
}

/** A transaction that failed for certain, and what may be done about it. */
export interface Failed { readonly transactionId: string; readonly error: CarnetError; readonly remedy: Remedy }

export type Asked<T> = { readonly answer: T } | { readonly failed: Failed };

/** Evaluates a proposal, or has it endorsed. */
export type Request<T> = (proposal: Proposal, overall: OverallDeadline) => Promise<T>;

/** @throws CarnetError ABORTED_BY_CALLER, CLIENT_CLOSED, and whatever is not an error of the gateway */
export async function ask<T>(
    session: Session, invocation: Invocation, options: CallOptions, overall: OverallDeadline, request: Request<T>,
): Promise<Asked<T>> {
    const { signal, endorsingOrganizations } = options;
    const proposal = session.newProposal(invocation, options);
    const transactionId = proposal.getTransactionId();
    try {
        return { answer: await request(proposal, overall) };
    } catch (thrown) {
        throwIfAborted(signal, 'rejected', transactionId);
        session.requireOpen();
        return { failed: { transactionId, ...readGatewayFailure(thrown, { transactionId, endorsingOrganizations }) } };
    }
}

/** @param attempts proposals that are made at most, but where peers disagree @throws CarnetError of the last attempt */
export async function askUntilAnswered<T>(
    session: Session, invocation: Invocation, options: CallOptions, request: Request<T>, attempts = session.backoff.attempts,
): Promise<T> {
    const overall = Date.now() + session.deadlines.overall;
    for (let attempt = 1; ; attempt++) {
        throwIfAborted(options.signal, 'rejected');
        const asked = await ask(session, invocation, options, overall, request);
        if ('answer' in asked) return asked.answer;
        const { error, remedy } = asked.failed;
        const delay = delayAfter(remedy, session, attempt);
        const most = remedy === 'propose again, peers disagree' ? MOST_DISAGREEMENTS : attempts;
        if (remedy === 'none' || attempt >= most || Date.now() + delay >= overall) throw error.with({ details: { call: nameOf(invocation) } });
        await pause(delay, options.signal);
    }
}
