// carnet policy replay: which payments of a journal a draft policy would have refused, from files and without a network.
import { decodePolicyFile, POLICY_LAYERS, present } from '@carnet/domain';
import { checkedByDomain } from '../../errors/carnet-error.js';
import { formatAmount } from '../../wallets/amounts.js';
import { readJournalRows } from '../../wallets/journal-rows.js';
import type { PaymentSums } from '../../wallets/replay-tally.js';
import { replay, type RefusedPayment, type Replay } from '../../wallets/replay.js';
import { EXIT, type Command, type Terminal } from '../command/command.js';
import { readText } from '../command/files.js';
import { fileContent } from '../command/file-content.js';
import { UsageError } from '../command/options.js';
import { jsonText, printable, tableLines } from '../command/output.js';

/** @throws CarnetError FILE_UNREADABLE */
async function* pieces(path: string, terminal: Terminal): AsyncGenerator<Uint8Array, void, undefined> {
    yield* path === '-' ? terminal.input() : fileContent(path);
}

function refusedLine({ at, paymentId, walletId, payeeId, amount, decision, reasons }: RefusedPayment, amountOf: (minor: string) => string): string {
    const why = reasons.map(({ code, id }) => id === undefined ? code : `${code} ${id}`).join(', ');
    return printable(`${at} ${paymentId}: ${amountOf(amount)} from ${walletId} to ${payeeId}: ${decision}: ${why}`);
}

function summaryLines(answer: Replay, amountOf: (minor: string) => string): string[] {
    const cells = ({ payments, amount }: PaymentSums): string[] => [String(payments), amountOf(amount)];
    return [
        ...tableLines(['', 'payments', 'amount'], [
            ['all', ...cells(answer.payments)], ['allowed', ...cells(answer.allowed)], ['refused', ...cells(answer.refused)],
            ['needing approval', ...cells(answer.needingApproval)],
        ]),
        ...tableLines(['reason', 'payments', 'amount'], answer.byReason.map(one => [one.code, ...cells(one)])),
        ...tableLines(['rule', 'reason', 'payments', 'amount'], answer.byRule.map(one => [one.id, one.code, ...cells(one)])),
    ];
}

export const policyReplay: Command = {
    help: `Decides every payment of a journal again under a draft policy, limits included: which ones it would have refused, and why. FILE is the draft
as JSON; --journal the rows of the journal as the ledger gives them, oldest first, as JSON lines or one list. One may be - for standard input.
  --layer   whose policy the draft is, default the programme's; a wallet's own counts the payments of each wallet alone
  --wallet  only the payments of this wallet
Limits count what the draft would have let through. --json: {"refused": [one line for each payment], "replay": the sums}. Needs no network.
The exit status is 0 whatever the draft refuses.`,
    options: { journal: 'FILE', layer: '[programme|wallet]', wallet: '[ID]' },
    words: ['FILE'],
    connects: false,
    run: async (options, terminal) => {
        const [file, journal] = [options.word('FILE'), options.needed('journal')];
        if (file === '-' && journal === '-') throw new UsageError('only one of the two files is standard input');
        const layer = options.oneOf('layer', POLICY_LAYERS) ?? 'programme';
        const walletId = options.text('wallet');
        const text = await readText(file, terminal);
        const draft = checkedByDomain(() => decodePolicyFile(text));
        const amountOf = (minor: string): string => formatAmount(minor, draft.currency);
        // Written as it is found: a journal may refuse more payments than are kept in memory.
        let separator = '';
        if (options.json) terminal.print('{"refused": [');
        const onRefused = (payment: RefusedPayment): void => {
            terminal.print(options.json ? `${separator}${jsonText(payment)}` : refusedLine(payment, amountOf));
            separator = ', ';
        };
        const rows = readJournalRows(pieces(journal, terminal));
        const answer = await replay(rows, { draft, layer, onRefused, ...present({ walletId }) });
        for (const line of options.json ? [`], "replay": ${jsonText(answer)}}`] : summaryLines(answer, amountOf)) terminal.print(line);
        return EXIT.OK;
    },
};
