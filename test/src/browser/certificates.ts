// A real certificate of a car that was turned back, from a network of two organisations, with their roots.
import { readRoots } from '@carnet/client';
import { serialiseCertificate, withhold, type Certificate, type Roots } from '@carnet/client/verify';
import { freshVin, gatherMembers, type Members } from '../integration/members.js';

export interface Certified {
    readonly vin: string;
    readonly certificate: Certificate;
    /** The file, with everything disclosed. */
    readonly file: string;
    /** The file of a share without the second entry and without any work. */
    readonly share: string;
    readonly roots: Roots;
    readonly members: Members;
    close(): Promise<void>;
}

/** On a network of its own, which the caller ends. */
export async function certifiedCar(): Promise<Certified> {
    const members = await gatherMembers();
    try {
        const { garage, inspector } = members;
        const vin = freshVin();
        await garage.vehicles.register(vin, { make: 'RENAULT', model: 'SCENIC', firstRegistration: '2019-03-17', odometerUnit: 'km' });
        const km = (value: number) => ({ value, unit: 'km', status: 'READ', method: 'DASH' }) as const;
        await garage.vehicles.record(vin, {
            entryId: 'order-1', type: 'SERVICE', date: '2021-03-20', source: 'independent', odometer: km(31_200), work: ['Oil and filter changed'], confirm: true,
        });
        await inspector.vehicles.record(vin, {
            entryId: 'test-1', type: 'INSPECTION', date: '2023-03-11', source: 'inspection', odometer: km(61_870), confirm: true,
            inspection: { nature: 'PERIODIC', result: 'PASSED', defects: [{ code: '5.2.3.e.1', severity: 'MINOR' }] },
        });
        await garage.vehicles.record(vin, {
            entryId: 'order-2', type: 'TYRES', date: '2024-03-14', source: 'independent', odometer: km(42_100), work: ['Four tyres'], confirm: true,
        });
        const certificate = await garage.vehicles.certificate(vin);
        return {
            vin, certificate, file: serialiseCertificate(certificate), share: serialiseCertificate(withhold(certificate, { entries: [2], groups: ['work'] })),
            roots: readRoots(members.organizations), members,
            close: () => members.close(),
        };
    } catch (error) {
        await members.close();
        throw error;
    }
}
