// The connection profile of fabric-samples' test-network, and profiles that lack something.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ConnectOptions } from '@carnet/client';
import { resolveSettings } from '@carnet/client/dist/connection/settings.js';
import { makeMaterial, read, type Material } from './material.js';
import { refusalOf } from './refusal.js';
import { expectedOf, summary } from './resolved.js';

let material: Material;
before(async () => { material = await makeMaterial(); });
after(() => material.remove());

const EXPECTED = (): Record<string, unknown> => expectedOf(material);

/** With every field that the test-network's ccp-template.json has. */
function testNetworkProfile() {
    const pem = read(material.peerTls.ca);
    return {
        name: 'test-network-org1',
        version: '1.0.0',
        client: { organization: 'Org1', connection: { timeout: { peer: { endorser: '300' } } } },
        organizations: { Org1: { mspid: 'Org1MSP', peers: ['peer0.org1.example.com'], certificateAuthorities: ['ca.org1.example.com'] } },
        peers: {
            'peer0.org1.example.com': {
                url: 'grpcs://localhost:7051', tlsCACerts: { pem },
                grpcOptions: { 'ssl-target-name-override': 'peer0.org1.example.com', 'hostnameOverride': 'peer0.org1.example.com' },
            },
        },
        certificateAuthorities: {
            'ca.org1.example.com': { url: 'https://localhost:7054', caName: 'ca-org1', tlsCACerts: { pem: [pem] }, httpOptions: { verify: false } },
        },
    };
}

test('connection-org1.json of the test-network gives endpoint, host alias, TLS CA and organisation', async () => {
    const profile = testNetworkProfile();
    const path = join(material.dir, 'connection-org1.json');
    writeFileSync(path, JSON.stringify(profile));
    const identity = { mspFolder: material.user.msp };
    assert.deepEqual(summary({ env: {}, profile, identity }), { ...EXPECTED(), tlsCaOrigin: 'the option profile' });
    assert.deepEqual(summary({ env: { PEER_ENDPOINT: 'elsewhere:1' }, profile: path, identity }), { ...EXPECTED(), tlsCaOrigin: path });

    const broken: [ConnectOptions['profile'], string][] = [
        [{ ...profile, peers: {} }, 'peers.peer0.org1.example.com'],
        [{ ...profile, organizations: {} }, 'organizations.Org1'],
        [{ ...profile, peers: { 'peer0.org1.example.com': {} } }, 'peers.peer0.org1.example.com.url'],
        [{ ...profile, peers: { 'peer0.org1.example.com': { url: 'grpcs://localhost:7051', tlsCACerts: {} } } }, 'peers.peer0.org1.example.com.tlsCACerts'],
    ];
    for (const [content, field] of broken) {
        const error = await refusalOf(() => resolveSettings({ env: {}, identity, ...content === undefined ? {} : { profile: content } }));
        assert.deepEqual([error.code, error.details['field']], ['PROFILE_INVALID', field]);
    }
});
