// Runs `peer` as an organisation's administrator and `osnadmin` as an orderer's.
import type { NetworkFolder, OrgName } from '../engine.js';
import { environmentOf } from '../environment.js';
import { ordererDir, serverTlsPaths } from '../identities/layout.js';
import type { OrdererPorts } from '../ports.js';
import { runCommand, type CommandOutput } from '../processes/command.js';
import { HOST } from './genesis.js';
import type { FabricPrograms } from './programs.js';

/** The variables of ours that a Fabric program may see: a stray CORE_… of the user's must not change what it does. */
function baseEnvironment(): Record<string, string> {
    const kept = ['PATH', 'HOME', 'TMPDIR'].map(name => [name, process.env[name]] as const);
    return Object.fromEntries(kept.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** @throws NetworkError COMMAND_FAILED */
export function runPeer(folder: NetworkFolder, programs: FabricPrograms, org: OrgName, args: readonly string[]): Promise<CommandOutput> {
    return runCommand({
        program: programs.peer, args,
        env: { ...baseEnvironment(), ...environmentOf(folder, org, 'Admin', ''), FABRIC_LOGGING_SPEC: 'error' },
        signal: folder.signal,
    });
}

export interface OsnAnswer {
    /** HTTP status. */
    readonly status: number;
    readonly body: string;
}

/** @throws NetworkError COMMAND_FAILED when the orderer could not be asked. */
export async function runOsnadmin(
    folder: NetworkFolder, programs: FabricPrograms, orderer: OrdererPorts, args: readonly string[],
): Promise<OsnAnswer> {
    const tls = serverTlsPaths(ordererDir(folder.organizations, orderer.name));
    const { stdout } = await runCommand({
        program: programs.osnadmin,
        args: [...args, '-o', `${HOST}:${orderer.admin}`, '--ca-file', tls.ca, '--client-cert', tls.certificate, '--client-key', tls.key],
        env: baseEnvironment(),
        signal: folder.signal,
    });
    // It exits 0 whatever the orderer answers; the status is in the first line.
    const status = Number(/^Status: (\d+)/m.exec(stdout)?.[1] ?? NaN);
    return { status, body: stdout.replace(/^Status: \d+\s*/m, '').trim() };
}
