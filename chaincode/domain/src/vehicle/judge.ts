// The judgement of a whole series: the rules R1 to R13, the order of their findings, and the verdict by precedence.
import { dropsIn, type Drop, type DropCode } from './drops';
import { hasOwnFinding, OWN_FINDINGS } from './entry-findings';
import { hintOn, type MeterAge } from './hints';
import { judgeInterval } from './intervals';
import type { Finding, Judgement, SeriesInput, Severity } from './judgement';
import type { RuleParameters } from './rules';
import { cutSeries, cuttingReplacements, isCarriedOver, type Segment } from './segments';
import { millimetresOf, orderSeries, shownBy, type Reading } from './series';
import { verdictFor } from './verdict';

const SEVERITIES: readonly Severity[] = ['CRITICAL', 'WARNING', 'INFO', 'HINT'];
const SEVERITY_OF_DROP: Readonly<Record<DropCode, Severity>> = { ROLLBACK: 'CRITICAL', ROLLBACK_LEGACY: 'WARNING', MINOR_DROP: 'INFO' };

/** By severity, and within one in the order in which the rules found them. */
function bySeverity(found: readonly Finding[]): Finding[] {
    const sorted: Record<Severity, Finding[]> = { CRITICAL: [], WARNING: [], INFO: [], HINT: [] };
    for (const finding of found) sorted[finding.severity].push(finding);
    return SEVERITIES.flatMap(severity => sorted[severity]);
}

/** R10, R11, R13: by kind, then in the order of the book. */
function entryFindings(readings: readonly Reading[], rules: RuleParameters): Finding[] {
    const found = OWN_FINDINGS.map(code => ({ code, sequences: [] as number[] }));
    for (const reading of readings) {
        for (const { code, sequences } of found) if (hasOwnFinding(reading, code, rules)) sequences.push(reading.sequence);
    }
    return found.flatMap(({ code, sequences }) =>
        sequences.sort((a, b) => a - b).map((sequence): Finding => ({ code, readings: [sequence], severity: 'INFO' })));
}

/** R12: the units of what counts. */
function mixedUnits(series: readonly Reading[]): Finding[] {
    const units = new Set(series.map(reading => shownBy(reading).unit));
    return units.size > 1 ? [{ code: 'MIXED_UNITS', readings: [], severity: 'INFO' }] : [];
}

/** R1 and R8 make one finding of all drops below one reading, R2 one of each. */
function dropFindings(drops: readonly Drop[]): Finding[] {
    const found: { code: DropCode; readings: number[]; severity: Severity }[] = [];
    const open = new Map<DropCode, { readonly measure: Reading; readonly readings: number[] }>();
    for (const { code, measure, below } of drops) {
        const group = open.get(code);
        if (code !== 'MINOR_DROP' && group?.measure === measure) {
            group.readings.push(below.sequence);
            continue;
        }
        const readings = [measure.sequence, below.sequence];
        found.push({ code, readings, severity: SEVERITY_OF_DROP[code] });
        open.set(code, { measure, readings });
    }
    return found;
}

/** R3 and R4 between readings that follow one another. */
function intervalFindings(segment: readonly Reading[], rules: RuleParameters): Finding[] {
    const found: Finding[] = [];
    segment.forEach((reading, at) => {
        const before = segment[at - 1];
        const code = before && judgeInterval(before.day, millimetresOf(before), reading.day, millimetresOf(reading), rules);
        if (before === undefined || code === undefined) return;
        found.push({ code, readings: [before.sequence, reading.sequence], severity: code === 'STATIC' ? 'INFO' : 'WARNING' });
    });
    return found;
}

/** R5 where a segment follows another. */
function rolloverFindings(before: Segment<Reading> | undefined, { readings, rolledOver }: Segment<Reading>): Finding[] {
    const [last, first] = [before?.readings.at(-1), readings[0]];
    if (!rolledOver || last === undefined || first === undefined) return [];
    return [{ code: 'ROLLOVER', readings: [last.sequence, first.sequence], severity: 'INFO' }];
}

function hintFindings(segment: readonly Reading[], meter: MeterAge, rules: RuleParameters): Finding[] {
    const hint = hintOn(segment, meter, rules);
    return hint === undefined ? [] : [{ code: hint.code, readings: hint.readings, severity: 'HINT' }];
}

/**
 * Judges all that a book says about its odometer. Findings have their members in the order of canonical JSON, since there may be thousands to write.
 * The order of recording plays no part.
 */
export function judge(input: SeriesInput, rules: RuleParameters): Judgement {
    const { readings, replacements, imported, foreignHistory, firstRegistrationYear, odometerDigits } = input;
    const series = orderSeries(readings);
    const cuts = cuttingReplacements(replacements, rules);
    const { segments } = cutSeries(series, { cuts, digits: odometerDigits }, rules);
    const carriedOver: readonly Finding[] = replacements.filter(replacement => isCarriedOver(replacement, rules))
        .map(() => ({ code: 'REPLACED_CARRIED_OVER', readings: [], severity: 'INFO' }));
    const found = [
        ...entryFindings(readings, rules), ...mixedUnits(series), ...carriedOver,
        ...segments.flatMap((segment, at) => [
            ...rolloverFindings(segments[at - 1], segment),
            ...dropFindings(dropsIn(segment.readings, rules)),
            ...intervalFindings(segment.readings, rules),
            ...hintFindings(segment.readings, { firstRegistrationYear, odometerDigits }, rules),
        ]),
    ];
    const has = (code: string): boolean => found.some(finding => finding.code === code);
    const verdict = verdictFor({
        rollback: has('ROLLBACK'), legacyDrop: has('ROLLBACK_LEGACY'), readings: series.length, replaced: cuts.length > 0,
        rollover: has('ROLLOVER'), importedBlank: imported && !foreignHistory,
    });
    return { ...verdict, findings: bySeverity(found), rulesVersion: rules.version };
}
