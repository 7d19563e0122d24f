// Who calls must be who signed: a creator with more in it than one certificate could be read by the peer as one person and by fabric-shim as another.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { charterHash, parseFailure, type Caller } from '@carnet/domain';
import { CertificateAuthority } from '@carnet/network/dist/identities/certificate-authority.js';
import { StubLedger, type Outcome } from './stub-ledger.js';
import { CHARTER, ENTRY, VEHICLE, VIN } from './valid-requests.js';

let ledger: StubLedger;
let authority: CertificateAuthority;
let admin: string;
let inspector: string;
/** A client of the same organisation without any role. */
let stranger: string;

function call(certificate: string, ...args: string[]): Promise<Outcome> {
    return ledger.invoke({ certificate, mspId: 'Org1MSP', milliseconds: Date.now(), args });
}

async function done(certificate: string, ...args: string[]): Promise<unknown> {
    const { status, answer } = await call(certificate, ...args);
    assert.equal(status, 200, answer);
    return JSON.parse(answer);
}

async function person(commonName: string, unit = 'client'): Promise<string> {
    return (await authority.issue({ commonName, unit })).certificate;
}

before(async () => {
    ledger = new StubLedger();
    authority = await CertificateAuthority.create('ca', 'org1.example.com');
    [admin, inspector, stranger] = [await person('Admin@org1.example.com', 'admin'), await person('inspector'), await person('stranger')];
    await done(admin, 'Membership:FoundConsortium', JSON.stringify(CHARTER));
    const accepted = await ledger.invoke({ certificate: admin, mspId: 'Org2MSP', milliseconds: Date.now(), args: ['Membership:AcceptCharter', charterHash(CHARTER)] });
    assert.equal(accepted.status, 200, accepted.answer);
    const { identity } = await done(inspector, 'Membership:WhoAmI') as Caller;
    await done(admin, 'Membership:GrantRole', JSON.stringify({ identity, roles: ['workshop'] }));
    await done(inspector, 'VehicleRecord:RegisterVehicle', VIN, JSON.stringify(VEHICLE));
});

/** The bytes of the one who signs and of the one whom he wants to be; Go's pem.Decode, which the peer uses, takes the block of the signer. */
const FORGERIES: readonly (readonly [string, (signer: string, victim: string) => string])[] = [
    ['a block before it that Go skips for a comment in it', (signer, victim) => `${victim.replace('\n', '\n#\n')}${signer}`],
    ['a block before it that Go skips for its header', (signer, victim) => `${victim.replace('\n', '\nkey: value\nno header\n')}${signer}`],
    ['a block before it', (signer, victim) => `${victim}${signer}`],
    ['a block after it', (signer, victim) => `${signer}${victim}`],
    ['a block of another type before it', (signer, victim) => `${victim.replaceAll('CERTIFICATE', 'X509 CERTIFICATE')}${signer}`],
    ['a block of another type after it', (signer, victim) => `${signer.replaceAll('CERTIFICATE', 'X')}${victim}`],
    ['words before it', signer => `Certificate:\n${signer}`],
    ['words after it', signer => `${signer}#`],
    ['a header', signer => signer.replace('\n', '\nProc-Type: 4,CLEAR\n\n')],
    ['no certificate', () => 'x'],
];

for (const [what, forge] of FORGERIES) {
    test(`a creator with ${what} is refused by every function`, async () => {
        for (const victim of [inspector, admin]) {
            const forged = forge(stranger, victim);
            for (const args of [
                ['Membership:WhoAmI'], ['VehicleRecord:RecordEntry', VIN, JSON.stringify(ENTRY)], ['Membership:SuspendOrganisation', 'Org1MSP'],
                ['VehicleRecord:ReadVehicle', VIN],
            ]) {
                const { status, answer, trace } = await call(forged, ...args);
                assert.deepEqual([status, parseFailure(answer)?.code, trace], [500, 'INVALID_CALLER', []], answer);
            }
        }
    });
}

test('line ends of another system, or none at the end, are no forgery', async () => {
    const plain = await done(inspector, 'Membership:WhoAmI');
    for (const form of [inspector.replaceAll('\n', '\r\n'), inspector.trimEnd(), `${inspector}\n`]) assert.deepEqual(await done(form, 'Membership:WhoAmI'), plain);
});

test('the unit admin counts as the whole unit of the subject, never as part of a name', async () => {
    const names: readonly (readonly [string, string])[] = [
        ['x/OU=admin', 'client'], ['x\nOU=admin', 'client'], ['x,OU=admin', 'client'], ['OU=admin', 'client'], ['admin', 'client'],
        ['x', 'Admin'], ['x', 'admin '], ['x', 'administrator'], ['x', 'client,admin'], ['x', 'client\nadmin'], ['x', 'client+OU=admin'],
    ];
    for (const [commonName, unit] of names) {
        const certificate = await person(commonName, unit);
        const caller = await done(certificate, 'Membership:WhoAmI') as Caller;
        assert.equal(caller.administrator, false, JSON.stringify([commonName, unit]));
        const { answer } = await call(certificate, 'Membership:SuspendOrganisation', 'Org1MSP');
        assert.equal(parseFailure(answer)?.code, 'NOT_ADMINISTRATOR');
    }
});

test('a name with separators is not taken for another one\'s', async () => {
    const victim = await done(inspector, 'Membership:WhoAmI') as Caller;
    for (const commonName of ['inspector::/C=US', 'x/CN=inspector', 'inspector/', '/CN=inspector', 'inspector::x509::/CN=inspector', 'inspector\\']) {
        const certificate = await person(commonName);
        const caller = await done(certificate, 'Membership:WhoAmI') as Caller;
        assert.notEqual(caller.identity, victim.identity);
        assert.deepEqual(caller.roles, [], commonName);
    }
});

test('a twin of another organisation, whose certificate reads the same, has none of the roles', async () => {
    const twin = (...args: string[]): Promise<Outcome> => ledger.invoke({ certificate: inspector, mspId: 'Org2MSP', milliseconds: Date.now(), args });
    const caller = JSON.parse((await twin('Membership:WhoAmI')).answer) as Caller;
    assert.deepEqual([caller.identity, caller.mspId, caller.roles], [(await done(inspector, 'Membership:WhoAmI') as Caller).identity, 'Org2MSP', []]);
    assert.equal(parseFailure((await twin('VehicleRecord:RecordEntry', VIN, JSON.stringify(ENTRY))).answer)?.code, 'NOT_A_MEMBER');
});

test('an organisation that is not in the charter does nothing, not even with its administrator', async () => {
    const outside = (certificate: string, ...args: string[]): Promise<Outcome> => ledger.invoke({ certificate, mspId: 'Org3MSP', milliseconds: Date.now(), args });
    for (const [certificate, ...args] of [
        [inspector, 'VehicleRecord:RecordEntry', VIN, JSON.stringify(ENTRY)],
        [inspector, 'VehicleRecord:RegisterVehicle', VIN, JSON.stringify(VEHICLE)],
        [admin, 'Membership:GrantRole', JSON.stringify({ identity: 'x509::/CN=a::/CN=b', roles: ['workshop'] })],
        [admin, 'Membership:SuspendOrganisation', 'Org3MSP'],
    ] as const) {
        const failure = parseFailure((await outside(certificate, ...args)).answer);
        assert.deepEqual([failure?.code, failure?.parameters], ['ORGANISATION_NOT_ADMITTED', { mspId: 'Org3MSP' }], args[0]);
    }
    assert.equal(parseFailure((await outside(admin, 'Membership:AcceptCharter', charterHash(CHARTER))).answer)?.code, 'NOT_A_FOUNDER');
});
