// carnet vehicle correct, confirm, reject, dispute and resolve: what is said about entries that stand in a book.
import { present, type CorrectionClosing, type EntryReceipt } from '@carnet/domain';
import type { Carnet } from '../../carnet.js';
import { EXIT, type Command } from '../command/command.js';
import { connected } from '../command/connection.js';
import { dateOf, entryNameOf, readingOf } from '../command/entry-options.js';
import { show } from '../command/output.js';
import { receiptLines } from './entry-lines.js';
import { evidenceOf } from './evidence.js';

const EVIDENCE_HELP = '  --evidence    LABEL=FILE: the file stays with you, its hash goes on the ledger; the label is public';

export const correct: Command = {
    help: `Says what the meter showed in truth in an entry of your organisation. Within 5 days, and before anyone else wrote in the book, that counts at
once; else it is pending until an inspector, authority or manufacturer of another organisation confirms it.
  --id          of the correction itself, chosen by you
  --corrects    id of the entry
  --reason      shown to every buyer; names no person
${EVIDENCE_HELP}; needed after 28 days
  --date        when the error was found (default today)`,
    options: { id: 'ID', corrects: 'ID', reading: '84210km', reason: 'TEXT', evidence: '[LABEL=FILE …]', date: '[DATE]' },
    words: ['VIN'],
    connects: true,
    run: async (options, terminal) => {
        const correction = {
            entryId: options.needed('id'), corrects: options.needed('corrects'), ...readingOf('reading', options.needed('reading')),
            reason: options.needed('reason'), date: dateOf(options), ...await evidenceOf(options),
        };
        const receipt = await connected(options, carnet => carnet.vehicles.proposeCorrection(options.word('VIN'), correction));
        show(terminal, options, receipt, () => [`correction ${receipt.status}`, ...receiptLines(receipt)]);
        return EXIT.OK;
    },
};

function closing(
    help: string, close: (carnet: Carnet, vin: string, request: CorrectionClosing) => Promise<EntryReceipt>,
): Command {
    return {
        help: `${help}
  --id          of this entry, chosen by you
  --correction  the proposal by its organisation and its id, such as Org2MSP/correction-1`,
        options: { id: 'ID', correction: 'MSPID/ID', reason: '[TEXT]', date: '[DATE]' },
        words: ['VIN'],
        connects: true,
        run: async (options, terminal) => {
            const request = {
                entryId: options.needed('id'), closes: entryNameOf(options, 'correction'), date: dateOf(options), ...present({ reason: options.text('reason') }),
            };
            const receipt = await connected(options, carnet => close(carnet, options.word('VIN'), request));
            show(terminal, options, receipt, () => receiptLines(receipt));
            return EXIT.OK;
        },
    };
}

export const confirm = closing('Confirms a correction that another organisation proposed: the corrected value counts from now on.',
    (carnet, vin, request) => carnet.vehicles.confirmCorrection(vin, request));

export const reject = closing('Rejects a correction that another organisation proposed, or withdraws one of your own.',
    (carnet, vin, request) => carnet.vehicles.rejectCorrection(vin, request));

export const dispute: Command = {
    help: `Says that an entry of another organisation is wrong. It stays as it is and is shown as disputed.
  --entry       by its organisation and its id, such as Org2MSP/order-4711
${EVIDENCE_HELP}`,
    options: { id: 'ID', entry: 'MSPID/ID', reason: 'TEXT', evidence: '[LABEL=FILE …]', date: '[DATE]' },
    words: ['VIN'],
    connects: true,
    run: async (options, terminal) => {
        const request = {
            entryId: options.needed('id'), disputes: entryNameOf(options, 'entry'), reason: options.needed('reason'), date: dateOf(options),
            ...await evidenceOf(options),
        };
        const receipt = await connected(options, carnet => carnet.vehicles.openDispute(options.word('VIN'), request));
        show(terminal, options, receipt, () => receiptLines(receipt));
        return EXIT.OK;
    },
};

export const resolve: Command = {
    help: `Closes a dispute: who opened it may withdraw it, the author of the entry may uphold it, who is neither decides.
  --dispute     by its organisation and its id`,
    options: { id: 'ID', dispute: 'MSPID/ID', outcome: 'UPHELD|DISMISSED|WITHDRAWN', reason: '[TEXT]', date: '[DATE]' },
    words: ['VIN'],
    connects: true,
    run: async (options, terminal) => {
        const outcome = options.neededOneOf('outcome', ['UPHELD', 'DISMISSED', 'WITHDRAWN']);
        const request = {
            entryId: options.needed('id'), closes: entryNameOf(options, 'dispute'), outcome, date: dateOf(options), ...present({ reason: options.text('reason') }),
        };
        const receipt = await connected(options, carnet => carnet.vehicles.resolveDispute(options.word('VIN'), request));
        show(terminal, options, receipt, () => receiptLines(receipt));
        return EXIT.OK;
    },
};
