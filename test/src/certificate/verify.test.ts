// Verifying a certificate made by the real chaincode on the network in one process: what is proved, and each reason to refuse.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { serialiseCertificate, verifyCertificate } from '@carnet/client';
import { gatherMaterial, type Material } from './material.js';

let material: Material;
before(async () => { material = await gatherMaterial(); });
after(async () => material.trade.close());

test('it is verified, and says what is proved by whom as of when', async () => {
    const { certificate, book, roots } = material;
    const verified = await verifyCertificate(serialiseCertificate(certificate), roots);
    assert.deepEqual(verified.entries, book);
    assert.deepEqual(verified.signers.map(({ mspId }) => mspId), ['Org1MSP', 'Org2MSP']);
    assert.deepEqual(verified.report.vehicle.headHash, book.at(-1)?.hash);
    assert.deepEqual([verified.judgement, verified.withheld], ['RECOMPUTED', { entries: 0, partly: 0 }]);
});
