// Changes of the charter in force: what the organisations decide by majority.
import { distinct, identifier, instant, object, oneOf, optional, refuseField, required, text, type Decoder } from '../codec/decoder';
import { requestCodec } from '../codec/request';
import { CAPABILITIES, type Capability, type Charter } from './charter';

export const CHARTER_CHANGE_TYPES = ['ADMIT', 'SET_CAPABILITIES', 'SUSPEND', 'LIFT_SUSPENSION'] as const;

/** What is decided, exactly: its canonical hash is what votes name. A suspension that is not lifted is an organisation's end in the charter. */
export type CharterChange =
    /** A further organisation, with its trading name. */
    | { readonly type: 'ADMIT'; readonly mspId: string; readonly name: string; readonly capabilities: readonly Capability[] }
    /** Roles that were granted stay written down; they count as far as the capabilities reach. */
    | { readonly type: 'SET_CAPABILITIES'; readonly mspId: string; readonly capabilities: readonly Capability[] }
    | { readonly type: 'SUSPEND' | 'LIFT_SUSPENSION'; readonly mspId: string };

/** Sent as JSON to `Membership:ProposeCharterChange(change)` by an administrator. */
export type CharterChangeProposal = CharterChange & {
    readonly decisionId: string;
    /** Instant from which it can no longer be voted on or carried out; at most 366 days ahead. */
    readonly expiry: string;
};

/** Organisations of a charter, at most. */
export const CHARTER_MAX_ORGANISATIONS = 32;

const fields = object({
    decisionId: required(identifier),
    expiry: required(instant),
    type: required(oneOf(CHARTER_CHANGE_TYPES)),
    mspId: required(identifier),
    name: optional(text({ max: 100 })),
    capabilities: optional(distinct(oneOf(CAPABILITIES), { min: 1, max: CAPABILITIES.length })),
});

const proposal: Decoder<CharterChangeProposal> = (value, field) => {
    const { name, capabilities, type, ...common } = fields(value, field);
    const needed = <T>(sent: T | undefined, member: string): T => sent ?? refuseField('MISSING_FIELD', `${field}.${member}`, `${type} needs it.`);
    const surplus = (sent: unknown, member: string): void => {
        if (sent !== undefined) refuseField('UNKNOWN_FIELD', `${field}.${member}`, `${type} has no such field.`);
    };
    switch (type) {
    case 'ADMIT':
        return { ...common, type, name: needed(name, 'name'), capabilities: needed(capabilities, 'capabilities') };
    case 'SET_CAPABILITIES':
        surplus(name, 'name');
        return { ...common, type, capabilities: needed(capabilities, 'capabilities') };
    default:
        surplus(name, 'name');
        surplus(capabilities, 'capabilities');
        return { ...common, type };
    }
};

export const charterChangeCodec = requestCodec<CharterChangeProposal>('change', proposal, 16 * 1024);

/** The text of the charter after a change; suspensions are no part of it. */
export function changedCharter(charter: Charter, change: CharterChange): Charter {
    switch (change.type) {
    case 'ADMIT': {
        const { mspId, name, capabilities } = change;
        return { ...charter, organisations: [...charter.organisations, { mspId, name, capabilities }] };
    }
    case 'SET_CAPABILITIES':
        return {
            ...charter,
            organisations: charter.organisations.map(one => one.mspId === change.mspId ? { ...one, capabilities: change.capabilities } : one),
        };
    default:
        return charter;
    }
}
