// Makes a chaincode definition effective with the peer's lifecycle commands, doing only what is missing.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ORG_NAMES, type ChaincodeDefinition, type CommittedDefinition, type NetworkFolder, type OrgName } from '../engine.js';
import { environmentOf } from '../environment.js';
import { PEER_ORGANISATIONS } from '../identities/organisations.js';
import { NetworkError } from '../network-error.js';
import { runningProcess } from '../processes/detached.js';
import { waitUntil } from '../processes/readiness.js';
import { runPeer } from './commands.js';
import { nodeStatuses } from './nodes.js';
import type { FabricPrograms } from './programs.js';

const READINESS_TIMEOUT_MS = 20_000;

interface Step {
    readonly folder: NetworkFolder;
    readonly programs: FabricPrograms;
    readonly definition: ChaincodeDefinition;
}

/** What was committed from here, and as which sequence: the channel tells the sequence but not whether a request equals it. */
interface Committed {
    readonly sequence: number;
    readonly digest: string;
}

function definitionsDir(folder: NetworkFolder): string {
    return join(folder.data, 'definitions');
}

function digestOf({ name, version, label, collections, policy, packages }: ChaincodeDefinition): string {
    const packageIds = ORG_NAMES.map(org => packages[org].packageId);
    const parts = { name, version, label, collections: collections ?? null, policy: policy ?? null, packageIds };
    return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function readCommitted(folder: NetworkFolder, name: string): Committed | undefined {
    const file = join(definitionsDir(folder), `${name}.json`);
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) as Committed : undefined;
}

function writeCommitted(folder: NetworkFolder, name: string, committed: Committed): void {
    mkdirSync(definitionsDir(folder), { recursive: true });
    const file = join(definitionsDir(folder), `${name}.json`);
    writeFileSync(`${file}.new`, JSON.stringify(committed));
    renameSync(`${file}.new`, file);
}

function stderrOf(error: unknown): string {
    return error instanceof NetworkError && typeof error.details['stderr'] === 'string' ? error.details['stderr'] : '';
}

async function install({ folder, programs, definition }: Step, org: OrgName): Promise<void> {
    const { packageId, file } = definition.packages[org];
    try {
        await runPeer(folder, programs, org, ['lifecycle', 'chaincode', 'install', file]);
    } catch (error) {
        // Installing is idempotent but for its exit status.
        if (!stderrOf(error).includes(`chaincode already successfully installed (package ID '${packageId}')`)) throw error;
    }
}

/** The sequence on the channel as that organisation's peer has it, 0 when the name was never committed. */
async function committedSequence({ folder, programs, definition }: Step, org: OrgName): Promise<number> {
    const { stdout } = await runPeer(folder, programs, org, ['lifecycle', 'chaincode', 'querycommitted', '-C', folder.settings.channel, '-O', 'json']);
    const { chaincode_definitions: definitions = [] } = JSON.parse(stdout) as { chaincode_definitions?: { name: string; sequence: number }[] };
    return definitions.find(({ name }) => name === definition.name)?.sequence ?? 0;
}

/** The arguments that say what is defined; the same for approving, checking and committing. */
function definitionArguments({ folder, definition }: Step, sequence: number): string[] {
    const { name, version, policy, collections } = definition;
    const args = ['-C', folder.settings.channel, '-n', name, '-v', version, '--sequence', String(sequence)];
    if (policy !== undefined) args.push('--signature-policy', policy);
    if (collections !== undefined) {
        mkdirSync(definitionsDir(folder), { recursive: true });
        const file = join(definitionsDir(folder), `${name}.collections.json`);
        writeFileSync(file, JSON.stringify(collections));
        args.push('--collections-config', file);
    }
    return args;
}

function ordererArguments({ folder }: Step): string[] {
    const { ORDERER_ADDRESS = '', ORDERER_CA = '' } = environmentOf(folder, 'org1', 'Admin', '');
    return ['-o', ORDERER_ADDRESS, '--tls', '--cafile', ORDERER_CA];
}

