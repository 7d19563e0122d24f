// The people of the first run: a consortium of an inspection body and a garage, and who may do what.
import { connect, type Carnet } from '@carnet/client';
import type { Charter } from '@carnet/domain';
import type { Network } from '@carnet/network';
import { onceSeen } from './once-seen.js';

const CHARTER: Charter = {
    name: 'Car book of the two towns',
    organisations: [
        { mspId: 'Org1MSP', name: 'Station Road Inspections', capabilities: ['inspector', 'authority'] },
        { mspId: 'Org2MSP', name: 'Garage du Pont', capabilities: ['workshop', 'dealer'] },
    ],
};

export interface People {
    readonly inspector: Carnet;
    readonly garage: Carnet;
    close(): void;
}

/** Founds the consortium with both administrators and grants User1 of either organisation its role. Changes nothing where that was done. */
export async function gatherPeople(network: Network): Promise<People> {
    const open = (org: 'org1' | 'org2', user: string): Promise<Carnet> => connect({ env: network.environment(org, user) });
    const [inspectionAdmin, garageAdmin, inspector, garage] = await Promise.all([
        open('org1', 'Admin'), open('org2', 'Admin'), open('org1', 'User1'), open('org2', 'User1'),
    ]);
    try {
        const { charterHash } = await inspectionAdmin.membership.found(CHARTER);
        await onceSeen('CHARTER_NOT_FOUND', () => garageAdmin.membership.accept(charterHash));
        const [inspectorIdentity, garageIdentity] = await Promise.all([inspector.membership.whoAmI(), garage.membership.whoAmI()]);
        await Promise.all([
            inspectionAdmin.membership.grant({ identity: inspectorIdentity.identity, roles: ['inspector'] }),
            garageAdmin.membership.grant({ identity: garageIdentity.identity, roles: ['workshop'] }),
        ]);
    } finally {
        inspectionAdmin.close();
        garageAdmin.close();
    }
    return { inspector, garage, close: () => { inspector.close(); garage.close(); } };
}
