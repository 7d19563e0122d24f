// The peer command as a person runs it: in a shell, with the lines that `carnet-network env` prints.
import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { findFabricPrograms, NetworkError, type Network, type OrgName } from '@carnet/network';
import { main } from '@carnet/network/dist/cli/main.js';
import type { Operation } from '../probe.js';

/** Why the tests of real Fabric cannot run here, or false where they can: the `skip` of a test. */
export function whyNoFabric(): string | false {
    try {
        findFabricPrograms();
        return false;
    } catch (error) {
        if (error instanceof NetworkError) return 'Fabric\'s programs are not installed here: set FABRIC_HOME';
        throw error;
    }
}

export interface ShellOutcome {
    readonly status: number;
    readonly stdout: string;
    readonly stderr: string;
}

async function exportLines(network: Network, org: OrgName, user: string): Promise<string> {
    const lines: string[] = [];
    const status = await main(['env', org, user, '--chaincode', 'probe', '--dir', network.dir], { print: line => lines.push(line), note: () => undefined });
    if (status !== 0) throw new Error(`carnet-network env ${org} ${user} ended with ${status}`);
    return lines.join('\n');
}

/** Runs the script in a shell that took over `carnet-network env`; `peer` and `osnadmin` are on its PATH. */
export async function shell(network: Network, org: OrgName, user: string, script: string, extra: Record<string, string> = {}): Promise<ShellOutcome> {
    const env = {
        PATH: `${dirname(findFabricPrograms().peer)}:${process.env['PATH'] ?? ''}`, HOME: process.env['HOME'] ?? '',
        LINES: await exportLines(network, org, user), ...extra,
    };
    return new Promise(resolve => {
        execFile('sh', ['-c', `eval "$LINES"; ${script}`], { env, encoding: 'utf8' }, (error, stdout, stderr) =>
            resolve({ status: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, stdout, stderr }));
    });
}

function argument(operations: readonly Operation[]): Record<string, string> {
    return { CALL: JSON.stringify({ Args: ['run', JSON.stringify(operations)] }) };
}

/** `peer chaincode query` on the person's own peer. */
export function query(network: Network, org: OrgName, user: string, operations: readonly Operation[]): Promise<ShellOutcome> {
    return shell(network, org, user, 'peer chaincode query -C "$CHANNEL_NAME" -n "$CHAINCODE_NAME" -c "$CALL"', argument(operations));
}

/** `peer chaincode invoke` endorsed by both organisations, until both have committed it. */
export function invoke(network: Network, org: OrgName, user: string, operations: readonly Operation[]): Promise<ShellOutcome> {
    const peers = (['org1', 'org2'] as const).map(name => network.environment(name, 'Admin'));
    const addresses = peers.map(peer => `--peerAddresses '${peer['CORE_PEER_ADDRESS'] ?? ''}' --tlsRootCertFiles '${peer['CORE_PEER_TLS_ROOTCERT_FILE'] ?? ''}'`);
    return shell(network, org, user,
        `peer chaincode invoke -o "$ORDERER_ADDRESS" --tls --cafile "$ORDERER_CA" -C "$CHANNEL_NAME" -n "$CHAINCODE_NAME" ${addresses.join(' ')} ` +
        '-c "$CALL" --waitForEvent', argument(operations));
}
