// The buyer's report as lines of a terminal: the judgement first, then a table of the readings, then a chapter for each thing that is recorded.
import { GAP_MONTHS, isFindingCode, type BuyerReport, type Language, type Organisation, type ReportPhrases } from '../../report/index.js';
import { factLines, printable, tableLines } from '../command/output.js';

interface Headings {
    readonly columns: readonly string[];
    readonly vehicle: string;
    readonly firstRegistration: string;
    readonly findings: string;
    readonly gaps: string;
    readonly months: string;
    readonly disputes: string;
    readonly open: string;
    readonly recalls: string;
    readonly inspections: string;
    readonly work: string;
    readonly expertReports: string;
    readonly meters: string;
    readonly batteries: string;
}

const HEADINGS: Readonly<Record<Language, Headings>> = {
    en: {
        columns: ['#', 'date', 'meter', 'what', 'source', 'by', 'remarks'], vehicle: 'vehicle', firstRegistration: 'first registration',
        findings: 'What the rules found', gaps: `More than ${GAP_MONTHS} months without a reading`, months: 'months', disputes: 'Disputes', open: 'not resolved yet',
        recalls: 'Safety recalls', inspections: 'Inspections', work: 'Work done', expertReports: 'Expert reports', meters: 'Odometer replacements',
        batteries: 'Battery health',
    },
    fr: {
        columns: ['n°', 'date', 'compteur', 'quoi', 'source', 'par', 'remarques'], vehicle: 'véhicule', firstRegistration: 'mise en circulation',
        findings: 'Constatations', gaps: `Plus de ${GAP_MONTHS} mois sans relevé`, months: 'mois', disputes: 'Contestations', open: 'pas encore close',
        recalls: 'Rappels de sécurité', inspections: 'Contrôles techniques', work: 'Travaux', expertReports: 'Expertises', meters: 'Remplacements du compteur',
        batteries: 'État de la batterie',
    },
};

function organisationText(organisation: Organisation | undefined): string {
    if (organisation === undefined) return '';
    return organisation.name === undefined ? organisation.mspId : `${organisation.name} (${organisation.mspId})`;
}

/** What there is of the parts. */
function joined(...parts: readonly (string | undefined)[]): string {
    return parts.filter(part => part !== undefined && part !== '').join(' · ');
}

function chapter(heading: string, lines: readonly string[]): string[] {
    return lines.length === 0 ? [] : ['', heading, ...lines.map(line => `  ${line}`)];
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

/** Each code once, with its sentence and the readings that it is about: the table names the codes alone. */
function findingLines({ findings }: BuyerReport, words: ReportPhrases): string[] {
    const sequences = new Map<string, Set<number>>();
    for (const { code, readings } of findings) sequences.set(code, new Set([...sequences.get(code) ?? [], ...readings]));
    return [...sequences].map(([code, found]) =>
        `${code} (${[...found].map(sequence => `#${sequence}`).join(', ')}): ${isFindingCode(code) ? words.findings[code] : words.unknownFinding(code)}`);
}

function chapterLines(report: BuyerReport, words: ReportPhrases, headings: Headings): string[] {
    const day = (date: string | undefined): string => date === undefined ? '' : words.date(date);
    const note = (text: string | undefined): string | undefined => text === undefined ? undefined : words.quoted(text);
    return [
        ...chapter(headings.findings, findingLines(report, words)),
        ...chapter(headings.gaps, report.gaps.map(({ kind, from, to, months }) =>
            `${words.date(from)} – ${words.date(to)}: ${months} ${headings.months}, ${words.gaps[kind]}`)),
        ...chapter(headings.disputes, report.disputes.map(({ date, organisation, disputes, disputed, why, outcome, resolvedBy }) => joined(
            day(date), organisationText(organisation), `#${disputes ?? '?'} ${organisationText(disputed)}`, note(why),
            outcome === undefined ? headings.open : `${words.disputeOutcomes[outcome]}, ${organisationText(resolvedBy)}`))),
        ...chapter(headings.recalls, report.recalls.map(({ campaign, openedOn, doneOn }) =>
            joined(campaign, words.types[doneOn === undefined ? 'RECALL_OPENED' : 'RECALL_DONE'], day(doneOn ?? openedOn)))),
        ...chapter(headings.inspections, report.inspections.map(({ date, result, defects }) => joined(
            day(date), words.inspectionResults[result], ...defects.map(({ code, severity }) => `${code} (${words.defectSeverities[severity]})`)))),
        ...chapter(headings.work, report.work.flatMap(({ category, items }) => items.map(({ date, lines, note: text }) =>
            joined(day(date), words.types[category], ...lines, note(text))))),
        ...chapter(headings.expertReports, report.expertReports.map(({ date, organisation, lines, note: text }) =>
            joined(day(date), organisationText(organisation), ...lines, note(text)))),
        ...chapter(headings.meters, report.replacements.map(({ date, oldValue, newValue, unit }) =>
            joined(day(date), `${words.number(oldValue)} → ${words.number(newValue)} ${words.units[unit]}`))),
        ...chapter(headings.batteries, report.batteries.map(({ date, soh, method }) => joined(day(date), `${soh} % (${words.batteryMethods[method]})`))),
    ];
}

/** What could move the cursor stands in none of them. */
export function buyerReportLines(report: BuyerReport, words: ReportPhrases): string[] {
    const { vehicle } = report;
    const headings = HEADINGS[words.language];
    const { sentence, whatToDo } = words.reasons[report.reason];
    return [
        ...factLines({
            'VIN': vehicle.vin, [headings.vehicle]: `${vehicle.make} ${vehicle.model}`, [headings.firstRegistration]: words.date(vehicle.firstRegistration),
        }),
        '', words.verdicts[report.verdict], sentence, whatToDo, ...report.cautions.map(caution => `! ${words.cautions[caution]}`),
        ...report.readings.length === 0 ? [] : ['', ...tableLines(headings.columns, readingRows(report, words))],
        ...chapterLines(report, words, headings),
    ].map(line => line === '' ? line : printable(line.replaceAll('\u00a0', ' ')));
}
