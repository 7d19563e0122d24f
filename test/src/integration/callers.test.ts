// Callers who may not write: without role, revoked, of another organisation, with an expired or a foreign certificate. Each refused by name.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { connect, type Carnet } from '@carnet/client';
import type { IdentityOptions, Network } from '@carnet/network';
import { createPeerOrganisation } from '@carnet/network/dist/identities/organizations-folder.js';
import { errorTexts, ProbeClient } from '../probe.js';
import { refusalOf } from '../client/refusal.js';
import { freshVin, gatherMembers, type Members } from './members.js';

const CAR = { make: 'OPEL', model: 'CORSA', firstRegistration: '2015-06-01', odometerUnit: 'km' } as const;

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
        const error = await refusalOf(apprentice.vehicles.register(freshVin(), CAR));
        assert.deepEqual([error.code, error.outcome], ['NOT_A_MEMBER', 'rejected']);
    });

    test('a person whose role was revoked, at once', async () => {
        const leaver = await newPerson({ org: 'org2', name: 'leaver' });
        const { identity } = await leaver.membership.whoAmI();
        await members.garageAdmin.membership.grant({ identity, roles: ['workshop'] });
        await leaver.vehicles.register(freshVin(), CAR);
        await members.garageAdmin.membership.revoke({ identity, roles: ['workshop'] });
        const error = await refusalOf(leaver.vehicles.register(freshVin(), CAR));
        assert.equal(error.code, 'NOT_A_MEMBER');
    });

    test('an administrator of another organisation grants nothing here', async () => {
        const stranger = await newPerson({ org: 'org2', name: 'stranger' });
        const { identity } = await stranger.membership.whoAmI();
        // Org1's administrator can only name identities of Org1: the same text under another MSP id is another identity.
        await members.inspectionAdmin.membership.grant({ identity, roles: ['inspector'] });
        const error = await refusalOf(stranger.vehicles.register(freshVin(), CAR));
        assert.equal(error.code, 'NOT_A_MEMBER');
    });

    test('a person who is no administrator grants nothing', async () => {
        const { identity } = await members.garage.membership.whoAmI();
        const error = await refusalOf(members.garage.membership.grant({ identity, roles: ['dealer'] }));
        assert.equal(error.code, 'NOT_ADMINISTRATOR');
    });

    test('an administrator grants no role that the organisation may not hold', async () => {
        const { identity } = await members.garage.membership.whoAmI();
        const error = await refusalOf(members.garageAdmin.membership.grant({ identity, roles: ['inspector'] }));
        assert.equal(error.code, 'NOT_IN_CAPABILITIES');
    });

    test('an expired certificate is refused by the client', async () => {
        await network.issueIdentity({ org: 'org2', name: 'expired', days: -1 });
        const error = await refusalOf(connect({ env: network.environment('org2', 'expired') }));
        assert.equal(error.code, 'CERTIFICATE_EXPIRED');
    });

    test('an expired certificate is refused by the peer, whatever the client does', async () => {
        await network.issueIdentity({ org: 'org2', name: 'past', days: -1 });
        const careless = new ProbeClient(network.environment('org2', 'past'), 'carnet');
        try {
            await assert.rejects(careless.evaluate([]), error => {
                assert.match(errorTexts(error), /expired/);
                return true;
            });
        } finally {
            careless.close();
        }
    });

    test('a person who signs as himself and puts another one\'s certificate before his own', async () => {
        // Go skips the first block for the comment in it, so the peer verifies the second; fabric-shim would read the first.
        const folder = mkdtempSync(join(tmpdir(), 'carnet-forged-'));
        const pemOf = (name: string): string => readFileSync(network.environment('org2', name)['CERT_PATH'] ?? '', 'utf8');
        await network.issueIdentity({ org: 'org2', name: 'forger' });
        const forged = join(folder, 'cert.pem');
        writeFileSync(forged, `${pemOf('Admin').replace('\n', '\n#\n')}${pemOf('forger')}`);
        const forger = new ProbeClient({ ...network.environment('org2', 'forger'), CERT_PATH: forged }, 'carnet');
        try {
            const { channel } = network;
            await assert.rejects(forger.gateway.getNetwork(channel).getContract('carnet', 'Membership').evaluateTransaction('WhoAmI'), error => {
                // The chaincode refuses on real Fabric, whose peer lets it through; the embedded peer refuses by itself.
                assert.match(errorTexts(error), network.engine === 'fabric' ? /INVALID_CALLER: / : /INVALID_CALLER: |access denied/);
                return true;
            });
        } finally {
            forger.close();
            rmSync(folder, { recursive: true });
        }
    });

    test('a certificate of a foreign CA with the very same names is refused by the peer', async () => {
        const folder = mkdtempSync(join(tmpdir(), 'carnet-twin-'));
        try {
            await createPeerOrganisation(folder, 'org1');
            const env = { ...network.environment('org1', 'User1') };
            const twin = join(folder, relative(join(network.dir, 'organizations'), env['CRYPTO_PATH'] ?? ''), 'users', 'User1@org1.example.com', 'msp');
            const impostor = await connect({ env: {}, mspId: 'Org1MSP', identity: { mspFolder: twin },
                endpoint: env['PEER_ENDPOINT'] ?? '', hostAlias: env['PEER_HOST_ALIAS'] ?? '', tlsCaFile: env['TLS_CERT_PATH'] ?? '' });
            open.push(impostor);
            const error = await refusalOf(impostor.membership.whoAmI());
            assert.deepEqual([error.code, error.outcome], ['ACCESS_DENIED', 'rejected']);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    test('an organisation that suspended itself writes no more, and only a vote lifts it', async () => {
        await members.garageAdmin.membership.suspend('Org2MSP');
        const error = await refusalOf(members.garage.vehicles.register(freshVin(), CAR));
        assert.equal(error.code, 'ORGANISATION_SUSPENDED');
        const other = await refusalOf(members.garageAdmin.membership.suspend('Org1MSP'));
        assert.equal(other.code, 'VOTE_REQUIRED');
    });
});
