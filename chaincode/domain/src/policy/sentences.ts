// What a policy says, in plain sentences: so that a manager can read what he approves.
import { present } from '../canonical/present';
import { formatAmount } from './amount';
import { enumerated, instantPhrase, matchPhrase } from './match-phrase';
import type { Approval, Assertion, Limit, Policy, Rule } from './policy';
import { SENTENCE_WORDS, type SentenceLanguage, type SentenceWords } from './sentence-words';

/** One sentence of a thing that has an id; `note` is the author's own, of a rule. */
export interface PolicySentence { readonly id: string; readonly sentence: string; readonly note?: string }

export interface PolicySentences {
    /** Validity, calendar, transfers, change, refunds and expiry. */
    readonly general: readonly string[];
    readonly rules: readonly PolicySentence[];
    readonly limits: readonly PolicySentence[];
    readonly approvals: readonly PolicySentence[];
    readonly assertions: readonly PolicySentence[];
}

const SECONDS_PER_DAY = 86_400;

function money(amount: string, { currency }: Policy, words: SentenceWords): string {
    return `${formatAmount(amount, currency.scale, words.decimalPoint)} ${currency.code}`;
}

/** Days, with at most two decimals where they are not whole. */
function days(seconds: number, words: SentenceWords): string {
    const hundredths = String(Math.ceil(seconds * 100 / SECONDS_PER_DAY));
    return words.dayCount(formatAmount(hundredths, 2, words.decimalPoint).replace(/[.,]?0{1,2}$/, ''));
}

function offset(minutes: number): string {
    const size = minutes < 0 ? -minutes : minutes;
    const two = (value: number): string => String(value).padStart(2, '0');
    return `UTC${minutes < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function ruleSentence({ effect, when }: Rule, policy: Policy, words: SentenceWords): string {
    return effect === 'allow' ? words.allows(matchPhrase(when, policy, words, 'counts-not')) : words.forbids(matchPhrase(when, policy, words, 'counts'));
}

function limitSentence({ match, measure, period, max, scope }: Limit, policy: Policy, words: SentenceWords): string {
    const payments = matchPhrase(match, policy, words, 'counts');
    if (period === 'tx') return words.limitEach(payments, measure === 'count' ? max : money(max, policy, words));
    return measure === 'count'
        ? words.limitCount(payments, max, words.periods[period], words.scopes[scope])
        : words.limitAmount(payments, money(max, policy, words), words.periods[period], words.scopes[scope]);
}

function approvalSentence({ match, above, roster, cumulative }: Approval, policy: Policy, words: SentenceWords): string {
    const single = words.approval(matchPhrase(match, policy, words, 'counts'), money(above, policy, words), roster);
    const summed = cumulative === undefined ? '' : words.approvalSum(money(cumulative.above, policy, words), words.periods[cumulative.period]);
    return `${single}${summed}.`;
}

function assertionSentence(assertion: Assertion, policy: Policy, words: SentenceWords): string {
    return 'never' in assertion
        ? words.never(matchPhrase(assertion.never, policy, words, 'counts-not'))
        : words.always(matchPhrase(assertion.always, policy, words, 'counts-not'));
}

function generalSentences({ validity, calendar, transfer, refund, expiry }: Policy, words: SentenceWords): string[] {
    return [
        words.valid(instantPhrase(validity.notBefore), instantPhrase(validity.notAfter)),
        words.calendar(offset(calendar.utcOffsetMinutes), enumerated([words.days[calendar.weekStart - 1] ?? ''], words.and)),
        words.holderToHolder(transfer.holderToHolder),
        words.split(transfer.split),
        words.refund(refund.allowed ? days(refund.withinSeconds, words) : undefined, refund.restoreQuota === 'same-period'),
        words.expiry(expiry.action === 'return-to-issuer', expiry.graceSeconds === 0 ? undefined : days(expiry.graceSeconds, words)),
    ];
}

/** @param policy as `policyCodec` decoded it; what stands in it by id or as a note is shown as it is */
export function policySentences(policy: Policy, language: SentenceLanguage = 'en'): PolicySentences {
    const words = SENTENCE_WORDS[language];
    return {
        general: generalSentences(policy, words),
        rules: policy.rules.map(rule => ({
            id: rule.id, sentence: ruleSentence(rule, policy, words), ...present({ note: rule.note }),
        })),
        limits: policy.limits.map(limit => ({ id: limit.id, sentence: limitSentence(limit, policy, words) })),
        approvals: policy.approvals.map(approval => ({ id: approval.id, sentence: approvalSentence(approval, policy, words) })),
        assertions: policy.assertions.map(assertion => ({ id: assertion.id, sentence: assertionSentence(assertion, policy, words) })),
    };
}
