// A client of the tests, connected to the gateway that fails as it is told.
import { after, before } from 'node:test';
import { connect, type Carnet, type ConnectOptions } from '@carnet/client';
import { makeMaterial, type Material } from './material.js';
import { ScriptedGateway } from './scripted-gateway.js';

/** Short deadlines and waits, so that a test of a fault takes no longer than the fault. */
function optionsFor(gateway: ScriptedGateway, material: Material, changes: Partial<ConnectOptions> = {}): ConnectOptions {
    return {
        env: {}, mspId: 'Org1MSP', identity: { mspFolder: material.user.msp }, endpoint: gateway.endpoint,
        hostAlias: 'peer0.org1.example.com', tlsCaFile: material.peerTls.ca,
        deadlines: { evaluate: 800, endorse: 800, submit: 800, commitStatus: 300, overall: 20_000 },
        retry: { attempts: 6, baseDelay: 2, maxDelay: 10 }, ...changes,
    };
}

export interface Connected {
    readonly material: Material;
    readonly gateway: ScriptedGateway;
    readonly carnet: Carnet;
    /** For a further client of the same gateway. */
    readonly options: (changes?: Partial<ConnectOptions>) => ConnectOptions;
}

/** For the tests of one file: there before the first, ended after the last. */
export function connected(use: (made: Connected) => void): void {
    let end = (): void => undefined;
    before(async () => {
        const material = await makeMaterial();
        const gateway = await ScriptedGateway.start(material);
        const options = (changes: Partial<ConnectOptions> = {}): ConnectOptions => optionsFor(gateway, material, changes);
        const carnet = await connect(options());
        end = () => {
            carnet.close();
            gateway.stop();
            material.remove();
        };
        use({ material, gateway, carnet, options });
    });
    after(() => { end(); });
}
