// A car's book as a person reads it.
import type { Judgement, Odometer, RecordedEntry, Vehicle, Verdict } from '@carnet/domain';

const SENTENCES: Readonly<Record<Verdict, string>> = {
    LOGICAL: 'no reading is lower than an earlier one',
    ILLOGICAL: 'a reading is lower than an earlier one: the meter was turned back, or a reading is wrong',
    NO_JUDGEMENT: 'there is too little to judge by',
};

function reading(odometer: Odometer | undefined): string {
    if (odometer === undefined) return '';
    const { status, value, unit } = odometer;
    return status === 'READ' ? `${String(value).replace(/\B(?=(\d{3})+$)/g, ' ')} ${unit}` : status.toLowerCase().replace('_', ' ');
}

function what(entry: RecordedEntry): string {
    const result = entry.inspection === undefined ? '' : ` ${entry.inspection.result.toLowerCase()}`;
    const defects = entry.inspection?.defects.length ?? 0;
    return `${entry.type.toLowerCase().replaceAll('_', ' ')}${result}${defects > 0 ? `, ${defects} defect${defects > 1 ? 's' : ''}` : ''}`;
}

function line(entry: RecordedEntry, suspect: ReadonlySet<number>): string {
    return [
        String(entry.sequence).padStart(4),
        entry.date.replace('T', ' ').padEnd(17),
        reading(entry.odometer).padStart(12),
        suspect.has(entry.sequence) ? '!' : ' ',
        what(entry).padEnd(30),
        entry.mspId.padEnd(8),
        entry.hash.slice(0, 12),
    ].join('  ').trimEnd();
}

/** Several lines: the car, every entry, the verdict. Readings of critical findings are marked with `!`. */
export function bookAsText(vehicle: Vehicle, entries: readonly RecordedEntry[], judgement: Judgement): string {
    const suspect = new Set(judgement.findings.filter(({ severity }) => severity === 'CRITICAL').flatMap(({ readings }) => readings));
    const findings = judgement.findings.map(({ code, readings }) => `${code} (entries ${readings.join(', ')})`);
    return [
        `${vehicle.vin}  ${vehicle.make} ${vehicle.model}, first registered ${vehicle.firstRegistration}`,
        '   #  date                  odometer     what                            by        hash',
        ...entries.map(entry => line(entry, suspect)),
        `      ${judgement.verdict}, ${judgement.reason}: ${SENTENCES[judgement.verdict]}`,
        ...findings.map(finding => `      ${finding}`),
    ].join('\n');
}
