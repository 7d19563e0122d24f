// What a verified certificate proves, in plain sentences, in English and in French.
import type { Verification } from './verify.js';

export type ProofLanguage = 'en' | 'fr';

interface Words {
    readonly signed: (organisations: string, vin: string, time: string) => string;
    readonly complete: (entries: number, block: number) => string;
    readonly withheld: (entries: number, partly: number) => string;
    readonly judgement: Readonly<Record<Verification['judgement'], (verdict: string) => string>>;
    readonly limits: string;
    readonly and: string;
}

const ENGLISH: Words = {
    signed: (organisations, vin, time) => `The peers of ${organisations} signed this report on vehicle ${vin}, asked for at ${time}.`,
    complete: (entries, block) => entries === 1
        ? `The book has 1 entry; it stands in block ${block}. None was left out, added or changed.`
        : `The book has ${entries} entries; the last stands in block ${block}. None was left out, added or changed.`,
    withheld: (entries, partly) => `Not shown by whoever made this share: ${entries} ${entries === 1 ? 'entry' : 'entries'} altogether, ` +
        `and a part of ${partly} more.`,
    judgement: {
        RECOMPUTED: verdict => `The verdict, ${verdict}, was computed again from the entries and agrees.`,
        WITHHELD: verdict => `The verdict, ${verdict}, rests on the signatures alone: something that it depends on is not shown.`,
        RULES_UNKNOWN: verdict => `The verdict, ${verdict}, rests on the signatures alone: it was made by rules that this program does not know.`,
    },
    limits: 'Not proved: that what was entered is true, and that nothing was entered since.',
    and: 'and',
};

const FRENCH: Words = {
    signed: (organisations, vin, time) => `Les pairs de ${organisations} ont signé ce rapport sur le véhicule ${vin}, demandé le ${time}.`,
    complete: (entries, block) => entries === 1
        ? `Le carnet compte 1 inscription, portée au bloc ${block}. Aucune n'a été retirée, ajoutée ni modifiée.`
        : `Le carnet compte ${entries} inscriptions, la dernière portée au bloc ${block}. Aucune n'a été retirée, ajoutée ni modifiée.`,
    withheld: (entries, partly) => `Non montré par l'auteur de ce partage : ${entries} ${entries > 1 ? 'inscriptions entières' : 'inscription entière'}, ` +
        `et une partie de ${partly} ${partly > 1 ? 'autres' : 'autre'}.`,
    judgement: {
        RECOMPUTED: verdict => `Le verdict, ${verdict}, a été recalculé à partir des inscriptions et concorde.`,
        WITHHELD: verdict => `Le verdict, ${verdict}, ne repose que sur les signatures : un élément dont il dépend n'est pas montré.`,
        RULES_UNKNOWN: verdict => `Le verdict, ${verdict}, ne repose que sur les signatures : ses règles sont inconnues de ce programme.`,
    },
    limits: 'Non prouvé : que ce qui a été inscrit soit vrai, ni que rien n\'ait été inscrit depuis.',
    and: 'et',
};

const WORDS: Readonly<Record<ProofLanguage, Words>> = { en: ENGLISH, fr: FRENCH };

function listed(names: readonly string[], and: string): string {
    return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${and} ${names.at(-1) ?? ''}`;
}

/**
 * Who signed what as of when; that the book is whole; what is withheld, if anything; what the verdict rests on; and what is not proved.
 * @param nameOf the name to show for an MSP id; default: the MSP id, which is what is signed
 */
export function proofSentences(verification: Verification, language: ProofLanguage, nameOf: (mspId: string) => string = mspId => mspId): string[] {
    const { report, signers, withheld, asOf, askedAt } = verification;
    const words = WORDS[language];
    return [
        words.signed(listed(signers.map(({ mspId }) => nameOf(mspId)), words.and), report.vehicle.vin, `${askedAt.slice(0, 10)} ${askedAt.slice(11, 16)} UTC`),
        words.complete(report.vehicle.entries, asOf.block),
        ...withheld.entries + withheld.partly > 0 ? [words.withheld(withheld.entries, withheld.partly)] : [],
        words.judgement[verification.judgement](`${report.judgement.verdict} (${report.judgement.reason})`),
        words.limits,
    ];
}
