// The organisations of the network, named as in fabric-samples' test-network.
import type { OrgName } from '../engine.js';

export interface Organisation {
    /** Its name in connection profiles. */
    readonly title: string;
    readonly mspId: string;
    readonly domain: string;
    /** Folder under `organizations/`. */
    readonly kind: 'peerOrganizations' | 'ordererOrganizations';
}

export const PEER_ORGANISATIONS: Readonly<Record<OrgName, Organisation>> = {
    org1: { title: 'Org1', mspId: 'Org1MSP', domain: 'org1.example.com', kind: 'peerOrganizations' },
    org2: { title: 'Org2', mspId: 'Org2MSP', domain: 'org2.example.com', kind: 'peerOrganizations' },
};

export const ORDERER_ORGANISATION: Organisation = {
    title: 'OrdererOrg', mspId: 'OrdererMSP', domain: 'example.com', kind: 'ordererOrganizations',
};

/** Host name of the organisation's one peer. */
export function peerHost(org: OrgName): string {
    return `peer0.${PEER_ORGANISATIONS[org].domain}`;
}

/** Host name of an orderer; `name` is that of its ports: orderer, orderer2, … */
export function ordererHost(name: string): string {
    return `${name}.${ORDERER_ORGANISATION.domain}`;
}
