// Options with which a client of the tests connects to the gateway that fails as it is told.
import type { ConnectOptions } from '@carnet/client';
import type { Material } from './material.js';
import type { ScriptedGateway } from './scripted-gateway.js';

/** Short deadlines and waits, so that a test of a fault takes no longer than the fault. */
export function optionsFor(gateway: ScriptedGateway, material: Material, changes: Partial<ConnectOptions> = {}): ConnectOptions {
    return {
        env: {}, mspId: 'Org1MSP', identity: { mspFolder: material.user.msp }, endpoint: gateway.endpoint,
        hostAlias: 'peer0.org1.example.com', tlsCaFile: material.peerTls.ca,
        deadlines: { evaluate: 800, endorse: 800, submit: 800, commitStatus: 300, overall: 20_000 },
        retry: { attempts: 6, baseDelay: 2, maxDelay: 10 }, ...changes,
    };
}
