// fabric-samples' asset-transfer-basic, chaincode (TypeScript) and gateway application, unmodified, on the engine under test.
// FABRIC_SAMPLES names a checkout in which both were built: `npm install && npm run build` in each of the two folders.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { startTestNetwork } from '../test-network.js';

const samples = process.env['FABRIC_SAMPLES'];
const skip = samples === undefined && 'FABRIC_SAMPLES does not name a checkout of fabric-samples';

test('asset-transfer-basic deploys and its gateway application runs to the end', { skip }, async () => {
    const sample = join(samples ?? '', 'asset-transfer-basic');
    const { network, stop } = await startTestNetwork({
        chaincodes: [{ chaincodeDir: join(sample, 'chaincode-typescript'), name: 'basic' }],
    });
    try {
        const { stdout } = await promisify(execFile)(process.execPath, [join(sample, 'application-gateway-typescript', 'dist', 'app.js')], {
            env: { ...process.env, ...network.environment('org1', 'User1'), CHAINCODE_NAME: 'basic' },
        });
        assert.match(stdout, /\*\*\* Successfully submitted transaction to transfer ownership from Tom to Saptha/);
        assert.match(stdout, /Owner: 'Saptha'/);
        assert.match(stdout, /\*\*\* Successfully caught the error/);
        assert.match(stdout, /The asset asset70 does not exist/);
        assert.doesNotMatch(stdout, /\*{8} FAILED/);
    } finally {
        await stop();
    }
});
