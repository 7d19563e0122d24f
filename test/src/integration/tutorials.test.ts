// The tutorials, run as they stand there: their shell blocks one after the other in one shell, on a network as they ask for it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { connect, type Carnet } from '@carnet/client';
import { freePortOffset, type Network } from '@carnet/network';
import { upWithOrganizations } from '../organizations.js';
import { CARNET, engineUnderTest } from '../test-network.js';
import { CARNET_COMMAND, hostedPrograms, SYSTEM } from './command-process.js';
import { foundConsortium } from './members.js';

const repository = resolve(import.meta.dirname, '..', '..', '..');
const tutorials = join(repository, 'docs', 'tutorials');
/** The one whose commands are processes of their own, as its reader's are; those of the others have one process. */
const BY_PROCESSES = 'car-sale.md';
/** A command of two companies' peers may ask one that is a block behind: while it says so it is given again. */
const NPX = `#!/bin/bash
program=$1; shift
case $program in
carnet) command=($CARNET_PROGRAM) ;;
carnet-network) command=($CARNET_NETWORK_PROGRAM) ;;
*) echo "npx: $program?" >&2; exit 1 ;;
esac
for attempt in {1..300}; do
    out=$(mktemp); err=$(mktemp)
    if "\${command[@]}" "$@" > "$out" 2> "$err"; then status=0; else status=$?; fi
    [ $status != 0 ] && grep -qE '^([A-Z_]+_NOT_FOUND|NOT_IN_FORCE|SHARE_UNAVAILABLE|APPROVAL_INSUFFICIENT): ' "$err" || break
    sleep 0.1
done
cat "$out"; cat "$err" >&2; rm -f "$out" "$err"
exit $status
`;

suite('tutorials', { skip: process.env['CARNET_ORGANIZATIONS'] !== undefined && 'they issue identities on a network of their own' }, () => {
    let dir: string;
    let network: Network;
    before(async () => {
        dir = mkdtempSync(join(tmpdir(), 'carnet-tutorials-'));
        network = await upWithOrganizations({ dir: join(dir, '.carnet'), engine: engineUnderTest(), portOffset: await freePortOffset() });
        // A cooling-off lasts longer by twice this.
        await network.deploy({ ...CARNET, env: { CARNET_CLOCK_SKEW_SECONDS: '10' } });
        const open: Carnet[] = [];
        const person = async (org: 'org1' | 'org2', user: string): Promise<Carnet> => {
            const carnet = await connect({ env: network.environment(org, user) });
            open.push(carnet);
            return carnet;
        };
        await foundConsortium({
            inspector: await person('org1', 'User1'), garage: await person('org2', 'User1'),
            inspectionAdmin: await person('org1', 'Admin'), garageAdmin: await person('org2', 'Admin'),
        });
        for (const carnet of open) carnet.close();
        writeFileSync(join(dir, 'npx'), NPX, { mode: 0o755 });
    });
    after(async () => {
        await network.down();
        rmSync(dir, { recursive: true });
    });

    for (const name of readdirSync(tutorials).filter(file => file.endsWith('.md'))) {
        test(name, () => {
            const blocks = [...readFileSync(join(tutorials, name), 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block);
            assert.ok(blocks.length > 0);
            const folder = join(dir, name);
            mkdirSync(folder);
            symlinkSync(join(dir, '.carnet'), join(folder, '.carnet'));
            const hosted = hostedPrograms();
            const env = {
                ...SYSTEM, PATH: [dir, dirname(process.execPath), SYSTEM.PATH].join(delimiter), HOME: dir,
                CARNET_PROGRAM: name === BY_PROCESSES ? `node ${CARNET_COMMAND}` : hosted.carnet,
                CARNET_NETWORK_PROGRAM: name === BY_PROCESSES ? `node ${join(repository, 'network', 'bin', 'carnet-network.js')}` : hosted.carnetNetwork,
            };
            const shell = ['--norc', '-eo', 'pipefail', '-c', blocks.join('\n')];
            const { status, stdout, stderr } = spawnSync('bash', shell, { cwd: folder, env, encoding: 'utf8', timeout: 600_000 });
            assert.equal(status, 0, `${stdout}\n${stderr}`);
        });
    }
});
