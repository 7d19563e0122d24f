// Confidential details on the ledger: who stores, reads, verifies and purges them, at which peer, and what others ever see of them.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { disclose, hashDetails, type Detail, type DetailsPurged, type DetailsReceipt, type ParsedFailure, type StoredDetails } from '@carnet/domain';
import { decodeReadWriteSet } from '@carnet/network/dist/embedded/ledger/read-write-set.js';
import type { CallOptions, InProcessUser } from '../in-process/network.js';
import { car, history, openBooks, org1, org2, reading, record, trade, vin } from './books.js';
import { refusalIn } from './trade.js';
import { DETAILS } from './valid-requests.js';

openBooks();

const STORE = 'VehicleRecord:StoreDetails';
const READ = 'VehicleRecord:ReadDetails';
const VERIFY = 'VehicleRecord:VerifyDetails';
const PURGE = 'VehicleRecord:PurgeDetails';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const transient = (details: readonly Detail[]): Readonly<Record<string, string>> => ({ details: JSON.stringify(details) });

async function store(user: InProcessUser, of: string, entryId: string, details: readonly Detail[] = DETAILS): Promise<DetailsReceipt> {
    return (await trade.submitWith(user, { transient: transient(details) }, STORE, of, entryId)).answer as DetailsReceipt;
}

/** The car with an entry of Org1 and its details. */
async function carWithDetails(number: number): Promise<string> {
    const of = await car(number);
    const { detailsHash } = await store(org1, of, 'wo-1');
    await record(org1, of, reading('wo-1', '2018-03-11', 104_510, { detailsHash }));
    return of;
}

async function refusedTo(call: Promise<unknown>): Promise<ParsedFailure> {
    let failure: ParsedFailure | undefined;
    await assert.rejects(call, error => {
        failure = refusalIn(error);
        return true;
    });
    assert.ok(failure);
    return failure;
}

const evaluateAt = (user: InProcessUser, mspId: string, name: string, ...args: string[]): Promise<Uint8Array> =>
    trade.network.evaluate(user, name, args, { endorsingOrganizations: [mspId] });

test('stored with the endorsement of the own organisation alone, and read by its people at its own peer', async () => {
    const of = await car(700);
    const endorsed = await trade.network.endorse(org1, STORE, [of, 'wo-1'], { transient: transient(DETAILS), endorsingOrganizations: ['Org1MSP'] });
    const [set] = decodeReadWriteSet(endorsed.readWriteSet).filter(({ name }) => name === 'carnet');
    assert.deepEqual(set?.writes, [], 'nothing is written in public');
    assert.deepEqual(set.collections.map(({ name }) => name), ['_implicit_org_Org1MSP']);
    assert.ok(set.reads.length <= 6);
    assert.equal(endorsed.event, undefined);
    assert.equal((await endorsed.commit()).code, 0);
    const name = { vin: of, mspId: 'Org1MSP', entryId: 'wo-1' };
    assert.deepEqual(JSON.parse(Buffer.from(endorsed.result).toString()), { ...name, detailsHash: hashDetails(name, DETAILS) });
    assert.deepEqual(await trade.evaluate(org1, READ, of, 'wo-1'), { ...name, detailsHash: hashDetails(name, DETAILS), details: DETAILS });
});

test('what Fabric puts on the ledger of private data tells neither the values nor that two entries have the same', async () => {
    const of = await car(710);
    const hashes: string[] = [];
    for (const entryId of ['wo-1', 'wo-2']) {
        const details = DETAILS.map(({ name, value }) => ({ name, salt: sha256(`${entryId}/${name}`), value }));
        const { readWriteSet } = await trade.network.endorse(org1, STORE, [of, entryId], { transient: transient(details) });
        const [set] = decodeReadWriteSet(readWriteSet).filter(({ name }) => name === 'carnet');
        const [collection] = set?.collections ?? [];
        assert.deepEqual(collection?.writes.length, 1);
        const [write] = collection.writes;
        // The key is of no use to whoever guesses it: the transaction names VIN and entryId in its arguments.
        assert.equal(Buffer.from(write?.keyHash ?? []).toString('hex'), sha256(`\0details\0${of}\0${entryId}\0`));
        hashes.push(Buffer.from(write?.valueHash ?? []).toString('hex'));
        for (const { name, value } of details) {
            for (const guess of [value, JSON.stringify(value), JSON.stringify([{ name, value }])]) assert.notEqual(sha256(guess), hashes.at(-1));
            assert.ok(!Buffer.from(readWriteSet).includes(value));
        }
    }
    assert.notEqual(hashes[0], hashes[1]);
});

