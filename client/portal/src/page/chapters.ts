// The other chapters of the report. Work, inspections and recalls are there also when empty: that nothing is recorded says something.
import { GAP_MONTHS, type BuyerDispute, type BuyerInspection, type BuyerReport, type WorkItem } from '@carnet/client/report';
import { dateText, distanceText, kilometresText, organisationText, section, table, type Caption } from './facts.js';
import type { Speech } from './languages.js';
import { html, type Insert, type Markup } from './markup.js';

/** Of the only table under a heading of the same words: for screen readers alone. */
function headed(text: string): Caption {
    return { text, hidden: true };
}

function lines(item: WorkItem): Insert {
    const text = [...item.lines, ...item.note === undefined ? [] : [item.note]];
    return text.length === 0 ? '–' : html`<ul class="lines">${text.map(line => html`<li>${line}</li>`)}</ul>`;
}

function workTable(caption: Caption, items: readonly WorkItem[], speech: Speech): Markup {
    const { words: { readings, chapters }, phrases } = speech;
    return table(caption, [readings.date, 'km', chapters.work, readings.source, readings.organisation], items.map(item => [
        dateText(item.date, speech), kilometresText(item.kilometres, speech), lines(item),
        item.source === undefined ? '–' : phrases.sources[item.source], organisationText(item.organisation, speech),
    ]));
}

function gaps({ gaps: found, withheld }: BuyerReport, { words: { chapters }, phrases }: Speech): Markup | undefined {
    return found.length === 0 ? undefined : section('gaps', chapters.gaps, html`<p>${chapters.gapRule(GAP_MONTHS)}${withheld.events > 0 && ` ${chapters.gapMayBeWithheld}`}</p>
<ul>${found.map(({ from, to, months, kind }) => html`<li>${chapters.gap(phrases.date(from), phrases.date(to), months, phrases.gaps[kind])}</li>`)}</ul>`);
}

function work(report: BuyerReport, speech: Speech): Markup {
    const { words: { chapters }, phrases } = speech;
    return section('work', chapters.work, report.work.length === 0
        ? html`<p>${chapters.nothingRecorded}</p>`
        : report.work.map(({ category, items }) => workTable({ text: phrases.types[category], hidden: false }, items, speech)));
}

function defects({ defects: found }: BuyerInspection, { words: { chapters }, phrases }: Speech): Insert {
    if (found.length === 0) return chapters.noDefects;
    return html`<ul class="lines">${found.map(({ code, severity }) => html`<li>${code} (${phrases.defectSeverities[severity]})</li>`)}</ul>`;
}

function inspections(report: BuyerReport, speech: Speech): Markup {
    const { words: { readings, chapters }, phrases } = speech;
    const headings = [readings.date, 'km', chapters.nature, chapters.result, chapters.defects, readings.organisation];
    return section('inspections', chapters.inspections, report.inspections.length === 0
        ? html`<p>${chapters.nothingRecorded}</p>`
        : table(headed(chapters.inspections), headings, report.inspections.map(inspection => [
            dateText(inspection.date, speech), kilometresText(inspection.kilometres, speech), inspection.nature,
            html`<span class="result ${inspection.result.toLowerCase()}">${phrases.inspectionResults[inspection.result]}</span>`,
            defects(inspection, speech), organisationText(inspection.organisation, speech),
        ])));
}

function recalls(report: BuyerReport, speech: Speech): Markup {
    const { words: { readings, chapters } } = speech;
    return section('recalls', chapters.recalls, report.recalls.length === 0
        ? html`<p>${chapters.nothingRecorded}</p>`
        : table(headed(chapters.recalls), [chapters.campaign, chapters.opened, chapters.done, readings.organisation], report.recalls.map(recall => [
            recall.campaign, recall.openedOn === undefined ? '–' : dateText(recall.openedOn, speech),
            recall.open ? html`<strong>${chapters.open}</strong>` : dateText(recall.doneOn, speech),
            recall.doneBy === undefined ? '–' : organisationText(recall.doneBy, speech),
        ])));
}

function replacements(report: BuyerReport, speech: Speech): Markup | undefined {
    const { words: { readings, chapters } } = speech;
    const headings = [readings.date, chapters.oldMeter, chapters.newMeter, readings.organisation];
    return report.replacements.length === 0 ? undefined : section('replacements', chapters.replacements,
        table(headed(chapters.replacements), headings, report.replacements.map(({ oldValue, newValue, unit, date, organisation }) => [
            dateText(date, speech), distanceText({ value: oldValue, unit }, speech), distanceText({ value: newValue, unit }, speech),
            organisationText(organisation, speech),
        ])));
}

function batteries(report: BuyerReport, speech: Speech): Markup | undefined {
    const { words: { readings, chapters }, phrases } = speech;
    return report.batteries.length === 0 ? undefined : section('batteries', chapters.batteries,
        table(headed(chapters.batteries), [readings.date, chapters.stateOfHealth, readings.organisation], report.batteries.map(battery => [
            dateText(battery.date, speech), `${battery.soh}\u00a0% (${phrases.batteryMethods[battery.method]})`, organisationText(battery.organisation, speech),
        ])));
}

function dispute(found: BuyerDispute, speech: Speech, report: BuyerReport): Markup {
    const { date, organisation, disputed, disputes, why, open, outcome, resolvedBy, resolvedOn } = found;
    const { words: { chapters, report: words }, phrases } = speech;
    const reading = report.readings.find(({ sequence }) => sequence === disputes);
    const unread = disputes === undefined ? chapters.withheldEntry : chapters.entryNumber(disputes);
    const entry = reading?.type === undefined ? unread : `${phrases.types[reading.type]}, ${phrases.date(reading.date)}`;
    const how = outcome === undefined ? words.withheld : phrases.disputeOutcomes[outcome];
    const end = open
        ? html`<strong>${chapters.unresolved}</strong>`
        : chapters.resolved(how, organisationText(resolvedBy, speech), dateText(resolvedOn, speech));
    return html`<li>${dateText(date, speech)}: ${organisationText(organisation, speech)} ${chapters.disputed(organisationText(disputed, speech), entry)}.
${why !== undefined && html`${phrases.quoted(why)} `}${end}</li>`;
}

function disputes(report: BuyerReport, speech: Speech): Markup | undefined {
    return report.disputes.length === 0 ? undefined : section('disputes', speech.words.chapters.disputes,
        html`<ul>${report.disputes.map(found => dispute(found, speech, report))}</ul>`);
}

function withheld({ withheld: { entries, partlyWithheldEntries } }: BuyerReport, { words: { chapters } }: Speech): Markup | undefined {
    return entries + partlyWithheldEntries === 0 ? undefined : section('withheld', chapters.withheld, html`<ul>
${entries > 0 && html`<li>${chapters.withheldEntries(entries)}</li>`}
${partlyWithheldEntries > 0 && html`<li>${chapters.partlyWithheld(partlyWithheldEntries)}</li>`}
</ul>`);
}

export function chapters(report: BuyerReport, speech: Speech): Markup {
    return html`${gaps(report, speech)}${replacements(report, speech)}${disputes(report, speech)}${recalls(report, speech)}
${inspections(report, speech)}${work(report, speech)}
${report.expertReports.length > 0 && section('experts', speech.words.chapters.expertReports, workTable(headed(speech.words.chapters.expertReports), report.expertReports, speech))}
${batteries(report, speech)}${withheld(report, speech)}`;
}
