// The policy bytes of a chaincode definition, a collection or a key: a signature policy, or the name of a channel policy.
import { peer } from '@hyperledger/fabric-protos';
import type { ChannelPolicies, Policy } from './channel-policies.js';
import { parsePolicy } from './policy-language.js';
import { PolicyError } from './policy-error.js';
import { SignaturePolicy } from './signature-policy.js';

/** What `deploy` takes when no policy is given: the channel's own rule, a majority of the organisations. */
export const defaultEndorsementPolicy = '/Channel/Application/Endorsement';

/** Bytes of peer.ApplicationPolicy for a policy in the CLI's language, or for a channel policy's path beginning with a slash. */
export function encodeApplicationPolicy(policy: string): Uint8Array {
    const application = new peer.ApplicationPolicy();
    if (policy.startsWith('/')) application.setChannelConfigPolicyReference(policy);
    else application.setSignaturePolicy(parsePolicy(policy));
    return application.serializeBinary();
}

/** @throws PolicyError for bytes that are no policy. */
export function decodeApplicationPolicy(bytes: Uint8Array, channel: ChannelPolicies): Policy {
    const application = parse(bytes);
    const signature = application.getSignaturePolicy();
    if (signature) return new SignaturePolicy(signature);
    const reference = application.getChannelConfigPolicyReference();
    if (reference !== '') return channel.policy(reference);
    throw new PolicyError('unsupported policy type');
}

function parse(bytes: Uint8Array): peer.ApplicationPolicy {
    try {
        return peer.ApplicationPolicy.deserializeBinary(bytes);
    } catch (error) {
        throw new PolicyError(`failed to unmarshal ApplicationPolicy bytes: ${(error as Error).message}`);
    }
}
