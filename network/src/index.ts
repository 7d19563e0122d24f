// The programmatic face of the package.
export { NetworkError } from './network-error.js';
export { ORG_NAMES, type EngineName, type OrgName, type NodeStatus } from './engine.js';
export { freePortOffset } from './ports.js';
export type {
    DeployedChaincode, DeployOptions, Deployment, IdentityOptions, IssuedIdentity, Network, NetworkStatus, UpOptions,
} from './network.js';
