// The damage bound in words: how much in which periods, and by which limit.
import type { Amount, Policy } from '../policy';
import type { DamagePart } from './damage-part';

/** An amount with its decimals, thousands apart: `1 000.00`. @param amount minor units */
function amountText(amount: Amount, { scale }: Pick<Policy['currency'], 'scale'>): string {
    const digits = amount.padStart(scale + 1, '0');
    const whole = digits.slice(0, digits.length - scale).replace(/\B(?=(?:\d{3})+$)/g, ' ');
    return scale === 0 ? whole : `${whole}.${digits.slice(-scale)}`;
}

const PERIOD_NAMES = {
    day: ['today', 'day'], week: ['this week', 'week'], month: ['this month', 'month'], year: ['this year', 'year'], life: ['in all', 'life'],
} as const;

/** @param more whether something was named before */
function laterText(periods: number, name: string, more: boolean, days: number): string {
    if (name === 'day' && days === 1) return 'tomorrow';
    return `in ${periods === 1 ? 'one' : periods} ${more ? 'more ' : ''}${name}${periods === 1 ? '' : 's'}`;
}

function partText(part: DamagePart, days: number, currency: Policy['currency']): string {
    if (part.by === 'coins') {
        return `${amountText(part.amount, currency)}, all coins that ${part.from === undefined ? 'there are' : `have not expired on ${part.from}`}`;
    }
    const [present, name] = PERIOD_NAMES[part.period];
    const later = String(BigInt(part.amount) - BigInt(part.present));
    const more = part.present !== '0';
    const amounts = [
        ...more ? [`${amountText(part.present, currency)} ${present}`] : [],
        ...later === '0' ? [] : [`${amountText(later, currency)} ${laterText(part.periods - (more ? 1 : 0), name, more, days)}`],
    ];
    const counted = part.measure === 'count' ? ` (at most ${part.max} payment${part.max === '1' ? '' : 's'})` : '';
    return `${amounts.join(' and ')} by ${part.by} ${part.id}${counted}`;
}

/** One sentence for people. @param days of the horizon */
export function damageText(bound: Amount, parts: readonly DamagePart[], days: number, currency: Policy['currency'] | undefined): string {
    const within = days === 0 ? 'at once' : days === 1 ? 'within a day' : `within ${days} days`;
    if (bound === '0' || currency === undefined) return `Nothing can be moved ${within}.`;
    return `At most ${amountText(bound, currency)} ${currency.code} can be moved ${within}: ${parts.map(part => partText(part, days, currency)).join('; ')}.`;
}
