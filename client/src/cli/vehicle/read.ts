// carnet vehicle show, history and judgement: what stands in a book.
import type { RecordedEntry } from '@carnet/domain';
import { EXIT, type Command } from '../command/command.js';
import { connected } from '../command/connection.js';
import { jsonText, show, tableLines } from '../command/output.js';
import { ENTRY_HEADER, entryCells, judgementLines, vehicleLines } from './entry-lines.js';

export const showVehicle: Command = {
    help: 'Prints the facts of a car, and what its book amounts to.',
    words: ['VIN'],
    connects: true,
    run: async (options, terminal) => {
        const vehicle = await connected(options, carnet => carnet.vehicles.read(options.word('VIN')));
        show(terminal, options, vehicle, () => vehicleLines(vehicle));
        return EXIT.OK;
    },
};

/** Rows that are laid out together: a long book is printed as it is read. */
const ROWS_TOGETHER = 100;

export const history: Command = {
    help: 'Prints all entries of a book, oldest first. --json: one entry a line.',
    words: ['VIN'],
    connects: true,
    run: (options, terminal) => connected(options, async carnet => {
        let waiting: RecordedEntry[] = [];
        const flush = (first: boolean): void => {
            for (const line of tableLines(ENTRY_HEADER, waiting.map(entryCells)).slice(first ? 0 : 1)) terminal.print(line);
            waiting = [];
        };
        let printed = 0;
        for await (const entry of carnet.vehicles.history(options.word('VIN'))) {
            if (options.json) {
                terminal.print(jsonText(entry));
                continue;
            }
            waiting.push(entry);
            if (waiting.length < ROWS_TOGETHER) continue;
            flush(printed === 0);
            printed += ROWS_TOGETHER;
        }
        if (waiting.length > 0) flush(printed === 0);
        return EXIT.OK;
    }),
};

export const judgement: Command = {
    help: 'Prints what the odometer series of a book amounts to; a finding names the entries concerned.',
    words: ['VIN'],
    connects: true,
    run: async (options, terminal) => {
        const found = await connected(options, carnet => carnet.vehicles.judgement(options.word('VIN')));
        show(terminal, options, found, () => judgementLines(found));
        return EXIT.OK;
    },
};
