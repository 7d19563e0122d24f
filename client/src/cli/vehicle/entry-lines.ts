// How entries of a book and their receipts are shown to people.
import type { EntryReceipt, Judgement, Odometer, RecordedEntry, Vehicle } from '@carnet/domain';
import { factLines, tableLines } from '../command/output.js';

function odometerText(odometer: Odometer | undefined): string {
    if (odometer === undefined) return '';
    return odometer.value === undefined ? odometer.status : `${odometer.value} ${odometer.unit}`;
}

export function receiptLines({ vin, entryId, sequence, verdict, reason, warnings }: EntryReceipt): string[] {
    return [`${vin} entry ${sequence} (${entryId}): ${verdict} ${reason}`, ...warnings.map(warning => `warning: ${warning}`)];
}

export function judgementLines({ verdict, reason, findings, rulesVersion }: Judgement): string[] {
    return [
        `${verdict} ${reason} (rules ${rulesVersion})`,
        ...tableLines(['finding', 'severity', 'entries'], findings.map(({ code, severity, readings }) => [code, severity, readings.join(' ')])),
    ];
}

export function vehicleLines(vehicle: Vehicle): string[] {
    const { vin, make, model, firstRegistration, entries, verdict, reason, headHash, registeredBy, openRecalls, offer } = vehicle;
    return factLines({
        'VIN': vin, 'vehicle': `${make} ${model}`, 'first registration': firstRegistration, 'registered by': registeredBy,
        'entries': entries, 'judgement': `${verdict} ${reason}`, 'head': headHash, 'meter in': vehicle.odometerUnit,
        'imported': vehicle.imported ? 'yes' : undefined, 'open recalls': openRecalls.join(', '),
        'pending corrections': vehicle.pendingCorrections === 0 ? undefined : vehicle.pendingCorrections,
        'open disputes': vehicle.openDisputes === 0 ? undefined : vehicle.openDisputes,
        'in stock of': vehicle.inStockOf, 'offered until': offer?.validUntil, 'retired': vehicle.retired ? 'yes' : undefined,
    });
}

/** What an entry says beside date, type and meter. */
function remarks({ work = [], publicNote, inspection, replacement, battery, imported, refs, correction }: RecordedEntry): string {
    return [
        inspection === undefined ? undefined : `${inspection.result}${inspection.defects.length === 0 ? '' : `, ${inspection.defects.length} defects`}`,
        replacement === undefined ? undefined : `meter replaced: ${replacement.oldValue} → ${replacement.newValue} ${replacement.unit}`,
        battery === undefined ? undefined : `battery ${battery.soh} %`,
        imported === undefined ? undefined : `from ${imported.country}`,
        correction === undefined ? undefined : `to be read as ${correction.value} ${correction.unit}`,
        refs?.corrects === undefined ? undefined : `corrects ${refs.corrects}`,
        refs?.disputes === undefined ? undefined : `disputes ${refs.disputes.entryId} of ${refs.disputes.mspId}`,
        refs?.closes === undefined ? undefined : `closes ${refs.closes.entryId} of ${refs.closes.mspId}`,
        refs?.recall === undefined ? undefined : `recall ${refs.recall}`,
        ...work, publicNote,
    ].filter(text => text !== undefined).join('; ');
}

export const ENTRY_HEADER = ['#', 'date', 'type', 'meter', 'source', 'by', 'entry', 'verdict', 'remarks'];

export function entryCells(entry: RecordedEntry): string[] {
    return [
        String(entry.sequence), entry.date, entry.type, odometerText(entry.odometer), entry.source ?? '', entry.mspId, entry.entryId, entry.verdict, remarks(entry),
    ];
}
