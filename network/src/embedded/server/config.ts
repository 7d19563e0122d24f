// What the process of an embedded network is told, in one JSON file.
import { readFileSync } from 'node:fs';
import type { NetworkSettings } from '../../engine.js';
import type { Ports } from '../../ports.js';
import type { TestSwitches } from '../test-switches.js';

export interface ServerConfig {
    /** Folder of ledgers and installed packages. */
    readonly data: string;
    /** MSP and TLS material in the test-network's layout. */
    readonly organizations: string;
    readonly settings: Pick<NetworkSettings, 'channel' | 'batchTimeoutMs' | 'batchSize'>;
    readonly ports: Ports;
    readonly switches?: TestSwitches;
}

export function readConfig(path: string): ServerConfig {
    return JSON.parse(readFileSync(path, 'utf8')) as ServerConfig;
}
