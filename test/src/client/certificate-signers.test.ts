// Which organisations are asked to sign a certificate, where not all of them answer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gateway as protos } from '@hyperledger/fabric-protos';
import { status } from '@grpc/grpc-js';
import { connected, type Connected } from './connected.js';
import { refusalOf } from './refusal.js';
import type { Received, Reply } from './scripted-gateway.js';

let gateway: Connected['gateway'];
let carnet: Connected['carnet'];
connected(made => { ({ gateway, carnet } = made); });

const VIN = 'VF1KG1PBE30000000';
const ORGANISATIONS = ['Org1MSP', 'Org2MSP', 'Org3MSP', 'Org4MSP'];
const CHARTER = JSON.stringify({
    charterHash: '', inForce: true, acceptedBy: [], suspended: ['Org4MSP'],
    charter: { name: 'c', organisations: ORGANISATIONS.map(mspId => ({ mspId, name: mspId, capabilities: ['dealer'] })) },
});
const REPORT = {
    v: 1, readAt: '', vehicle: { vin: VIN, entries: 1, headHash: 'a'.repeat(64) },
    judgement: { verdict: '', reason: '', rulesVersion: 1, findings: [] },
};
/** Of another book than the one whose head is signed. */
const ENTRY = { sequence: 1, previousHash: '0'.repeat(64), vin: VIN, transactionId: 'b'.repeat(64) };
const ABSENT = { code: status.FAILED_PRECONDITION, text: 'failed to find any endorsing peers for org(s): Org3MSP' } as const;

function asked({ bytes }: Pick<Received, 'bytes'>): string[] {
    return protos.EndorseRequest.deserializeBinary(bytes).getEndorsingOrganizationsList();
}

/** Organisations of the charter whose peers are gone; the gateway knows no combination with one of them. */
function absent(...gone: readonly string[]): void {
    gateway.play({
        Evaluate: (_, count): Reply => ({ result: count === 1 ? CHARTER : JSON.stringify({ entries: [ENTRY], bookmark: '' }) }),
        Endorse: (received): Reply => asked(received).some(mspId => gone.includes(mspId)) ? ABSENT : { result: JSON.stringify(REPORT) },
    });
}

test('one organisation that is not there is left out; a suspended one is not asked', async () => {
    absent('Org3MSP');
    const error = await refusalOf(carnet.vehicles.certificate(VIN));
    assert.deepEqual([error.code, error.sentence], ['BOOK_BEHIND', 'The peer shows another book than the organisations signed.']);
    const requests = gateway.of('Endorse').map(asked);
    assert.deepEqual(requests.at(0), ['Org1MSP', 'Org2MSP', 'Org3MSP']);
    assert.deepEqual(requests.at(-1), ['Org1MSP', 'Org2MSP']);
    assert.ok(!requests.flat().includes('Org4MSP'));
    assert.deepEqual(gateway.of('Submit'), [], 'nothing is submitted');
});

test('where only one answers there is no certificate, and it says who did', async () => {
    absent('Org1MSP', 'Org3MSP');
    const error = await refusalOf(carnet.vehicles.certificate(VIN));
    assert.deepEqual([error.code, error.outcome, error.retryable], ['SIGNERS_UNAVAILABLE', 'rejected', true]);
    assert.deepEqual([error.details['asked'], error.details['answered']], [['Org1MSP', 'Org2MSP', 'Org3MSP'], ['Org2MSP']]);
    assert.equal(error.sentence, 'Peers of at least two organisations have to sign this, and of Org1MSP, Org2MSP, Org3MSP fewer could be reached (Org2MSP).');
});

test('organisations that the caller names must all sign', async () => {
    absent('Org3MSP');
    const error = await refusalOf(carnet.vehicles.certificate(VIN, { organizations: ['Org1MSP', 'Org3MSP'] }));
    assert.equal(error.code, 'ENDORSERS_UNAVAILABLE');
    assert.ok(gateway.of('Endorse').every(received => asked(received).length === 2));
});

test('an answer that was signed for an earlier question is not taken for this one', async () => {
    absent();
    await refusalOf(carnet.vehicles.certificate(VIN));
    const earlier = gateway.of('Endorse').at(-1);
    assert.ok(earlier);
    gateway.play({ Evaluate: [{ result: CHARTER }], Endorse: [{ result: JSON.stringify(REPORT), to: earlier }] });
    const error = await refusalOf(carnet.vehicles.certificate(VIN));
    assert.deepEqual([error.code, error.details['answered']], ['PROOF_TRANSACTION_ID_MISMATCH', earlier.transactionId]);
    assert.equal(error.details['asked'], gateway.of('Endorse').at(-1)?.transactionId);
});
