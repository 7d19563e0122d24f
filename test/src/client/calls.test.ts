// Calls that are ended, read, closed under, or refused before anything is sent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '@carnet/client';
import { status } from '@grpc/grpc-js';
import { connected, type Connected } from './connected.js';
import { refusalOf } from './refusal.js';
import { RESULT } from './scripted-gateway.js';

let gateway: Connected['gateway'];
let carnet: Connected['carnet'];
let options: Connected['options'];
connected(made => { ({ gateway, carnet, options } = made); });

test('a caller ends the call: before the submit it is rejected, after it unknown, and the request is cancelled', async () => {
    const early = new AbortController();
    gateway.play({ Endorse: () => {
        early.abort();
        return 'silence';
    } });
    const unsent = await refusalOf(carnet.submit('', 'Create', [], { signal: early.signal }));
    assert.deepEqual([unsent.code, unsent.outcome], ['ABORTED_BY_CALLER', 'rejected']);

    const late = new AbortController();
    gateway.play({ CommitStatus: () => {
        late.abort(new Error('closing time'));
        return 'silence';
    } });
    const error = await refusalOf(carnet.submit('', 'Create', [], { signal: late.signal }));
    assert.deepEqual([error.code, error.outcome, (error.cause as Error).message], ['ABORTED_BY_CALLER', 'unknown', 'closing time']);
    assert.equal(error.transactionId, gateway.received[0]?.transactionId);

    gateway.play({});
    assert.equal((await refusalOf(carnet.evaluate('', 'Read', [], { signal: AbortSignal.abort() }))).code, 'ABORTED_BY_CALLER');
    assert.deepEqual(gateway.methods, []);
});

test('reading: asked again while the peer is away, not after a refusal', async () => {
    gateway.play({ Evaluate: [{ code: status.UNAVAILABLE, text: 'away' }, 'silence', 'ok'] });
    assert.equal(await carnet.evaluate('', 'Read'), RESULT);
    assert.equal(gateway.methods.length, 3);
    gateway.play({ Evaluate: [{ code: status.UNKNOWN, text: 'evaluate call to endorser returned error: chaincode response 500, VEHICLE_NOT_FOUND: No.' }] });
    const error = await refusalOf(carnet.evaluate('VehicleRecord', 'ReadVehicle'));
    assert.deepEqual([error.code, error.details, gateway.methods.length], ['VEHICLE_NOT_FOUND', { call: 'VehicleRecord:ReadVehicle' }, 1]);
});

test('a closed client refuses, and a call in progress says what is known', async () => {
    const client = await connect(options());
    gateway.play({ CommitStatus: () => {
        client.close();
        return 'silence';
    } });
    const error = await refusalOf(client.submit('', 'Create'));
    assert.deepEqual([error.code, error.outcome], ['CLIENT_CLOSED', 'unknown']);
    assert.deepEqual([(await refusalOf(client.submit('', 'Create'))).outcome, (await refusalOf(client.evaluate('', 'Read'))).code], ['rejected', 'CLIENT_CLOSED']);
});

test('a typed call gives the typed answer, and refuses by the domain\'s own check before anything is sent', async () => {
    gateway.play({});
    assert.deepEqual(await carnet.membership.accept('ab'), JSON.parse(RESULT));
    gateway.play({});
    const vin = await refusalOf(carnet.vehicles.read('VF1'));
    assert.deepEqual([vin.code, vin.details], ['INVALID_VIN', { field: 'vin' }]);
    const grant = await refusalOf(carnet.membership.grant({ identity: 'x509::/CN=a::/CN=b', roles: [] }));
    assert.deepEqual([grant.code, grant.details, grant.outcome], ['OUT_OF_RANGE', { field: 'grant.roles' }, 'rejected']);
    assert.deepEqual(gateway.methods, []);
});
