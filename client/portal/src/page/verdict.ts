// The top of the report: which car, what to think of its odometer, what to do.
import type { BuyerReading, BuyerReport } from '@carnet/client/report';
import type { OdometerCorrection, Verdict } from '@carnet/domain';
import { distanceText, kilometresText } from './facts.js';
import type { Speech } from './languages.js';
import { html, type Markup } from './markup.js';

/** Shapes, so that the verdict is clear without colour: a tick, a cross, a question mark. */
const SIGNS: Readonly<Record<Verdict, Markup>> = {
    LOGICAL: html`<path d="M11 25l8 8 18-19"/>`,
    ILLOGICAL: html`<path d="M14 14l20 20M34 14L14 34"/>`,
    NO_JUDGEMENT: html`<path d="M17 18c0-10 14-10 14 0 0 6-7 6-7 12M24 37v1"/>`,
};

export function makeAndModel({ vehicle }: BuyerReport): string {
    return `${vehicle.make} ${vehicle.model}`;
}

export function verdictBanner(report: BuyerReport, { phrases, words }: Speech): Markup {
    const { sentence, whatToDo } = phrases.reasons[report.reason];
    return html`<div class="verdict ${report.verdict.toLowerCase().replace('_', '-')}">
<svg class="sign" viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="22"/>${SIGNS[report.verdict]}</svg>
<div>
<p class="headline">${phrases.verdicts[report.verdict]}</p>
<p>${sentence}</p>
<p><strong>${words.report.whatToDo}</strong> ${whatToDo}</p>
</div>
</div>
${report.cautions.length > 0 && html`<div class="cautions">
<p><strong>${words.report.alsoAsk}</strong></p>
<ul>${report.cautions.map(caution => html`<li>${phrases.cautions[caution]}</li>`)}</ul>
</div>`}`;
}

/** What the buyer compares with the dashboard: where a reading was corrected, the value that counts. */
function countingText({ kilometres, replacedKilometres }: BuyerReading, asRead: OdometerCorrection, speech: Speech): string {
    return replacedKilometres === undefined ? distanceText(asRead, speech) : kilometresText(kilometres, speech);
}

/** Facts of the car, with the end of the VIN large. */
export function vehicleFacts(report: BuyerReport, speech: Speech): Markup {
    const { vehicle, vinLastSix, importedFrom } = report;
    const { words: { report: words }, phrases } = speech;
    const last = report.readings.findLast(({ asRead }) => asRead !== undefined);
    const imported = vehicle.imported ? importedFrom ?? words.yes : words.no;
    const fact = (name: string, value: string): Markup => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
    return html`<div class="vin">
<p><span class="label">${words.vin}</span> <span class="code">${vehicle.vin.slice(0, -6)}<strong>${vinLastSix}</strong></span></p>
<p><span class="label">${words.vinCompare}</span> <strong class="last-six code">${vinLastSix}</strong></p>
</div>
<dl class="facts">
${fact(words.firstRegistration, phrases.date(vehicle.firstRegistration))}
${fact(words.lastReading, last?.asRead === undefined ? words.none : `${countingText(last, last.asRead, speech)}, ${phrases.date(last.date)}`)}
${fact(words.keepers, String(report.keepers))}
${fact(words.importedFrom, imported)}
${fact(words.asOf, phrases.date(report.readAt))}
</dl>`;
}
