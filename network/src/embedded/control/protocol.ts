// What the engine asks of the running process, over HTTPS with mutual TLS on the orderer's admin port.
import type { InstalledPackage } from '../lifecycle/installed-packages.js';

/** `POST /chaincodes` */
export interface DeployRequest {
    readonly name: string;
    readonly version: string;
    readonly policy?: string;
    readonly collections?: readonly unknown[];
    /** By MSP id. */
    readonly packages: Readonly<Record<string, InstalledPackage>>;
}

export interface DeployAnswer { readonly sequence: number; readonly changed: boolean }

/** Body of every answer that is not 200. */
export interface ErrorAnswer { readonly code: 'DEFINITION_INVALID' | 'DEPLOY_FAILED'; readonly message: string }
