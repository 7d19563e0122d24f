// One life of a network of real Fabric processes: up, deploy, use, change, kill, repair, stop, start, down.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePortOffset, takeDown, up, type DeployOptions, type Network } from '@carnet/network';
import { createPeerOrganisation } from '@carnet/network/dist/identities/organizations-folder.js';
import { isPortFree, portsOf } from '@carnet/network/dist/ports.js';
import { processMark } from '@carnet/network/dist/processes/process-mark.js';
import { invoke, query, shell, whyNoFabric } from './peer-command.js';

const repository = resolve(import.meta.dirname, '..', '..', '..');

suite('a network of real Fabric processes', { skip: whyNoFabric() }, () => {
    let folder: string;
    let dir: string;
    let portOffset: number;
    let network: Network;
    let probe: DeployOptions;

    before(async () => {
        folder = mkdtempSync(join(tmpdir(), 'carnet-fabric-'));
        dir = join(folder, 'a net');
        portOffset = await freePortOffset();
        // A copy, so that the test can change its code; its dependencies are those of the project.
        const chaincodeDir = join(folder, 'probe');
        cpSync(join(repository, 'test', 'chaincode', 'probe'), chaincodeDir, { recursive: true });
        symlinkSync(join(repository, 'node_modules'), join(chaincodeDir, 'node_modules'));
        probe = { chaincodeDir, name: 'probe' };
        network = await up({ dir, engine: 'fabric', portOffset });
    });

    after(async () => {
        await takeDown(dir, { keepData: false });
        rmSync(folder, { recursive: true });
    });

    const pidsOf = async (): Promise<Record<string, number | undefined>> =>
        Object.fromEntries((await network.status()).nodes.map(({ name, pid }) => [name, pid]));

    test('deploy resolves when the chaincode answers on both peers', async () => {
        const deployment = await network.deploy(probe);
        assert.deepEqual([deployment.sequence, deployment.changed], [1, true]);
        const { running, nodes, chaincodes } = await network.status();
        assert.equal(running, true);
        assert.deepEqual(nodes.map(({ name }) => name),
            ['orderer.example.com', 'peer0.org1.example.com', 'peer0.org2.example.com', 'probe.org1', 'probe.org2']);
        assert.deepEqual(chaincodes.map(({ name, sequence }) => [name, sequence]), [['probe', 1]]);
    });

    test('with the printed environment the peer CLI invokes and queries, and osnadmin lists', async () => {
        const invoked = await invoke(network, 'org1', 'admin', [['put', 'car', 'red']]);
        assert.equal(invoked.status, 0, invoked.stderr);
        assert.match(invoked.stderr, /Chaincode invoke successful\. result: status:200/);
        for (const org of ['org1', 'org2'] as const) {
            const { status, stdout, stderr } = await query(network, org, 'User1', [['get', 'car'], ['mspId']]);
            assert.equal(status, 0, stderr);
            // Each organisation has a process of its own.
            assert.deepEqual(JSON.parse(stdout), ['red', org === 'org1' ? 'Org1MSP' : 'Org2MSP']);
        }
        const listed = await shell(network, 'org1', 'admin', 'osnadmin channel list -o "$ORDERER_ADMIN_ADDRESS" --ca-file "$ORDERER_CA" ' +
            '--client-cert "$ORDERER_ADMIN_TLS_SIGN_CERT" --client-key "$ORDERER_ADMIN_TLS_PRIVATE_KEY"');
        assert.match(listed.stdout, /^Status: 200[^]*"mychannel"/);
    });

    test('an issued person is let in, an expired one and a twin of another authority are not', async () => {
        await network.issueIdentity({ org: 'org2', name: 'anna', attributes: { role: 'dealer' } });
        const anna = await query(network, 'org2', 'anna', [['get', 'car']]);
        assert.deepEqual(JSON.parse(anna.stdout), ['red'], anna.stderr);

        await network.issueIdentity({ org: 'org2', name: 'late', days: -1 });
        const late = await query(network, 'org2', 'late', [['get', 'car']]);
        assert.notEqual(late.status, 0);
        assert.match(late.stderr, /expired/);

        const twin = join(folder, 'twin');
        await createPeerOrganisation(twin, 'org1');
        const msp = join(twin, 'peerOrganizations/org1.example.com/users/User1@org1.example.com/msp');
        const foreign = await shell(network, 'org1', 'User1',
            `export CORE_PEER_MSPCONFIGPATH='${msp}'; peer chaincode query -C mychannel -n probe -c '{"Args":["run","[]"]}'`);
        assert.notEqual(foreign.status, 0);
        assert.match(foreign.stderr, /access denied|creator certificate is not valid/);
    });

    test('deployed again unchanged nothing happens; policy, collections and code make the next sequence', async () => {
        const before = await pidsOf();
        assert.deepEqual(await network.deploy(probe).then(({ sequence, changed }) => [sequence, changed]), [1, false]);
        assert.deepEqual(await pidsOf(), before);

        const policy = 'OR(\'Org1MSP.peer\',\'Org2MSP.peer\')';
        assert.deepEqual(await network.deploy({ ...probe, policy }).then(({ sequence, changed }) => [sequence, changed]), [2, true]);

        const collectionsFile = join(folder, 'collections.json');
        writeFileSync(collectionsFile, JSON.stringify([{
            name: 'prices', policy: 'OR(\'Org1MSP.member\',\'Org2MSP.member\')', requiredPeerCount: 1, maxPeerCount: 1, blockToLive: 0, memberOnlyRead: true,
        }]));
        const withCollections = { ...probe, policy, collectionsFile };
        assert.deepEqual(await network.deploy(withCollections).then(({ sequence, changed }) => [sequence, changed]), [3, true]);
        // Required at another peer: gossip between the organisations works.
        const stored = await invoke(network, 'org1', 'User1', [['putPrivate', 'prices', 'car', '900']]);
        assert.equal(stored.status, 0, stored.stderr);
        assert.deepEqual(JSON.parse((await query(network, 'org2', 'User1', [['getPrivate', 'prices', 'car']])).stdout), ['900']);

        writeFileSync(join(probe.chaincodeDir, 'note.js'), '// Changes what the chaincode is.\n');
        const changed = await network.deploy(withCollections);
        assert.deepEqual([changed.sequence, changed.changed], [4, true]);
        assert.notEqual((await pidsOf())['probe.org1'], before['probe.org1']);
        assert.deepEqual(JSON.parse((await query(network, 'org1', 'User1', [['get', 'car']])).stdout), ['red']);
        probe = withCollections;
    });

    test('a failed upgrade leaves the running chaincode alone', async () => {
        const before = await pidsOf();
        const main = join(probe.chaincodeDir, 'index.js');
        const code = readFileSync(main);
        writeFileSync(main, 'throw new Error("half an idea");');
        try {
            await assert.rejects(network.deploy(probe), { code: 'CHAINCODE_DIED', message: /half an idea/ });
        } finally {
            writeFileSync(main, code);
        }
        assert.deepEqual(await pidsOf(), before);
        assert.deepEqual(JSON.parse((await query(network, 'org1', 'User1', [['get', 'car']])).stdout), ['red']);
    });

    test('what Fabric refuses in a definition is said in one sentence', async () => {
        await assert.rejects(network.deploy({ ...probe, policy: 'OR(\'Org1MSP.peer\'' }), {
            code: 'DEFINITION_INVALID', message: /^DEFINITION_INVALID: Fabric refuses the definition of probe: invalid signature policy: .+$/,
        });
        assert.equal((await network.deploy(probe)).sequence, 4, 'the refused one left nothing behind');
    });

    test('killed processes are started again by up, with the ledger they had', async () => {
        const killed = await pidsOf();
        const victims = ['peer0.org1.example.com', 'orderer.example.com', 'probe.org2'];
        for (const name of victims) process.kill(killed[name] ?? 0, 'SIGKILL');
        // The system takes a moment to end a process; until then it counts as running.
        while ((await network.status()).nodes.some(({ name, running }) => running && victims.includes(name))) await sleep(20);
        const survivors = ['peer0.org2.example.com', 'probe.org1'];
        await assert.rejects(network.deploy(probe), { code: 'NETWORK_NOT_RUNNING', message: /orderer\.example\.com, peer0\.org1\.example\.com not running/ });
        network = await up({ dir, engine: 'fabric' });
        const running = await pidsOf();
        for (const name of survivors) assert.equal(running[name], killed[name]);
        assert.equal((await network.status()).running, true);
        assert.deepEqual(JSON.parse((await query(network, 'org1', 'User1', [['get', 'car']])).stdout), ['red']);
        const written = await invoke(network, 'org2', 'User1', [['put', 'car', 'blue']]);
        assert.equal(written.status, 0, written.stderr);
    });

    test('stopped with its data kept, the network starts again where it was; with other options it does not', async () => {
        await network.down({ keepData: true });
        assert.equal((await network.status()).nodes.some(({ running }) => running), false);
        await assert.rejects(up({ dir, engine: 'fabric', orderers: 3 }), { code: 'SETTINGS_DIFFER', message: /made with orderers 1, and now 3/ });
        await assert.rejects(up({ dir, engine: 'embedded' }), { code: 'SETTINGS_DIFFER', message: /made with engine fabric, and now embedded/ });
        network = await up({ dir, engine: 'fabric' });
        assert.deepEqual(JSON.parse((await query(network, 'org2', 'User1', [['get', 'car']])).stdout), ['blue']);
        assert.equal((await network.deploy(probe)).changed, false);
    });

    test('code that changed while the network was stopped is not started under the old package id, but deployed again', async () => {
        await network.down({ keepData: true });
        writeFileSync(join(probe.chaincodeDir, 'note.js'), '// Changed again.\n');
        const lines: string[] = [];
        network = await up({ dir, engine: 'fabric', onProgress: line => lines.push(line) });
        assert.match(lines.join('\n'), /chaincode probe is not started: the code of probe has changed since it was deployed\. Deploy it again\./);
        assert.deepEqual((await network.status()).nodes.filter(({ running }) => !running).map(({ name }) => name), ['probe.org1', 'probe.org2']);
        assert.equal((await network.deploy(probe)).sequence, 5);
        assert.deepEqual(JSON.parse((await query(network, 'org2', 'User1', [['get', 'car']])).stdout), ['blue']);
    });

    test('down leaves no process, no port and no file', async () => {
        const pids = Object.values(await pidsOf());
        await network.down();
        for (const pid of pids) assert.equal(processMark(pid ?? 0), undefined);
        const { orderers, org1, org2 } = portsOf(portOffset, 1);
        for (const port of [...orderers.map(({ listen }) => listen), org1.listen, org2.listen]) assert.equal(await isPortFree(port), true);
        assert.equal(existsSync(dir), false);
    });
});
