// The channel as every node of the process sees it: its name, its organisations, its policies.
import { MspError } from '../../msp/msp-error.js';
import { Msp } from '../../msp/msp.js';
import { MspManager } from '../../msp/msp-manager.js';
import { readMspFolder } from '../../msp/msp-folder.js';
import { ChannelPolicies } from '../policy/channel-policies.js';
import { PolicyError } from '../policy/policy-error.js';
import { validSigners, type SignedData } from '../policy/signers.js';

export interface OrganizationMsp { readonly mspId: string; readonly mspDir: string }

export interface ChannelOptions {
    readonly name: string;
    /** Organisations with peers. */
    readonly application: readonly OrganizationMsp[];
    readonly orderer: OrganizationMsp;
    /** Milliseconds added to the wall clock; for tests. */
    readonly clockOffsetMs?: number;
}

export class Channel {
    readonly name: string;
    readonly msps: MspManager;
    readonly policies: ChannelPolicies;
    readonly applicationMspIds: readonly string[];
    readonly ordererMspId: string;
    readonly #clockOffsetMs: number;

    private constructor(options: ChannelOptions, msps: MspManager) {
        this.name = options.name;
        this.msps = msps;
        this.applicationMspIds = options.application.map(org => org.mspId);
        this.ordererMspId = options.orderer.mspId;
        this.policies = new ChannelPolicies(this.applicationMspIds, [this.ordererMspId]);
        this.#clockOffsetMs = options.clockOffsetMs ?? 0;
    }

    /** Reads the organisations' MSP folders. @throws MspError when one is incomplete. */
    static async open(options: ChannelOptions): Promise<Channel> {
        const folders = [...options.application, options.orderer];
        const definitions = await Promise.all(folders.map(({ mspId, mspDir }) => readMspFolder(mspId, mspDir)));
        return new Channel(options, new MspManager(definitions.map(definition => new Msp(definition))));
    }

    /** The nodes' clock, in milliseconds since 1970. */
    now(): number {
        return Date.now() + this.#clockOffsetMs;
    }

    /** @throws PolicyError unless the signatures of the message satisfy the named policy. */
    checkPolicy(path: string, signed: readonly SignedData[]): void {
        if (this.policies.policy(path).isSatisfiedBy(validSigners(signed, this.msps))) return;
        throw new PolicyError('implicit policy evaluation failed - 0 sub-policies were satisfied, but this policy requires 1 of the '
            + `'${path.split('/').at(-1) ?? path}' sub-policies to be satisfied`);
    }

    /** As `checkPolicy`, in the words in which a peer refuses a request. @throws PolicyError */
    checkAcl(path: string, signed: readonly SignedData[]): void {
        try {
            this.checkPolicy(path, signed);
        } catch (error) {
            if (!(error instanceof PolicyError)) throw error;
            throw new PolicyError('Failed evaluating policy on signed data during check policy on channel '
                + `[${this.name}] with policy [${path}]: [${error.message}]`);
        }
    }

    /** When the certificate of these identity bytes ends; undefined for bytes that are no identity of the channel, which cannot expire. */
    expiresAt(identity: Uint8Array): number | undefined {
        try {
            return this.msps.deserializeIdentity(identity).expiresAt;
        } catch (error) {
            if (error instanceof MspError) return undefined;
            throw error;
        }
    }
}
