// The judgement that was signed, computed again from the entries.
import { canonicalJson, CURRENT_RULES, judge, replayBook, type Judgement, type ReplayedEntry } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';
import type { DisclosedEntry } from './book-chain.js';

/**
 * - `RECOMPUTED`: it is what the entries amount to by the published rules.
 * - `WITHHELD`: something that it depends on is withheld, so that it stands on the signatures alone.
 * - `RULES_UNKNOWN`: it was made by rules of another version than this program has.
 */
export type JudgementCheck = 'RECOMPUTED' | 'WITHHELD' | 'RULES_UNKNOWN';

function isReplayable(entry: DisclosedEntry): entry is DisclosedEntry & ReplayedEntry {
    return entry.type !== undefined && entry.date !== undefined && entry.recordedAt !== undefined;
}

/** @throws CarnetError PROOF_JUDGEMENT_MISMATCH */
export function checkJudgement(signed: Judgement, entries: readonly DisclosedEntry[]): JudgementCheck {
    if (signed.rulesVersion !== CURRENT_RULES.version) return 'RULES_UNKNOWN';
    const known = entries.filter(isReplayable);
    const input = known.length === entries.length ? replayBook(known) : undefined;
    if (input === undefined) return 'WITHHELD';
    const computed = judge(input, CURRENT_RULES);
    if (canonicalJson(computed) === canonicalJson(signed)) return 'RECOMPUTED';
    throw new CarnetError('PROOF_JUDGEMENT_MISMATCH', `The signed verdict is ${signed.verdict}, and the entries amount to another judgement.`, {
        details: { signed: { ...signed }, computed: { ...computed } },
    });
}
