// carnet vehicle report: what a buyer reads of a book, in English or French.
import type { Charter, RecordedEntry } from '@carnet/domain';
import { buyerReport, LANGUAGES, phrasesIn } from '../../report/index.js';
import { EXIT, type Command } from '../command/command.js';
import { connected } from '../command/connection.js';
import { show } from '../command/output.js';
import { buyerReportLines } from './buyer-report-lines.js';

/** Names of organisations by MSP id. */
function namesIn({ organisations }: Pick<Charter, 'organisations'>): Record<string, string> {
    return Object.fromEntries(organisations.map(({ mspId, name }) => [mspId, name]));
}

export const report: Command = {
    help: 'Prints what a buyer reads of a book: the judgement in a sentence and what to do, readings, gaps, disputes, recalls, work.\n' +
        'One peer answers; `carnet vehicle certificate` has it signed by several.',
    options: { language: '[en|fr]' },
    words: ['VIN'],
    connects: true,
    run: (options, terminal) => connected(options, async carnet => {
        const vin = options.word('VIN');
        const language = options.oneOf('language', LANGUAGES) ?? 'en';
        const read = await carnet.vehicles.report(vin);
        const { charter } = await carnet.membership.charter();
        const entries: RecordedEntry[] = [];
        for await (const entry of carnet.vehicles.history(vin)) if (entry.sequence <= read.vehicle.entries) entries.push(entry);
        const made = buyerReport(read, entries, { organisations: namesIn(charter) });
        show(terminal, options, made, () => buyerReportLines(made, phrasesIn(language)));
        return EXIT.OK;
    }),
};
