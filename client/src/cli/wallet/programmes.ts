// carnet programme create, show, pause, resume, issue and audit: money for one purpose, and who stands behind it.
import { present, type Programme } from '@carnet/domain';
import type { Carnet } from '../../carnet.js';
import { formatAmount, parseAmount } from '../../wallets/amounts.js';
import { EXIT, type Command } from '../command/command.js';
import { connected } from '../command/connection.js';
import { UsageError } from '../command/options.js';
import { factLines, show } from '../command/output.js';
import { movementLine } from './lines.js';
import { amountOf, currencyOf, currencyOfProgramme, inCurrency } from './money-options.js';

function programmeLines({ programmeId, name, mspId, currency, issueLimit, roster, paused, policyHash }: Programme): string[] {
    return factLines({
        'programme': programmeId, 'name': name, 'of': mspId, 'may issue': formatAmount(issueLimit, currency), 'policies decided by': roster,
        'policy in force': policyHash ?? 'none yet', 'paused': paused ? 'yes' : undefined,
    });
}

export const createProgramme: Command = {
    help: `Creates a programme of your organisation (role issuer). Only its people issue its money.
  --issue-limit  most that may ever be issued
  --roster       who decides on its policies
  --currency     ISO 4217 code and decimals`,
    options: { 'name': 'TEXT', 'issue-limit': '100000.00', 'roster': 'ID', 'currency': '[EUR/2]' },
    words: ['PROGRAMME'],
    connects: true,
    run: async (options, terminal) => {
        const currency = currencyOf(options);
        const request = {
            programmeId: options.word('PROGRAMME'), name: options.needed('name'), currency, issueLimit: amountOf(options, 'issue-limit', currency),
            roster: options.needed('roster'),
        };
        const programme = await connected(options, carnet => carnet.programmes.create(request));
        show(terminal, options, programme, () => programmeLines(programme));
        return EXIT.OK;
    },
};

function changing(help: string, change: (carnet: Carnet, programmeId: string) => Promise<Programme>): Command {
    return {
        help,
        words: ['PROGRAMME'],
        connects: true,
        run: async (options, terminal) => {
            const programme = await connected(options, carnet => change(carnet, options.word('PROGRAMME')));
            show(terminal, options, programme, () => programmeLines(programme));
            return EXIT.OK;
        },
    };
}

export const showProgramme = changing('Prints a programme and the policy in force.', (carnet, id) => carnet.programmes.read(id));
export const pauseProgramme = changing('Stops issue, payments and captures of a programme, at once.', (carnet, id) => carnet.programmes.pause(id));
export const resumeProgramme = changing('Lets a paused programme go on.', (carnet, id) => carnet.programmes.resume(id));

export const issue: Command = {
    help: `Issues coins into a wallet under the policy in force, one of each amount, up to 16 (role issuer).
  --id       of the issue, chosen by you: the same command with the same id issues once
  --expires  as 2027-12-31T23:00:00.000Z
  --damage-at-most  refuses it where a thief with the wallet's key could move more within so many days (--days, 0 to 366)`,
    options: { 'id': 'ID', 'wallet': 'ID', 'amount': '50.00 …', 'expires': 'INSTANT', 'damage-at-most': '[300.00]', 'days': '[N]' },
    words: ['PROGRAMME'],
    connects: true,
    run: (options, terminal) => connected(options, async carnet => {
        const programmeId = options.word('PROGRAMME');
        const currency = await currencyOfProgramme(carnet, programmeId);
        const amounts = options.all('amount').map(text => parseAmount(text, currency, '--amount'));
        const [atMost, horizonDays] = [options.text('damage-at-most'), options.number('days')];
        if ((atMost === undefined) !== (horizonDays === undefined)) throw new UsageError('--damage-at-most and --days are given together');
        const damageBoundAtMost = atMost === undefined || horizonDays === undefined ? undefined
            : { amount: parseAmount(atMost, currency, '--damage-at-most'), horizonDays };
        const request = {
            issueId: options.needed('id'), programmeId, walletId: options.needed('wallet'), amounts, expiresAt: options.needed('expires'),
            ...present({ damageBoundAtMost }),
        };
        const movement = await inCurrency(currency, () => carnet.programmes.issue(request));
        show(terminal, options, movement, () => [movementLine(movement, currency)]);
        return EXIT.OK;
    }),
};

export const audit: Command = {
    help: `Adds up every coin and every movement of a programme from the keys of the ledger, and compares: coins = issued − redeemed − burned.
Exit status 3 where they differ; money that moved meanwhile can make them differ, so pause the programme or repeat.`,
    words: ['PROGRAMME'],
    connects: true,
    run: (options, terminal) => connected(options, async carnet => {
        const currency = await currencyOfProgramme(carnet, options.word('PROGRAMME'));
        const found = await carnet.programmes.audit(options.word('PROGRAMME'));
        show(terminal, options, found, () => [
            ...factLines({
                'issued': formatAmount(found.issued, currency), 'redeemed': formatAmount(found.redeemed, currency),
                'burned': formatAmount(found.burned, currency), 'coins': formatAmount(found.coins, currency), 'keys read': found.keys,
            }),
            found.balanced ? 'The sums agree.' : 'The sums do not agree.',
        ]);
        return found.balanced ? EXIT.OK : EXIT.NOT_PROVED;
    }),
};
