// The words of the sentences about a policy, in English and French.
import type { Channel, Period } from './policy';

export const SENTENCE_LANGUAGES = ['en', 'fr'] as const;
export type SentenceLanguage = typeof SENTENCE_LANGUAGES[number];

/** Parts of sentences; those that take texts take them written out already. */
export interface SentenceWords {
    readonly decimalPoint: string;
    readonly or: string;
    readonly and: string;
    readonly allPayments: string;
    readonly payments: string;
    readonly atLeast: (amount: string) => string;
    readonly atMost: (amount: string) => string;
    readonly fromTo: (low: string, high: string) => string;
    readonly exactly: (amount: string) => string;
    readonly channels: Readonly<Record<Channel, string>>;
    readonly atPayees: string;
    readonly groups: (names: string) => string;
    readonly categories: (ranges: string) => string;
    readonly range: (low: string, high: string) => string;
    readonly countries: (names: string) => string;
    readonly regions: (names: string) => string;
    readonly unknownCategory: string;
    readonly unknownCountry: string;
    readonly unknownRegion: string;
    /** Monday first. */
    readonly days: readonly string[];
    readonly dayRange: (first: string, last: string) => string;
    readonly onDays: (days: string) => string;
    readonly everyDay: string;
    readonly minutes: (from: string, to: string) => string;
    readonly from: (instant: string) => string;
    readonly until: (instant: string) => string;
    readonly allows: (payments: string) => string;
    readonly forbids: (payments: string) => string;
    readonly periods: Readonly<Record<Exclude<Period, 'tx'>, string>>;
    readonly limitEach: (payments: string, max: string) => string;
    readonly limitAmount: (payments: string, max: string, period: string, scope: string) => string;
    readonly limitCount: (payments: string, max: string, period: string, scope: string) => string;
    readonly scopes: { readonly wallet: string; readonly programme: string };
    readonly approval: (payments: string, above: string, roster: string) => string;
    readonly approvalSum: (sum: string, period: string) => string;
    readonly never: (payments: string) => string;
    readonly always: (payments: string) => string;
    readonly valid: (notBefore: string, notAfter: string) => string;
    readonly calendar: (offset: string, weekStart: string) => string;
    readonly holderToHolder: (allowed: boolean) => string;
    readonly split: (allowed: boolean) => string;
    /** Of a number that may have decimals. */
    readonly dayCount: (days: string) => string;
    /** Without a time, none are refunded. */
    readonly refund: (within: string | undefined, restores: boolean) => string;
    readonly expiry: (returns: boolean, grace: string | undefined) => string;
}

const ENGLISH: SentenceWords = {
    decimalPoint: '.', or: 'or', and: 'and', allPayments: 'all payments', payments: 'payments',
    atLeast: amount => `of at least ${amount}`, atMost: amount => `of at most ${amount}`, exactly: amount => `of exactly ${amount}`,
    fromTo: (low, high) => `of ${low} to ${high}`,
    channels: { pos: 'at the till', online: 'online', p2p: 'from holder to holder' },
    atPayees: 'at payees', groups: names => `of the group ${names}`, categories: ranges => `of category ${ranges}`,
    range: (low, high) => `${low} to ${high}`, countries: names => `in ${names}`, regions: names => `in the region ${names}`,
    unknownCategory: 'an unknown one', unknownCountry: 'an unknown country', unknownRegion: 'an unknown one',
    days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
    dayRange: (first, last) => `${first} to ${last}`, onDays: days => days, everyDay: 'every day', minutes: (from, to) => `${from}–${to}`,
    from: instant => `from ${instant}`, until: instant => `before ${instant}`,
    allows: payments => `Allows ${payments}.`, forbids: payments => `Forbids ${payments}.`,
    periods: { day: 'per day', week: 'per week', month: 'per month', year: 'per year', life: 'in total' },
    limitEach: (payments, max) => `Limits ${payments} to ${max} each.`,
    limitAmount: (payments, max, period, scope) => `Limits the sum of ${payments} to ${max} ${period}, ${scope}.`,
    limitCount: (payments, max, period, scope) => `Limits the number of ${payments} to ${max} ${period}, ${scope}.`,
    scopes: { wallet: 'for each wallet', programme: 'for all wallets of the programme together' },
    approval: (payments, above, roster) => `Asks the roster ${roster} to approve ${payments}: each of more than ${above}`,
    approvalSum: (sum, period) => `, and each that takes their sum ${period} above ${sum}`,
    never: payments => `Asserts that the rules allow none of these: ${payments}.`, always: payments => `Asserts that the rules allow each of these: ${payments}.`,
    valid: (notBefore, notAfter) => `Valid from ${notBefore}, and no longer from ${notAfter}.`,
    calendar: (offset, weekStart) => `Days and hours are those of ${offset}, without summer time; a week begins on ${weekStart}.`,
    holderToHolder: allowed => allowed ? 'Holders may pay each other, where a rule allows it.' : 'Holders may not pay each other.',
    split: allowed => allowed ? 'A coin may be spent in part, with change.' : 'A coin is spent as a whole, without change.',
    dayCount: days => days === '1' ? '1 day' : `${days} days`,
    refund: (within, restores) => within === undefined
        ? 'Payments are not refunded.'
        : `Payments may be refunded within ${within}; a refund ${restores ? 'in the same period gives back' : 'does not give back'} what limits have counted.`,
    expiry: (returns, grace) => `Coins that expired ${grace === undefined ? '' : `can still be spent for ${grace}, then `}${
        returns ? 'go back to the issuer.' : 'stay, and cannot be spent.'}`,
};

