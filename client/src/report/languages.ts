// The languages in which a report can be read.
import { ENGLISH } from './english.js';
import { FRENCH } from './french.js';
import type { Language, ReportPhrases } from './phrases.js';

const PHRASES: Readonly<Record<Language, ReportPhrases>> = { en: ENGLISH, fr: FRENCH };

export function phrasesIn(language: Language): ReportPhrases {
    return PHRASES[language];
}
