// Cars for a benchmark, registered many at once.
import type { Carnet } from '@carnet/client';
import { freshVin } from '../integration/members.js';

/** Registers so many cars, 64 at a time. @returns their VINs */
export async function registerCars(client: Carnet, count: number): Promise<string[]> {
    const vins = Array.from({ length: count }, freshVin);
    const waiting = [...vins];
    const lane = async (): Promise<void> => {
        for (let vin = waiting.pop(); vin !== undefined; vin = waiting.pop()) {
            await client.vehicles.register(vin, { make: 'RENAULT', model: 'SCENIC', firstRegistration: '2007-03-08', odometerUnit: 'mi' });
        }
    };
    await Promise.all(Array.from({ length: 64 }, lane));
    return vins;
}
