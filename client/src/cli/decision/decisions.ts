// carnet approve, reject, withdraw, decision show and list: what managers decide together.
import type { VoteReceipt } from '@carnet/domain';
import { allOf } from '../../call/page.js';
import { EXIT, type Command } from '../command/command.js';
import { connected } from '../command/connection.js';
import { factLines, show } from '../command/output.js';
import { HASH_OPTION, requireSeen } from '../command/seen.js';
import { decisionLines, pendingLines } from './lines.js';

function receiptLines({ decisionId, status, vote }: VoteReceipt): string[] {
    return factLines({ decision: decisionId, vote: vote.approves ? 'for' : 'against', at: vote.at, status });
}

function voting(word: 'approve' | 'reject', question: string, help: string): Command {
    return {
        help: `${help} A vote stands. First it is shown what is decided, in full, and you are asked for a yes.
  --hash  of what you have read, as \`carnet decision show\` prints it beside the content, in place of the yes`,
        options: HASH_OPTION,
        words: ['DECISION'],
        connects: true,
        run: async (options, terminal) => {
            const decisionId = options.word('DECISION');
            const { state, receipt } = await connected(options, async carnet => {
                const read = await carnet.decisions.read(decisionId);
                const { contentHash: hash } = read.decision;
                const lines = (): string[] => decisionLines(read);
                await requireSeen({ hash, lines, question, printedBy: 'carnet decision show', mismatch: 'CONTENT_MISMATCH' }, options, terminal);
                return { state: read, receipt: await carnet.decisions[word](decisionId, hash) };
            });
            show(terminal, options, { ...receipt, content: state.content }, () => [...decisionLines(state), '', ...receiptLines(receipt)]);
            return EXIT.OK;
        },
    };
}

export const approve = voting('approve', 'Vote for this?', 'Votes for a decision, as a member of its roster or, for a change of the charter, as an administrator.');

export const reject = voting('reject', 'Vote against this?', 'Votes against a decision; of a roster, one vote against closes it.');

export const withdrawDecision: Command = {
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
    help: 'Lists what waits for the votes of a roster, the first to expire at the beginning; of the organisations of the charter with @charter.',
    words: ['ROSTER'],
    connects: true,
    run: async (options, terminal) => {
        const pending = await connected(options, carnet => allOf(carnet.decisions.pending(options.word('ROSTER'))));
        show(terminal, options, pending, () => pendingLines(pending));
        return EXIT.OK;
    },
};
