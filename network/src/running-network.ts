// A network in its folder: the operations that callers have on it, on either engine.
import { serviceStatus, stopServices } from './chaincode/service.js';
import { deployChaincode } from './deployment.js';
import { ORG_NAMES, type Engine, type EngineName, type NetworkFolder, type OrgName } from './engine.js';
import { environmentOf } from './environment.js';
import { readState, removeIfEmpty, removeOwnEntries, requireOrg, requireState, walletDir } from './folder.js';
import { withFolderLock } from './folder-lock.js';
import { connectionProfile } from './identities/layout.js';
import { PEER_ORGANISATIONS } from './identities/organisations.js';
import { NetworkError } from './network-error.js';
import { OWN_CHAINCODE, type DeployOptions, type Deployment, type IdentityOptions, type IssuedIdentity, type Network, type NetworkStatus } from './network.js';
import { readRecords, stopRecorded } from './processes/detached.js';

export class RunningNetwork implements Network {
    readonly #engine: Engine;
    readonly #folder: NetworkFolder;

    constructor(engine: Engine, folder: NetworkFolder) {
        this.#engine = engine;
        this.#folder = folder;
    }

    get engine(): EngineName {
        return this.#engine.name;
    }

    get dir(): string {
        return this.#folder.dir;
    }

    get channel(): string {
        return this.#folder.settings.channel;
    }

    deploy(options: DeployOptions): Promise<Deployment> {
        return withFolderLock(this.dir, 'deploy', async () => {
            requireState(this.dir);
            const stopped = (await this.#engine.nodes(this.#folder)).filter(({ running }) => !running).map(({ name }) => name);
            if (stopped.length > 0) {
                throw new NetworkError('NETWORK_NOT_RUNNING', `${stopped.join(', ')} not running: run \`carnet-network up\`, which starts what is missing`,
                    { stopped });
            }
            const { onProgress: progress = this.#folder.progress, signal = this.#folder.signal } = options;
            return deployChaincode(this.#engine, { ...this.#folder, progress, signal }, options);
        });
    }

    async status(): Promise<NetworkStatus> {
        const { chaincodes } = requireState(this.dir);
        const nodes = [
            ...await this.#engine.nodes(this.#folder),
            ...chaincodes.flatMap(({ name, index }) => ORG_NAMES.map(org => serviceStatus(this.#folder, name, org, index))),
        ];
        return {
            engine: this.engine, dir: this.dir, channel: this.channel,
            running: nodes.every(({ running }) => running),
            nodes,
            chaincodes: chaincodes.map(({ name, version, sequence, chaincodeDir }) => ({ name, version, sequence, chaincodeDir })),
        };
    }

    down({ keepData = false }: { readonly keepData?: boolean } = {}): Promise<void> {
        return withFolderLock(this.dir, 'down', async () => {
            // Chaincode first: a peer that loses its stream says so in its log.
            const chaincodes = readState(this.dir)?.chaincodes ?? [];
            await Promise.all(chaincodes.map(({ name, index }) => stopServices(this.#folder, name, index)));
            await this.#engine.stop(this.#folder);
            // Processes of a deployment that was killed before it got as far as network.json.
            await Promise.all(readRecords(this.#folder.run).map(record => stopRecorded(this.#folder.run, record)));
            if (!keepData) removeOwnEntries(this.dir);
        }).finally(() => removeIfEmpty(this.dir));
    }

    environment(org: OrgName, user: string, chaincode = OWN_CHAINCODE): Record<string, string> {
        return environmentOf(this.#folder, requireOrg(org), user, chaincode);
    }

    async issueIdentity({ org, ...person }: IdentityOptions): Promise<IssuedIdentity> {
        const { issuePerson } = await import('./identities/person.js');
        return issuePerson(this.#folder.organizations, walletDir(this.dir), PEER_ORGANISATIONS[requireOrg(org)], person);
    }

    connectionProfilePath(org: OrgName): string {
        return connectionProfile(this.#folder.organizations, requireOrg(org));
    }
}
