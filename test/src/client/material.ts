// One organisation's certificates and keys in a temporary folder, for tests that need no network.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peerDir, serverTlsPaths, userMsp, type MspPaths, type ServerTlsPaths } from '@carnet/network/dist/identities/layout.js';
import { PEER_ORGANISATIONS } from '@carnet/network/dist/identities/organisations.js';
import { createPeerOrganisation } from '@carnet/network/dist/identities/organizations-folder.js';
import { issuePerson } from '@carnet/network/dist/identities/person.js';
import type { IssuedIdentity, PersonOptions } from '@carnet/network/dist/network.js';

export interface Material {
    /** Removed by `remove`; tests may write into it. */
    readonly dir: string;
    readonly organizations: string;
    readonly user: MspPaths;
    readonly admin: MspPaths;
    readonly peerTls: ServerTlsPaths;
    issue(options: PersonOptions): Promise<IssuedIdentity>;
    remove(): void;
}

export async function makeMaterial(): Promise<Material> {
    const dir = mkdtempSync(join(tmpdir(), 'carnet-client-'));
    const organizations = join(dir, 'organizations');
    await createPeerOrganisation(organizations, 'org1');
    return {
        dir,
        organizations,
        user: userMsp(organizations, PEER_ORGANISATIONS.org1, 'User1'),
        admin: userMsp(organizations, PEER_ORGANISATIONS.org1, 'Admin'),
        peerTls: serverTlsPaths(peerDir(organizations, 'org1')),
        issue: options => issuePerson(organizations, join(dir, 'wallet'), PEER_ORGANISATIONS.org1, options),
        remove: () => rmSync(dir, { recursive: true, force: true }),
    };
}

export function read(path: string): string {
    return readFileSync(path, 'utf8');
}
