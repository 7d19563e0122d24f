// Where the nodes of the test-network's layout have their folders.
import { join } from 'node:path';
import { ORG_NAMES } from '../engine.js';
import { mspPaths, ordererDir, organisationDir, peerDir } from '../identities/layout.js';
import { ORDERER_ORGANISATION, ordererHost, PEER_ORGANISATIONS, peerHost } from '../identities/organisations.js';
import type { Ports } from '../ports.js';
import type { NodeIdentity } from './nodes.js';

/** The two peers and the first orderer of an `organizations/` folder. */
export function nodeIdentities(organizations: string, ports: Ports): { readonly peers: readonly NodeIdentity[]; readonly orderer: NodeIdentity } {
    const listen = ports.orderers[0]?.listen ?? 0;
    return {
        peers: ORG_NAMES.map(org => ({
            mspId: PEER_ORGANISATIONS[org].mspId,
            mspDir: join(organisationDir(organizations, PEER_ORGANISATIONS[org]), 'msp'),
            nodeMspDir: mspPaths(peerDir(organizations, org), peerHost(org)).msp,
            address: `${peerHost(org)}:${ports[org].listen}`,
        })),
        orderer: {
            mspId: ORDERER_ORGANISATION.mspId,
            mspDir: join(organisationDir(organizations, ORDERER_ORGANISATION), 'msp'),
            nodeMspDir: mspPaths(ordererDir(organizations, 'orderer'), ordererHost('orderer')).msp,
            address: `${ordererHost('orderer')}:${listen}`,
        },
    };
}
