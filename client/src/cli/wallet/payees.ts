// carnet payee register, list, suspend and restore: who can be paid in a programme, and the facts by which its policies decide.
import { present, type Payee } from '@carnet/domain';
import type { Carnet } from '../../carnet.js';
import { EXIT, type Command } from '../command/command.js';
import { connected } from '../command/connection.js';
import { factLines, jsonText, show, tableLines } from '../command/output.js';

function payeeLines({ payeeId, programmeId, name, walletId, mspId, category, country, region, groups, suspended, version }: Payee): string[] {
    return factLines({
        'payee': payeeId, 'programme': programmeId, 'name': name, 'paid into': walletId, 'of': mspId, 'category': category, 'country': country,
        'region': region, 'groups': groups.join(', '), 'version': version, 'suspended': suspended ? 'yes' : undefined,
    });
}

export const registerPayee: Command = {
    help: `Registers who can be paid, or gives him other facts (role registrar). Policies decide by these facts and by nothing that a payer says.
  --wallet    that is paid, of this programme
  --category  merchant category code (ISO 18245), four digits`,
    options: { name: 'TEXT', wallet: 'ID', category: '[7538]', country: '[FR]', region: '[FR-75]', group: '[ID …]' },
    words: ['PROGRAMME', 'PAYEE'],
    connects: true,
    run: async (options, terminal) => {
        const request = {
            programmeId: options.word('PROGRAMME'), payeeId: options.word('PAYEE'), name: options.needed('name'), walletId: options.needed('wallet'),
            groups: options.all('group'),
            ...present({ category: options.text('category'), country: options.text('country'), region: options.text('region') }),
        };
        const payee = await connected(options, carnet => carnet.programmes.registerPayee(request));
        show(terminal, options, payee, () => payeeLines(payee));
        return EXIT.OK;
    },
};

export const listPayees: Command = {
    help: 'Prints the payees of a programme. --json: one a line.',
    words: ['PROGRAMME'],
    connects: true,
    run: (options, terminal) => connected(options, async carnet => {
        const rows: string[][] = [];
        for await (const payee of carnet.programmes.payees(options.word('PROGRAMME'))) {
            const { payeeId, name, walletId, category = '', country = '', groups, suspended } = payee;
            if (options.json) terminal.print(jsonText(payee));
            else rows.push([payeeId, name, walletId, category, country, suspended ? 'suspended' : '', groups.join(', ')]);
        }
        for (const line of tableLines(['payee', 'name', 'wallet', 'category', 'country', 'state', 'groups'], rows)) terminal.print(line);
        return EXIT.OK;
    }),
};

function changing(help: string, change: (carnet: Carnet, programmeId: string, payeeId: string) => Promise<Payee>): Command {
    return {
        help,
        words: ['PROGRAMME', 'PAYEE'],
        connects: true,
        run: async (options, terminal) => {
            const payee = await connected(options, carnet => change(carnet, options.word('PROGRAMME'), options.word('PAYEE')));
            show(terminal, options, payee, () => payeeLines(payee));
            return EXIT.OK;
        },
    };
}

export const suspendPayee = changing('Stops payments to a payee, at once (role registrar).',
    (carnet, programmeId, payeeId) => carnet.programmes.suspendPayee(programmeId, payeeId));

export const restorePayee = changing('Lets a suspended payee be paid again.',
    (carnet, programmeId, payeeId) => carnet.programmes.restorePayee(programmeId, payeeId));
