// Finds Fabric's own programs, their sample configuration and the chaincode-as-a-service builder.
import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { NetworkError } from '../network-error.js';

export interface FabricPrograms {
    readonly home: string;
    readonly peer: string;
    readonly orderer: string;
    readonly osnadmin: string;
    readonly configtxgen: string;
    /** Sample core.yaml, from which the peers' configuration is made. */
    readonly coreYaml: string;
    readonly ordererYaml: string;
    /** Folder with bin/detect, bin/build, bin/release of the ccaas builder. */
    readonly builder: string;
}

const DEFAULT_HOME = '/opt/fabric';
const HOW_TO_INSTALL =
    'install them as Fabric\'s documentation says (https://hyperledger-fabric.readthedocs.io/en/latest/install.html): ' +
    '`curl -sSLO https://raw.githubusercontent.com/hyperledger/fabric/main/scripts/install-fabric.sh && bash install-fabric.sh binary`, ' +
    'which makes bin/, config/ and builders/; then set FABRIC_HOME to the folder that holds them. The embedded engine needs none of this';

function isExecutable(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return true;
    } catch {
        // Absent or not executable: the same to us.
        return false;
    }
}

interface Candidate {
    readonly home: string;
    readonly programs: FabricPrograms;
    readonly missing: readonly string[];
}

function candidate(home: string): Candidate {
    const program = (name: string): string => join(home, 'bin', name);
    const builder = join(home, 'builders', 'ccaas');
    const programs: FabricPrograms = {
        home,
        peer: program('peer'), orderer: program('orderer'), osnadmin: program('osnadmin'), configtxgen: program('configtxgen'),
        coreYaml: join(home, 'config', 'core.yaml'), ordererYaml: join(home, 'config', 'orderer.yaml'),
        builder,
    };
    const missing = [
        ...[programs.peer, programs.orderer, programs.osnadmin, programs.configtxgen,
            ...['detect', 'build', 'release'].map(name => join(builder, 'bin', name))].filter(path => !isExecutable(path)),
        ...[programs.coreYaml, programs.ordererYaml].filter(path => !existsSync(path)),
    ];
    return { home, programs, missing };
}

function homeOnPath(): string | undefined {
    const bin = (process.env['PATH'] ?? '').split(delimiter).find(dir => dir !== '' && isExecutable(join(dir, 'peer')));
    return bin === undefined ? undefined : dirname(dirname(realpathSync(join(bin, 'peer'))));
}

/**
 * Looks in $FABRIC_HOME if that is set, and nowhere else then; else in /opt/fabric, then beside the `peer` on the PATH.
 * @throws NetworkError FABRIC_PROGRAMS_MISSING naming what is missing.
 */
export function findFabricPrograms(): FabricPrograms {
    const chosen = process.env['FABRIC_HOME'];
    const onPath = homeOnPath();
    const homes = chosen !== undefined && chosen !== '' ? [chosen] : [DEFAULT_HOME, ...onPath === undefined ? [] : [onPath]];
    const candidates = homes.map(candidate);
    const complete = candidates.find(({ missing }) => missing.length === 0);
    if (complete !== undefined) return complete.programs;
    const [closest] = candidates.toSorted((left, right) => left.missing.length - right.missing.length);
    const missing = closest?.missing ?? [];
    throw new NetworkError('FABRIC_PROGRAMS_MISSING', `the fabric engine needs Fabric's programs; looked in ${homes.join(', ')}; ` +
        `missing: ${missing.join(', ')}. To have them, ${HOW_TO_INSTALL}`, { homes, missing });
}
