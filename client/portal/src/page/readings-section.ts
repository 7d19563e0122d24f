// The readings of the report: chart, table with the trail of every correction, and what the rules found.
import { isFindingCode, type BuyerFinding, type BuyerReading, type BuyerReport, type CorrectionTrail } from '@carnet/client/report';
import { chart } from './chart.js';
import { dateText, distanceText, kilometresText, organisationText, section, table } from './facts.js';
import type { Speech } from './languages.js';
import { html, type Insert, type Markup } from './markup.js';

function findingText(code: string, { phrases }: Speech): string {
    return isFindingCode(code) ? phrases.findings[code] : phrases.unknownFinding(code);
}

function correctionText(correction: CorrectionTrail, speech: Speech): string {
    const { words: { readings }, phrases } = speech;
    const value = distanceText(correction, speech);
    const proposedBy = organisationText(correction.proposedBy, speech);
    const proposedOn = dateText(correction.proposedOn, speech);
    const sentence = correction.status === 'PENDING'
        ? readings.correctionPending(value, proposedBy, proposedOn)
        : readings.correction(value, proposedBy, proposedOn, phrases.correctionStatuses[correction.status],
            organisationText(correction.closedBy, speech), dateText(correction.closedOn, speech));
    return correction.why === undefined ? sentence : `${sentence} ${phrases.quoted(correction.why)}`;
}

/** That a correction stands is said by its trail; two units are seen. */
const SAID_ELSEWHERE: readonly string[] = ['CORRECTED', 'CORRECTION_PENDING', 'MIXED_UNITS', 'HINT_AMBIGUOUS'];

function remarks(reading: BuyerReading, speech: Speech): Insert {
    const found = reading.findings.filter(code => !SAID_ELSEWHERE.includes(code)).map(code => findingText(code, speech));
    const lower = reading.laterIsLower ? [speech.phrases.laterIsLower] : [];
    const lines = [...lower, ...found, ...reading.corrections.map(correction => correctionText(correction, speech))];
    return lines.length === 0 ? '–' : lines.map(line => html`<p>${line}</p>`);
}

function row(reading: BuyerReading, speech: Speech): Insert[] {
    const { words: { report: words }, phrases } = speech;
    const asRead = reading.asRead === undefined ? phrases.statuses[reading.status] : distanceText(reading.asRead, speech);
    return [
        phrases.date(reading.date),
        reading.replacedKilometres === undefined ? asRead : html`<del>${asRead}</del>`,
        kilometresText(reading.kilometres, speech),
        reading.type === undefined ? words.withheld : phrases.types[reading.type],
        reading.source === undefined ? words.withheld : phrases.sources[reading.source],
        organisationText(reading.organisation, speech),
        remarks(reading, speech),
    ];
}

/** Days that a line of findings lists at most. */
const MOST_DATES = 12;

interface FindingLine extends Pick<BuyerFinding, 'code' | 'severity'> { readonly dates: string[] }

/** Findings of one code on single readings are one line with all their days; a finding that compares readings is a line of its own. */
function grouped(findings: readonly BuyerFinding[]): FindingLine[] {
    const lines: FindingLine[] = [];
    const byCode = new Map<string, FindingLine>();
    for (const { code, severity, readings, dates } of findings) {
        const known = readings.length > 1 ? undefined : byCode.get(code);
        if (known !== undefined) {
            known.dates.push(...dates);
            continue;
        }
        const line = { code, severity, dates: [...dates] };
        lines.push(line);
        if (readings.length <= 1) byCode.set(code, line);
    }
    return lines;
}

function datesText(dates: readonly string[], { phrases, words: { readings } }: Speech): string {
    const shown = dates.slice(0, MOST_DATES).map(phrases.date).join(' · ');
    return dates.length > MOST_DATES ? `${shown} ${readings.andMore(dates.length - MOST_DATES)}` : shown;
}

function findingsList(findings: readonly BuyerFinding[], speech: Speech): Markup | undefined {
    if (findings.length === 0) return undefined;
    const { words: { readings: words } } = speech;
    return html`<h3>${words.findings}</h3>
<ul class="findings">${grouped(findings).map(({ code, severity, dates }) => html`<li class="${severity.toLowerCase()}">${findingText(code, speech)}
${dates.length > 0 && html`<span class="dates">${words.concerns} ${datesText(dates, speech)}</span>`}</li>`)}</ul>`;
}

export function readingsSection(report: BuyerReport, speech: Speech): Markup {
    const { words: { readings: words, chapters } } = speech;
    if (report.readings.length === 0) return section('readings', words.heading, html`<p>${chapters.nothingRecorded}</p>`);
    const headings = [words.date, words.asRead, words.kilometres, words.entry, words.source, words.organisation, words.remarks];
    return section('readings', words.heading,
        chart(report, speech.phrases, speech.words),
        findingsList(report.findings, speech),
        table({ text: words.caption, hidden: false }, headings, report.readings.map(reading => row(reading, speech))),
    );
}