test('the gateway, left to choose, asks the own organisation only', async () => {
    const of = await car(701);
    const before = trade.height();
    await store(org1, of, 'wo-1');
    const [, other] = trade.network.nodes.peers;
    assert.equal(trade.height(), before + 1n);
    assert.ok(other);
    const failure = await refusedTo(evaluateAt(org1, other.mspId, READ, of, 'wo-1'));
    assert.deepEqual([failure.code, failure.parameters], ['NOT_OWN_PEER', { mspId: 'Org1MSP', peerMspId: 'Org2MSP' }]);
});

test('the other organisation is refused at its own peer and at the owner\'s', async () => {
    const of = await carWithDetails(702);
    const own = await refusedTo(evaluateAt(org2, 'Org2MSP', READ, of, 'wo-1'));
    assert.deepEqual([own.code, own.parameters], ['DETAILS_NOT_FOUND', { vin: of, entryId: 'wo-1' }]);
    for (const administrator of [org2, trade.admin('org2')]) {
        const owners = await refusedTo(evaluateAt(administrator, 'Org1MSP', READ, of, 'wo-1'));
        assert.deepEqual([owners.code, owners.parameters], ['NOT_OWN_PEER', { mspId: 'Org2MSP', peerMspId: 'Org1MSP' }]);
        const purge = await refusedTo(trade.network.endorse(administrator, PURGE, [of, 'wo-1'], { endorsingOrganizations: ['Org1MSP'] }));
        assert.equal(purge.code, 'NOT_OWN_PEER');
    }
    assert.equal((await refusedTo(trade.network.endorse(org1, STORE, [of, 'wo-9'], {
        transient: transient(DETAILS), endorsingOrganizations: ['Org2MSP'],
    }))).code, 'NOT_OWN_PEER');
});

test('details of another organisation\'s entry are one\'s own, beside it', async () => {
    const of = await carWithDetails(703);
    const mine = [{ name: 'note', salt: sha256('mine'), value: 'seen in our yard' }];
    const { detailsHash, mspId } = await store(org2, of, 'wo-1', mine);
    assert.equal(mspId, 'Org2MSP');
    assert.equal((await trade.evaluate(org2, READ, of, 'wo-1') as StoredDetails).detailsHash, detailsHash);
    assert.deepEqual((await trade.evaluate(org1, READ, of, 'wo-1') as StoredDetails).details, DETAILS);
    const forged = { ...disclose({ vin: of, mspId: 'Org2MSP', entryId: 'wo-1', detailsHash, details: mine }, ['note']), mspId: 'Org1MSP' };
    assert.equal((await trade.refused(org2, VERIFY, of, 'Org1MSP', 'wo-1', JSON.stringify(forged))).code, 'DISCLOSURE_MISMATCH');
});

test('stored twice: the same is harmless, another content only until the entry stands', async () => {
    const of = await car(704);
    const changed = DETAILS.map(detail => detail.name === 'plate' ? { ...detail, value: 'AB-124-CD' } : detail);
    await store(org1, of, 'wo-1', changed);
    const { detailsHash } = await store(org1, of, 'wo-1');
    await record(org1, of, reading('wo-1', '2018-03-11', 104_510, { detailsHash }));
    assert.deepEqual(await store(org1, of, 'wo-1'), { vin: of, mspId: 'Org1MSP', entryId: 'wo-1', detailsHash });
    const failure = await refusedTo(trade.network.endorse(org1, STORE, [of, 'wo-1'], { transient: transient(changed) }));
    assert.deepEqual([failure.code, failure.parameters], ['ALREADY_EXISTS', { vin: of, entryId: 'wo-1', sequence: 2 }]);
    await record(org1, of, reading('wo-2', '2018-04-11', 104_610));
    assert.equal((await refusedTo(trade.network.endorse(org1, STORE, [of, 'wo-2'], { transient: transient(changed) }))).code, 'ALREADY_EXISTS');
    assert.deepEqual((await trade.evaluate(org1, READ, of, 'wo-1') as StoredDetails).details, DETAILS);
});

