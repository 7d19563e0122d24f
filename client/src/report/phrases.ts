// What a language must be able to say about a report: one sentence per code, so that none can be forgotten.
import type {
    BatteryHealth, DefectSeverity, DisputeOutcome, Inspection, OdometerCheck, OdometerStatus, OdometerUnit, ReasonCode, RecordedType, SourceClass,
    Verdict,
} from '@carnet/domain';
import type { Caution, CorrectionTrail, Gap } from './buyer-report.js';

export const LANGUAGES = ['en', 'fr'] as const;
export type Language = typeof LANGUAGES[number];

/** Every code that a judgement by rules version 1 can find. */
export const FINDING_CODES = [
    'ROLLBACK', 'ROLLBACK_LEGACY', 'IMPLAUSIBLE_JUMP', 'ROLLOVER', 'MINOR_DROP', 'STATIC', 'REPLACED_CARRIED_OVER', 'LATE_ENTRY',
    'UNUSABLE_READING', 'MIXED_UNITS', 'CORRECTION_PENDING', 'CORRECTED',
    'HINT_UNIT_MIXUP', 'HINT_EXTRA_DIGIT', 'HINT_MISSING_DIGIT', 'HINT_TRANSPOSED', 'HINT_SINGLE_OUTLIER', 'HINT_AMBIGUOUS', 'HINT_POSSIBLE_ROLLOVER',
] as const;
export type FindingCode = typeof FINDING_CODES[number];

export function isFindingCode(code: string): code is FindingCode {
    return (FINDING_CODES as readonly string[]).includes(code);
}

/** What it means, and what a buyer does now. */
export interface Advice { readonly sentence: string; readonly whatToDo: string }

export interface ReportPhrases {
    readonly language: Language;
    /** A few words to read from across a room. */
    readonly verdicts: Readonly<Record<Verdict, string>>;
    readonly reasons: Readonly<Record<ReasonCode, Advice>>;
    readonly findings: Readonly<Record<FindingCode, string>>;
    /** For a code of rules that are newer than this program. */
    readonly unknownFinding: (code: string) => string;
    readonly cautions: Readonly<Record<Caution, string>>;
    readonly checks: Readonly<Record<OdometerCheck['answer'], Advice & { readonly title: string }>>;
    readonly types: Readonly<Record<RecordedType, string>>;
    readonly sources: Readonly<Record<SourceClass, string>>;
    readonly statuses: Readonly<Record<OdometerStatus, string>>;
    readonly units: Readonly<Record<OdometerUnit, string>>;
    readonly defectSeverities: Readonly<Record<DefectSeverity, string>>;
    readonly inspectionResults: Readonly<Record<Inspection['result'], string>>;
    readonly batteryMethods: Readonly<Record<BatteryHealth['method'], string>>;
    readonly correctionStatuses: Readonly<Record<CorrectionTrail['status'], string>>;
    readonly disputeOutcomes: Readonly<Record<DisputeOutcome, string>>;
    readonly gaps: Readonly<Record<Gap['kind'], string>>;
    /** Of a reading that is higher than a later one. */
    readonly laterIsLower: string;
    /** Words of somebody else, in quotation marks. */
    readonly quoted: (text: string) => string;
    /** `YYYY-MM-DD`, with or without the minute or second, as people write it. */
    readonly date: (iso: string) => string;
    /** A whole number with separators. */
    readonly number: (value: number) => string;
}

/** `YYYY-MM-DD[THH:MM…]` in parts; the text itself where it is no such thing. */
export function datedText(iso: string, months: readonly string[]): string {
    const match = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}))?/.exec(iso);
    const month = months[Number(match?.[2]) - 1];
    if (match === null || month === undefined) return iso;
    const day = `${Number(match[3])}\u00a0${month}\u00a0${match[1] ?? ''}`;
    return match[4] === undefined ? day : `${day}, ${match[4]} UTC`;
}

export function groupedDigits(value: number, separator: string): string {
    return String(value).replace(/\B(?=(\d{3})+$)/g, separator);
}