const FRENCH: SentenceWords = {
    decimalPoint: ',', or: 'ou', and: 'et', allPayments: 'tous les paiements', payments: 'les paiements',
    atLeast: amount => `d’au moins ${amount}`, atMost: amount => `d’au plus ${amount}`, exactly: amount => `d’exactement ${amount}`,
    fromTo: (low, high) => `de ${low} à ${high}`,
    channels: { pos: 'en caisse', online: 'en ligne', p2p: 'de porteur à porteur' },
    atPayees: 'aux bénéficiaires', groups: names => `du groupe ${names}`, categories: ranges => `de catégorie ${ranges}`,
    range: (low, high) => `${low} à ${high}`, countries: names => `du pays ${names}`, regions: names => `de la région ${names}`,
    unknownCategory: 'inconnue', unknownCountry: 'inconnu', unknownRegion: 'inconnue',
    days: ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'],
    dayRange: (first, last) => `${first} à ${last}`, onDays: days => days, everyDay: 'tous les jours', minutes: (from, to) => `de ${from} à ${to}`,
    from: instant => `à partir du ${instant}`, until: instant => `avant le ${instant}`,
    allows: payments => `Autorise ${payments}.`, forbids: payments => `Interdit ${payments}.`,
    periods: { day: 'par jour', week: 'par semaine', month: 'par mois', year: 'par an', life: 'en tout' },
    limitEach: (payments, max) => `Limite ${payments} à ${max} chacun.`,
    limitAmount: (payments, max, period, scope) => `Limite en somme ${payments} à ${max} ${period}, ${scope}.`,
    limitCount: (payments, max, period, scope) => `Limite en nombre ${payments} à ${max} ${period}, ${scope}.`,
    scopes: { wallet: 'pour chaque portefeuille', programme: 'pour tous les portefeuilles du programme ensemble' },
    approval: (payments, above, roster) => `Demande au collège ${roster} d’approuver ${payments} : chacun de plus de ${above}`,
    approvalSum: (sum, period) => `, et chacun qui porte leur somme ${period} au-delà de ${sum}`,
    never: payments => `Affirme que, parmi ${payments}, aucun n’est autorisé par les règles.`,
    always: payments => `Affirme que, parmi ${payments}, chacun est autorisé par les règles.`,
    valid: (notBefore, notAfter) => `Valable à partir du ${notBefore}, et plus à partir du ${notAfter}.`,
    calendar: (offset, weekStart) => `Les jours et les heures sont ceux de ${offset}, sans heure d’été ; une semaine commence le ${weekStart}.`,
    holderToHolder: allowed => allowed ? 'Les porteurs peuvent se payer entre eux, si une règle l’autorise.' : 'Les porteurs ne peuvent pas se payer entre eux.',
    split: allowed => allowed ? 'Une pièce peut être dépensée en partie ; le reste est rendu.' : 'Une pièce est dépensée en entier.',
    dayCount: days => days === '1' ? '1 jour' : `${days} jours`,
    refund: (within, restores) => within === undefined
        ? 'Les paiements ne sont pas remboursés.'
        : `Les paiements peuvent être remboursés pendant ${within} ; un remboursement ${
            restores ? 'dans la même période rend' : 'ne rend pas'} ce que les limites ont compté.`,
    expiry: (returns, grace) => `Les pièces expirées ${grace === undefined ? '' : `peuvent encore être dépensées pendant ${grace}, puis `}${
        returns ? 'reviennent à l’émetteur.' : 'restent, sans pouvoir être dépensées.'}`,
};

export const SENTENCE_WORDS: Readonly<Record<SentenceLanguage, SentenceWords>> = { en: ENGLISH, fr: FRENCH };
