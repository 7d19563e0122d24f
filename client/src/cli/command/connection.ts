// Connects a command to the network: settings from the environment, or from the options that connect() has.
import { statSync } from 'node:fs';
import { present } from '@carnet/domain';
import type { Carnet } from '../../carnet.js';
import type { ConnectOptions, IdentitySource } from '../../connection/options.js';
import type { ParsedOptions } from './options.js';

/** A wallet file, or an MSP folder. */
function identityAt(path: string): IdentitySource {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? { mspFolder: path } : { walletFile: path };
}

function optionsOf(options: ParsedOptions): ConnectOptions {
    const identity = options.text('identity');
    return present({
        profile: options.text('profile'), peer: options.text('peer'),
        mspId: options.text('msp-id'), endpoint: options.text('endpoint'), hostAlias: options.text('host-alias'),
        tlsCaFile: options.text('tls-ca'), channel: options.text('channel'), chaincode: options.text('chaincode'),
        identity: identity === undefined ? undefined : identityAt(identity),
    });
}

/**
 * Does something with a connection, and ends it. gRPC is loaded here and nowhere before: commands that need no network start without it.
 * @throws CarnetError
 */
export async function connected<T>(options: ParsedOptions, work: (carnet: Carnet) => Promise<T>): Promise<T> {
    const { connect } = await import('../../connect.js');
    const carnet = await connect(optionsOf(options));
    try {
        return await work(carnet);
    } finally {
        carnet.close();
    }
}
