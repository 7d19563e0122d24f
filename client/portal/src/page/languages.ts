// A language of the pages: the words of the report, and those around it.
import { LANGUAGES, phrasesIn, type Language, type ReportPhrases } from '@carnet/client/report';
import { ENGLISH_WORDS } from './english.js';
import { FRENCH_WORDS } from './french.js';
import type { PageWords } from './words.js';

const WORDS: Readonly<Record<Language, PageWords>> = { en: ENGLISH_WORDS, fr: FRENCH_WORDS };

export interface Speech {
    readonly language: Language;
    readonly phrases: ReportPhrases;
    readonly words: PageWords;
}

export function speechIn(language: Language): Speech {
    return { language, phrases: phrasesIn(language), words: WORDS[language] };
}

export function isLanguage(text: string | null): text is Language {
    return (LANGUAGES as readonly (string | null)[]).includes(text);
}

/**
 * The language of a visitor: what the address asks for, else the first that he prefers (`Accept-Language`, RFC 9110 § 12.5.4), else English.
 * @param asked value of `?lang=`
 */
export function languageOf(asked: string | null, acceptLanguage = ''): Language {
    if (isLanguage(asked)) return asked;
    const preferred = acceptLanguage.slice(0, 200).split(',').map((item, index) => {
        const [tag = '', ...parameters] = item.trim().toLowerCase().split(';');
        const quality = parameters.map(parameter => /^\s*q=([01](?:\.\d{1,3})?)\s*$/.exec(parameter)?.[1]).find(value => value !== undefined);
        return { language: tag.slice(0, 2), quality: quality === undefined ? 1 : Number(quality), index };
    });
    const known = preferred.filter(({ language, quality }) => isLanguage(language) && quality > 0);
    const [first] = known.sort((a, b) => b.quality - a.quality || a.index - b.index);
    return first !== undefined && isLanguage(first.language) ? first.language : 'en';
}
