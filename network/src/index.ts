// The programmatic face of the package.
export { NetworkError } from './network-error.js';
export { NETWORK_CODES, type NetworkCode } from './network-codes.js';
export { ORG_NAMES, type EngineName, type NodeStatus, type OrgName } from './engine.js';
export { findFabricPrograms, type FabricPrograms } from './fabric/programs.js';
export { freePortOffset } from './ports.js';
export { takeDown } from './down.js';
export { open, up } from './up.js';
export type {
    DeployedChaincode, DeployOptions, Deployment, IdentityOptions, IssuedIdentity, Network, NetworkStatus, UpOptions,
} from './network.js';
