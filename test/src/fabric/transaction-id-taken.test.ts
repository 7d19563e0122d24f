// Another organisation's client takes the id of a transaction that is on its way: the call has one effect all the same, and says what is not certain.
import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, newSigner, type Carnet, type Journal } from '@carnet/client';
import { Client, credentials } from '@grpc/grpc-js';
import { common, gateway, msp } from '@hyperledger/fabric-protos';
import { foundConsortium, freshVin } from '../integration/members.js';
import { CARNET, startTestNetwork, type TestNetwork } from '../test-network.js';
import { whyNoFabric } from './peer-command.js';

const CAR = { make: 'RENAULT', model: 'CLIO', firstRegistration: '2010-01-01', odometerUnit: 'km' } as const;
const ENTRY = JSON.stringify({
    entryId: 'r1', type: 'READING', date: '2012-01-01', source: 'independent', odometer: { value: 1, unit: 'km', status: 'READ', method: 'DASH' },
    confirm: true,
});

/** The victim's transaction as the other organisation's own: same id and content, its creator and its signature. */
async function takeId(environment: Record<string, string>, transaction: Uint8Array): Promise<void> {
    const read = (name: string): Buffer => readFileSync(environment[name] ?? '');
    const identity = new msp.SerializedIdentity();
    identity.setMspid(environment['MSP_ID'] ?? '');
    identity.setIdBytes(read('CERT_PATH'));
    const payload = common.Payload.deserializeBinary(
        gateway.PreparedTransaction.deserializeBinary(transaction).getEnvelope()?.getPayload_asU8() ?? new Uint8Array(),
    );
    const signatureHeader = new common.SignatureHeader();
    signatureHeader.setCreator(identity.serializeBinary());
    signatureHeader.setNonce(Buffer.alloc(24, 7));
    payload.getHeader()?.setSignatureHeader(signatureHeader.serializeBinary());
    const envelope = new common.Envelope();
    envelope.setPayload(payload.serializeBinary());
    envelope.setSignature(await newSigner(createPrivateKey(read('KEY_PATH')))(envelope.getPayload_asU8()));
    const request = new gateway.SubmitRequest();
    request.setChannelId(environment['CHANNEL_NAME'] ?? '');
    request.setPreparedTransaction(envelope);
    const client = new Client(environment['PEER_ENDPOINT'] ?? '', credentials.createSsl(read('TLS_CERT_PATH')), {
        'grpc.ssl_target_name_override': environment['PEER_HOST_ALIAS'] ?? '',
    });
    await new Promise<void>((resolve, reject) => {
        const serialize = (message: gateway.SubmitRequest): Buffer => Buffer.from(message.serializeBinary());
        client.makeUnaryRequest('/gateway.Gateway/Submit', serialize, bytes => bytes, request, error => {
            if (error === null) resolve();
            else reject(error);
        });
    });
    client.close();
}

suite('a transaction id that is taken', { skip: whyNoFabric() }, () => {
    let started: TestNetwork;
    let people: Carnet[];

    before(async () => {
        // Long enough that two transactions sent one after the other meet in a block, on a slow machine too.
        started = await startTestNetwork({ engine: 'fabric', batchTimeoutMs: 1_500, chaincodes: [CARNET] });
        const { network } = started;
        const open = (org: 'org1' | 'org2', user: string): Promise<Carnet> => connect({ env: network.environment(org, user) });
        const [inspector, garage, inspectionAdmin, garageAdmin] = await Promise.all([
            open('org1', 'User1'), open('org2', 'User1'), open('org1', 'Admin'), open('org2', 'Admin'),
        ]);
        people = [inspector, garage, inspectionAdmin, garageAdmin];
        await foundConsortium({ inspector, garage, inspectionAdmin, garageAdmin });
    });
    after(async () => {
        for (const client of people) client.close();
        await started.stop();
    });

    /** A client of the garage whose first transaction meets the thief, who is `headStart` ms ahead. */
    async function victim(headStart: number): Promise<{ client: Carnet; written: string[] }> {
        const written: string[] = [];
        const thief = started.network.environment('org1', 'User1');
        const journal: Journal = {
            async write({ transactionId, bytes }) {
                written.push(transactionId);
                if (written.length > 1) return;
                await takeId(thief, bytes);
                await sleep(headStart);
            },
            remove: () => Promise.resolve(),
            list: () => Promise.resolve([]),
        };
        return { client: await connect({ env: started.network.environment('org2', 'User1'), journal }), written };
    }

    for (const [when, headStart, readings] of [['in the same block', 0, 1], ['in an earlier block', 3_000, 0]] as const) {
        test(`${when}: a request that names what it makes is made again, with one effect`, async () => {
            const { client, written } = await victim(headStart);
            const vin = freshVin();
            const vehicle = await client.vehicles.register(vin, CAR);
            assert.deepEqual([vehicle.entries, written.length], [1, 2]);
            assert.equal((await client.vehicles.read(vin)).entries, 1);
            client.close();
        });

        test(`${when}: any other call is not made again, and its outcome is unknown`, async () => {
            const { client, written } = await victim(headStart);
            const vin = freshVin();
            await people[1]?.vehicles.register(vin, CAR);
            await assert.rejects(client.submit('VehicleRecord', 'RecordEntry', [vin, ENTRY]), { code: 'DUPLICATE_TXID', outcome: 'unknown' });
            assert.equal(written.length, 1);
            // The status was that of the stranger's transaction both times; only in the same block ours was valid all the same.
            assert.equal((await client.vehicles.read(vin)).entries, 1 + readings);
            client.close();
        });
    }
});
