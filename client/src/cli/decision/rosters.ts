// carnet roster define, propose and show: who decides together.
import { rosterCodec, type Roster } from '@carnet/domain';
import { checkedByDomain } from '../../errors/carnet-error.js';
import { EXIT, type Command, type Terminal } from '../command/command.js';
import { connected } from '../command/connection.js';
import { DECISION_DAYS, expiryOf } from '../command/expiry-option.js';
import { readText } from '../command/files.js';
import { UsageError, type ParsedOptions } from '../command/options.js';
import { show } from '../command/output.js';
import { rosterLines } from './lines.js';
import { proposedLines } from './proposed-lines.js';

const FILE_HELP = `FILE is the roster as JSON, - for standard input: {"rosterId", "version": 1, "threshold", "minOrganisations", "ordered"?,
  "members": [{"mspId", "publicKeyHash": fingerprint as \`carnet keys show\` prints it, "name"}]}`;

async function rosterIn(options: ParsedOptions, terminal: Terminal): Promise<Roster> {
    const text = await readText(options.word('FILE'), terminal);
    const { decisionId, ...roster } = checkedByDomain(() => rosterCodec.decode(text));
    if (decisionId !== undefined) throw new UsageError('the file names a decision: give it as an option');
    return roster;
}

export const defineRoster: Command = {
    help: `Defines a roster of which you are a member, or puts its next version in force once the members of the one before have approved it.
${FILE_HELP}
  --decision  of the members, for every version but the first (\`carnet roster propose\`)`,
    options: { decision: '[ID]' },
    words: ['FILE'],
    connects: true,
    run: async (options, terminal) => {
        const roster = await rosterIn(options, terminal);
        const decisionId = options.text('decision');
        const request = decisionId === undefined ? roster : { ...roster, decisionId };
        const defined = await connected(options, carnet => carnet.decisions.defineRoster(request));
        show(terminal, options, defined, () => rosterLines(defined));
        return EXIT.OK;
    },
};

export const proposeRoster: Command = {
    help: `Proposes the next version of a roster to the members of the version in force; they vote with \`carnet approve\`.
${FILE_HELP}
  --id    of the decision
  --days  from now until it expires, 1 to ${DECISION_DAYS.max} (default ${DECISION_DAYS.default})`,
    options: { id: 'ID', days: '[N]' },
    words: ['FILE'],
    connects: true,
    run: async (options, terminal) => {
        const [decisionId, expiry] = [options.needed('id'), expiryOf(options, DECISION_DAYS)];
        const roster = await rosterIn(options, terminal);
        const decision = await connected(options, carnet => carnet.decisions.proposeRoster({ decisionId, roster, expiry }));
        show(terminal, options, decision, () => proposedLines(decision));
        return EXIT.OK;
    },
};

export const showRoster: Command = {
    help: 'Shows who is on a roster, and how many of them it takes.',
    words: ['ROSTER'],
    connects: true,
    run: async (options, terminal) => {
        const roster = await connected(options, carnet => carnet.decisions.roster(options.word('ROSTER')));
        show(terminal, options, roster, () => rosterLines(roster));
        return EXIT.OK;
    },
};
