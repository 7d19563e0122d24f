// What a network comes back from, written once for both engines: nodes and chaincode killed, code rebuilt, commands broken off.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePortOffset, takeDown, up, type DeployOptions, type EngineName, type Network } from '@carnet/network';
import { isRunning, readRecords } from '@carnet/network/dist/processes/detached.js';
import { upWithOrganizations } from './organizations.js';
import { ProbeClient, type Submitted } from './probe.js';

const repository = resolve(import.meta.dirname, '..', '..');

interface Ended { readonly status: number | null; readonly output: string }

/** Runs the command until `when` is true, sends it the signal, and answers with how it ended. */
async function breakOff(args: readonly string[], when: () => boolean, signal: NodeJS.Signals): Promise<Ended> {
    const child = spawn(process.execPath, [join(repository, 'network', 'bin', 'carnet-network.js'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { output += chunk.toString('utf8'); });
    const ended = new Promise<Ended>(end => child.once('close', status => end({ status, output })));
    while (!when() && child.exitCode === null) await sleep(2);
    child.kill(signal);
    return ended;
}

/**
 * A value written through the gateway. Peers that have just started may lose each other once more for a moment, and then the gateway knows too few to
 * endorse: the client library proposes again, and so does this.
 */
async function written(client: ProbeClient, value: string): Promise<Submitted> {
    for (let left = 100; ; left--) {
        try {
            return await client.submit([['put', 'edition', value]]);
        } catch (error) {
            if (left === 0 || !/no combination of peers/.test(String(error))) throw error;
            await sleep(100);
        }
    }
}

/** The cases, one after the other on one network. */
export function repairCases(engine: EngineName): void {
    let folder: string;
    let dir: string;
    let probe: DeployOptions;
    let network: Network;
    let edits = 0;

    const rebuild = (): void => writeFileSync(join(probe.chaincodeDir, 'note.js'), `// Edition ${++edits}.\n`);
    const kill = async (kind: (name: string) => boolean): Promise<void> => {
        const pids = new Set((await network.status()).nodes.filter(({ name }) => kind(name)).map(({ pid }) => pid ?? 0));
        assert.ok(pids.size > 0 && !pids.has(0));
        for (const pid of pids) process.kill(pid, 'SIGKILL');
        while (readRecords(join(dir, 'run')).some(record => pids.has(record.pid) && isRunning(record))) await sleep(2);
    };
    const isNode = (name: string): boolean => name.endsWith('.example.com');
    const answers = async (): Promise<void> => {
        const client = new ProbeClient(network.environment('org1', 'User1'));
        try {
            const { status } = await written(client, String(edits));
            assert.equal(status.successful, true);
        } finally {
            client.close();
        }
        const { nodes, running } = await network.status();
        assert.equal(running, true);
        // Nothing runs but what the status names.
        const known = new Set(nodes.map(({ pid }) => pid));
        assert.deepEqual(readRecords(join(dir, 'run')).filter(isRunning).filter(({ pid }) => !known.has(pid)), []);
    };

    before(async () => {
        folder = mkdtempSync(join(tmpdir(), 'carnet-repairs-'));
        dir = join(folder, 'a net');
        // A copy, so that its code can change; its dependencies are those of the project.
        const chaincodeDir = join(folder, 'probe');
        cpSync(join(repository, 'test', 'chaincode', 'probe'), chaincodeDir, { recursive: true });
        symlinkSync(join(repository, 'node_modules'), join(chaincodeDir, 'node_modules'));
        probe = { chaincodeDir, name: 'probe' };
        network = await upWithOrganizations({ dir, engine, portOffset: await freePortOffset() });
        await network.deploy(probe);
    });

    after(async () => {
        await takeDown(dir, { keepData: false });
        assert.equal(existsSync(dir), false);
        rmSync(folder, { recursive: true });
    });

    for (const [what, kind] of [
        ['the nodes', isNode], ['one chaincode process', name => name === 'probe.org1'], ['nodes and chaincode', () => true],
    ] satisfies [string, (name: string) => boolean][]) {
        test(`${what} killed, the code as it was: up starts what is missing`, async () => {
            await kill(kind);
            network = await up({ dir, engine });
            await answers();
        });

        test(`${what} killed and the code rebuilt: up, then deploy`, async () => {
            await kill(kind);
            rebuild();
            network = await up({ dir, engine });
            assert.equal((await network.deploy(probe)).changed, true);
            await answers();
        });

        test(`${what} killed and the code rebuilt: deploy, with up where nodes are missing`, async () => {
            await kill(kind);
            rebuild();
            if ((await network.status()).nodes.some(({ name, running }) => isNode(name) && !running)) {
                await assert.rejects(network.deploy(probe), { code: 'NETWORK_NOT_RUNNING', message: /run `carnet-network up`/ });
                network = await up({ dir, engine });
            }
            assert.equal((await network.deploy(probe)).changed, true);
            await answers();
        });
    }

    const recordOf = (start: string): boolean => readRecords(join(dir, 'run')).some(({ name }) => name.startsWith(start));
    const deployment = (name: string): string[] => ['deploy', '--dir', dir, '--chaincode', probe.chaincodeDir, '--name', name];

    test('a deployment killed half-way leaves no port taken for the next one, of whatever name', async () => {
        const { status } = await breakOff(deployment('other'), () => recordOf('other.'), 'SIGKILL');
        assert.equal(status, null);
        await network.deploy({ ...probe, name: 'third' });
        await answers();
    });

    test('Ctrl-C during deploy ends the processes it started and says so; run again it deploys', async () => {
        const { status, output } = await breakOff(deployment('fourth'), () => recordOf('fourth.'), 'SIGINT');
        assert.equal(status, 130, output);
        assert.match(output, /SIGINT: ending what was started[^]*INTERRUPTED: interrupted: what it had started is ended; run the command again/);
        await answers();
        await network.deploy({ ...probe, name: 'fourth' });
        await answers();
    });

    test('Ctrl-C during up ends the processes it started; run again it comes up', async () => {
        await network.down({ keepData: true });
        const { status, output } = await breakOff(['up', '--dir', dir], () => readRecords(join(dir, 'run')).some(isRunning), 'SIGINT');
        assert.equal(status, 130, output);
        assert.deepEqual(readRecords(join(dir, 'run')).filter(isRunning), []);
        network = await up({ dir, engine });
        await answers();
    });

    test('a second up at the same time is told to wait', async () => {
        await network.down({ keepData: true });
        const [first, second] = await Promise.allSettled([up({ dir, engine }), up({ dir, engine })]);
        if (first.status === 'rejected') throw first.reason;
        network = first.value;
        assert.ok(second.status === 'rejected');
        assert.match(String(second.reason), /NETWORK_BUSY: another command \(up, pid \d+\) is at work on this network/);
        await answers();
    });
}
