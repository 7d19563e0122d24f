// The keys and certificates that networks of tests begin with, made once for all: making them takes ten times as long as copying them.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { up, type Network, type UpOptions } from '@carnet/network';
import { writeState } from '@carnet/network/dist/folder.js';
import { ensureOrganizations } from '@carnet/network/dist/identities/organizations-folder.js';
import { connectionProfile } from '@carnet/network/dist/identities/layout.js';
import { portsOf } from '@carnet/network/dist/ports.js';
import { newSettings } from '@carnet/network/dist/settings.js';

/** Environment variable: the folder that a run made for its files; without it each process makes its own. */
const SHARED = 'CARNET_TEST_ORGANIZATIONS';

/** Makes the folder for all processes that this one starts. It is removed when this process ends. */
export async function shareOrganizations(): Promise<void> {
    process.env[SHARED] = await make();
}

async function make(): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), 'carnet-organizations-'));
    process.once('exit', () => { rmSync(folder, { recursive: true, force: true }); });
    const organizations = join(folder, 'organizations');
    await ensureOrganizations(organizations, portsOf(0, 1), 0);
    // They name the ports of a network: each one writes its own.
    for (const org of ['org1', 'org2'] as const) rmSync(connectionProfile(organizations, org));
    return organizations;
}

let own: Promise<string> | undefined;

/** The folder, to be read only: of two organisations and one orderer, with certificates valid since the run began. */
export function sharedOrganizations(): Promise<string> {
    const shared = process.env[SHARED];
    if (shared !== undefined) return Promise.resolve(shared);
    return own ??= make();
}

/** Of this process alone, where its clock is another one: certificates valid since it was asked for first. */
export function ownOrganizations(): Promise<string> {
    return own ??= make();
}

/** `up`, with the keys and certificates of the run: as one goes on that was broken off after it had made them. */
export async function upWithOrganizations(options: UpOptions): Promise<Network> {
    // They are those of one orderer.
    if ((options.orderers ?? 1) === 1) {
        const dir = resolve(options.dir);
        mkdirSync(dir, { recursive: true });
        writeState(dir, { format: 1, settings: newSettings(options), chaincodes: [] });
        cpSync(await sharedOrganizations(), join(dir, 'organizations'), { recursive: true });
    }
    return up(options);
}
