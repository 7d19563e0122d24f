// What the verifier page shows: its two inputs, the roots with their fingerprints, and the outcome in words.
import type { Language } from '@carnet/client/report';
import type { CheckedCertificate, RefusedCertificate } from '../certificate/checking.js';
import { refusalSentence } from '../certificate/refusals.js';
import { organisationText, section } from '../page/facts.js';
import { speechIn } from '../page/languages.js';
import { html, type Markup } from '../page/markup.js';
import { groupedHex, proofSection } from '../page/proof.js';
import { reportBody } from '../page/report-page.js';
import type { Root } from './roots.js';
import { verifierWordsIn } from './words.js';

function zone(id: string, heading: string, hint: string, multiple: boolean, language: Language): Markup {
    const words = verifierWordsIn(language);
    return section(`${id}-heading`, heading, html`<p id="${id}-hint">${hint}</p>
<div class="zone" id="${id}-zone"><input class="for-screen-readers" type="file" id="${id}-input" aria-describedby="${id}-hint"${multiple && html` multiple`}>
<label class="button" for="${id}-input">${multiple ? words.chooseFiles : words.chooseFile}</label> <span>${words.orDrop}</span>
<p class="code chosen" id="${id}-chosen"></p></div>`);
}

export function framePage(language: Language): { readonly title: string; readonly body: Markup } {
    const words = verifierWordsIn(language);
    const { siteName, otherLanguage } = speechIn(language).words;
    return {
        title: words.title,
        body: html`<header class="site"><span>${siteName}</span>
<button type="button" class="plain" id="language" lang="${language === 'en' ? 'fr' : 'en'}">${otherLanguage}</button></header>
<main><h1>${words.title}</h1><p>${words.intro}</p>
${zone('roots', words.stepRoots, words.rootsHint, true, language)}
<div id="roots" aria-live="polite"></div>
${zone('certificate', words.stepCertificate, words.certificateHint, false, language)}
<div id="outcome" aria-live="polite"></div></main>`,
    };
}

export function rootsList(roots: readonly Root[], unreadable: string | undefined, language: Language): Markup {
    const words = verifierWordsIn(language);
    return html`${unreadable !== undefined && html`<p class="error" role="alert">${words.unreadableRoots(unreadable)}</p>`}
${roots.length > 0 && html`<h3>${words.rootsChosen}</h3><p>${words.compare}</p>
<ul class="signers">${roots.map(({ mspId, fingerprint }, index) => html`<li><strong>${mspId}</strong>
<span class="code large-fingerprint">${groupedHex(fingerprint)}</span>
<button type="button" class="plain" data-root="${index}">${words.forget}<span class="for-screen-readers"> ${mspId}</span></button></li>`)}</ul>`}`;
}

/** Before there is an outcome. */
export function waitingPage(roots: boolean, certificate: boolean, language: Language): Markup {
    const words = verifierWordsIn(language);
    return html`<p class="waiting">${!roots ? words.waitingRoots : certificate ? words.working : words.waitingCertificate}</p>`;
}

export function refusedPage({ code, detail }: RefusedCertificate, language: Language): Markup {
    const words = verifierWordsIn(language);
    return html`<div class="verdict illogical"><div><h2 class="headline">${words.refused}</h2>
<p>${refusalSentence(code, language)}</p><p>${words.refusedAdvice}</p>
<p class="hint">${words.code}: <span class="code">${code}</span>. ${words.detail}: <span lang="en">${detail}</span></p></div></div>`;
}

export function provedPage({ report, proof, judgement, shown }: CheckedCertificate, language: Language): Markup {
    const words = verifierWordsIn(language);
    const speech = speechIn(language);
    const names = proof.signers.map(signer => organisationText(signer, speech)).join(', ');
    return html`<div class="verdict logical"><div><h2 class="headline">${words.proved}</h2>
<p>${words.provedBy(names)}</p>
<p>${words.provedWhat(report.entries, shown)}</p>
<p>${words.provedWhen(speech.phrases.date(report.readAt), proof.block)}</p>
<p>${judgement === 'RECOMPUTED' ? words.recomputed : judgement === 'WITHHELD' ? words.notRecomputed : words.rulesUnknown}</p></div></div>
${reportBody(report, speech)}
${proofSection(report, proof, 'checkedHere', speech)}`;
}
