// Confidential details on a network: stored, read, disclosed, verified and purged through the client, and nowhere to be found but where they belong.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { connect, verifyDisclosure, type Carnet, type CarnetError, type Disclosure, type EntryRequest, type Journal, type RecordedEntry } from '@carnet/client';
import { entryHash, NO_HASH } from '@carnet/domain';
import { onceSeen } from '@carnet/demo/dist/once-seen.js';
import type { Network } from '@carnet/network';
import { refusalOf } from '../client/refusal.js';
import { freshVin, gatherMembers, type Members } from './members.js';

const CAR = { make: 'OPEL', model: 'CORSA', firstRegistration: '2015-06-01', odometerUnit: 'km' } as const;

function service(entryId: string): EntryRequest {
    return {
        entryId, type: 'SERVICE', date: '2021-03-02', source: 'independent', work: ['oil and filter'],
        odometer: { value: 62_480, unit: 'km', status: 'READ', method: 'DASH' }, confirm: true,
    };
}

/** What no other text of any file can hold by chance. */
const canary = (): string => `canary-${randomBytes(20).toString('hex')}`;

/** Files below a folder that hold a text. */
function filesWith(folder: string, text: string): string[] {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => {
        const path = join(folder, name);
        return statSync(path, { throwIfNoEntry: false })?.isFile() === true && readFileSync(path).includes(text);
    });
}

