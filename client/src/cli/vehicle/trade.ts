// carnet vehicle check, recall, retire, offer and withdraw: the dashboard, campaigns, the end of a car, its sale.
import { present } from '@carnet/domain';
import { EXIT, type Command } from '../command/command.js';
import { connected } from '../command/connection.js';
import { dateOf, readingOf } from '../command/entry-options.js';
import { show } from '../command/output.js';
import { receiptLines, vehicleLines } from './entry-lines.js';
import { evidenceOf } from './evidence.js';

export const check: Command = {
    help: `Says whether what the dashboard shows goes with the book: MATCH, LOWER_THAN_LEDGER, IMPLAUSIBLY_HIGH or NO_DATA. No reading is told.
  --date  on which it shows that (default today)`,
    options: { reading: '84210km', date: '[YYYY-MM-DD]' },
    words: ['VIN'],
    connects: true,
    run: async (options, terminal) => {
        const question = { ...readingOf('reading', options.needed('reading')), date: dateOf(options) };
        const answer = await connected(options, carnet => carnet.vehicles.checkOdometer(options.word('VIN'), question));
        show(terminal, options, answer, () => [answer.answer]);
        return EXIT.OK;
    },
};

export const recall: Command = {
    help: 'Opens a campaign of the manufacturer for the car; an entry RECALL_DONE that names it closes it.',
    options: { id: 'ID', campaign: 'NUMBER', reason: '[TEXT]', date: '[DATE]' },
    words: ['VIN'],
    connects: true,
    run: async (options, terminal) => {
        const request = { entryId: options.needed('id'), recall: options.needed('campaign'), date: dateOf(options), ...present({ reason: options.text('reason') }) };
        const receipt = await connected(options, carnet => carnet.vehicles.openRecall(options.word('VIN'), request));
        show(terminal, options, receipt, () => receiptLines(receipt));
        return EXIT.OK;
    },
};

export const retire: Command = {
    help: 'Records the end of the car\'s life: after it only corrections and disputes are recorded.',
    options: { id: 'ID', reason: '[TEXT]', evidence: '[LABEL=FILE …]', date: '[DATE]' },
    words: ['VIN'],
    connects: true,
    run: async (options, terminal) => {
        const request = { entryId: options.needed('id'), date: dateOf(options), ...present({ reason: options.text('reason') }), ...await evidenceOf(options) };
        const receipt = await connected(options, carnet => carnet.vehicles.retire(options.word('VIN'), request));
        show(terminal, options, receipt, () => receiptLines(receipt));
        return EXIT.OK;
    },
};

export const offer: Command = {
    help: `Offers a car that your organisation has in stock (STOCK_IN). No price and no name go on the ledger.
  --terms-hash  SHA-256 of the terms with a random salt, lower-case hex`,
    options: { id: 'ID', 'valid-until': 'YYYY-MM-DD', 'terms-hash': 'SHA256' },
    words: ['VIN'],
    connects: true,
    run: async (options, terminal) => {
        const request = { offerId: options.needed('id'), validUntil: options.needed('valid-until'), termsHash: options.needed('terms-hash') };
        const vehicle = await connected(options, carnet => carnet.vehicles.offerSale(options.word('VIN'), request));
        show(terminal, options, vehicle, () => vehicleLines(vehicle));
        return EXIT.OK;
    },
};

export const withdraw: Command = {
    help: 'Takes an offer of your organisation back.',
    options: { id: 'ID' },
    words: ['VIN'],
    connects: true,
    run: async (options, terminal) => {
        const vehicle = await connected(options, carnet => carnet.vehicles.withdrawOffer(options.word('VIN'), options.needed('id')));
        show(terminal, options, vehicle, () => vehicleLines(vehicle));
        return EXIT.OK;
    },
};
