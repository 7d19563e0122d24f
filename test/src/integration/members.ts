// The people of the integration suite: Admin and User1 of two organisations, on a network of our own or on somebody else's.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { connect, type Carnet, type ConnectOptions } from '@carnet/client';
import { unlessRefused } from '@carnet/client/dist/errors/carnet-error.js';
import type { Charter, Capability, CharterState } from '@carnet/domain';
import { onceSeen } from '@carnet/demo/dist/once-seen.js';
import { Shared } from '../shared.js';
import { CARNET, startTestNetwork, type TestNetwork } from '../test-network.js';

const ROLES = {
    Org1MSP: ['inspector', 'authority'],
    Org2MSP: ['workshop', 'dealer'],
} as const satisfies Record<string, readonly Capability[]>;

const CHARTER: Charter = {
    name: 'Integration consortium',
    organisations: [
        { mspId: 'Org1MSP', name: 'Inspections', capabilities: [...ROLES.Org1MSP] },
        { mspId: 'Org2MSP', name: 'Garage', capabilities: [...ROLES.Org2MSP] },
    ],
};

export type OrgName = 'org1' | 'org2';

export interface Members {
    /** Role inspector, and whatever a charter found in force grants. */
    readonly inspector: Carnet;
    /** Role workshop. */
    readonly garage: Carnet;
    readonly inspectionAdmin: Carnet;
    readonly garageAdmin: Carnet;
    /** Set where the network is our own: then more than Admin and User1 can be made. */
    readonly own?: TestNetwork;
    /** The `organizations/` folder of the network. */
    readonly organizations: string;
    close(): Promise<void>;
}

/** How a person of a network that we did not start connects: MSP folder and TLS CA from the test-network's `organizations/`. */
function outsideOptions(organizations: string, org: OrgName, user: string): ConnectOptions {
    const domain = `${org}.example.com`;
    const folder = join(organizations, 'peerOrganizations', domain);
    const setting = (name: string, otherwise: string): string => process.env[`CARNET_${org.toUpperCase()}_${name}`] ?? otherwise;
    return {
        env: {},
        mspId: org === 'org1' ? 'Org1MSP' : 'Org2MSP',
        identity: { mspFolder: join(folder, 'users', `${user}@${domain}`, 'msp') },
        endpoint: setting('ENDPOINT', org === 'org1' ? 'localhost:7051' : 'localhost:9051'),
        hostAlias: setting('HOST_ALIAS', `peer0.${domain}`),
        tlsCaFile: join(folder, 'peers', `peer0.${domain}`, 'tls', 'ca.crt'),
        channel: process.env['CHANNEL_NAME'] ?? 'mychannel',
        chaincode: process.env['CHAINCODE_NAME'] ?? 'carnet',
    };
}

function charterInForce(client: Carnet): Promise<CharterState | undefined> {
    return unlessRefused(client.membership.charter(), 'CONSORTIUM_NOT_FOUNDED');
}

/** Founds the consortium where none is in force, and gives User1 of both organisations their roles. Changes nothing the second time. */
export async function foundConsortium(people: Omit<Members, 'own' | 'organizations' | 'close'>): Promise<void> {
    if (await charterInForce(people.inspectionAdmin) === undefined) {
        const { charterHash } = await people.inspectionAdmin.membership.found(CHARTER);
        await onceSeen('CHARTER_NOT_FOUND', () => people.garageAdmin.membership.accept(charterHash));
    }
    const pairs = [[people.inspectionAdmin, people.inspector, 'inspector'], [people.garageAdmin, people.garage, 'workshop']] as const;
    for (const [admin, person, role] of pairs) {
        const { identity } = await person.membership.whoAmI();
        await admin.membership.grant({ identity, roles: [role] });
    }
}

const ownNetwork = new Shared(() => startTestNetwork({ chaincodes: [CARNET] }), started => started.stop());

/** `CARNET_ORGANIZATIONS` names the outside network's `organizations/`; without it a network of our own is brought up, for all of this process. */
export async function gatherMembers(): Promise<Members> {
    const outside = process.env['CARNET_ORGANIZATIONS'];
    let own: TestNetwork | undefined;
    let organizations: string;
    let optionsOf: (org: OrgName, user: string) => ConnectOptions;
    if (outside === undefined) {
        const started = await ownNetwork.use();
        own = started;
        organizations = join(started.network.dir, 'organizations');
        optionsOf = (org, user) => ({ env: started.network.environment(org, user) });
    } else {
        organizations = resolve(process.env['INIT_CWD'] ?? '.', outside);
        if (!existsSync(organizations)) throw new Error(`CARNET_ORGANIZATIONS names ${organizations}, which is not there`);
        optionsOf = (org, user) => outsideOptions(organizations, org, user);
    }
    const open: Carnet[] = [];
    const close = async (): Promise<void> => {
        for (const client of open) client.close();
        if (own !== undefined) await ownNetwork.letGo();
    };
    try {
        for (const [org, user] of [['org1', 'User1'], ['org2', 'User1'], ['org1', 'Admin'], ['org2', 'Admin']] as const) {
            open.push(await connect(optionsOf(org, user)));
        }
        const [inspector, garage, inspectionAdmin, garageAdmin] = open as [Carnet, Carnet, Carnet, Carnet];
        const people = { inspector, garage, inspectionAdmin, garageAdmin };
        await foundConsortium(people);
        return { ...people, ...own === undefined ? {} : { own }, organizations, close };
    } catch (error) {
        await close();
        throw error;
    }
}

const VIN_CHARACTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ0123456789';

/** A VIN that no other run uses: European make, so without a check digit, and six digits at the end. */
export function freshVin(): string {
    const bytes = Buffer.from(randomUUID().replaceAll('-', ''), 'hex');
    const middle = [...bytes.subarray(0, 8)].map(byte => VIN_CHARACTERS[byte % VIN_CHARACTERS.length] ?? 'A').join('');
    return `VF1${middle}${String(bytes.readUInt32BE(8) % 1_000_000).padStart(6, '0')}`;
}
