// carnet vehicle report: what a buyer reads of a book, in English or French.
import type { Charter, RecordedEntry } from '@carnet/domain';
import { buyerReport, LANGUAGES, phrasesIn, type BuyerReport, type Language, type Organisation, type ReportPhrases } from '../report/index.js';
import { EXIT, type Command } from './command.js';
import { connected } from './connection.js';
import { factLines, printable, show, tableLines } from './output.js';

const HEADERS: Readonly<Record<Language, readonly string[]>> = {
    en: ['#', 'date', 'meter', 'what', 'source', 'by', 'remarks'], fr: ['n°', 'date', 'compteur', 'quoi', 'source', 'par', 'remarques'],
};

function organisationText(organisation: Organisation | undefined): string {
    if (organisation === undefined) return '';
    return organisation.name === undefined ? organisation.mspId : `${organisation.name} (${organisation.mspId})`;
}

function readingRows({ readings }: BuyerReport, words: ReportPhrases): string[][] {
    return readings.map(({ sequence, date, asRead, status, source, organisation, type, corrections, findings }) => [
        String(sequence), words.date(date), asRead === undefined ? words.statuses[status] : `${words.number(asRead.value)} ${words.units[asRead.unit]}`,
        type === undefined ? '' : words.types[type], source === undefined ? '' : words.sources[source], organisationText(organisation),
        [...findings, ...corrections.map(({ value, unit, status: outcome, proposedBy, closedBy }) =>
            `→ ${words.number(value)} ${words.units[unit]} ${words.correctionStatuses[outcome]} ${[proposedBy, closedBy].map(organisationText).filter(text => text !== '').join(', ')}`,
        )].join('; '),
    ]);
}

function reportLines(report: BuyerReport, words: ReportPhrases): string[] {
    const { vehicle, gaps, work, inspections, recalls, replacements, batteries } = report;
    const { sentence, whatToDo } = words.reasons[report.reason];
    return [
        ...factLines({ 'VIN': `${vehicle.vin} (… ${report.vinLastSix})`, [`${vehicle.make} ${vehicle.model}`]: words.date(vehicle.firstRegistration) }),
        '', words.verdicts[report.verdict], sentence, whatToDo, ...report.cautions.map(caution => `! ${words.cautions[caution]}`),
        '', ...tableLines(HEADERS[words.language], readingRows(report, words)),
        ...gaps.map(({ kind, from, to, months }) => `${words.gaps[kind]}: ${words.date(from)} – ${words.date(to)} (${months})`),
        ...work.flatMap(({ category, items }) => items.map(({ date = '', lines, note }) =>
            [`${words.types[category]} ${words.date(date)}`, ...lines, ...note === undefined ? [] : [words.quoted(note)]].join(' · '))),
        ...inspections.map(({ date = '', result, defects }) => `${words.types.INSPECTION} ${words.date(date)}: ${words.inspectionResults[result]} (${defects.length})`),
        ...recalls.map(({ campaign, openedOn = '', doneOn }) => `${words.types[doneOn === undefined ? 'RECALL_OPENED' : 'RECALL_DONE']} ${campaign} ${words.date(doneOn ?? openedOn)}`),
        ...replacements.map(({ date = '', oldValue, newValue, unit }) =>
            `${words.types.ODOMETER_REPLACED} ${words.date(date)}: ${words.number(oldValue)} → ${words.number(newValue)} ${words.units[unit]}`),
        ...batteries.map(({ date = '', soh, method }) => `${words.types.BATTERY_HEALTH} ${words.date(date)}: ${soh} % (${words.batteryMethods[method]})`),
    ].map(line => line === '' ? line : printable(line.replaceAll('\u00a0', ' ')));
}

/** Names of organisations by MSP id. */
function namesIn({ organisations }: Pick<Charter, 'organisations'>): Record<string, string> {
    return Object.fromEntries(organisations.map(({ mspId, name }) => [mspId, name]));
}

export const report: Command = {
    usage: 'vehicle report VIN [--language en|fr] [--json]',
    help: 'Prints what a buyer reads of a book: the judgement in a sentence and what to do, readings, gaps, work, inspections, recalls.\n' +
        'One peer answers; `carnet vehicle certificate` has it signed by several.',
    options: { language: 'text' },
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
        show(terminal, options, made, () => reportLines(made, phrasesIn(language)));
        return EXIT.OK;
    }),
};
