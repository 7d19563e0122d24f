// The odometer chart: inline SVG without script or inline style, in shapes that can be told apart without colour.
import type { BuyerReading, BuyerReport, ReportPhrases } from '@carnet/client/report';
import { parseCalendarTime } from '@carnet/domain';
import { html, type Markup } from './markup.js';
import type { PageWords } from './words.js';

const WIDTH = 560;
const HEIGHT = 320;
const PLOT = { left: 88, right: 540, top: 16, bottom: 276 };
const DAYS_PER_YEAR = 365.25;
const SUSPECT = new Set(['ROLLBACK', 'ROLLBACK_LEGACY', 'IMPLAUSIBLE_JUMP']);

interface Point { readonly x: number; readonly y: number; readonly reading: BuyerReading }

/** 1, 2 or 5 times a power of ten: at most five steps up to the highest value. */
function stepFor(highest: number): number {
    const rough = Math.max(highest, 1) / 5;
    const power = 10 ** Math.floor(Math.log10(rough));
    return Math.max(1, [1, 2, 5, 10].map(factor => factor * power).find(step => step >= rough) ?? rough);
}

function dayOf(date: string): number {
    return parseCalendarTime(date)?.day ?? 0;
}

function rounded(value: number): number {
    return Math.round(value * 10) / 10;
}

function isSuspect(reading: BuyerReading): boolean {
    return reading.laterIsLower || reading.findings.some(code => SUSPECT.has(code));
}

function mark({ x, y, reading }: Point): Markup {
    if (isSuspect(reading)) return html`<path class="point suspect" d="M${rounded(x)} ${rounded(y - 8)}l8 8-8 8-8-8z"/>`;
    return html`<circle class="point" cx="${rounded(x)}" cy="${rounded(y)}" r="5"/>`;
}

/** January firsts, thinned to six at most. */
function years(firstDay: number, lastDay: number): { year: number; day: number }[] {
    const first = Math.ceil(1970 + firstDay / DAYS_PER_YEAR);
    const last = Math.floor(1970 + lastDay / DAYS_PER_YEAR);
    const every = Math.ceil((last - first + 1) / 6);
    const found: { year: number; day: number }[] = [];
    for (let year = first; year <= last; year += every) found.push({ year, day: dayOf(`${year}-01-01`) });
    return found.filter(({ day }) => day >= firstDay && day <= lastDay);
}

/** Undefined where fewer than two readings can be drawn: the table says it all. */
export function chart(report: BuyerReport, phrases: ReportPhrases, words: PageWords): Markup | undefined {
    const shown = report.readings.filter(reading => reading.kilometres !== undefined);
    const [first] = shown;
    const last = shown.at(-1);
    if (first === undefined || last === undefined || shown.length < 2) return undefined;
    const days = [dayOf(first.date), dayOf(last.date)] as const;
    // A value that was corrected counts as corrected: what it replaced may lie far outside, and stands in the table.
    const highest = Math.max(...shown.map(({ kilometres }) => kilometres ?? 0));
    const step = stepFor(highest);
    const top = Math.ceil(Math.max(highest, 1) / step) * step;
    const span = Math.max(days[1] - days[0], 1);
    const x = (day: number): number => PLOT.left + (day - days[0]) / span * (PLOT.right - PLOT.left);
    const y = (kilometres: number): number => PLOT.bottom - kilometres / top * (PLOT.bottom - PLOT.top);
    const points = shown.map((reading): Point => ({ x: x(dayOf(reading.date)), y: y(reading.kilometres ?? 0), reading }));
    const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
    const meters = report.replacements.flatMap(({ date }) => date === undefined ? [] : dayOf(date)).filter(day => day >= days[0] && day <= days[1]);
    const corrected = points.filter(({ reading }) => reading.replacedKilometres !== undefined);
    const { readings: labels } = words;
    return html`<figure class="chart">
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="chart-title chart-description">
<title id="chart-title">${labels.chartTitle}</title>
<desc id="chart-description">${labels.chartDescription(shown.length, phrases.date(first.date), phrases.date(last.date), phrases.number(highest))}</desc>
${ticks.map(value => html`<line class="grid" x1="${PLOT.left}" x2="${PLOT.right}" y1="${rounded(y(value))}" y2="${rounded(y(value))}"/>
<text class="tick" x="${PLOT.left - 8}" y="${rounded(y(value) + 5)}" text-anchor="end">${phrases.number(value)}</text>`)}
${years(...days).map(({ year, day }) => html`<line class="grid" x1="${rounded(x(day))}" x2="${rounded(x(day))}" y1="${PLOT.bottom}" y2="${PLOT.bottom + 6}"/>
<text class="tick" x="${rounded(x(day))}" y="${PLOT.bottom + 24}" text-anchor="middle">${year}</text>`)}
<text class="tick" x="${PLOT.left - 8}" y="${PLOT.bottom + 24}" text-anchor="end">km</text>
${meters.map(day => html`<line class="meter" x1="${rounded(x(day))}" x2="${rounded(x(day))}" y1="${PLOT.top}" y2="${PLOT.bottom}"/>`)}
<polyline class="line" points="${points.map(point => `${rounded(point.x)},${rounded(point.y)}`).join(' ')}"/>
${points.map(mark)}
${corrected.map(point => html`<circle class="corrected" cx="${rounded(point.x)}" cy="${rounded(point.y)}" r="10"/>`)}
</svg>
${legend(points.some(({ reading }) => isSuspect(reading)), corrected.length > 0, meters.length > 0, labels)}
</figure>`;
}

function legend(suspect: boolean, corrected: boolean, meter: boolean, labels: PageWords['readings']): Markup | undefined {
    if (!suspect && !corrected && !meter) return undefined;
    const key = (sign: Markup, text: string): Markup => html`<li><svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">${sign}</svg> ${text}</li>`;
    return html`<figcaption><ul class="legend">
${suspect && key(html`<path class="point suspect" d="M12 4l8 8-8 8-8-8z"/>`, labels.suspect)}
${corrected && key(html`<circle class="point" cx="12" cy="12" r="5"/><circle class="corrected" cx="12" cy="12" r="10"/>`, labels.original)}
${meter && key(html`<line class="meter" x1="12" x2="12" y1="2" y2="22"/>`, labels.meter)}
</ul></figcaption>`;
}
