// carnet-network deploy: puts a chaincode on the channel and starts its processes.
import { OWN_CHAINCODE } from '../network.js';
import { interruptible } from '../processes/interruption.js';
import { open } from '../up.js';
import type { Command } from './command.js';
import { DEFAULT_DIR, pairs, parseOptions, UsageError } from './options.js';

/** Where a checkout of the product has it built. */
const OWN_CHAINCODE_DIR = 'chaincode';

export const deploy: Command = {
    usage: 'deploy [--chaincode DIR --name NAME] [--version V] [--label L] [--collections FILE] [--policy P] [--env NAME=VALUE …] [--dir DIR]',
    help: `Installs, approves for both organisations and commits a Node chaincode, and starts one process of it per organisation.
Run again it does only what is missing; a change of code, policy or collections is committed with the next sequence.
  --chaincode    folder of a built chaincode (default ./chaincode as carnet)
  --collections  JSON file of private data collections (default collections_config.json in the chaincode's folder, where it is there)
  --policy       signature policy, such as "OR('Org1MSP.peer','Org2MSP.peer')"; default: a majority of the organisations
  --env          added to the environment of the chaincode processes, such as CORE_CHAINCODE_LOGGING_LEVEL=debug`,
    run: async (args, terminal) => {
        const options = parseOptions(args, {
            chaincode: 'text', name: 'text', version: 'text', label: 'text', collections: 'text', policy: 'text', env: 'repeated',
        });
        const chaincodeDir = options.text('chaincode');
        const name = options.text('name');
        if (chaincodeDir !== undefined && name === undefined) throw new UsageError('--chaincode needs --name: under which name shall it be deployed?');
        const optional = { version: options.text('version'), label: options.text('label'), policy: options.text('policy'), collectionsFile: options.text('collections') };
        const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
        const env = pairs('env', options.all('env'));
        const started = performance.now();
        const network = await open(options.text('dir') ?? DEFAULT_DIR, terminal.note);
        terminal.note(`engine: ${network.engine}`);
        const deployment = await interruptible(terminal.note, signal => network.deploy({
            chaincodeDir: chaincodeDir ?? OWN_CHAINCODE_DIR, name: name ?? OWN_CHAINCODE,
            ...given, env, signal,
        }));
        terminal.print(`${deployment.name} ${deployment.version} sequence ${deployment.sequence}${deployment.changed ? '' : ' (unchanged)'}`);
        terminal.note(`deployed in ${((performance.now() - started) / 1000).toFixed(1)} s: it answers on both peers of ${network.channel}`);
        return true;
    },
};
