// The embedded network as it is met from outside: two peers and the orderer on their ports, and the port for its administration.
import { gateway, orderer as ordererProtos, peer as peerProtos } from '@hyperledger/fabric-protos';
import { ORG_NAMES } from '../../engine.js';
import { ordererDir, peerDir, serverTlsPaths } from '../../identities/layout.js';
import { PEER_ORGANISATIONS } from '../../identities/organisations.js';
import { ControlServer } from '../control/control-server.js';
import { endorserService } from '../endorser/service.js';
import { gatewayService } from '../gateway/service.js';
import { nodeIdentities } from '../layout-nodes.js';
import { Nodes } from '../nodes.js';
import { atomicBroadcastService } from '../orderer/service.js';
import { peerDeliverService } from '../deliver/service.js';
import type { ServerConfig } from './config.js';
import { listen, newServer, shutdown } from './tls-server.js';

export interface NetworkServer { close(): Promise<void> }

/** Opens the ledgers and listens. @throws Error when a port is taken or a ledger cannot be read. */
export async function startNetworkServer(
    config: ServerConfig, log: (line: string) => void, onFailure: (error: unknown) => void,
): Promise<NetworkServer> {
    const { organizations, ports, settings, switches } = config;
    const nodes = await Nodes.open({
        ...nodeIdentities(organizations, ports),
        dir: config.data,
        channel: settings.channel,
        batch: { timeoutMs: settings.batchTimeoutMs, maxMessageCount: settings.batchSize },
        ...switches && { switches },
        log, onFailure,
    });
    const servers = ORG_NAMES.map(org => {
        const context = nodes.gateway(PEER_ORGANISATIONS[org].mspId);
        const { channel, local } = context;
        const server = newServer();
        server.addService(gateway.GatewayService, gatewayService(context));
        server.addService(peerProtos.EndorserService, endorserService(local.endorser, log));
        server.addService(peerProtos.DeliverService,
            peerDeliverService({ channel, ledger: local.ledger, policy: '/Channel/Application/Readers', log }));
        return { server, port: ports[org].listen, tls: serverTlsPaths(peerDir(organizations, org)) };
    });
    const [ordererPorts] = ports.orderers;
    const [blocks] = nodes.peers;
    if (!ordererPorts || !blocks) throw new Error('a network has an orderer and two peers');
    const broadcast = newServer();
    broadcast.addService(ordererProtos.AtomicBroadcastService, atomicBroadcastService(nodes.orderer, {
        channel: nodes.channel, ledger: blocks.ledger, policy: '/Channel/Readers', log,
    }));
    const ordererTls = serverTlsPaths(ordererDir(organizations, ordererPorts.name));
    servers.push({ server: broadcast, port: ordererPorts.listen, tls: ordererTls });
    await Promise.all(servers.map(({ server, port, tls }) => listen(server, port, tls)));
    // Last, because it answers "ready".
    const control = await ControlServer.listen(ordererPorts.admin, ordererTls, nodes);
    return {
        close: async () => {
            await control.close();
            await Promise.all(servers.map(({ server }) => shutdown(server)));
            await nodes.close();
        },
    };
}
