// The process of an embedded network: `node main.js <config.json>`.
import { readConfig } from './server/config.js';
import { startNetworkServer } from './server/network-server.js';

const NOTICE = 'embedded network: for development, tests and demonstrations; one process plays every organisation. Production is a Fabric network.';

function log(line: string): void {
    console.log(`${new Date().toISOString()} ${line}`);
}

function fail(error: unknown): void {
    log(`fatal: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    process.exit(1);
}

const [, , configPath] = process.argv;
if (configPath === undefined) {
    console.error('usage: node main.js <config.json>');
    process.exit(2);
}
log(NOTICE);
try {
    const server = await startNetworkServer(readConfig(configPath), log, fail);
    log('ready');
    let stopping = false;
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        process.on(signal, () => {
            if (stopping) return;
            stopping = true;
            log(`${signal}: cutting the last block and closing the ledgers`);
            server.close().then(() => process.exit(0), fail);
        });
    }
} catch (error) {
    fail(error);
}
