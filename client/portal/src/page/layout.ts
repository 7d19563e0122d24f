// The frame of every page: head, language switch, skip link, content.
import type { Language } from '@carnet/client/report';
import type { Speech } from './languages.js';
import { html, type Markup } from './markup.js';

export interface Frame {
    readonly title: string;
    /** Address of this page in the other language. */
    readonly otherLanguage: { readonly language: Language; readonly href: string };
}

/** A whole page with the style sheet `/style.css`. It needs no script. */
export function page(frame: Frame, { words, language }: Speech, content: Markup): string {
    return html`<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${frame.title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<a class="skip" href="#content">${words.skip}</a>
<header class="site"><a href="/?lang=${language}">${words.siteName}</a>
<a href="${frame.otherLanguage.href}" lang="${frame.otherLanguage.language}" hreflang="${frame.otherLanguage.language}">${words.otherLanguage}</a></header>
<main id="content" tabindex="-1">
${content}
</main>
</body>
</html>
`.toString();
}
