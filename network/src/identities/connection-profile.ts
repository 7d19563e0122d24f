// connection-org1.json: the connection profile that the test-network writes for applications.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OrgName } from '../engine.js';
import type { Ports } from '../ports.js';
import { connectionProfile, organisationDir, tlsCaCertificate } from './layout.js';
import { PEER_ORGANISATIONS, peerHost } from './organisations.js';

/** Port of the organisations' Fabric CAs in the test-network. None runs here; programs read the section without using it. */
const CA_PORTS = { org1: 7054, org2: 8054 } as const;

export function writeConnectionProfile(organizations: string, org: OrgName, ports: Ports, portOffset: number): void {
    const organisation = PEER_ORGANISATIONS[org];
    const { title, mspId, domain } = organisation;
    const host = peerHost(org);
    const profile = {
        name: `test-network-${org}`,
        version: '1.0.0',
        client: { organization: title, connection: { timeout: { peer: { endorser: '300' } } } },
        organizations: { [title]: { mspid: mspId, peers: [host], certificateAuthorities: [`ca.${domain}`] } },
        peers: {
            [host]: {
                url: `grpcs://localhost:${ports[org].listen}`,
                tlsCACerts: { pem: readFileSync(tlsCaCertificate(organizations, organisation), 'utf8') },
                grpcOptions: { 'ssl-target-name-override': host, hostnameOverride: host },
            },
        },
        certificateAuthorities: {
            [`ca.${domain}`]: {
                url: `https://localhost:${CA_PORTS[org] + portOffset}`,
                caName: `ca-${org}`,
                tlsCACerts: { pem: [readFileSync(join(organisationDir(organizations, organisation), 'ca', `ca.${domain}-cert.pem`), 'utf8')] },
                httpOptions: { verify: false },
            },
        },
    };
    writeFileSync(connectionProfile(organizations, org), `${JSON.stringify(profile, null, 4)}\n`);
}
