// The dashboard check: the form, and the answer in plain sentences.
import type { OdometerCheck } from '@carnet/domain';
import type { Speech } from './languages.js';
import { page } from './layout.js';
import { html, type Markup } from './markup.js';

/** Why there is no answer. */
export type CheckProblem = 'badVin' | 'badReading' | 'limited' | 'unavailable';

export interface CheckState {
    /** What the visitor wrote, shown again so that he can correct it. */
    readonly vin: string;
    readonly reading: string;
    readonly unit: 'km' | 'mi';
    readonly problem?: CheckProblem;
    readonly answer?: OdometerCheck['answer'];
}

const BANNERS: Readonly<Record<OdometerCheck['answer'], string>> = {
    MATCH: 'logical', LOWER_THAN_LEDGER: 'illogical', IMPLAUSIBLY_HIGH: 'no-judgement', NO_DATA: 'no-judgement',
};

function answerBanner(answer: OdometerCheck['answer'], { phrases, words }: Speech): Markup {
    const { title, sentence, whatToDo } = phrases.checks[answer];
    return html`<div class="verdict ${BANNERS[answer]}" role="status"><div><p class="headline">${title}</p><p>${sentence}</p>
<p><strong>${words.report.whatToDo}</strong> ${whatToDo}</p></div></div>`;
}

export function checkPage(state: CheckState, speech: Speech): string {
    const { language, words: { check: words } } = speech;
    const { vin, reading, unit, problem, answer } = state;
    const other = language === 'en' ? 'fr' : 'en';
    const wrong = (field: CheckProblem): Markup | undefined => problem === field ? html` aria-invalid="true"` : undefined;
    const radio = (value: 'km' | 'mi', label: string): Markup =>
        html`<label><input type="radio" name="unit" value="${value}"${unit === value && html` checked`}> ${label}</label>`;
    return page({ title: words.title, otherLanguage: { language: other, href: `/check?lang=${other}` } }, speech, html`<h1>${words.title}</h1>
${answer === undefined ? html`<p>${words.intro}</p>` : answerBanner(answer, speech)}
${problem !== undefined && html`<p class="error" role="alert">${words[problem]}</p>`}
<form method="post" action="/check?lang=${language}">
<div class="field"><label for="vin">${words.vin}</label><p class="hint" id="vin-hint">${words.vinHint}</p>
<input class="vin-input code" type="text" id="vin" name="vin" value="${vin}" maxlength="32" autocomplete="off" autocapitalize="characters" spellcheck="false" required
 aria-describedby="vin-hint"${wrong('badVin')}></div>
<div class="field"><label for="reading">${words.reading}</label><p class="hint" id="reading-hint">${words.readingHint}</p>
<input type="text" id="reading" name="reading" value="${reading}" maxlength="12" inputmode="numeric" autocomplete="off" required
 aria-describedby="reading-hint"${wrong('badReading')}></div>
<fieldset><legend>${words.unit}</legend>${radio('km', words.kilometres)}${radio('mi', words.miles)}</fieldset>
<button type="submit">${answer === undefined ? words.submit : words.again}</button>
</form>`);
}
