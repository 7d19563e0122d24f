// What a network may be asked to be: defaults, ranges, and what may not change once its folder exists.
import type { NetworkSettings } from './engine.js';
import { NetworkError } from './network-error.js';
import type { UpOptions } from './network.js';
import { MAX_PORT_OFFSET } from './ports.js';

export const CHANNEL = 'mychannel';

type Choice = Pick<UpOptions, 'engine' | 'portOffset' | 'orderers' | 'batchTimeoutMs' | 'batchSize'>;

function requireInteger(name: string, value: number, from: number, to: number): void {
    if (Number.isInteger(value) && value >= from && value <= to) return;
    throw new NetworkError('OPTION_INVALID', `${name} is ${value}: give a whole number from ${from} to ${to}`, { name, value, from, to });
}

/** @throws NetworkError OPTION_INVALID, ORDERERS_UNSUPPORTED */
export function checkSettings({ engine, portOffset, orderers, batchTimeoutMs, batchSize }: Choice): void {
    if (!['embedded', 'fabric'].includes(engine)) {
        throw new NetworkError('OPTION_INVALID', `engine is '${engine}': take embedded or fabric`, { name: 'engine', value: engine });
    }
    if (portOffset !== undefined) requireInteger('portOffset', portOffset, 0, MAX_PORT_OFFSET);
    if (batchTimeoutMs !== undefined) requireInteger('batchTimeoutMs', batchTimeoutMs, 10, 60_000);
    if (batchSize !== undefined) requireInteger('batchSize', batchSize, 1, 10_000);
    if (orderers !== undefined && ![1, 3, 4].includes(orderers)) {
        throw new NetworkError('OPTION_INVALID', `orderers is ${orderers}: take 1 or 3 (Raft) or 4 (BFT)`, { name: 'orderers', value: orderers });
    }
    if (engine === 'embedded' && orderers !== undefined && orderers !== 1) {
        throw new NetworkError('ORDERERS_UNSUPPORTED', `the embedded engine has one orderer, not ${orderers}: leave --orderers out or take --engine fabric`,
            { orderers });
    }
}

export function newSettings({ engine, portOffset = 0, orderers = 1, batchTimeoutMs = 100, batchSize = 500 }: Choice): NetworkSettings {
    return { engine, channel: CHANNEL, portOffset, orderers, batchTimeoutMs, batchSize };
}

/** What was asked for explicitly must be what the folder is. @throws NetworkError SETTINGS_DIFFER */
export function requireSame(dir: string, existing: NetworkSettings, asked: Choice): void {
    for (const name of ['engine', 'portOffset', 'orderers', 'batchTimeoutMs', 'batchSize'] as const) {
        const value = asked[name];
        if (value === undefined || value === existing[name]) continue;
        throw new NetworkError('SETTINGS_DIFFER', `the network in ${dir} was made with ${name} ${existing[name]}, and now ${value} is asked for: ` +
            'leave the option out, give another --dir, or run `carnet-network down` first', { name, existing: existing[name], asked: value });
    }
}
