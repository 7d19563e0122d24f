// Definitions that are refused: they leave the chaincode as it was.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { deploy } from '@carnet/network/dist/embedded/control/deploy.js';
import { encodeCollections } from '@carnet/network/dist/embedded/lifecycle/collections.js';
import { InProcessNetwork } from '../in-process/network.js';

test('its packages are forgotten again, and the ones before it answer', async () => {
    const network = await InProcessNetwork.open({ chaincodeDir: resolve(import.meta.dirname, '..', '..', 'chaincode', 'probe'), name: 'probe' });
    try {
        const { nodes } = network;
        const before = nodes.installed.get('Org1MSP', 'probe');
        const packages = Object.fromEntries(nodes.peers.map(({ mspId }) => [mspId, { packageId: 'probe_2.0:dead', address: 'nowhere' }]));
        // Larger than the orderer takes.
        const collections = [{ name: 'x'.repeat(11 * 1024 * 1024), policy: 'OR(\'Org1MSP.member\')' }];
        await assert.rejects(deploy({ name: 'probe', version: '2.0', packages, collections }, nodes), /the orderer refused the definition of probe/);
        assert.deepEqual(nodes.installed.get('Org1MSP', 'probe'), before);
        const result = await network.evaluate(network.user('org1', 'User1'), 'run', [JSON.stringify([['mspId']])]);
        assert.equal(Buffer.from(result).toString(), '["Org1MSP"]');
    } finally {
        await network.close();
    }
});

test('a collection\'s name is refused at once, however long it is', () => {
    const policy = 'OR(\'Org1MSP.member\')';
    for (const name of ['_begins', 'with space', '', `${'a'.repeat(100_000)}!`]) {
        assert.throws(() => encodeCollections([{ name, policy }]), /invalid collection name/);
    }
    for (const name of ['prices', '-a_b-', '1']) encodeCollections([{ name, policy }]);
});

test('an in-process network that cannot be opened leaves nothing behind', async () => {
    const own = mkdtempSync(join(tmpdir(), 'carnet-own-'));
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = own;
    try {
        const chaincodeDir = resolve(import.meta.dirname, '..', '..', 'chaincode', 'probe');
        await assert.rejects(InProcessNetwork.open({ chaincodeDir, name: 'probe', policy: 'nonsense' }), { name: 'PolicyError' });
        assert.deepEqual(readdirSync(own), []);
    } finally {
        if (before === undefined) delete process.env['TMPDIR'];
        else process.env['TMPDIR'] = before;
        rmSync(own, { recursive: true });
    }
});