test('disclosed and verified by anybody at any peer; every forgery is refused by its code', async () => {
    const of = await carWithDetails(705);
    const stored = await trade.evaluate(org1, READ, of, 'wo-1') as StoredDetails;
    const disclosure = disclose(stored, ['invoice']);
    for (const mspId of ['Org1MSP', 'Org2MSP']) {
        const answer = JSON.parse(Buffer.from(await evaluateAt(org2, mspId, VERIFY, of, 'Org1MSP', 'wo-1', JSON.stringify(disclosure))).toString()) as unknown;
        assert.deepEqual(answer, {
            vin: of, mspId: 'Org1MSP', entryId: 'wo-1', detailsHash: stored.detailsHash, details: [{ name: 'invoice', value: DETAILS[1].value }], withheld: 2,
        });
    }
    const [shown] = disclosure.shown;
    for (const forged of [{ value: 'nothing' }, { name: 'estimate' }, { salt: sha256('x') }]) {
        const file = JSON.stringify({ ...disclosure, shown: [{ ...shown, ...forged }] });
        const failure = await trade.refused(org2, VERIFY, of, 'Org1MSP', 'wo-1', file);
        assert.deepEqual([failure.code, failure.parameters], ['DISCLOSURE_MISMATCH', { vin: of, mspId: 'Org1MSP', entryId: 'wo-1' }]);
    }
    await record(org1, of, reading('wo-2', '2018-04-11', 104_610));
    const asked = async (mspId: string, entryId: string): Promise<string> =>
        (await trade.refused(org2, VERIFY, of, mspId, entryId, JSON.stringify({ ...disclosure, mspId, entryId }))).code;
    assert.equal(await asked('Org2MSP', 'wo-1'), 'ENTRY_NOT_FOUND');
    assert.equal(await asked('Org1MSP', 'wo-2'), 'ENTRY_WITHOUT_DETAILS');
    assert.equal((await trade.refused(org2, VERIFY, of, 'Org1MSP', 'wo-2', JSON.stringify(disclosure))).code, 'DISCLOSURE_OF_OTHER_ENTRY');
    assert.equal((await trade.refused(org2, VERIFY, vin(799), 'Org1MSP', 'wo-2', JSON.stringify(disclosure))).code, 'VEHICLE_NOT_FOUND');
});

