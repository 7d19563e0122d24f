// The engine of real Fabric: orderer and peer processes without Docker.
import type { ChaincodeDefinition, CommittedDefinition, Engine, NetworkFolder, NodeStatus } from '../engine.js';
import { readRecords, stopRecorded } from '../processes/detached.js';
import { ensureChannel } from './channel.js';
import { commitDefinition } from './lifecycle.js';
import { ensureNodes, nodeStatuses } from './nodes.js';
import { findFabricPrograms } from './programs.js';

export class FabricEngine implements Engine {
    readonly name = 'fabric';

    check(): void {
        findFabricPrograms();
    }

    async start(folder: NetworkFolder): Promise<void> {
        const programs = findFabricPrograms();
        await ensureChannel(folder, programs, await ensureNodes(folder, programs));
    }

    async stop(folder: NetworkFolder): Promise<void> {
        const hosts = nodeStatuses(folder).map(({ name }) => name);
        await Promise.all(readRecords(folder.run).filter(({ name }) => hosts.includes(name)).map(record => stopRecorded(folder.run, record)));
    }

    nodes(folder: NetworkFolder): Promise<NodeStatus[]> {
        return Promise.resolve(nodeStatuses(folder));
    }

    deploy(folder: NetworkFolder, definition: ChaincodeDefinition): Promise<CommittedDefinition> {
        return commitDefinition(folder, findFabricPrograms(), definition);
    }
}
