// carnet policy bound: the most that a stolen key can move before a freeze, from files and without a network.
import { damageOfFiles, present } from '@carnet/domain';
import { checkedByDomain } from '../../errors/carnet-error.js';
import { EXIT, type Command } from '../command/command.js';
import { readText } from '../command/files.js';
import { UsageError } from '../command/options.js';
import { show } from '../command/output.js';

export const policyBound: Command = {
    help: `The most that a thief with the holder's key can move before a freeze, without managers, as the ledger computes it. FILE is the policy of the
programme as JSON; one of the files may be - for standard input.
  --days           days from now to the freeze, 0 to 366, default 1; all calendar periods that they touch count, and their very last moment
  --wallet-policy  the wallet's own policy, which must allow as well
  --coins          what the wallet holds, in minor units; without it only the policies bound what is moved
  --at             when the thief begins, an instant in UTC as 2026-03-04T11:00:00Z; default now
  --state          JSON {"at"?, "coins"?: minor units, or a list of {"amount", "expiresAt"?}, "used"?, "walletUsed"?: {id of a limit or cumulative
                   approval: what it counted so far in its period, as a text}}
--json: {"bound", "exact", "by", "sentence", "from", "until"}; where exact is false, it may be above what can be moved, never below.
Needs no network. docs/policy.md says what the bound assumes.`,
    options: { days: '[N]', 'wallet-policy': '[FILE]', state: '[FILE]', coins: '[AMOUNT]', at: '[INSTANT]' },
    words: ['FILE'],
    connects: false,
    run: async (options, terminal) => {
        const [file, wallet, state] = [options.word('FILE'), options.text('wallet-policy'), options.text('state')];
        if ([file, wallet, state].filter(name => name === '-').length > 1) throw new UsageError('only one of the files is standard input');
        const policy = await readText(file, terminal);
        const walletPolicy = wallet === undefined ? undefined : await readText(wallet, terminal);
        const stateText = state === undefined ? undefined : await readText(state, terminal);
        const [coins, at] = [options.text('coins'), options.text('at')];
        const answer = checkedByDomain(() => damageOfFiles(
            { policy, ...present({ walletPolicy, state: stateText }) },
            {
                horizonDays: options.number('days') ?? 1, now: Date.now(),
                ...present({ coins, at }),
            },
        ));
        show(terminal, options, answer, () => [
            answer.sentence,
            answer.exact ? `Exact: there are payments that come to it, from ${answer.from} to ${answer.until}.`
                : `An upper bound, from ${answer.from} to ${answer.until}: what can really be moved may be less.`,
        ]);
        return EXIT.OK;
    },
};
