// The policies of the channel by name: those of fabric-samples' test-network, with implicit-meta rules over the organisations.
import type { Signer } from './signature-policy.js';
import { SignaturePolicy } from './signature-policy.js';
import { parsePolicy } from './policy-language.js';
import { PolicyError } from './policy-error.js';

/** Something that can be asked whether a set of signers is enough. */
export interface Policy { isSatisfiedBy(signers: readonly Signer[]): boolean }

type OrgPolicy = 'Readers' | 'Writers' | 'Admins' | 'Endorsement';

const applicationRoles: Readonly<Record<OrgPolicy, readonly string[]>> = {
    Readers: ['admin', 'peer', 'client'], Writers: ['admin', 'client'], Admins: ['admin'], Endorsement: ['peer'],
};
const ordererRoles: Readonly<Record<Exclude<OrgPolicy, 'Endorsement'>, readonly string[]>> = {
    Readers: ['member'], Writers: ['member'], Admins: ['admin'],
};

/** `ANY`: one sub-policy; `MAJORITY`: more than half of them (16.3). */
type Rule = 'ANY' | 'MAJORITY';

export class ChannelPolicies {
    readonly #policies = new Map<string, Policy>();

    constructor(applicationMspIds: readonly string[], ordererMspIds: readonly string[]) {
        for (const id of applicationMspIds) {
            for (const [name, roles] of Object.entries(applicationRoles)) this.#set(`/Channel/Application/${id}/${name}`, anyRole(id, roles));
        }
        for (const id of ordererMspIds) {
            for (const [name, roles] of Object.entries(ordererRoles)) this.#set(`/Channel/Orderer/${id}/${name}`, anyRole(id, roles));
        }
        this.#meta('/Channel/Application', 'Readers', 'ANY', applicationMspIds);
        this.#meta('/Channel/Application', 'Writers', 'ANY', applicationMspIds);
        this.#meta('/Channel/Application', 'Admins', 'MAJORITY', applicationMspIds);
        this.#meta('/Channel/Application', 'Endorsement', 'MAJORITY', applicationMspIds);
        this.#meta('/Channel/Application', 'LifecycleEndorsement', 'MAJORITY', applicationMspIds, 'Endorsement');
        this.#meta('/Channel/Orderer', 'Readers', 'ANY', ordererMspIds);
        this.#meta('/Channel/Orderer', 'Writers', 'ANY', ordererMspIds);
        this.#meta('/Channel/Orderer', 'Admins', 'MAJORITY', ordererMspIds);
        for (const name of ['Readers', 'Writers']) this.#meta('/Channel', name, 'ANY', ['Application', 'Orderer']);
        this.#meta('/Channel', 'Admins', 'MAJORITY', ['Application', 'Orderer']);
    }

    /** @throws PolicyError when the channel has no such policy. */
    policy(path: string): Policy {
        const policy = this.#policies.get(path);
        if (!policy) throw new PolicyError(`policy ${path} not found in the channel`);
        return policy;
    }

    #set(path: string, policy: Policy): void {
        this.#policies.set(path, policy);
    }

    #meta(group: string, name: string, rule: Rule, children: readonly string[], childPolicy = name): void {
        const policies = children.map(child => this.policy(`${group}/${child}/${childPolicy}`));
        const needed = rule === 'ANY' ? 1 : Math.floor(policies.length / 2) + 1;
        this.#set(`${group}/${name}`, { isSatisfiedBy: signers => policies.filter(policy => policy.isSatisfiedBy(signers)).length >= needed });
    }
}

function anyRole(mspId: string, roles: readonly string[]): Policy {
    return new SignaturePolicy(parsePolicy(`OR(${roles.map(role => `'${mspId}.${role}'`).join(', ')})`));
}
