// The judgement of a whole series: the rules, the order of their findings, and the verdict by precedence.
import type { ReasonCode, Verdict } from './entry';
import type { Finding, Judgement, SeriesInput, Severity } from './judgement';
import type { RuleParameters } from './rules';
import { isUsable, millimetresOf, orderSeries, type Reading } from './series';

/** The first reason of this list that applies is the reason of the verdict. */
const PRECEDENCE = [
    '04_LOWER_THAN_EARLIER', '07_LEGACY', '06_TOO_FEW', '02_REPLACED', '01_ROLLOVER', '05_IMPORTED', '00_ASCENDING',
] as const satisfies readonly ReasonCode[];

const SEVERITIES: readonly Severity[] = ['CRITICAL', 'WARNING', 'INFO', 'HINT'];

/** The verdict that stands for a set of reasons. '00_ASCENDING' is the reason where no other applies. */
export function verdictFor(reasons: ReadonlySet<ReasonCode>): { verdict: Verdict; reason: ReasonCode } {
    const reason = PRECEDENCE.find(code => reasons.has(code)) ?? '00_ASCENDING';
    if (reason === '00_ASCENDING') return { verdict: 'LOGICAL', reason };
    return { verdict: reason === '04_LOWER_THAN_EARLIER' ? 'ILLOGICAL' : 'NO_JUDGEMENT', reason };
}

/** Findings and reasons gathered while the rules run. */
class Findings {
    readonly reasons = new Set<ReasonCode>();
    private readonly found: Finding[] = [];

    add(code: string, severity: Severity, readings: readonly number[]): void {
        this.found.push({ code, severity, readings });
    }

    /** By severity, and within one in the order in which the rules found them. */
    sorted(): Finding[] {
        return SEVERITIES.flatMap(severity => this.found.filter(finding => finding.severity === severity));
    }
}

/** R11: a meter that could not be read says nothing, and the book says so. */
function findUnusable(readings: readonly Reading[], findings: Findings): void {
    const unusable = readings.filter(reading => !isUsable(reading)).sort((a, b) => a.sequence - b.sequence);
    for (const reading of unusable) findings.add('UNUSABLE_READING', 'INFO', [reading.sequence]);
}

/** R1, R2, R3 over one segment: readings between which the meter was not replaced, in order. */
function judgeSegment(segment: readonly Reading[], rules: RuleParameters, findings: Findings): void {
    let highest: Reading | undefined;
    let previous: Reading | undefined;
    let rollback: number[] | undefined;
    for (const reading of segment) {
        const value = millimetresOf(reading);
        // R3, against the reading just before, whether that one is believed or not.
        if (previous !== undefined && value - millimetresOf(previous) > rules.cap(reading.day - previous.day)) {
            findings.add('IMPLAUSIBLE_JUMP', 'WARNING', [previous.sequence, reading.sequence]);
        }
        previous = reading;
        const drop = highest === undefined ? 0 : millimetresOf(highest) - value;
        if (highest === undefined || drop <= 0) {
            highest = reading;
            rollback = undefined;
        } else if (drop >= rules.rollback) {
            // R1: one finding for all readings until the highest one is reached again.
            if (rollback === undefined) {
                rollback = [highest.sequence];
                findings.add('ROLLBACK', 'CRITICAL', rollback);
                findings.reasons.add('04_LOWER_THAN_EARLIER');
            }
            rollback.push(reading.sequence);
        } else {
            // R2: the highest reading stays the measure, so that small drops add up.
            findings.add('MINOR_DROP', 'INFO', [highest.sequence, reading.sequence]);
        }
    }
}

/** Judges a series by rules R1, R2, R3 and R11. The order of recording plays no part. */
export function judge(input: Pick<SeriesInput, 'readings'>, rules: RuleParameters): Judgement {
    const findings = new Findings();
    findUnusable(input.readings, findings);
    const series = orderSeries(input.readings);
    const segments = [series]; // One meter: no type of entry replaces it yet.
    for (const segment of segments) judgeSegment(segment, rules, findings);
    if (series.length < 2) findings.reasons.add('06_TOO_FEW');
    return { ...verdictFor(findings.reasons), findings: findings.sorted(), rulesVersion: rules.version };
}