test('purged: the own people are told so, the book is what it was, and an earlier disclosure still verifies', async () => {
    const of = await carWithDetails(706);
    const stored = await trade.evaluate(org1, READ, of, 'wo-1') as StoredDetails;
    const disclosure = JSON.stringify(disclose(stored, ['plate']));
    const before = await history(of);
    const { answer } = await trade.submitWith(org1, { endorsingOrganizations: ['Org1MSP'] }, PURGE, of, 'wo-1');
    const { purgedAt } = answer as DetailsPurged;
    assert.match(purgedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const failure = await refusedTo(evaluateAt(org1, 'Org1MSP', READ, of, 'wo-1'));
    assert.deepEqual([failure.code, failure.parameters], ['DETAILS_PURGED', { vin: of, entryId: 'wo-1', purgedAt }]);
    assert.deepEqual(await history(of), before);
    assert.equal((await trade.evaluate(org2, VERIFY, of, 'Org1MSP', 'wo-1', disclosure) as StoredDetails).detailsHash, stored.detailsHash);
    const again = await trade.submitWith(org1, { endorsingOrganizations: ['Org1MSP'] }, PURGE, of, 'wo-1');
    assert.deepEqual(again.answer, answer, 'the time of the first purge');
    const never = await refusedTo(trade.network.endorse(org1, PURGE, [of, 'wo-2']));
    assert.deepEqual([never.code, never.parameters], ['DETAILS_NOT_FOUND', { vin: of, entryId: 'wo-2' }]);
});

test('who may: writers store; writers and administrators read and purge', async () => {
    const of = await carWithDetails(707);
    const apprentice = await trade.network.issueUser('org1', { name: 'apprentice' });
    for (const call of [
        trade.network.endorse(apprentice, STORE, [of, 'wo-2'], { transient: transient(DETAILS) }),
        trade.network.evaluate(apprentice, READ, [of, 'wo-1']), trade.network.endorse(apprentice, PURGE, [of, 'wo-1']),
    ]) assert.equal((await refusedTo(call)).code, 'NOT_A_MEMBER');
    const administrator = trade.admin('org1');
    assert.equal((await refusedTo(trade.network.endorse(administrator, STORE, [of, 'wo-2'], { transient: transient(DETAILS) }))).code, 'NOT_A_MEMBER');
    assert.deepEqual((await trade.evaluate(administrator, READ, of, 'wo-1') as StoredDetails).details, DETAILS);
    await trade.submitWith(administrator, {}, PURGE, of, 'wo-1');
});

const secret = 'AB-999-CD-canary';
const WRONG: readonly (readonly [string, CallOptions['transient'], string, string])[] = [
    ['missing', undefined, 'MISSING_FIELD', 'details'],
    ['under another name', { detail: secret }, 'MISSING_FIELD', 'details'],
    ['with something beside it', { details: JSON.stringify(DETAILS), [secret]: secret }, 'UNKNOWN_FIELD', 'details'],
    ['not UTF-8', { details: Buffer.from([0x22, 0xff, 0x22]) }, 'MALFORMED_TEXT', 'details'],
    ['no JSON', { details: secret }, 'MALFORMED_JSON', 'details'],
    ['names and values as one object', { details: JSON.stringify({ [secret]: secret }) }, 'WRONG_TYPE', 'details'],
    ['a secret in the place of a field', { details: JSON.stringify([{ [secret]: 1 }]) }, 'UNKNOWN_FIELD', 'details[0].?'],
    ['a secret in the place of a field twice', { details: `[{"${secret}":1,"${secret}":2}]` }, 'DUPLICATE_FIELD', 'details[0].?'],
    ['a secret that is too long', { details: JSON.stringify([{ ...DETAILS[0], value: secret.repeat(200) }]) }, 'TOO_LONG', 'details[0].value'],
    ['a salt missing', { details: JSON.stringify([{ name: 'plate', value: secret }]) }, 'MISSING_FIELD', 'details[0].salt'],
    ['huge', { details: Buffer.alloc(8 * 1024 * 1024, 0x20) }, 'TOO_LARGE', 'details'],
];
test('transient data that cannot be taken, and no refusal repeats them', async () => {
    const of = await car(708);
    const height = trade.height();
    for (const [what, values, code, field] of WRONG) {
        await assert.rejects(trade.network.endorse(org1, STORE, [of, 'wo-1'], values === undefined ? {} : { transient: values }), error => {
            assert.deepEqual([refusalIn(error).code, refusalIn(error).parameters['field']], [code, field], what);
            assert.ok(!JSON.stringify(error, Object.getOwnPropertyNames(error)).includes('canary'), what);
            return true;
        });
    }
    assert.equal((await refusedTo(trade.network.endorse(org1, STORE, [vin(798), 'wo-1'], { transient: transient(DETAILS) }))).code, 'VEHICLE_NOT_FOUND');
    assert.equal((await refusedTo(trade.network.endorse(org1, STORE, [of, 'wo 1'], { transient: transient(DETAILS) }))).code, 'INVALID_VALUE');
    assert.equal(trade.height(), height);
});

test('a book with more entries than its head names finds the entry all the same', async () => {
    const of = await car(709);
    const { detailsHash } = await store(org1, of, 'last');
    const entries = Array.from({ length: 80 }, (_, index) => ({ vin: of, ...reading(`e-${index}`, `2012-03-${String(1 + index % 28).padStart(2, '0')}`, 10_000 + index) }));
    await trade.submit(org1, 'VehicleRecord:RecordEntries', JSON.stringify(entries.slice(0, 40)));
    await trade.submit(org1, 'VehicleRecord:RecordEntries', JSON.stringify(entries.slice(40)));
    await record(org1, of, reading('last', '2018-03-11', 104_510, { detailsHash }));
    const { reads } = await trade.submitWith(org1, { transient: transient(DETAILS) }, STORE, of, 'last');
    assert.equal(reads.length, 6, 'organisation, member, head, ids of the first entries, place of the entry, its page');
    const disclosure = disclose(await trade.evaluate(org1, READ, of, 'last') as StoredDetails, ['plate']);
    assert.equal((await trade.evaluate(org2, VERIFY, of, 'Org1MSP', 'last', JSON.stringify(disclosure)) as { withheld: number }).withheld, 2);
});
