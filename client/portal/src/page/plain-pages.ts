// Pages without data: the entrance, and one page for each kind of refusal.
import type { Speech } from './languages.js';
import { page } from './layout.js';
import { html } from './markup.js';
import type { PageWords } from './words.js';

export function homePage(speech: Speech, offersCheck: boolean): string {
    const { language, words: { home: words } } = speech;
    const other = language === 'en' ? 'fr' : 'en';
    return page({ title: words.title, otherLanguage: { language: other, href: `/?lang=${other}` } }, speech, html`<h1>${words.title}</h1>
<p>${words.intro}</p>
<ul>${offersCheck && html`<li><a href="/check?lang=${language}">${words.check}</a></li>`}
<li><a href="/verify?lang=${language}">${words.verify}</a></li></ul>
<p>${words.link}</p>`);
}

/** @param detail a sentence of a program, shown after ours */
export function errorPage(kind: keyof PageWords['errors'], speech: Speech, detail?: string): string {
    const { title, sentence } = speech.words.errors[kind];
    const other = speech.language === 'en' ? 'fr' : 'en';
    // The switch leads to the entrance: the address of a share must not be repeated on a page that says there is none.
    return page({ title, otherLanguage: { language: other, href: `/?lang=${other}` } }, speech, html`<h1>${title}</h1>
<p>${sentence}</p>${detail !== undefined && html`<p>${detail}</p>`}`);
}
