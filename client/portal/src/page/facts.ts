// Small pieces that several chapters of the report share: organisations, days, distances, tables.
import type { Organisation } from '@carnet/client/report';
import type { OdometerCorrection } from '@carnet/domain';
import type { Speech } from './languages.js';
import { html, type Insert, type Markup } from './markup.js';

/** The MSP id always, since only that is signed; the name before it where it is known. */
export function organisationText(organisation: Organisation | undefined, { words }: Speech): string {
    if (organisation === undefined) return words.report.withheld;
    return organisation.name === undefined ? organisation.mspId : `${organisation.name} (${organisation.mspId})`;
}

export function dateText(date: string | undefined, { words, phrases }: Speech): string {
    return date === undefined ? words.report.withheld : phrases.date(date);
}

export function distanceText({ value, unit }: OdometerCorrection, { phrases }: Speech): string {
    return `${phrases.number(value)}\u00a0${phrases.units[unit]}`;
}

export function kilometresText(kilometres: number | undefined, { phrases }: Speech): string {
    return kilometres === undefined ? '–' : `${phrases.number(kilometres)}\u00a0km`;
}

export interface Caption {
    readonly text: string;
    /** Read aloud, and not shown. */
    readonly hidden: boolean;
}

/** A table of which each row becomes a card with its own labels on a narrow screen; the roles keep it a table for screen readers then. */
export function table({ text, hidden }: Caption, headings: readonly string[], rows: readonly (readonly Insert[])[]): Markup {
    return html`<table class="cards" role="table">
<caption${hidden && html` class="for-screen-readers"`}>${text}</caption>
<thead role="rowgroup"><tr role="row">${headings.map(heading => html`<th scope="col" role="columnheader">${heading}</th>`)}</tr></thead>
<tbody role="rowgroup">
${rows.map(row => html`<tr role="row">${row.map((cell, index) => html`<td role="cell" data-label="${headings[index]}"><div>${cell}</div></td>`)}</tr>
`)}</tbody>
</table>`;
}

/** A chapter with its heading; undefined where there is nothing to show. */
export function section(id: string, heading: string, ...content: readonly Insert[]): Markup {
    return html`<section aria-labelledby="${id}">
<h2 id="${id}">${heading}</h2>
${content}
</section>`;
}
