// The peer's organisation is asked of the peer: where it is unknown, or another one, no function touches private data.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { charterHash, type Caller } from '@carnet/domain';
import { CertificateAuthority } from '@carnet/network/dist/identities/certificate-authority.js';
import { StubLedger, type Call } from './stub-ledger.js';
import { CHARTER, DETAILS, VEHICLE, VIN } from './valid-requests.js';

test('PEER_ORGANISATION_UNKNOWN and NOT_OWN_PEER come before anything is read', async () => {
    const ledger = new StubLedger();
    const authority = await CertificateAuthority.create('ca', 'org1.example.com');
    const { certificate: admin } = await authority.issue({ commonName: 'Admin@org1.example.com', unit: 'admin' });
    const done = async (call: Partial<Call> & Pick<Call, 'args'>): Promise<string> => {
        const { status, answer } = await ledger.invoke({ certificate: admin, mspId: 'Org1MSP', milliseconds: Date.now(), ...call });
        assert.equal(status, 200, answer);
        return answer;
    };
    await done({ args: ['Membership:FoundConsortium', JSON.stringify(CHARTER)] });
    await done({ mspId: 'Org2MSP', args: ['Membership:AcceptCharter', charterHash(CHARTER)] });
    const { identity } = JSON.parse(await done({ args: ['Membership:WhoAmI'] })) as Caller;
    await done({ args: ['Membership:GrantRole', JSON.stringify({ identity, roles: ['dealer'] })] });
    await done({ args: ['VehicleRecord:RegisterVehicle', VIN, JSON.stringify(VEHICLE)] });
    const transient = { details: JSON.stringify(DETAILS) };
    await done({ args: ['VehicleRecord:StoreDetails', VIN, 'wo-1'], transient });

    for (const [peerMspId, code] of [['', 'PEER_ORGANISATION_UNKNOWN'], ['Org2MSP', 'NOT_OWN_PEER'], ['org1msp', 'NOT_OWN_PEER']] as const) {
        for (const name of ['StoreDetails', 'ReadDetails', 'PurgeDetails']) {
            const { status, answer, trace } = await ledger.invoke({
                certificate: admin, mspId: 'Org1MSP', milliseconds: Date.now(), peerMspId, args: [`VehicleRecord:${name}`, VIN, 'wo-1'], transient,
            });
            assert.deepEqual([status, answer.split(':')[0], trace], [500, code, []], name);
        }
    }
    await done({ args: ['VehicleRecord:ReadDetails', VIN, 'wo-1'] });
});
