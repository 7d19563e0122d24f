// Callers who may not write: without role, revoked, of another organisation, with an expired or a foreign certificate. Each refused by name.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { connect, type Carnet, type CarnetError } from '@carnet/client';
import type { IdentityOptions, Network } from '@carnet/network';
import { freshVin, gatherMembers, type Members } from './members.js';

const CAR = { make: 'OPEL', model: 'CORSA', firstRegistration: '2015-06-01', odometerUnit: 'km' } as const;

async function refused(call: Promise<unknown>): Promise<CarnetError> {
    try {
        await call;
    } catch (error) {
        return error as CarnetError;
    }
    throw new Error('the call was not refused');
}

suite('callers', { skip: process.env['CARNET_ORGANIZATIONS'] !== undefined && 'further identities can be issued on a network of our own only' }, () => {
    let members: Members;
    let network: Network;
    const open: Carnet[] = [];

    before(async () => {
        members = await gatherMembers();
        if (members.own === undefined) throw new Error('this suite needs a network of its own');
        network = members.own.network;
    });
    after(async () => {
        for (const client of open) client.close();
        await members.close();
    });

    async function newPerson(options: IdentityOptions): Promise<Carnet> {
        await network.issueIdentity(options);
        const client = await connect({ env: network.environment(options.org, options.name) });
        open.push(client);
        return client;
    }

    test('a person without a role', async () => {
        const apprentice = await newPerson({ org: 'org2', name: 'apprentice' });
        const error = await refused(apprentice.vehicles.register(freshVin(), CAR));
        assert.deepEqual([error.code, error.outcome], ['NOT_A_MEMBER', 'rejected']);
    });

    test('a person whose role was revoked, at once', async () => {
        const leaver = await newPerson({ org: 'org2', name: 'leaver' });
        const { identity } = await leaver.membership.whoAmI();
        await members.garageAdmin.membership.grant({ identity, roles: ['workshop'] });
        await leaver.vehicles.register(freshVin(), CAR);
        await members.garageAdmin.membership.revoke({ identity, roles: ['workshop'] });
        const error = await refused(leaver.vehicles.register(freshVin(), CAR));
        assert.equal(error.code, 'NOT_A_MEMBER');
    });

    test('an administrator of another organisation grants nothing here', async () => {
        const stranger = await newPerson({ org: 'org2', name: 'stranger' });
        const { identity } = await stranger.membership.whoAmI();
        // Org1's administrator can only name identities of Org1: the same text under another MSP id is another identity.
        await members.inspectionAdmin.membership.grant({ identity, roles: ['inspector'] });
        const error = await refused(stranger.vehicles.register(freshVin(), CAR));
        assert.equal(error.code, 'NOT_A_MEMBER');
    });

    test('a person who is no administrator grants nothing', async () => {
        const { identity } = await members.garage.membership.whoAmI();
        const error = await refused(members.garage.membership.grant({ identity, roles: ['dealer'] }));
        assert.equal(error.code, 'NOT_ADMINISTRATOR');
    });

    test('an administrator grants no role that the organisation may not hold', async () => {
        const { identity } = await members.garage.membership.whoAmI();
        const error = await refused(members.garageAdmin.membership.grant({ identity, roles: ['inspector'] }));
        assert.equal(error.code, 'NOT_IN_CAPABILITIES');
    });

    test('an expired certificate is refused by the client', async () => {
        await network.issueIdentity({ org: 'org2', name: 'expired', days: -1 });
        const error = await refused(connect({ env: network.environment('org2', 'expired') }));
        assert.equal(error.code, 'CERTIFICATE_EXPIRED');
    });
});
