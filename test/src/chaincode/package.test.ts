// The chaincode deployed alone: packaged by the peer command, installed in an empty folder, started both ways; and built there from source.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { findFabricPrograms, freePortOffset, NetworkError, type FabricPrograms } from '@carnet/network';
import { PEER_ORGANISATIONS } from '@carnet/network/dist/identities/organisations.js';
import { ensureOrganizations } from '@carnet/network/dist/identities/organizations-folder.js';
import { chaincodePort, portsOf } from '@carnet/network/dist/ports.js';
import { startDetached, type ProcessRecord } from '@carnet/network/dist/processes/detached.js';
import { NEVER } from '@carnet/network/dist/processes/interruption.js';
import { isListening, waitUntil } from '@carnet/network/dist/processes/readiness.js';
import { endRecorded } from '../left-behind.js';
import { CHAINCODE_DIR } from './trade.js';

const run = promisify(execFile);
const ROOT = dirname(CHAINCODE_DIR);

interface Manifest {
    readonly overrides: Readonly<Record<string, string>>;
    readonly dependencies: Readonly<Record<string, string>>;
    readonly main: string;
    readonly scripts: Readonly<Record<string, string>>;
}
interface LockedPackage { readonly version?: string; readonly resolved?: string; readonly integrity?: string; readonly link?: boolean }
interface Lock { readonly lockfileVersion: number; readonly packages: Readonly<Record<string, LockedPackage>> }

function readJsonFile(...path: string[]): unknown {
    return JSON.parse(readFileSync(join(...path), 'utf8'));
}
const manifestIn = (folder: string): Manifest => readJsonFile(folder, 'package.json') as Manifest;
const lockIn = (folder: string): Lock => readJsonFile(folder, 'package-lock.json') as Lock;

function fabricPrograms(): FabricPrograms | undefined {
    try {
        return findFabricPrograms();
    } catch (error) {
        if (error instanceof NetworkError) return undefined;
        throw error;
    }
}

describe('what stands in the folder', () => {
    test('class-transformer is pinned wherever npm looks for it', () => {
        for (const folder of [ROOT, CHAINCODE_DIR]) {
            assert.deepEqual(manifestIn(folder).overrides, { 'class-transformer': '0.5.1' });
            const found = Object.entries(lockIn(folder).packages).filter(([path]) => path.endsWith('/class-transformer'));
            assert.deepEqual(found.map(([, { version }]) => version), ['0.5.1'], folder);
        }
    });

    test('its own lock fixes every package by hash, and names no registry and no folder of a machine', () => {
        const lock = lockIn(CHAINCODE_DIR);
        assert.equal(lock.lockfileVersion, 3);
        for (const [path, { resolved, integrity, link }] of Object.entries(lock.packages)) {
            if (path === '' || path === 'domain') continue;
            if (link === true) assert.equal(resolved, 'domain');
            else assert.ok(resolved === undefined && integrity?.startsWith('sha512-') === true, path);
        }
    });

    test('the lock is that of the manifest, and of the workspace', () => {
        const { dependencies } = manifestIn(CHAINCODE_DIR);
        const [own, workspace] = [CHAINCODE_DIR, ROOT].map(folder => lockIn(folder).packages);
        for (const [name, asked] of Object.entries(dependencies)) {
            if (asked.startsWith('file:')) continue;
            assert.deepEqual([own, workspace].map(packages => packages?.[`node_modules/${name}`]?.version), [asked, asked], name);
        }
    });

    test('there is no contract metadata file, which would change how arguments arrive', () => {
        for (const folder of ['META-INF', 'contract-metadata']) assert.ok(!readdirSync(CHAINCODE_DIR).includes(folder));
    });

    test('the image runs without root, by the lock, through the entry point of the samples', () => {
        const dockerfile = readFileSync(join(CHAINCODE_DIR, 'Dockerfile'), 'utf8');
        const { scripts } = manifestIn(CHAINCODE_DIR);
        assert.match(dockerfile, /^FROM node:22-slim AS production$/m);
        assert.match(dockerfile, /^USER node$/m);
        assert.match(dockerfile, /^RUN npm ci --omit=dev/m);
        assert.match(dockerfile, /^ARG CC_SERVER_PORT/m);
        for (const [, copied] of dockerfile.matchAll(/^COPY --chown=node:node (?!--from|\.)((?:[\w./-]+ )+)\.\S*$/gm)) {
            for (const path of (copied ?? '').trim().split(' ')) assert.ok(readFileSync(join(CHAINCODE_DIR, path)).length > 0, path);
        }
        const entryPoint = readFileSync(join(CHAINCODE_DIR, 'docker/docker-entrypoint.sh'), 'utf8');
        const started = [...entryPoint.matchAll(/npm run --silent (\S+)/g)].map(([, script]) => script ?? '');
        assert.deepEqual(started, ['start:server-debug', 'start:server', 'start:server-nontls']);
        for (const script of started) assert.match(scripts[script] ?? '', /fabric-chaincode-node server/);
    });
});

