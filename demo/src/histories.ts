// The histories of the first run: MOT histories as the DVSA publishes them, each car with an invented VIN (the source names none).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { entriesFromMotHistory } from '@carnet/client';
import type { BatchEntry, EntryRequest, VehicleRegistration } from '@carnet/domain';

const FILES = [
    { file: 'dvsa-documented-example.json', vins: ['WF0SXXGCDSAA12345', 'WBALM31000E123456'] },
    { file: 'renault-scenic-nine-tests.json', vins: ['VF1JZ0J0H42345678'] },
    { file: 'rolled-back.json', vins: ['WBA3D31000F123457'] },
] as const;

export interface CarHistory {
    readonly vin: string;
    readonly registration: VehicleRegistration;
    readonly entries: readonly BatchEntry[];
}

export function readHistories(): CarHistory[] {
    return FILES.flatMap(({ file, vins }) => {
        const vehicles = entriesFromMotHistory(readFileSync(join(import.meta.dirname, '..', 'data', file), 'utf8'));
        if (vehicles.length !== vins.length) throw new Error(`${file} holds ${vehicles.length} vehicles, and ${vins.length} VINs were given to them`);
        return vins.map((vin, i) => {
            const { vehicle, entries } = vehicles[i] as typeof vehicles[number];
            const { make, model, firstRegistration, odometerUnit } = vehicle;
            return { vin, registration: { make, model, firstRegistration, odometerUnit }, entries: entries.map(entry => ({ ...entry, vin })) };
        });
    });
}

/** What a second company writes into the book of the invented car. */
export const GARAGE_WORK: { readonly vin: string; readonly entry: EntryRequest } = {
    vin: 'WBA3D31000F123457',
    entry: {
        entryId: 'workorder-4711', type: 'SERVICE', date: '2023-09-04', source: 'independent',
        odometer: { value: 89150, unit: 'mi', status: 'READ', method: 'DASH' }, work: ['Oil and filter changed'],
        confirm: true,
    },
};
