// The buyer's page behind a share link.
import type { BuyerReport } from '@carnet/client/report';
import { chapters } from './chapters.js';
import { section } from './facts.js';
import type { Speech } from './languages.js';
import { page } from './layout.js';
import { html, type Markup } from './markup.js';
import { proofSection, type Proof } from './proof.js';
import { qrCode } from './qr.js';
import { readingsSection } from './readings-section.js';
import { makeAndModel, vehicleFacts, verdictBanner } from './verdict.js';

/** Verdict, car, readings and chapters: the same on the portal and on the verifier page. */
export function reportBody(report: BuyerReport, speech: Speech): Markup {
    return html`<h1>${speech.words.report.title(makeAndModel(report))}</h1>
${verdictBanner(report, speech)}
${vehicleFacts(report, speech)}
${readingsSection(report, speech)}
${chapters(report, speech)}`;
}

export interface SharedReport {
    readonly report: BuyerReport;
    readonly proof: Proof;
    /** Path of the share, `/r/<token>`. */
    readonly path: string;
    /** Scheme and host under which buyers reach the portal. */
    readonly origin: string;
    /** `YYYY-MM-DD`. */
    readonly expires: string;
}

/** What the QR code carries: the link, and in the fragment, which no server sees, the state of the book that it was printed for. */
export function printedLink({ origin, path, report }: Pick<SharedReport, 'origin' | 'path' | 'report'>): string {
    return `${origin}${path}#head-${report.headHash}`;
}

export function reportPage(shared: SharedReport, speech: Speech): string {
    const { words: { proof: words }, phrases } = speech;
    const { report, path } = shared;
    const other = speech.language === 'en' ? 'fr' : 'en';
    const frame = { title: speech.words.report.title(makeAndModel(report)), otherLanguage: { language: other, href: `${path}?lang=${other}` } } as const;
    return page(frame, speech, html`<p class="same-head" id="head-${report.headHash}">${words.sameHead}</p>
${reportBody(report, speech)}
${proofSection(report, shared.proof, 'checkedByPortal', speech, html`<p class="screen-only">${words.verifyYourself} <a href="/verify?lang=${speech.language}">${words.verifierLink}</a>.</p>
<p class="screen-only"><a class="button" href="${path}/certificate" download>${words.download}</a></p>`)}
${section('scan', 'QR', html`<div class="scan">${qrCode(printedLink(shared), words.qrTitle)}
<div><p>${words.scan}</p><p>${words.expires(phrases.date(shared.expires))}</p></div></div>`)}`);
}