/** Everything but what a build or an installation makes. */
function copySources(to: string): void {
    cpSync(CHAINCODE_DIR, to, { recursive: true, filter: path => !/(^|\/)(node_modules|dist)$|\.tsbuildinfo$/.test(relative(CHAINCODE_DIR, path)) });
}

const UNREACHABLE = /ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|network request/;

/** npm in a folder; false, and the test skipped, where the registry cannot be reached. */
async function npm(context: TestContext | undefined, cwd: string, ...args: string[]): Promise<boolean> {
    try {
        await run('npm', args, { cwd, maxBuffer: 64 * 1024 * 1024, env: withoutNpm() });
        return true;
    } catch (error) {
        const { stderr = '' } = error as { stderr?: string };
        if (!UNREACHABLE.test(stderr)) throw error;
        context?.skip('the package registry cannot be reached');
        return false;
    }
}

/** npm hands its own settings on to its children; an npm in another folder must not take them over. */
function withoutNpm(): Record<string, string> {
    const isOfNpm = (name: string): boolean => name.startsWith('npm_package_') || name === 'npm_config_local_prefix';
    return Object.fromEntries(Object.entries(process.env as Record<string, string>).filter(([name]) => !isOfNpm(name)));
}

describe('installed in an empty folder', () => {
    let folder: string;
    let chaincode: string;
    let installed = false;
    const programs = fabricPrograms();

    const start = (name: string, command: readonly string[], cwd: string, environment: Readonly<Record<string, string>>): Promise<ProcessRecord> =>
        startDetached(join(folder, 'run'), {
            name, program: '/usr/bin/env', args: command, cwd, env: { ...withoutNpm(), ...environment }, log: join(folder, `${name}.log`),
        });
    const until = (what: string, process: ProcessRecord, isTrue: () => Promise<boolean>): Promise<void> =>
        waitUntil(isTrue, { what, timeoutMs: 60_000, processes: [process], signal: NEVER });
    const says = (process: ProcessRecord, text: string): Promise<void> =>
        until(`'${text}' of ${process.name}`, process, () => Promise.resolve(readFileSync(process.log, 'utf8').includes(text)));

    before(async () => {
        folder = mkdtempSync(join(tmpdir(), 'carnet-package-'));
        chaincode = join(folder, 'src');
        if (programs === undefined) {
            // What the peer command packs is the folder without node_modules.
            cpSync(CHAINCODE_DIR, chaincode, { recursive: true, filter: path => !/(^|\/)node_modules$/.test(relative(CHAINCODE_DIR, path)) });
            return;
        }
        const file = join(folder, 'carnet.tar.gz');
        await run(programs.peer, ['lifecycle', 'chaincode', 'package', file, '--lang', 'node', '--path', CHAINCODE_DIR, '--label', 'carnet_1.0'], {
            env: { ...process.env, FABRIC_CFG_PATH: dirname(programs.coreYaml) },
        });
        await run('tar', ['-xzf', file, '-C', folder]);
        await run('tar', ['-xzf', join(folder, 'code.tar.gz'), '-C', folder]);
    });
    after(async () => {
        await endRecorded(folder);
        rmSync(folder, { recursive: true, force: true });
    });

    const withoutPrograms = programs === undefined ? 'Fabric\'s programs are not there' : false;

    test('the package of the peer command holds the built code, its lock and no node_modules', { skip: withoutPrograms }, () => {
        const { type, label } = readJsonFile(folder, 'metadata.json') as { type: string; label: string };
        assert.deepEqual([type, label], ['node', 'carnet_1.0']);
        for (const path of ['package.json', 'package-lock.json', 'dist/index.js', 'domain/package.json', 'domain/dist/index.js']) {
            assert.ok(readFileSync(join(chaincode, path)).length > 0, path);
        }
        assert.ok(!readdirSync(chaincode).includes('node_modules'));
    });

    test('npm ci --omit=dev installs it', async context => {
        installed = await npm(context, chaincode, 'ci', '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund');
    });

    test('it starts as a server', async context => {
        if (!installed) {
            context.skip('it could not be installed');
            return;
        }
        const port = chaincodePort(await freePortOffset(), 'org1', 0);
        const server = await start('server', ['npm', 'run', 'start:server-nontls'], chaincode, {
            CHAINCODE_SERVER_ADDRESS: `127.0.0.1:${port}`, CHAINCODE_ID: 'carnet_1.0:0123', CORE_CHAINCODE_LOGGING_LEVEL: 'info',
        });
        await until(`the server at ${port}`, server, () => isListening(port));
        await says(server, 'Bootstrap process completed');
    });

    test('it registers with a real peer in development mode', { skip: withoutPrograms }, async context => {
        if (!installed || programs === undefined) {
            context.skip('it could not be installed');
            return;
        }
        const organizations = join(folder, 'organizations');
        await ensureOrganizations(organizations, portsOf(0, 1), 0);
        const portOffset = await freePortOffset();
        const { listen, operations } = portsOf(portOffset, 1).org1;
        const ofChaincode = chaincodePort(portOffset, 'org1', 0);
        mkdirSync(join(folder, 'config'));
        cpSync(programs.coreYaml, join(folder, 'config', 'core.yaml'));
        const { mspId, domain } = PEER_ORGANISATIONS.org1;
        const at = (port: number): string => `127.0.0.1:${port}`;
        const peer = await start('peer', [programs.peer, 'node', 'start', '--peer-chaincodedev'], folder, {
            FABRIC_CFG_PATH: join(folder, 'config'), CORE_PEER_ID: 'development', CORE_PEER_TLS_ENABLED: 'false', CORE_VM_ENDPOINT: '',
            CORE_PEER_ADDRESS: at(listen), CORE_PEER_LISTENADDRESS: at(listen), CORE_PEER_GOSSIP_BOOTSTRAP: at(listen),
            CORE_PEER_CHAINCODEADDRESS: at(ofChaincode), CORE_PEER_CHAINCODELISTENADDRESS: at(ofChaincode),
            CORE_OPERATIONS_LISTENADDRESS: at(operations),
            CORE_PEER_LOCALMSPID: mspId, CORE_PEER_MSPCONFIGPATH: join(organizations, 'peerOrganizations', domain, 'peers', `peer0.${domain}`, 'msp'),
            CORE_PEER_FILESYSTEMPATH: join(folder, 'ledger'), CORE_LEDGER_SNAPSHOTS_ROOTDIR: join(folder, 'snapshots'),
        });
        await until('the peer to listen', peer, () => isListening(ofChaincode));
        // As the peer itself starts a Node chaincode.
        const started = await start('registered', ['npm', 'start', '--', '--peer.address', at(ofChaincode)], chaincode, {
            CORE_CHAINCODE_ID_NAME: 'carnet:1.0', CORE_PEER_TLS_ENABLED: 'false', CORE_CHAINCODE_LOGGING_LEVEL: 'info',
        });
        await says(started, 'Successfully registered with peer node');
        await says(started, 'State transferred to "ready"');
    });
});

describe('built from source in an empty folder', () => {
    let folder: string;
    before(() => {
        folder = join(mkdtempSync(join(tmpdir(), 'carnet-source-')), 'chaincode');
        copySources(folder);
    });
    after(() => rmSync(dirname(folder), { recursive: true, force: true }));

    test('npm ci and npm run build give what the workspace builds, byte for byte', async context => {
        if (!await npm(context, folder, 'ci', '--prefer-offline', '--no-audit', '--no-fund')) return;
        await npm(context, folder, 'run', 'build');
        for (const built of ['dist', 'domain/dist']) {
            const files = readdirSync(join(folder, built), { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.js')).sort();
            assert.ok(files.includes('index.js'));
            for (const file of files) {
                const [here, there] = [folder, CHAINCODE_DIR].map(base => readFileSync(join(base, built, file), 'utf8'));
                assert.equal(here, there, `${built}/${file}`);
            }
        }
    });
});
