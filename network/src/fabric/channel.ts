// Joins the nodes to the channel and waits until it takes transactions.
import { get } from 'node:http';
import { ORG_NAMES, type NetworkFolder, type OrgName } from '../engine.js';
import { peerHost } from '../identities/organisations.js';
import { NetworkError } from '../network-error.js';
import type { OrdererPorts } from '../ports.js';
import { waitUntil } from '../processes/readiness.js';
import { runOsnadmin, runPeer } from './commands.js';
import { ensureGenesisBlock, HOST } from './genesis.js';
import type { RunningNodes } from './nodes.js';
import type { FabricPrograms } from './programs.js';

const LEADER_TIMEOUT_MS = 60_000;
const JOIN_TIMEOUT_MS = 30_000;
const CATCH_UP_TIMEOUT_MS = 120_000;

async function joinOrderer(
    folder: NetworkFolder, programs: FabricPrograms, orderer: OrdererPorts, block: string, nodes: RunningNodes,
): Promise<void> {
    const { channel } = folder.settings;
    // The admin endpoint opens a moment after the ordering service's.
    await waitUntil(async () => {
        const listed = await runOsnadmin(folder, programs, orderer, ['channel', 'list', '--channelID', channel]);
        if (listed.status === 200) return true;
        const joined = await runOsnadmin(folder, programs, orderer, ['channel', 'join', '--channelID', channel, '--config-block', block]);
        if (joined.status === 201) return true;
        throw new NetworkError('ORDERER_NOT_JOINED', `${orderer.name} answered ${joined.status} to joining: ${joined.body}`, { orderer: orderer.name });
    }, { what: `${orderer.name} to join ${channel}`, timeoutMs: JOIN_TIMEOUT_MS, processes: nodes.orderers, signal: folder.signal });
}

async function joinPeer(folder: NetworkFolder, programs: FabricPrograms, org: OrgName, block: string, nodes: RunningNodes): Promise<void> {
    const { channel } = folder.settings;
    await waitUntil(async () => {
        const { stdout } = await runPeer(folder, programs, org, ['channel', 'list']);
        if (stdout.split('\n').includes(channel)) return true;
        await runPeer(folder, programs, org, ['channel', 'join', '-b', block]);
        return true;
    }, { what: `${peerHost(org)} to join ${channel}`, timeoutMs: JOIN_TIMEOUT_MS, processes: [nodes.peers[org]], signal: folder.signal });
}

/** The text of the node's /metrics page. */
function metrics(port: number): Promise<string> {
    return new Promise((resolve, reject) => {
        const request = get({ host: HOST, port, path: '/metrics', agent: false, timeout: 2_000 }, response => {
            let text = '';
            response.setEncoding('utf8');
            response.on('data', (chunk: string) => { text += chunk; });
            response.on('end', () => resolve(text));
            response.on('error', reject);
        });
        request.on('timeout', () => request.destroy(new Error(`no answer from the operations port ${port}`)));
        request.on('error', reject);
    });
}

/** True when one orderer says that it leads the channel. */
async function hasLeader(folder: NetworkFolder): Promise<boolean> {
    const { channel } = folder.settings;
    const leads = new RegExp(`^consensus_(?:etcdraft|BFT)_is_leader\\{channel="${channel}"\\} 1$`, 'm');
    const pages = await Promise.all(folder.ports.orderers.map(({ operations }) => metrics(operations)));
    return pages.some(page => leads.test(page));
}

/** Blocks that an orderer has, the genesis block among them. */
async function ordererHeight(folder: NetworkFolder, programs: FabricPrograms, orderer: OrdererPorts): Promise<number> {
    const { body } = await runOsnadmin(folder, programs, orderer, ['channel', 'list', '--channelID', folder.settings.channel]);
    return (JSON.parse(body) as { height: number }).height;
}

async function peerHeight(folder: NetworkFolder, programs: FabricPrograms, org: OrgName): Promise<number> {
    const { stdout } = await runPeer(folder, programs, org, ['channel', 'getinfo', '-c', folder.settings.channel]);
    return (JSON.parse(stdout.slice(stdout.indexOf('{'))) as { height: number }).height;
}

/** A peer that was away has to fetch the blocks that it missed. */
async function waitForPeers(folder: NetworkFolder, programs: FabricPrograms, nodes: RunningNodes): Promise<void> {
    const height = Math.max(...await Promise.all(folder.ports.orderers.map(orderer => ordererHeight(folder, programs, orderer))));
    await Promise.all(ORG_NAMES.map(org => waitUntil(async () => await peerHeight(folder, programs, org) >= height,
        { what: `${peerHost(org)} to have all ${height} blocks`, timeoutMs: CATCH_UP_TIMEOUT_MS, processes: [nodes.peers[org]], signal: folder.signal })));
}

/** Does only what is missing. @throws NetworkError NODE_DIED, NOT_READY, COMMAND_FAILED */
export async function ensureChannel(folder: NetworkFolder, programs: FabricPrograms, nodes: RunningNodes): Promise<void> {
    const block = await ensureGenesisBlock(folder, programs);
    await Promise.all([
        ...folder.ports.orderers.map(orderer => joinOrderer(folder, programs, orderer, block, nodes)),
        ...ORG_NAMES.map(org => joinPeer(folder, programs, org, block, nodes)),
    ]);
    await waitUntil(() => hasLeader(folder), { what: 'the orderers to elect a leader', timeoutMs: LEADER_TIMEOUT_MS, processes: nodes.orderers, signal: folder.signal });
    await waitForPeers(folder, programs, nodes);
}
