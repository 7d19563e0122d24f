// A network of a test file's own: the engine that CARNET_ENGINE names, in a folder and on ports that no other run uses.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePortOffset, type DeployOptions, type EngineName, type Network, type UpOptions } from '@carnet/network';
import { upWithOrganizations } from './organizations.js';
import { Shared } from './shared.js';

const repository = resolve(import.meta.dirname, '..', '..');

/** The chaincode that does what its caller lists. */
export const PROBE: DeployOptions = { chaincodeDir: join(repository, 'test', 'chaincode', 'probe'), name: 'probe' };

/** The same code under another name, which one organisation may endorse alone: it calls the probe. */
export const CALLER: DeployOptions = { ...PROBE, name: 'caller', policy: 'OR(\'Org1MSP.peer\',\'Org2MSP.peer\')' };

/** The chaincode of the product. */
export const CARNET: DeployOptions = { chaincodeDir: join(repository, 'chaincode'), name: 'carnet' };

export function engineUnderTest(): EngineName {
    const engine = process.env['CARNET_ENGINE'] ?? 'embedded';
    if (engine !== 'embedded' && engine !== 'fabric') throw new Error(`CARNET_ENGINE is '${engine}': embedded or fabric`);
    return engine;
}

export interface TestNetwork {
    readonly network: Network;
    /** Ends the network's processes and removes its folder. */
    readonly stop: () => Promise<void>;
}

export interface TestNetworkOptions extends Partial<UpOptions> {
    readonly chaincodes?: readonly DeployOptions[];
}

export async function startTestNetwork({ chaincodes = [], ...options }: TestNetworkOptions = {}): Promise<TestNetwork> {
    const dir = mkdtempSync(join(tmpdir(), 'carnet-test-'));
    const network = await upWithOrganizations({ dir, engine: engineUnderTest(), portOffset: await freePortOffset(), ...options });
    const stop = async (): Promise<void> => {
        await network.down();
        rmSync(dir, { recursive: true, force: true });
    };
    try {
        for (const chaincode of chaincodes) await network.deploy(chaincode);
    } catch (error) {
        await stop();
        throw error;
    }
    return { network, stop };
}

/** The one of this process with both probes on it, for files whose keys are their own. */
export const sharedProbes = new Shared(() => startTestNetwork({ chaincodes: [PROBE, CALLER] }), started => started.stop());
