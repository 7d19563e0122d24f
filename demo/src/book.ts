// A car's book as a person reads it.
import { ENGLISH } from '@carnet/client/report';
import type { Finding, Judgement, Odometer, RecordedEntry, Vehicle } from '@carnet/domain';

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

/** One line for each code, with all entries that it was found on. */
function findingLines(findings: readonly Finding[]): string[] {
    const codes = new Set(findings.map(({ code }) => code));
    return [...codes].map(code => {
        const readings = new Set(findings.flatMap(finding => finding.code === code ? finding.readings : []));
        return `      ${code}${readings.size === 0 ? '' : ` (${readings.size === 1 ? 'entry' : 'entries'} ${[...readings].join(', ')})`}`;
    });
}

/** Several lines: the car, every entry, the verdict. Readings of critical findings are marked with `!`. */
export function bookAsText(vehicle: Vehicle, entries: readonly RecordedEntry[], judgement: Judgement): string {
    const suspect = new Set(judgement.findings.filter(({ severity }) => severity === 'CRITICAL').flatMap(({ readings }) => readings));
    return [
        `${vehicle.vin}  ${vehicle.make} ${vehicle.model}, first registered ${vehicle.firstRegistration}`,
        '   #  date                  odometer     what                            by        hash',
        ...entries.map(entry => line(entry, suspect)),
        `      ${judgement.verdict}, ${judgement.reason}: ${ENGLISH.reasons[judgement.reason].sentence}`,
        ...findingLines(judgement.findings),
    ].join('\n');
}
