// carnet approve, reject, withdraw, decision show and list: what managers decide together.
import type { Decision, DecisionState, VoteReceipt } from '@carnet/domain';
import type { Carnet } from '../carnet.js';
import { CarnetError } from '../errors/carnet-error.js';
import { EXIT, type Command } from './command.js';
import { connected } from './connection.js';
import { decisionLines, pendingLines } from './decision-lines.js';
import { factLines, show } from './output.js';

/** Whoever votes names the hash of what he read; it is recomputed from what the peer shows now. */
async function reviewed(carnet: Carnet, decisionId: string, contentHash: string): Promise<DecisionState> {
    const state = await carnet.decisions.read(decisionId);
    if (state.decision.contentHash === contentHash) return state;
    throw new CarnetError('CONTENT_MISMATCH', 'The decision is about something else than what has the hash that you give: read it again.', {
        details: { decisionId, contentHash: state.decision.contentHash },
    });
}

function receiptLines({ decisionId, status, vote }: VoteReceipt): string[] {
    return factLines({ decision: decisionId, vote: vote.approves ? 'for' : 'against', at: vote.at, status });
}

function voting(word: 'approve' | 'reject', help: string): Command {
    return {
        usage: `${word} DECISION --hash SHA256 [--json]`,
        help: `${help} A vote stands.
  --hash  of what is decided, as \`carnet decision show\` prints it beside the content; it is recomputed before the vote is sent`,
        options: { hash: 'text' },
        words: ['DECISION'],
        connects: true,
        run: async (options, terminal) => {
            const [decisionId, hash] = [options.word('DECISION'), options.needed('hash')];
            const { state, receipt } = await connected(options, async carnet => {
                const reviewedState = await reviewed(carnet, decisionId, hash);
                return { state: reviewedState, receipt: await carnet.decisions[word](decisionId, hash) };
            });
            show(terminal, options, { ...receipt, content: state.content }, () => [...decisionLines(state), '', ...receiptLines(receipt)]);
            return EXIT.OK;
        },
    };
}

export const approve = voting('approve', 'Votes for a decision, as a member of its roster or, for a change of the charter, as an administrator.');

export const reject = voting('reject', 'Votes against a decision; of a roster, one vote against closes it.');

export const withdrawDecision: Command = {
    usage: 'withdraw DECISION [--json]',
    help: 'Ends a decision that you proposed.',
    words: ['DECISION'],
    connects: true,
    run: async (options, terminal) => {
        const decision = await connected(options, carnet => carnet.decisions.withdraw(options.word('DECISION')));
        show(terminal, options, decision, () => factLines({ decision: decision.decisionId, status: decision.status }));
        return EXIT.OK;
    },
};

export const showDecision: Command = {
    usage: 'decision show DECISION [--json]',
    help: 'Shows what is decided, in full and with its hash, who has voted, and what that amounts to.',
    words: ['DECISION'],
    connects: true,
    run: async (options, terminal) => {
        const state = await connected(options, carnet => carnet.decisions.read(options.word('DECISION')));
        show(terminal, options, state, () => decisionLines(state));
        return EXIT.OK;
    },
};

export const listDecisions: Command = {
    usage: 'decision list ROSTER [--json]',
    help: 'Lists what waits for the votes of a roster, the first to expire at the beginning; of the organisations of the charter with @charter.',
    words: ['ROSTER'],
    connects: true,
    run: async (options, terminal) => {
        const pending = await connected(options, async carnet => {
            const found: Decision[] = [];
            for await (const decision of carnet.decisions.pending(options.word('ROSTER'))) found.push(decision);
            return found;
        });
        show(terminal, options, pending, () => pendingLines(pending));
        return EXIT.OK;
    },
};
