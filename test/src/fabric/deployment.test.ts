// docs/deployment.md, run as it stands there: the peer command alone deploys the chaincode on peers of two organisations, and it is used.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { connect } from '@carnet/client';
import { findFabricPrograms, freePortOffset, type Network, type OrgName } from '@carnet/network';
import { chaincodePort } from '@carnet/network/dist/ports.js';
import { killGroup } from '../left-behind.js';
import { upWithOrganizations } from '../organizations.js';
import { whyNoFabric } from './peer-command.js';

const repository = resolve(import.meta.dirname, '..', '..', '..');
const ORGANISATIONS = ['org1', 'org2'] as const;
/** By whom a block is run says its first line. */
const WHO: Readonly<Record<string, readonly OrgName[]>> = { 'every organisation': ORGANISATIONS, 'one organisation': ['org1'], 'every other organisation': ['org2'] };

suite('docs/deployment.md', { skip: whyNoFabric() }, () => {
    let dir: string;
    let network: Network;
    let portOffset: number;
    /** Process groups of the shells: what a block has left running is in the group of its shell. */
    const groups: number[] = [];
    before(async () => {
        dir = mkdtempSync(join(tmpdir(), 'carnet-deployment-'));
        portOffset = await freePortOffset();
        network = await upWithOrganizations({ dir: join(dir, 'network'), engine: 'fabric', portOffset });
        for (const org of ORGANISATIONS) mkdirSync(join(dir, org));
    });
    after(async () => {
        for (const group of groups) killGroup(group);
        await network.down();
        rmSync(dir, { recursive: true });
    });

    function environment(org: OrgName, other: OrgName): Record<string, string> {
        const { CORE_PEER_ADDRESS = '', CORE_PEER_TLS_ROOTCERT_FILE = '' } = network.environment(other, 'Admin');
        return {
            ...network.environment(org, 'Admin'), PATH: `${dirname(findFabricPrograms().peer)}:${process.env['PATH'] ?? ''}`, HOME: dir, TMPDIR: tmpdir(),
            CARNET: repository, CHAINCODE_ADDRESS: `127.0.0.1:${chaincodePort(portOffset, org, 0)}`,
            USER1_MSP: join(network.environment(org, 'User1')['CERT_PATH'] ?? '', '..', '..'), OTHER_PEER: CORE_PEER_ADDRESS, OTHER_PEER_CA: CORE_PEER_TLS_ROOTCERT_FILE,
        };
    }

    /** @returns what the commands wrote */
    async function run(script: string, org: OrgName): Promise<string> {
        const env = environment(org, org === 'org1' ? 'org2' : 'org1');
        const shell = spawn('bash', ['--norc', '-eo', 'pipefail', '-c', script], { cwd: join(dir, org), env, detached: true, stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000 });
        if (shell.pid !== undefined) groups.push(shell.pid);
        let said = '';
        for (const stream of [shell.stdout, shell.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { said += text; });
        const status = await new Promise(done => { shell.once('exit', done); });
        assert.equal(status, 0, `${org}:\n${script}\n${said}`);
        return said;
    }

    test('its commands deploy the chaincode, and found a consortium that its members use', async () => {
        const blocks = [...readFileSync(join(repository, 'docs', 'deployment.md'), 'utf8').matchAll(/^```sh\n# ([^\n]*)\n(.*?)^```$/gms)];
        assert.ok(blocks.length > 0);
        for (const [, who = '', script = ''] of blocks) {
            const organisations = WHO[who];
            assert.ok(organisations, `'${who}' is nobody who runs commands`);
            for (const org of organisations) await run(script, org);
        }
        const carnet = await connect({ env: network.environment('org1', 'User1') });
        try {
            const { roles, mspId } = await carnet.membership.whoAmI();
            assert.deepEqual([roles, mspId], [['inspector'], 'Org1MSP']);
        } finally {
            carnet.close();
        }
    });
});
