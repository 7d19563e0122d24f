// The command line of benchmarks that run beside asset-transfer-basic, and where that is.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RoundOptions } from './rounds.js';

export interface BesideSample {
    readonly engine: string;
    /** asset-transfer-basic, to be deployed. */
    readonly sample: { readonly chaincodeDir: string; readonly name: string };
    readonly rounds: RoundOptions;
}

/**
 * `--samples ../fabric-samples [--engine fabric] [--in-flight 64] [--seconds 15] [--rounds 3] [--warm-up 20]`; sets the engine of the networks that
 * are started.
 */
export function besideSample(): BesideSample {
    const { values } = parseArgs({
        options: {
            'engine': { type: 'string', default: 'fabric' },
            'samples': { type: 'string' },
            'in-flight': { type: 'string', default: '64' },
            'seconds': { type: 'string', default: '15' },
            'rounds': { type: 'string', default: '3' },
            // Until the compiler of Node is done with a call, some thousands of them, it takes more of the machine than the call.
            'warm-up': { type: 'string', default: '20' },
        },
    });
    if (values.samples === undefined) throw new Error('--samples names a checkout of fabric-samples in which asset-transfer-basic was built');
    process.env['CARNET_ENGINE'] = values.engine;
    return {
        engine: values.engine,
        sample: { chaincodeDir: join(values.samples, 'asset-transfer-basic', 'chaincode-typescript'), name: 'basic' },
        rounds: {
            inFlight: Number(values['in-flight']), secondsPerRound: Number(values.seconds), rounds: Number(values.rounds),
            warmUpSeconds: Number(values['warm-up']),
        },
    };
}
