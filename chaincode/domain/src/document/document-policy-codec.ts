// The strict reading of a document's policy.
import { identifier, integer, list, object, optional, refuseField, required, sha256Text, type Decoder } from '../codec/decoder';
import type { DocumentPolicy, ReleaseEvent, ReleaseRule, Requester, SigningRule } from './manifest';
import { person, personId, type Person } from './person';

/** Of a document's policy: people in one list, requesters, events, seconds of the cooling-off. */
export const DOCUMENT_POLICY_LIMITS = { people: 16, requesters: 32, events: 8, delaySeconds: 366 * 86_400 } as const;

/** @throws as `list`, and INVALID_VALUE for somebody who stands in it twice */
export function people(bounds: { readonly min: number; readonly max: number }): Decoder<readonly Person[]> {
    const whole = list(person, bounds);
    return (value, field) => {
        const decoded = whole(value, field);
        requireEachOnce(decoded.map(personId), index => `${field}[${index}]`);
        return decoded;
    };
}

/** @throws INVALID_VALUE */
export function requireEachOnce(names: readonly string[], field: (index: number) => string): void {
    const seen = new Set<string>();
    names.forEach((name, index) => {
        if (seen.has(name)) refuseField('INVALID_VALUE', field(index), 'Name each once.');
        seen.add(name);
    });
}

function requirePossible(k: number, of: readonly Person[], field: string): void {
    if (k > of.length) refuseField('QUORUM_IMPOSSIBLE', `${field}.k`, `${of.length} people cannot sign ${k} times.`);
}

const several = people({ min: 1, max: DOCUMENT_POLICY_LIMITS.people });
const quorum = integer(1, DOCUMENT_POLICY_LIMITS.people);

const signingRule: Decoder<SigningRule> = (value, field) => {
    const decoded = object({ k: required(quorum), of: required(several) })(value, field);
    requirePossible(decoded.k, decoded.of, field);
    return decoded;
};

const releaseEvent: Decoder<ReleaseEvent> = (value, field) => {
    const decoded = object({ event: required(identifier), k: required(quorum), attesters: required(several) })(value, field);
    requirePossible(decoded.k, decoded.attesters, field);
    return decoded;
};

const release: Decoder<ReleaseRule> = (value, field) => {
    const decoded = object({
        events: required(list(releaseEvent, { max: DOCUMENT_POLICY_LIMITS.events })),
        delaySeconds: required(integer(0, DOCUMENT_POLICY_LIMITS.delaySeconds)),
        veto: required(people({ min: 0, max: DOCUMENT_POLICY_LIMITS.people })),
    })(value, field);
    requireEachOnce(decoded.events.map(({ event }) => event), index => `${field}.events[${index}].event`);
    if (decoded.veto.length > 0 && decoded.delaySeconds === 0) {
        refuseField('INVALID_VALUE', `${field}.veto`, 'Without a delay nobody could veto in time: give delaySeconds, or name nobody.');
    }
    return decoded;
};

const requester: Decoder<Requester> = object({ mspId: required(identifier), publicKeyHash: optional(sha256Text) });

const requesters: Decoder<readonly Requester[]> = (value, field) => {
    const decoded = list(requester, { max: DOCUMENT_POLICY_LIMITS.requesters })(value, field);
    requireEachOnce(decoded.map(({ mspId, publicKeyHash = '' }) => `${mspId}/${publicKeyHash}`), index => `${field}[${index}]`);
    return decoded;
};

export const documentPolicy: Decoder<DocumentPolicy> = object({
    parties: required(several), requesters: required(requesters), amend: required(signingRule), release: required(release),
});