async function approve(step: Step, org: OrgName, definition: readonly string[]): Promise<void> {
    const { packageId } = step.definition.packages[org];
    try {
        await runPeer(step.folder, step.programs, org, ['lifecycle', 'chaincode', 'approveformyorg',
            ...ordererArguments(step), ...definition, '--package-id', packageId]);
    } catch (error) {
        const said = stderrOf(error);
        // An earlier run came this far.
        if (/attempted to redefine uncommitted sequence \(\d+\) for namespace \S+ with unchanged content/.test(said)) return;
        const [fault] = /invalid (?:signature policy|collection configuration).*|invalid collection.*/.exec(said) ?? [];
        if (fault === undefined) throw error;
        throw new NetworkError('DEFINITION_INVALID', `Fabric refuses the definition of ${step.definition.name}: ${fault}`, {}, { cause: error });
    }
}

/** Both approvals as one peer sees them; the other organisation's arrives with its block. */
async function isReady(step: Step, org: OrgName, definition: readonly string[]): Promise<boolean> {
    const { stdout } = await runPeer(step.folder, step.programs, org, ['lifecycle', 'chaincode', 'checkcommitreadiness', ...definition, '-O', 'json']);
    const { approvals } = JSON.parse(stdout) as { approvals: Record<string, boolean> };
    return ORG_NAMES.every(name => approvals[PEER_ORGANISATIONS[name].mspId] === true);
}

async function commit(step: Step, definition: readonly string[]): Promise<void> {
    const peers = ORG_NAMES.flatMap(org => {
        const { CORE_PEER_ADDRESS = '', CORE_PEER_TLS_ROOTCERT_FILE = '' } = environmentOf(step.folder, org, 'Admin', '');
        return ['--peerAddresses', CORE_PEER_ADDRESS, '--tlsRootCertFiles', CORE_PEER_TLS_ROOTCERT_FILE];
    });
    // Waits for the commit on both peers.
    await runPeer(step.folder, step.programs, 'org1', ['lifecycle', 'chaincode', 'commit', ...ordererArguments(step), ...definition, ...peers]);
}

/** @throws NetworkError DEFINITION_INVALID, COMMAND_FAILED with what Fabric said, NOT_READY, NODE_DIED */
export async function commitDefinition(
    folder: NetworkFolder, programs: FabricPrograms, definition: ChaincodeDefinition,
): Promise<CommittedDefinition> {
    const step: Step = { folder, programs, definition };
    const processes = nodeStatuses(folder).flatMap(({ name }) => runningProcess(folder.run, name) ?? []);
    const [current] = await Promise.all([committedSequence(step, 'org1'), ...ORG_NAMES.map(org => install(step, org))]);
    const digest = digestOf(definition);
    const before = readCommitted(folder, definition.name);
    if (before?.sequence === current && before.digest === digest) return { sequence: current, changed: false };

    const sequence = current + 1;
    const wanted = definitionArguments(step, sequence);
    folder.progress(`approving ${definition.name} ${definition.version}, sequence ${sequence}`);
    await Promise.all(ORG_NAMES.map(org => approve(step, org, wanted)));
    await Promise.all(ORG_NAMES.map(org => waitUntil(() => isReady(step, org, wanted),
        { what: `both approvals of ${definition.name} to reach ${org}`, timeoutMs: READINESS_TIMEOUT_MS, processes, signal: folder.signal })));
    await commit(step, wanted);
    await Promise.all(ORG_NAMES.map(org => waitUntil(async () => await committedSequence(step, org) === sequence,
        { what: `the definition of ${definition.name} to reach ${org}`, timeoutMs: READINESS_TIMEOUT_MS, processes, signal: folder.signal })));
    writeCommitted(folder, definition.name, { sequence, digest });
    return { sequence, changed: true };
}
