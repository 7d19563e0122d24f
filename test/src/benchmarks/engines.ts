// Submits per second of one blind put on the embedded network beside real Fabric: Carnet's client to each, one run, alternating rounds.
// node test/dist/benchmarks/engines.js [--in-flight 64] [--seconds 10] [--rounds 3] [--engine embedded]
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { connect } from '@carnet/client';
import type { EngineName } from '@carnet/network';
import { PROBE, startTestNetwork } from '../test-network.js';
import { compare, printRates } from './rounds.js';

const { values } = parseArgs({
    options: {
        'in-flight': { type: 'string', default: '64' },
        'seconds': { type: 'string', default: '10' },
        'rounds': { type: 'string', default: '3' },
        'engine': { type: 'string', multiple: true, default: ['embedded', 'fabric'] },
    },
});

const networks = [];
try {
    for (const engine of values.engine as EngineName[]) {
        const { network, stop } = await startTestNetwork({ engine, chaincodes: [PROBE] });
        networks.push({ engine, stop, client: await connect({ env: { ...network.environment('org1', 'User1'), CHAINCODE_NAME: PROBE.name } }) });
    }
    const rates = await compare(networks.map(({ engine, client }) => ({
        name: `${engine}: put`, operation: () => client.submit('', 'run', [JSON.stringify([['put', randomUUID(), 'v']])]),
    })), { inFlight: Number(values['in-flight']), secondsPerRound: Number(values.seconds), rounds: Number(values.rounds) });
    printRates(rates);
} finally {
    for (const { client, stop } of networks) {
        client.close();
        await stop();
    }
}
