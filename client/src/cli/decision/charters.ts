// carnet charter show, propose and change: which organisations there are and what each may do, decided by their majority.
import {
    CAPABILITIES, CHARTER_ELECTORATE, charterChangeCodec, present, type Capability, type CharterChangeProposal, type CharterState,
} from '@carnet/domain';
import { checkedByDomain } from '../../errors/carnet-error.js';
import { EXIT, type Command } from '../command/command.js';
import { connected } from '../command/connection.js';
import { DECISION_DAYS, expiryOf } from '../command/expiry-option.js';
import { UsageError, type ParsedOptions } from '../command/options.js';
import { factLines, show, tableLines } from '../command/output.js';
import { proposedLines } from './proposed-lines.js';

/** Words of the command line by what the ledger calls it. */
const CHANGES: Readonly<Record<string, CharterChangeProposal['type']>> = {
    'admit': 'ADMIT', 'set-capabilities': 'SET_CAPABILITIES', 'suspend': 'SUSPEND', 'lift-suspension': 'LIFT_SUSPENSION',
};

function charterLines({ charterHash, charter: { name, organisations }, inForce, acceptedBy, suspended }: CharterState): string[] {
    return [
        ...factLines({ 'charter': name, 'hash': charterHash, 'in force': inForce ? 'yes' : `no, accepted by ${acceptedBy.join(', ')}` }),
        '',
        ...tableLines(['organisation', 'name', 'capabilities', ''], organisations.map(one => [
            one.mspId, one.name, one.capabilities.join(' '), suspended.includes(one.mspId) ? 'suspended' : '',
        ])),
    ];
}

export const showCharter: Command = {
    help: 'Shows the charter in force: its organisations, what each may do, and which are suspended.',
    words: [],
    connects: true,
    run: async (options, terminal) => {
        const state = await connected(options, carnet => carnet.membership.charter());
        show(terminal, options, state, () => charterLines(state));
        return EXIT.OK;
    },
};

/** @throws UsageError; CarnetError of the ledger's own decoder, naming the field */
function proposalOf(options: ParsedOptions): CharterChangeProposal {
    const change = options.word('CHANGE');
    const type = Object.hasOwn(CHANGES, change) ? CHANGES[change] : undefined;
    if (type === undefined) throw new UsageError(`'${change}' is no change: take ${Object.keys(CHANGES).join(', ')}`);
    const capabilities = options.all('capability') as readonly Capability[];
    const proposal = {
        decisionId: options.needed('id'), expiry: expiryOf(options, DECISION_DAYS), type, mspId: options.word('ORGANISATION'),
        ...present({ name: options.text('name'), capabilities: capabilities.length === 0 ? undefined : capabilities }),
    };
    return checkedByDomain(() => charterChangeCodec.check(proposal as CharterChangeProposal));
}

export const proposeCharterChange: Command = {
    help: `Puts a change of the charter to its organisations, as an administrator of one; a majority of them decides, each by one administrator's
\`carnet approve\`, yours too. \`carnet decision list ${CHARTER_ELECTORATE}\` shows what waits.
  CHANGE        ${Object.keys(CHANGES).join(', ')}
  ORGANISATION  MSP id
  --id          of the decision
  --name        of an organisation that is to be admitted
  --capability  what it may do, to admit it or to set that anew: ${CAPABILITIES.join(', ')}
  --days        from now until it expires, 1 to ${DECISION_DAYS.max} (default ${DECISION_DAYS.default})`,
    options: { id: 'ID', name: '[TEXT]', capability: '[ROLE …]', days: '[N]' },
    words: ['CHANGE', 'ORGANISATION'],
    connects: true,
    run: async (options, terminal) => {
        const proposal = proposalOf(options);
        const decision = await connected(options, carnet => carnet.membership.proposeChange(proposal));
        show(terminal, options, decision, () => proposedLines(decision));
        return EXIT.OK;
    },
};

export const changeCharter: Command = {
    help: 'Carries out a change of the charter that a majority of its organisations has approved; any administrator.',
    words: ['DECISION'],
    connects: true,
    run: async (options, terminal) => {
        const state = await connected(options, carnet => carnet.membership.changeCharter(options.word('DECISION')));
        show(terminal, options, state, () => charterLines(state));
        return EXIT.OK;
    },
};