suite('confidential details', { skip: process.env['CARNET_ORGANIZATIONS'] !== undefined && 'the files of a network of our own are searched' }, () => {
    let members: Members;
    let network: Network;
    let garage: Carnet;
    /** The inspector of Org1 at the peer of Org2, and the mechanic of Org2 at the peer of Org1. */
    let inspectorThere: Carnet;
    let garageThere: Carnet;
    const open: Carnet[] = [];
    const vin = freshVin();
    const secret = canary();
    const name = { mspId: 'Org2MSP', entryId: 'wo-1', vin };
    const errors: CarnetError[] = [];

    async function refused(call: Promise<unknown> | (() => Promise<unknown>)): Promise<CarnetError> {
        const error = await refusalOf(call);
        errors.push(error);
        return error;
    }

    async function atPeerOf(org: 'org1' | 'org2', person: 'org1' | 'org2'): Promise<Carnet> {
        const { PEER_ENDPOINT: endpoint = '', PEER_HOST_ALIAS: hostAlias = '', TLS_CERT_PATH: tlsCaFile = '' } = network.environment(org, 'User1');
        const client = await connect({ env: { ...network.environment(person, 'User1') }, endpoint, hostAlias, tlsCaFile });
        open.push(client);
        return client;
    }

    async function entryOf(entryId: string): Promise<RecordedEntry> {
        for await (const entry of garage.vehicles.history(vin)) if (entry.entryId === entryId) return entry;
        throw new Error(`no entry ${entryId}`);
    }

    before(async () => {
        members = await gatherMembers();
        if (members.own === undefined) throw new Error('this suite needs a network of its own');
        network = members.own.network;
        ({ garage } = members);
        inspectorThere = await atPeerOf('org2', 'org1');
        garageThere = await atPeerOf('org1', 'org2');
        await garage.vehicles.register(vin, CAR);
    });
    after(async () => {
        for (const client of open) client.close();
        await members.close();
    });

    test('recorded with details, which the own people read; repeated, nothing is doubled', async () => {
        const details = { invoice: secret, customerNumber: 'K-20931' };
        const stored = await garage.vehicles.storeDetails(vin, 'wo-1', details);
        const receipt = await garage.vehicles.record(vin, service('wo-1'), { details });
        const read = await garage.vehicles.readDetails(vin, 'wo-1');
        assert.deepEqual(read.details.map(detail => [detail.name, detail.value]), [['customerNumber', 'K-20931'], ['invoice', secret]]);
        assert.equal(read.detailsHash, stored.detailsHash, 'the salts that stood already were used again');
        assert.equal((await entryOf('wo-1')).detailsHash, stored.detailsHash);
        assert.deepEqual(await garage.vehicles.record(vin, service('wo-1'), { details }), receipt);
        assert.deepEqual(await garage.vehicles.readDetails(vin, 'wo-1'), read);
        const administrators = await members.garageAdmin.vehicles.readDetails(vin, 'wo-1');
        assert.deepEqual(administrators, read);
    });

    test('other details for the same entry are refused, and the first ones stay', async () => {
        const before = await garage.vehicles.readDetails(vin, 'wo-1');
        assert.equal((await refused(garage.vehicles.record(vin, service('wo-1'), { details: { invoice: `${secret}!` } }))).code, 'ALREADY_EXISTS');
        assert.equal((await refused(garage.vehicles.storeDetails(vin, 'wo-1', { invoice: `${secret}!` }))).code, 'ALREADY_EXISTS');
        assert.deepEqual(await garage.vehicles.readDetails(vin, 'wo-1'), before);
    });

    test('an entry that the ledger would refuse leaves no details behind', async () => {
        const unlicensed = { ...service('wo-2'), type: 'INSPECTION', inspection: { nature: 'PERIODIC', result: 'PASSED', defects: [] } } as const;
        assert.equal((await refused(garage.vehicles.record(vin, unlicensed, { details: { invoice: secret } }))).code, 'NOT_LICENSED');
        const { confirm, ...unconfirmed } = service('wo-2');
        assert.ok(confirm);
        assert.equal((await refused(garage.vehicles.record(vin, { ...unconfirmed, date: '2021-05-02' }, { details: { invoice: secret } }))).code, 'CONFIRMATION_NEEDED');
        assert.equal((await refused(garage.vehicles.readDetails(vin, 'wo-2'))).code, 'DETAILS_NOT_FOUND');
        const both = await refused(garage.vehicles.record(vin, { ...service('wo-2'), detailsHash: '0'.repeat(64) }, { details: { invoice: secret } }));
        assert.deepEqual([both.code, both.details['field']], ['INVALID_VALUE', 'entry.detailsHash']);
        const long = await refused(garage.vehicles.record(vin, service('wo-2'), { details: { invoice: secret.repeat(100) } }));
        assert.deepEqual([long.code, long.details['field']], ['TOO_LONG', 'details[0].value']);
    });

    test('another program that stores other details of the same entry meanwhile does not leave them behind', async () => {
        const mine = { invoice: secret };
        const journal: Journal = {
            write: async ({ call }) => {
                if (call === 'VehicleRecord:RecordEntry') await garage.vehicles.storeDetails(vin, 'wo-5', { invoice: `${secret}, by another program` });
            },
            remove: () => Promise.resolve(),
            list: () => Promise.resolve([]),
        };
        const interrupted = await connect({ env: network.environment('org2', 'User1'), journal });
        open.push(interrupted);
        await interrupted.vehicles.record(vin, { ...service('wo-5'), date: '2021-04-02' }, { details: mine });
        const { details, detailsHash } = await garage.vehicles.readDetails(vin, 'wo-5');
        assert.deepEqual(details.map(({ value }) => value), [secret]);
        assert.equal((await entryOf('wo-5')).detailsHash, detailsHash);
    });

    test('the other organisation reads nothing: at its own peer, at the owner\'s, and by naming the owner as endorser', async () => {
        const own = await refused(onceSeen('VEHICLE_NOT_FOUND', () => members.inspector.vehicles.readDetails(vin, 'wo-1')));
        assert.equal(own.code, 'DETAILS_NOT_FOUND');
        const there = await refused(inspectorThere.vehicles.readDetails(vin, 'wo-1'));
        assert.deepEqual([there.code, there.details], ['NOT_OWN_PEER', { call: 'VehicleRecord:ReadDetails', mspId: 'Org1MSP', peerMspId: 'Org2MSP' }]);
        for (const client of [members.inspector, members.inspectionAdmin, inspectorThere]) {
            const options = { endorsingOrganizations: ['Org2MSP'] };
            assert.equal((await refused(client.evaluate('VehicleRecord', 'ReadDetails', [vin, 'wo-1'], options))).code, 'NOT_OWN_PEER');
            assert.equal((await refused(client.submit('VehicleRecord', 'PurgeDetails', [vin, 'wo-1'], options))).code, 'NOT_OWN_PEER');
        }
    });

    test('connected to another organisation\'s peer the client sends nothing confidential', async () => {
        const elsewhere = canary();
        for (const call of [
            () => garageThere.vehicles.record(vin, service('wo-3'), { details: { invoice: elsewhere } }),
            () => garageThere.vehicles.storeDetails(vin, 'wo-3', { invoice: elsewhere }),
        ]) assert.equal((await refused(call)).code, 'NOT_OWN_PEER');
        assert.deepEqual(filesWith(network.dir, elsewhere), []);
    });

    test('the client submits no reading function: its answer would stand on the ledger', async () => {
        for (const [fn, args] of [['ReadDetails', [vin, 'wo-1']], ['VerifyDetails', [vin, 'Org2MSP', 'wo-1', secret]]] as const) {
            assert.equal((await refused(garage.submit('VehicleRecord', fn, args))).code, 'ONLY_TO_EVALUATE');
        }
    });

    test('disclosed and verified, on the ledger by the other organisation and without a network; forged, refused', async () => {
        const disclosure = await garage.vehicles.discloseDetails(vin, 'wo-1', ['customerNumber']);
        const file = JSON.stringify(disclosure);
        assert.ok(!file.includes(secret) && !file.includes('invoice'));
        const entry = await entryOf('wo-1');
        const proved = { ...name, detailsHash: entry.detailsHash, details: [{ name: 'customerNumber', value: 'K-20931' }], withheld: 1 };
        assert.deepEqual(verifyDisclosure(entry, file), proved);
        assert.deepEqual(await members.inspector.vehicles.verifyDetails(file), proved);
        const [shown] = disclosure.shown;
        assert.ok(shown);
        for (const change of [{ value: 'K-20932' }, { name: 'customer' }, { salt: randomBytes(32).toString('hex') }]) {
            const forged: Disclosure = { ...disclosure, shown: [{ ...shown, ...change }] };
            assert.equal((await refused(members.inspector.vehicles.verifyDetails(forged))).code, 'DISCLOSURE_MISMATCH');
            assert.equal((await refusalOf(() => verifyDisclosure(entry, forged))).code, 'DISCLOSURE_MISMATCH');
        }
        assert.equal((await refusalOf(() => verifyDisclosure({ ...entry, entryId: 'wo-9' }, file))).code, 'DISCLOSURE_OF_OTHER_ENTRY');
        assert.equal((await refused(garage.vehicles.discloseDetails(vin, 'wo-1', ['price']))).code, 'INVALID_VALUE');
    });

    test('the value stands in the files of the owner\'s peer and in no other file, log or error', () => {
        const found = filesWith(network.dir, secret);
        const ofOwner = found.filter(file => file.split(sep).some(part => /org2/i.test(part)));
        assert.ok(ofOwner.length > 0, 'the search would find it');
        assert.deepEqual(found, ofOwner);
        assert.deepEqual(found.filter(file => /chains|blocks|^logs/.test(file)), [], 'the peer keeps blocks and logs apart from private data');
        for (const error of errors) {
            assert.ok(!JSON.stringify([error.message, error.details]).includes('canary-'), error.code);
            assert.ok(!JSON.stringify(error.cause ?? null, Object.getOwnPropertyNames(error.cause ?? {})).includes('canary-'), error.code);
        }
    });

    test('purged: the own people are told so, the book is what it was, and an earlier disclosure still verifies', async () => {
        const disclosure = await garage.vehicles.discloseDetails(vin, 'wo-1', ['invoice']);
        const historyOf = async (): Promise<RecordedEntry[]> => {
            const entries: RecordedEntry[] = [];
            for await (const entry of garage.vehicles.history(vin)) entries.push(entry);
            return entries;
        };
        const book = await historyOf();
        const { purgedAt } = await garage.vehicles.purgeDetails(vin, 'wo-1');
        const gone = await refused(garage.vehicles.readDetails(vin, 'wo-1'));
        assert.deepEqual([gone.code, gone.details['purgedAt']], ['DETAILS_PURGED', purgedAt]);
        const after = await historyOf();
        assert.deepEqual(after, book);
        after.forEach((entry, index) => {
            assert.equal(entry.previousHash, after[index - 1]?.hash ?? NO_HASH);
            assert.equal(entry.hash, entryHash(entry));
        });
        assert.equal((await garage.vehicles.read(vin)).headHash, after.at(-1)?.hash);
        assert.equal((await members.inspector.vehicles.verifyDetails(disclosure)).withheld, 1);
        assert.deepEqual(await garage.vehicles.purgeDetails(vin, 'wo-1'), { ...name, purgedAt });
        assert.equal((await refused(garage.vehicles.record(vin, service('wo-1'), { details: { invoice: secret, customerNumber: 'K-20931' } }))).code, 'ALREADY_EXISTS');
    });
});
