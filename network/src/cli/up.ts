// carnet-network up: makes the network, or starts what is missing of it.
import type { EngineName } from '../engine.js';
import { readState } from '../folder.js';
import { interruptible } from '../processes/interruption.js';
import { up as bringUp } from '../up.js';
import type { Command } from './command.js';
import { DEFAULT_DIR, milliseconds, parseOptions, UsageError } from './options.js';

const DEFAULT_ENGINE: EngineName = 'embedded';

function engineOf(given: string | undefined): EngineName | undefined {
    if (given === undefined || given === 'embedded' || given === 'fabric') return given;
    throw new UsageError(`--engine is '${given}': take embedded or fabric`);
}

function orderersOf(given: number | undefined): 1 | 3 | 4 | undefined {
    if (given === undefined || given === 1 || given === 3 || given === 4) return given;
    throw new UsageError(`--orderers is ${given}: take 1 or 3 (Raft) or 4 (BFT)`);
}

export const up: Command = {
    usage: 'up [--engine embedded|fabric] [--dir DIR] [--orderers 1|3|4] [--batch-timeout MS] [--batch-size N] [--port-offset N]',
    help: `Makes the network, or starts what is missing of it: two organisations with a peer each, and the ordering service.
  --engine         embedded (default) or fabric. A folder keeps its engine
  --orderers       1 or 3 (Raft), 4 (BFT); more than 1 only with fabric
  --batch-timeout  after which a block is cut although not full: 100 (default), 500ms, 2s
  --batch-size     transactions in a full block (default 500)
  --port-offset    added to the ports 7050, 7051, 7053, 9051, … of the test-network`,
    run: async (args, terminal) => {
        const options = parseOptions(args, { engine: 'text', orderers: 'text', 'batch-timeout': 'text', 'batch-size': 'text', 'port-offset': 'text' });
        const dir = options.text('dir') ?? DEFAULT_DIR;
        const asked = engineOf(options.text('engine'));
        const engine = asked ?? readState(dir)?.settings.engine ?? DEFAULT_ENGINE;
        const settings = {
            portOffset: options.number('port-offset'),
            orderers: orderersOf(options.number('orderers')),
            batchTimeoutMs: milliseconds('batch-timeout', options.text('batch-timeout')),
            batchSize: options.number('batch-size'),
        };
        const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
        const started = performance.now();
        terminal.note(`engine: ${engine}`);
        const network = await interruptible(terminal.note, signal => bringUp({ dir, engine, ...given, onProgress: terminal.note, signal }));
        const { nodes } = await network.status();
        for (const node of nodes) terminal.print(`${node.name}  ${node.address}`);
        terminal.note(`up in ${((performance.now() - started) / 1000).toFixed(1)} s: channel ${network.channel}, folder ${network.dir}`);
        return true;
    },
};
